/** How codes are written: those of promotions, of gifts and of invitations. */

/** So many bytes that nobody can foresee. */
export type RandomBytes = (length: number) => Uint8Array;

/** What a code begins with in a link, which says what it is. */
export const CODE_KINDS = ["promo", "gift", "ref"] as const;
export type CodeKind = typeof CODE_KINDS[number];

/** Letters and digits of which no two look alike, whatever the typeface. */
const MADE_OF = "23456789ABCDEFGHJKMNPQRSTUVWXYZ";
/** So many of 31 come to 84 bits: not to be guessed. */
const SECRET_LENGTH = 17;
/** Enough that nobody comes upon the code of another by chance: 49 bits. */
export const SHORT_LENGTH = 10;

const CODE = /^[0-9A-Z]{3,32}$/;
/** Spaces, dashes and what cannot be seen: they help to read a code and are no part of it. */
const BETWEEN = /[\s\p{Pd}\p{Cf}_\u2212]/gu;
/** Letters of other scripts that look like Latin ones, and the one that looks like a digit. */
const LOOK_ALIKES = new Map(
  [
    ["АВЕЁКМНОРСТУХІЇЅЈԚԜҮЗ", "ABEEKMHOPCTYXIISJQWY3"],
    ["ΑΒΕΖΗΙΚΜΝΟΡΤΥΧ", "ABEZHIKMNOPTYX"],
    ["٠١٢٣٤٥٦٧٨٩", "0123456789"],
    ["۰۱۲۳۴۵۶۷۸۹", "0123456789"],
  ].flatMap(([from, to]) => [...from!].map((letter, place) => [letter, to![place]!] as const)),
);

/**
 * A code as it is kept: Latin capitals and digits, 3 to 32, however it was typed.
 *
 * Undefined for what cannot be a code, above all for letters that look like no Latin ones.
 */
export function canonicalCode(text: string): string | undefined {
  if (text.length > 200) return undefined;
  const plain = text.normalize("NFKC").toUpperCase().replace(BETWEEN, "");
  const code = Array.from(plain, (letter) => LOOK_ALIKES.get(letter) ?? letter).join("");
  return CODE.test(code) ? code : undefined;
}

/**
 * What a code looks like: the same for those that differ in O and 0, or in I, 1 and L.
 *
 * A made code is its own shape.
 */
export function shapeOf(code: string): string {
  return code.replaceAll("0", "O").replace(/[1L]/g, "I");
}

/** A code as a link or a person gives it, and what it is of where they say so. */
export function readCode(text: string): { kind?: CodeKind; code: string | undefined } {
  const named = /^\s*(promo|gift|ref)_/i.exec(text);
  if (!named) return { code: canonicalCode(text) };
  const kind = named[1]!.toLowerCase() as CodeKind;
  return { kind, code: canonicalCode(text.slice(named[0].length)) };
}

/** Makes a code, by default one that cannot be guessed. */
export function makeCode(random: RandomBytes, length: number = SECRET_LENGTH): string {
  let code = "";
  while (code.length < length) {
    for (const byte of random(length)) {
      // The one number of 32 that stands for nothing is thrown again, so that all are as likely.
      const letter = MADE_OF[byte & 31];
      if (letter !== undefined && code.length < length) code += letter;
    }
  }
  return code;
}

/** The link that does in one tap what a code is for; `bot` is the bot's name in Telegram. */
export function codeLink(bot: string, kind: CodeKind, code: string): string {
  return `https://t.me/${bot}?start=${kind}_${code}`;
}
