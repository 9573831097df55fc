import { strFromU8, type Unzipped, unzipSync, zipSync } from "fflate";
// Made for browsers: the other one wants environment variables that the service may not read, and
// from 1.13.0 on neither runs where `__proto__` is shut off, as it is in Deno.
import bundle from "mammoth/mammoth.browser.js";
import { AppError } from "../../domain/errors.ts";
import type { FileContent } from "./mod.ts";
import { unreadable } from "./unreadable.ts";

/** Most that the parts with text may take up once they are unpacked, in bytes. */
const MOST_UNPACKED = 32 * 1024 * 1024;
const MOST_PARTS = 2000;

interface Mammoth {
  convertToMarkdown(
    input: { arrayBuffer: ArrayBuffer },
    options: { convertImage: () => [] },
  ): Promise<{ value: string }>;
}

/** Mammoth makes Markdown too, which its types leave out. */
const mammoth = bundle as unknown as Mammoth;

/**
 * Reads a DOCX as Markdown: headings, lists and emphasis are kept, pictures are left out.
 *
 * Errors: `document_unreadable` with `broken`, or `too_large` where it unpacks to too much.
 */
export async function readDocx(file: string, bytes: Uint8Array): Promise<FileContent> {
  const parts = unpack(file, bytes);
  try {
    // Packed anew without compression, so that the reader unpacks nothing that was not measured.
    const arrayBuffer = zipSync(parts, { level: 0 }).slice().buffer;
    const { value } = await mammoth.convertToMarkdown({ arrayBuffer }, { convertImage: () => [] });
    const title = titleIn(parts["docProps/core.xml"]);
    return { text: withoutMarks(value), ...(title ? { title } : {}) };
  } catch {
    throw unreadable(file, "broken");
  }
}

/** The parts with text; what they come to is known and bounded before anything is unpacked. */
function unpack(file: string, bytes: Uint8Array): Unzipped {
  let unpacked = 0;
  let count = 0;
  try {
    return unzipSync(bytes, {
      filter({ name, originalSize }) {
        if (!/\.(xml|rels)$/.test(name)) return false;
        unpacked += originalSize;
        count += 1;
        if (unpacked > MOST_UNPACKED || count > MOST_PARTS) throw unreadable(file, "too_large");
        return true;
      },
    });
  } catch (error) {
    if (error instanceof AppError) throw error;
    throw unreadable(file, "broken");
  }
}

function titleIn(properties: Uint8Array | undefined): string | undefined {
  if (!properties) return undefined;
  const title = /<dc:title>([^<]{1,200})<\/dc:title>/.exec(strFromU8(properties))?.[1]?.trim();
  return title?.replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&quot;", '"')
    .replaceAll("&amp;", "&");
}

/** Takes away what mammoth adds for other readers: anchors, and escapes of every dot. */
function withoutMarks(markdown: string): string {
  return markdown.replace(/<a id="[^"]*"><\/a>/g, "")
    .replace(/\\([\\`*_{}[\]()#+\-.!])/g, "$1");
}
