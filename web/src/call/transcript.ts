/** What is said in a call, as it comes: words of both, and what is shown with them. */
import type { Card, Citation } from "../chat/items.ts";
import type { Piece } from "./port.ts";

/** One thing in the transcript. */
export type Line =
  | {
    kind: "said";
    key: string;
    role: "member" | "assistant";
    text: string;
    /** Words may still come, or change. */
    final: boolean;
  }
  | { kind: "card"; key: string; card: Card }
  | { kind: "sources"; key: string; citations: Citation[] };

/** How the key of a line begins that the member wrote. */
export const WRITTEN = "member-written-";

/** The transcript with a part of what is said: it finds its segment, or begins one at the end. */
export function withPiece(lines: readonly Line[], piece: Piece): Line[] {
  const key = `${piece.role}-${piece.segment}`;
  const at = lines.findIndex((line) => line.key === key);
  const known = lines[at];
  const before = known?.kind === "said" ? known.text : "";
  const text = piece.appended ? before + piece.text : piece.text || (piece.final ? before : "");
  // A cough makes a segment without a word.
  if (piece.final && text.trim() === "") return lines.filter((line) => line.key !== key);
  const line: Line = { kind: "said", key, role: piece.role, text, final: piece.final };
  return at < 0 ? [...lines, line] : lines.with(at, line);
}

/** The transcript with a card at its end; the same card twice is shown once. */
export function withCard(lines: readonly Line[], card: Card): Line[] {
  const key = `card-${JSON.stringify(card)}`;
  return lines.some((line) => line.key === key) ? [...lines] : [...lines, {
    kind: "card",
    key,
    card,
  }];
}

/** The transcript with a source at its end, beside those that came just before. */
export function withCitation(lines: readonly Line[], citation: Citation): Line[] {
  const last = lines.at(-1);
  if (last?.kind !== "sources") {
    const key = `sources-${lines.length}-${citation.chunkId}`;
    return [...lines, { kind: "sources", key, citations: [citation] }];
  }
  if (last.citations.some((known) => known.chunkId === citation.chunkId)) return [...lines];
  return [...lines.slice(0, -1), { ...last, citations: [...last.citations, citation] }];
}

/** Whatever was cut off is as whole as it will ever be. */
export function settled(lines: readonly Line[]): Line[] {
  return lines.flatMap((line) => {
    if (line.kind !== "said" || line.final) return [line];
    return line.text.trim() ? [{ ...line, final: true }] : [];
  });
}

/**
 * The lines that are whole, up to the first that is not, and the rest: a reader is told the first
 * part only, each line once and in order.
 */
export function divided(lines: readonly Line[]): { whole: Line[]; coming: Line[] } {
  const open = lines.findIndex((line) => line.kind === "said" && !line.final);
  const end = open < 0 ? lines.length : open;
  return { whole: lines.slice(0, end), coming: lines.slice(end) };
}
