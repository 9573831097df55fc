/** How a file is read. */
export type DocumentFormat = "markdown" | "text" | "pdf" | "docx";

/** What the end of a name promises; anything else is read by its content alone, or not at all. */
const FORMATS: Record<string, DocumentFormat> = {
  md: "markdown",
  markdown: "markdown",
  txt: "text",
  text: "text",
  pdf: "pdf",
  docx: "docx",
};

/** The end of a file's name behind the last dot, in lower case; empty where there is none. */
export function extensionOf(file: string): string {
  return /[^/\\]\.([^./\\]+)$/.exec(file)?.[1]?.toLowerCase() ?? "";
}

/** Whether the name of a file in a folder says that it is a document. */
export function isDocumentName(file: string): boolean {
  return Object.hasOwn(FORMATS, extensionOf(file));
}

/**
 * How a file is to be read, by its first bytes where they tell, else by its name.
 *
 * A reason instead where it cannot be read: `unsupported`, or `broken` where the name promises what
 * the bytes do not hold.
 */
export function formatOf(
  file: string,
  bytes: Uint8Array,
): DocumentFormat | "unsupported" | "broken" {
  const named = isDocumentName(file) ? FORMATS[extensionOf(file)] : undefined;
  const head = latin(bytes.subarray(0, 1024));
  // Some programs put a few bytes before the mark (ISO 32000-1, Annex H, note 13).
  if (head.includes("%PDF-") && (named === "pdf" || head.startsWith("%PDF-"))) return "pdf";
  if (head.startsWith("PK\x03\x04")) return isWordPackage(bytes) ? "docx" : unless(named);
  if (head.startsWith("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")) {
    // A DOCX with a password is a compound file with this stream, as old .doc files are without it.
    return holdsName(bytes, "EncryptedPackage") ? "broken" : "unsupported";
  }
  if (named === "pdf" || named === "docx") return "broken";
  return named ?? (extensionOf(file) === "" ? "text" : "unsupported");
}

/** A packed file that is no DOCX: `broken` where its name says it is one. */
function unless(named: DocumentFormat | undefined) {
  return named === "docx" ? "broken" : "unsupported";
}

function isWordPackage(bytes: Uint8Array): boolean {
  const folder = [...new TextEncoder().encode("word/document.xml")];
  return indexOf(bytes, folder) >= 0;
}

function holdsName(bytes: Uint8Array, name: string): boolean {
  return indexOf(bytes, [...name].flatMap((letter) => [letter.charCodeAt(0), 0])) >= 0;
}

function indexOf(bytes: Uint8Array, wanted: readonly number[]): number {
  const first = wanted[0]!;
  for (let at = bytes.indexOf(first); at >= 0; at = bytes.indexOf(first, at + 1)) {
    if (wanted.every((byte, index) => bytes[at + index] === byte)) return at;
  }
  return -1;
}

function latin(bytes: Uint8Array): string {
  return String.fromCharCode(...bytes);
}
