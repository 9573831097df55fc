import type { Language } from "../../domain/community.ts";
import { AppError } from "../../domain/errors.ts";
import { FILE_BYTES } from "../../domain/upload.ts";
import type { Texts } from "../texts.ts";

/** Why a file cannot be read; the sentence is `document-unreadable-<reason>` in `locales/`. */
export type UnreadableReason =
  | "empty"
  /** No text, or text in an encoding that cannot be told. */
  | "binary"
  | "too_large"
  /** A PDF or DOCX of pictures alone. */
  | "no_text"
  /** A kind of file that is not read. */
  | "unsupported"
  /** Damaged, or locked with a password. */
  | "broken"
  /** Its front matter is not what it should be: `field` and `received` say where. */
  | "front_matter";

/** What is wrong in the front matter of a file. */
export interface FieldProblem {
  /** `yaml` where it cannot be read at all. */
  field: "title" | "language" | "keywords" | "questions" | "summary" | "yaml";
  /** Of the file, from 1, for `yaml`. */
  line?: number;
  /** As it was written, or its first characters. */
  received: string;
}

/** The error for a file that cannot be read. */
export function unreadable(
  file: string,
  reason: UnreadableReason,
  problem?: FieldProblem,
): AppError {
  return new AppError("document_unreadable", { file, reason, ...problem });
}

/** Says in a language why a file could not be read and what to do; other errors in their own words. */
export async function describeUnreadable(
  texts: Texts,
  language: Language,
  error: AppError,
): Promise<string> {
  const { reason, field = "", line = 0, received = "" } = error.details;
  if (error.code !== "document_unreadable") return texts.format(language, `error-${error.code}`);
  return await texts.format(language, `document-unreadable-${reason}`, {
    megabytes: FILE_BYTES / 1024 / 1024,
    field: String(field),
    line: Number(line),
    received: String(received),
  });
}
