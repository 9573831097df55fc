import { later } from "../../domain/later.ts";
import type { SourceText } from "../../domain/knowledge.ts";
import { FILE_BYTES } from "../../domain/upload.ts";
import { nodeCrypto } from "../crypto.ts";
import { decodeText } from "./decode.ts";
import { type DocumentFormat, formatOf } from "./format.ts";
import type { PackedFormat } from "./packed.ts";
import { headingOf, languageOfText, nameOf, tidy } from "./text.ts";
import { unreadable } from "./unreadable.ts";

/** What is in a file of one format. */
export interface FileContent {
  /** Markdown, or plain text. */
  text: string;
  /** What the file says of itself, where it does. */
  title?: string;
}

/**
 * Reads a file of the owner's material: Markdown, plain text, PDF or DOCX.
 *
 * `file` is the name with the folders below the one that was given. Errors: `document_unreadable`
 * with `file` and a `reason` of `UnreadableReason`; `describeUnreadable` puts it into words.
 */
export async function readDocument(
  { file, bytes }: { file: string; bytes: Uint8Array },
): Promise<SourceText> {
  const name = file.normalize("NFC");
  if (bytes.length === 0) throw unreadable(name, "empty");
  if (bytes.length > FILE_BYTES) throw unreadable(name, "too_large");
  const format = formatOf(name, bytes);
  if (format === "unsupported" || format === "broken") throw unreadable(name, format);

  const hash = nodeCrypto().createHash("sha256").update(bytes).digest("hex");
  const content = await READERS[format](name, bytes);
  const { readFrontMatter } = await import(
    later("./front_matter.ts")
  ) as typeof import("./front_matter.ts");
  const { head, text } = readFrontMatter(name, tidy(content.text));
  const body = text.trim();
  if (!/[\p{L}\p{N}]/u.test(body)) {
    throw unreadable(name, format === "pdf" || format === "docx" ? "no_text" : "empty");
  }
  const heading = format === "text" ? undefined : headingOf(body);
  const title = head.title ?? heading ?? content.title ?? nameOf(name);
  return {
    file: name,
    title,
    language: head.language ?? languageOfText(`${title}\n${body}`),
    keywords: head.keywords ?? [],
    questions: head.questions ?? [],
    summary: head.summary ?? null,
    text: body,
    hash,
    bytes: bytes.length,
  };
}

type Reader = (file: string, bytes: Uint8Array) => Promise<FileContent>;

const READERS: Record<DocumentFormat, Reader> = {
  markdown: readText,
  text: readText,
  pdf: (file, bytes) => readPacked("pdf", file, bytes),
  docx: (file, bytes) => readPacked("docx", file, bytes),
};

async function readPacked(
  format: PackedFormat,
  file: string,
  bytes: Uint8Array,
): Promise<FileContent> {
  const { readApart } = await import(later("./apart.ts")) as typeof import("./apart.ts");
  return await readApart(format, file, bytes);
}

function readText(file: string, bytes: Uint8Array): Promise<FileContent> {
  const text = decodeText(bytes);
  if (text === undefined) return Promise.reject(unreadable(file, "binary"));
  return Promise.resolve({ text });
}
