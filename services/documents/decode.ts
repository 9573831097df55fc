/**
 * The text in bytes of an encoding that is not told: UTF-8, UTF-16 with its mark, windows-1251.
 *
 * Answers undefined where it is no text or the encoding cannot be told.
 */
export function decodeText(bytes: Uint8Array): string | undefined {
  const text = decode(bytes);
  return text === undefined || looksBinary(text) ? undefined : text;
}

function decode(bytes: Uint8Array): string | undefined {
  const [first, second] = bytes;
  if (first === 0xff && second === 0xfe) return strictly("utf-16le", bytes);
  if (first === 0xfe && second === 0xff) return strictly("utf-16be", bytes);
  const text = strictly("utf-8", bytes);
  if (text !== undefined) return text;
  const russian = new TextDecoder("windows-1251").decode(bytes);
  return looksRussian(russian) ? russian : undefined;
}

function strictly(encoding: string, bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

/** How much of a text is looked at, in characters. */
const SAMPLE = 200_000;
/** The share of control characters above which it is no text. */
const MOST_CONTROLS = 0.002;

function looksBinary(text: string): boolean {
  const sample = text.slice(0, SAMPLE);
  // deno-lint-ignore no-control-regex -- these are what tells binary data from text
  const controls = sample.match(/[\0-\x08\x0e-\x1f\x7f]/g)?.length ?? 0;
  return text.includes("\0") || controls > sample.length * MOST_CONTROLS;
}

/**
 * Whether the bytes read as windows-1251 make Russian words.
 *
 * Other encodings come out as letters in the middle of Latin words (Latin-1), as capitals within
 * words (KOI8-R, cp866), or as signs that no Russian text has.
 */
function looksRussian(text: string): boolean {
  const sample = text.slice(0, SAMPLE);
  const count = (pattern: RegExp) => sample.match(pattern)?.length ?? 0;
  const beyondAscii = count(/[^\0-\x7f]/g);
  const letters = count(/[а-яё]/gi);
  const signs = count(/[«»„“”‘’–—…№§©®°±·\u00a0•€™]/g);
  const vowels = count(/[аеёиоуыэюя]/gi);
  const mixed = count(/[a-z][а-яё]|[а-яё][a-z]|[а-яё][А-ЯЁ]/g);
  return letters > 0 && letters + signs >= beyondAscii * 0.98 &&
    vowels > letters * 0.25 && vowels < letters * 0.65 && mixed < letters * 0.03;
}
