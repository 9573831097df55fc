import { AppError } from "../domain/errors.ts";
import type { SourceText } from "../domain/knowledge.ts";
import { decodeText } from "./documents/decode.ts";
import { extensionOf, isDocumentName } from "./documents/format.ts";
import { readDocument } from "./documents/mod.ts";
import { unreadable } from "./documents/unreadable.ts";

/** Raw material besides documents: subtitles, and chats as Telegram Desktop exports them. */
const READERS: Record<string, (text: string) => string | undefined> = {
  srt: wordsOfSubtitles,
  vtt: wordsOfSubtitles,
  json: wordsOfChat,
};

/** Whether the name of a file in a folder says that it may be a transcript. */
export function isTranscriptName(file: string): boolean {
  return isDocumentName(file) || Object.hasOwn(READERS, extensionOf(file));
}

/**
 * Reads a raw transcript: a document, subtitles (`.srt`, `.vtt`), or a chat that Telegram Desktop
 * exported as JSON. Errors as `readDocument`; other JSON is `unsupported`.
 */
export async function readTranscript(
  { file, bytes }: { file: string; bytes: Uint8Array },
): Promise<SourceText> {
  const extension = extensionOf(file);
  if (!Object.hasOwn(READERS, extension)) return await readDocument({ file, bytes });
  if (bytes.length === 0) throw unreadable(file, "empty");
  const raw = decodeText(bytes);
  if (raw === undefined) throw unreadable(file, "binary");
  const words = READERS[extension]!(raw.replace(/\r\n?/g, "\n"));
  if (words === undefined) throw unreadable(file, "unsupported");
  try {
    const name = `${file.slice(0, -extension.length)}txt`;
    const read = await readDocument({ file: name, bytes: new TextEncoder().encode(words) });
    return { ...read, file, bytes: bytes.length };
  } catch (error) {
    // By the name that the owner knows.
    if (!(error instanceof AppError)) throw error;
    throw new AppError(error.code, { ...error.details, file });
  }
}

/** What is said in subtitles: without numbers, times, marks and lines said twice. */
function wordsOfSubtitles(text: string): string {
  const cues = text.replace(/^\uFEFF?WEBVTT[^\n]*\n/, "\n").split(/\n\s*\n/)
    .filter((cue) => cue.includes("-->"));
  const lines: string[] = [];
  for (const cue of cues) {
    for (const line of cue.split("\n").slice(cue.split("\n").findIndex(isTime) + 1)) {
      const words = line.replace(/<[^>]*>|\{\\[^}]*\}/g, "").trim();
      // Captions made by machines repeat the line above in the next cue.
      if (words !== "" && words !== lines.at(-1)) lines.push(words);
    }
  }
  return paragraphsOf(lines);
}

const isTime = (line: string) => line.includes("-->");

/** Lines as paragraphs of some sentences, so that a part can end between two of them. */
function paragraphsOf(lines: readonly string[]): string {
  const paragraphs: string[][] = [[]];
  for (const line of lines) {
    const open = paragraphs.at(-1)!;
    open.push(line);
    if (open.length >= 8 && /[.!?…]$/.test(line)) paragraphs.push([]);
  }
  return paragraphs.map((paragraph) => paragraph.join(" ")).join("\n\n").trim();
}

/**
 * The messages of an export of Telegram Desktop (https://core.telegram.org/import-export): `text` is
 * a string, or a list of strings and of objects with a `text`.
 */
function wordsOfChat(json: string): string | undefined {
  let messages: unknown;
  try {
    ({ messages } = JSON.parse(json));
  } catch {
    return undefined;
  }
  if (!Array.isArray(messages)) return undefined;
  return messages.map((message) => {
    const { from, text } = (message ?? {}) as { from?: unknown; text?: unknown };
    const words = (Array.isArray(text) ? text : [text])
      .map((part) => typeof part === "string" ? part : part?.text)
      .filter((part) => typeof part === "string").join("").trim();
    if (words === "") return "";
    return typeof from === "string" ? `${from}: ${words}` : words;
  }).filter((line) => line !== "").join("\n\n");
}
