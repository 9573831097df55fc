/** A text as it is compared: small letters, no punctuation, «ё» as «е», one space between words. */
export function plain(text: string): string {
  return text.normalize("NFC").toLowerCase().replaceAll("ё", "е")
    .replace(/[^\p{L}\p{N}+%.,]+/gu, " ").replace(/[.,](?!\d)/gu, " ").replace(/\s+/gu, " ")
    .trim();
}

/** Whether the words of a part stand in a text, one after another; a part may begin inside a word. */
export function holds(text: string, part: string): boolean {
  return plain(text).includes(plain(part));
}

/** Whether two texts are the same, but for spaces. */
export function isSame(one: string, other: string): boolean {
  const inOneLine = (text: string) => text.replace(/\s+/gu, " ").trim();
  return inOneLine(one) === inOneLine(other);
}
