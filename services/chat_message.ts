import type { Card } from "../domain/card.ts";
import type { Citation } from "../domain/citation.ts";
import type { Language } from "../domain/community.ts";
import type { Texts } from "./texts.ts";

/**
 * An answer as one message in the chat with the bot, where there are no chips and no cards: the marks of
 * sources become a list below, and what is to be opened or dialled stands as a line.
 */
export async function chatMessage(
  answer: { text: string; cards: readonly Card[]; citations: readonly Citation[] },
  language: Language,
  texts: Texts,
): Promise<string> {
  const { text, cards, citations } = answer;
  const numbers = new Set(citations.map(({ number }) => String(number)));
  const words = text.replace(
    /\s?\[(\d{1,2})\]/g,
    (mark, number) => numbers.has(number) ? "" : mark,
  );
  const guides = [...new Set(citations.map(({ title }) => `«${title}»`))];
  const sources = guides.length === 0 ? [] : [
    await texts.format(language, "bot-sources", {
      count: guides.length,
      guides: guides.join(", "),
    }),
  ];
  const urgent = cards.flatMap((card) => card.kind === "emergency" ? contactLines(card) : []);
  return [words.trim(), ...urgent, ...linkLines(cards), ...sources].join("\n\n");
}

function contactLines({ title, contacts }: Extract<Card, { kind: "emergency" }>): string[] {
  const lines = contacts.map(({ name, phone }) => `${name}: ${phone}`);
  return [[`${title}:`, ...lines].join("\n")];
}

/** Titles with their addresses, each address once: a picture opens the page it stands on. */
function linkLines(cards: readonly Card[]): string[] {
  const titles = new Map<string, string>();
  for (const card of cards) {
    const opens = card.kind === "link" || card.kind === "video" || card.kind === "picture";
    if (!opens) continue;
    const address = card.kind === "picture" ? card.page ?? card.url : card.url;
    if (!titles.has(address)) titles.set(address, card.title);
  }
  return [...titles].map(([address, title]) => `${title}\n${address}`);
}
