/** A text as patterns are compared with it: small letters, no «ё», one apostrophe, single spaces. */
export function plain(text: string): string {
  return text.normalize("NFC").toLowerCase().replaceAll("ё", "е").replaceAll("’", "'")
    .replace(/\s+/g, " ");
}
