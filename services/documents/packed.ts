import { later } from "../../domain/later.ts";
import type { DocumentFormat } from "./format.ts";
import type { FileContent } from "./mod.ts";

/** The formats that other people's code takes apart. */
export type PackedFormat = Exclude<DocumentFormat, "markdown" | "text">;

/** Reads a PDF or a DOCX here and now; errors as `readDocument`. */
export async function readPacked(
  format: PackedFormat,
  file: string,
  bytes: Uint8Array,
): Promise<FileContent> {
  if (format === "pdf") {
    const { readPdf } = await import(later("./pdf.ts")) as typeof import("./pdf.ts");
    return await readPdf(file, bytes);
  }
  const { readDocx } = await import(later("./docx.ts")) as typeof import("./docx.ts");
  return await readDocx(file, bytes);
}
