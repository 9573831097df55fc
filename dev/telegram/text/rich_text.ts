import type { MessageEntity } from "grammy/types";

/** Text with its formatting; offsets and lengths count UTF-16 code units. */
export interface RichText {
  text: string;
  entities: MessageEntity[];
}

/** Formatting that cannot be understood; the message is Telegram's wording after its prefix. */
export class ParseError extends Error {
  override readonly name = "ParseError";

  /** "at byte offset N": Telegram counts the bytes of the UTF-8 source. */
  static at(source: string, position: number): string {
    return `at byte offset ${new TextEncoder().encode(source.slice(0, position)).length}`;
  }
}

/** Cuts the white space at both ends, as Telegram does, and moves the entities along. */
export function trim({ text, entities }: RichText): RichText {
  const cut = text.length - text.trimStart().length;
  const trimmed = text.trim();
  const moved = entities.map((entity) => {
    const start = Math.max(0, entity.offset - cut);
    const end = Math.min(trimmed.length, entity.offset + entity.length - cut);
    return { ...entity, offset: start, length: end - start };
  });
  return { text: trimmed, entities: moved.filter((entity) => entity.length > 0) };
}

/** Outer before inner, earlier before later. */
export function sorted(entities: MessageEntity[]): MessageEntity[] {
  return entities.toSorted((a, b) => a.offset - b.offset || b.length - a.length);
}
