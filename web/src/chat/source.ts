/** Which source is being looked at, and how an answer's marks stand for its sources. */
import { signal } from "@preact/signals";
import type { Span } from "./format.ts";
import type { Citation } from "./items.ts";

/** The source whose sheet is open. */
export const openSource = signal<Citation | null>(null);

/** Sources of one answer are few: a larger number in brackets is something else. */
const MOST_SOURCES = 8;

/**
 * What to show for a number in brackets: the source it names, a mark that waits for its source,
 * nothing in place of a mark whose source never came, or the brackets as they were written.
 *
 * @param arriving the answer is on its way: its sources come at its end
 */
export function sourceOf(
  span: Pick<Span, "text" | "attached">,
  citations: readonly Citation[],
  arriving: boolean,
): Citation | "waiting" | "hidden" | "written" {
  const number = Number(span.text);
  const cited = citations.find((one) => one.number === number);
  if (cited) return cited;
  if (number < 1 || number > MOST_SOURCES) return "written";
  if (arriving) return "waiting";
  return span.attached && citations.length > 0 ? "hidden" : "written";
}

/** The document and the nearest heading of a source, in one line. */
export function nameOf({ title, headings }: Pick<Citation, "title" | "headings">): string {
  const last = headings.at(-1);
  return last && last !== title ? `${title} · ${last}` : title;
}
