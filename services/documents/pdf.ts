import { getDocumentProxy } from "unpdf";
import { AppError } from "../../domain/errors.ts";
import { FILE_BYTES } from "../../domain/upload.ts";
import type { FileContent } from "./mod.ts";
import { type Line, linesOf, paragraphsOf, withoutRunningHeads } from "./pdf_lines.ts";
import { unreadable } from "./unreadable.ts";

const MOST_PAGES = 5000;

/**
 * Reads a PDF as Markdown: paragraphs, and modestly guessed headings.
 *
 * The library takes the bytes away. Errors: `document_unreadable` with
 * `broken` (also where it is locked), `no_text`, or `too_large`.
 */
export async function readPdf(file: string, bytes: Uint8Array): Promise<FileContent> {
  const opened = await open(file, bytes);
  try {
    if (opened.numPages > MOST_PAGES) throw unreadable(file, "too_large");
    const pages: Line[][] = [];
    let length = 0;
    for (let number = 1; number <= opened.numPages; number += 1) {
      const page = await opened.getPage(number);
      const { items } = await page.getTextContent();
      const lines = linesOf(items);
      page.cleanup();
      length += lines.reduce((sum, { text }) => sum + text.length, 0);
      if (length > FILE_BYTES) throw unreadable(file, "too_large");
      pages.push(lines);
    }
    // A scan may carry a stamp or page numbers in letters.
    if (length < opened.numPages * 3) throw unreadable(file, "no_text");
    const title = titleOf((await opened.getMetadata().catch(() => undefined))?.info);
    const text = paragraphsOf(withoutRunningHeads(pages)).join("\n\n");
    return { text, ...(title ? { title } : {}) };
  } catch (error) {
    if (error instanceof AppError) throw error;
    throw unreadable(file, "broken");
  } finally {
    await opened.loadingTask.destroy().catch(() => {});
  }
}

async function open(file: string, bytes: Uint8Array) {
  try {
    return await getDocumentProxy(bytes, { verbosity: 0 });
  } catch {
    throw unreadable(file, "broken");
  }
}

/** What the program that made the file put there by itself is no title. */
function titleOf(info: unknown): string | undefined {
  const { Title: title } = (info ?? {}) as { Title?: unknown };
  if (typeof title !== "string") return undefined;
  const words = title.replace(/\s+/g, " ").trim();
  const made = /^(microsoft|untitled|документ\d*$|document\d*$)|\.(docx?|pdf|indd|rtf|tmp)$/i;
  return words === "" || words.length > 200 || made.test(words) ? undefined : words;
}
