import type { ComponentChildren } from "preact";
import type { MessageEntity } from "../telegram.ts";

export interface EntityActions {
  /** A link was pressed; false lets the browser open it. */
  link(url: string): boolean;
  command(text: string): void;
}

/**
 * Shows a text with its entities, which may lie within one another.
 *
 * Offsets are in UTF-16 units, as both the Bot API and JavaScript count.
 */
export function FormattedText(
  { text, entities, actions }: {
    text: string;
    entities: readonly MessageEntity[];
    actions: EntityActions;
  },
) {
  const sorted = [...entities].sort((a, b) => a.offset - b.offset || b.length - a.length);
  return <>{piece(text, 0, text.length, sorted, actions)}</>;
}

function piece(
  text: string,
  from: number,
  to: number,
  entities: readonly MessageEntity[],
  actions: EntityActions,
): ComponentChildren[] {
  const shown: ComponentChildren[] = [];
  let at = from;
  for (const [index, entity] of entities.entries()) {
    const end = Math.min(entity.offset + entity.length, to);
    if (entity.offset < at || end <= entity.offset) continue;
    const inner = entities.slice(index + 1).filter((each) =>
      each.offset >= entity.offset && each.offset + each.length <= end
    );
    shown.push(text.slice(at, entity.offset));
    shown.push(wrapped(
      entity,
      text.slice(entity.offset, end),
      piece(text, entity.offset, end, inner, actions),
      actions,
    ));
    at = end;
  }
  shown.push(text.slice(at, to));
  return shown;
}

function wrapped(
  entity: MessageEntity,
  text: string,
  children: ComponentChildren[],
  actions: EntityActions,
): ComponentChildren {
  const link = (href: string) => (
    <a
      href={href}
      target="_blank"
      rel="noopener noreferrer"
      onClick={(event) => actions.link(href) && event.preventDefault()}
    >
      {children}
    </a>
  );
  switch (entity.type) {
    case "bold":
      return <b>{children}</b>;
    case "italic":
      return <i>{children}</i>;
    case "underline":
      return <u>{children}</u>;
    case "strikethrough":
      return <s>{children}</s>;
    case "spoiler":
      return <span class="spoiler" tabIndex={0}>{children}</span>;
    case "code":
      return <code>{children}</code>;
    case "pre":
      return <pre>{children}</pre>;
    case "blockquote":
    case "expandable_blockquote":
      return <blockquote>{children}</blockquote>;
    case "text_link":
      return /^https?:/.test(entity.url ?? "") ? link(entity.url ?? "") : children;
    case "url":
      return link(/^https?:/.test(text) ? text : `https://${text}`);
    case "mention":
      return link(`https://t.me/${text.slice(1)}`);
    case "email":
      return <a href={`mailto:${text}`}>{children}</a>;
    case "bot_command":
      return (
        <button type="button" class="as-link" onClick={() => actions.command(text)}>
          {children}
        </button>
      );
    default:
      return children;
  }
}
