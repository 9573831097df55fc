import type { Language } from "../domain/community.ts";
import type { Chunk, Document } from "../domain/knowledge.ts";
import type { MessageButton } from "../domain/outbox.ts";
import { documentButtonData } from "../domain/upload.ts";
import type { Stored } from "./knowledge.ts";
import type { Texts } from "./texts.ts";

/** How many headings are shown, how long each may be, and how much of the text. */
const MOST_HEADINGS = 5;
const HEADING_LENGTH = 80;
const BEGINNING_LENGTH = 300;

/**
 * Says what became of a document: its title and size, its first headings and lines, and buttons to
 * take it back.
 *
 * `since` is when it came, where this is not the first try to read it: what was stored after that is
 * new, though this try met it as unchanged.
 */
export async function describeStored({ stored, since, documents, texts, language }: {
  stored: Stored;
  since: number | null;
  /** All there are, to name one with the same title. */
  documents: readonly Document[];
  texts: Texts;
  language: Language;
}): Promise<{ text: string; buttons: MessageButton[][] }> {
  const { document, chunks } = stored;
  const { title, chunkCount, previous, updatedAt } = document;
  const isOwn = since !== null && stored.outcome === "unchanged" && updatedAt >= since;
  const outcome = isOwn ? (previous ? "changed" : "added") : stored.outcome;
  const say = (id: string, args = {}) => texts.format(language, id, args);
  const headings = firstHeadings(chunks, title);
  const twin = documents.find((other) =>
    other.id !== document.id && other.title.toLowerCase() === title.toLowerCase()
  );
  const lines = [
    await say(`upload-${outcome}`, { title, chunks: chunkCount }),
    ...(headings.length > 0
      ? [await say("upload-headings", { headings: headings.join(" · ") })]
      : []),
    await say("upload-beginning", { text: beginningOf(chunks) }),
    ...(twin ? [await say("upload-twin", { file: twin.file })] : []),
  ];
  const undo = { text: await say("upload-undo"), data: documentButtonData("undo", document) };
  const remove = { text: await say("upload-remove"), data: documentButtonData("remove", document) };
  // What was added is undone by removing it; what was there before cannot be undone by this upload.
  const buttons = { added: [undo], changed: [undo, remove], unchanged: [remove] }[outcome];
  return { text: lines.join("\n\n"), buttons: [buttons] };
}

/** The headings of the document in their order, the title left out. */
function firstHeadings(chunks: readonly Chunk[], title: string): string[] {
  const all = chunks.flatMap(({ headings }) => headings).filter((heading) => heading !== title);
  return [...new Set(all)].slice(0, MOST_HEADINGS)
    .map((heading) => shortened(heading, HEADING_LENGTH));
}

/** The first lines without the marks of Markdown. */
function beginningOf(chunks: readonly Chunk[]): string {
  const text = chunks.slice(0, 3).map((chunk) => chunk.text).join("\n")
    .replace(/^#{1,6} .*$/gm, "").replace(/!?\[([^\]]*)\]\([^)]*\)/g, "$1")
    .replace(/[*`|>]|__/g, "").replace(/\s+/g, " ").trim();
  return shortened(text, BEGINNING_LENGTH);
}

function shortened(text: string, most: number): string {
  if (text.length <= most) return text;
  const cut = text.slice(0, most).replace(/\s+\S*$/, "");
  return `${cut}…`;
}
