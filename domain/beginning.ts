/** The first `most` UTF-16 units of a text, without half of a letter at their end. */
export function beginningOf(text: string, most: number): string {
  return text.slice(0, most).replace(/[\ud800-\udbff]$/, "");
}
