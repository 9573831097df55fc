/** Which files can be taken in; checked before anything is sent. */

import { FILE_BYTES } from "../../../domain/upload.ts";

const ENDINGS = ["md", "markdown", "txt", "pdf", "docx"];

/** For a file field: what it offers to choose. */
export const ACCEPTED = ENDINGS.map((ending) => `.${ending}`).join(",");

/** Why a file is not taken; null for one that can be sent. */
export type FileFault = "kind" | "large" | "empty" | null;

/** Why a file of this name and size, in bytes, is not taken; null for one that can be sent. */
export function faultOf({ name, size }: { name: string; size: number }): FileFault {
  const ending = /\.([^.]+)$/.exec(name)?.[1]?.toLowerCase() ?? "";
  if (!ENDINGS.includes(ending)) return "kind";
  if (size === 0) return "empty";
  return size > FILE_BYTES ? "large" : null;
}
