/** How far into a page its own word about its letters is looked for (HTML: 13.2.3.2). */
const SNIFFED_BYTES = 1024;
const MARKS: [label: string, bytes: number[]][] = [
  ["utf-8", [0xef, 0xbb, 0xbf]],
  ["utf-16le", [0xff, 0xfe]],
  ["utf-16be", [0xfe, 0xff]],
];

/**
 * Reads a page's letters by its byte order mark, its `Content-Type`, or its own `<meta>`, else as
 * UTF-8. What is no letter becomes U+FFFD.
 */
export function decodePage(bytes: Uint8Array, contentType: string): string {
  const marked = MARKS.find(([, mark]) => mark.every((byte, index) => bytes[index] === byte))?.[0];
  const start = new TextDecoder("latin1").decode(bytes.subarray(0, SNIFFED_BYTES));
  const labels = [
    marked,
    /charset\s*=\s*["']?([\w.:-]+)/i.exec(contentType)?.[1],
    /<meta[^>]+charset\s*=\s*["']?([\w.:-]+)/i.exec(start)?.[1],
  ];
  for (const label of labels) {
    const decoder = label && decoderOf(label);
    if (decoder) return decoder.decode(bytes);
  }
  return new TextDecoder().decode(bytes);
}

function decoderOf(label: string): TextDecoder | undefined {
  try {
    return new TextDecoder(label);
  } catch {
    // A page may call its letters what it likes.
    return undefined;
  }
}
