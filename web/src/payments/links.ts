/** Links into and out of the app that have to do with money. */

/** The invoice that a `startapp` link names. */
export function invoiceIn(startParam: string | null): string | null {
  return /^invoice_(.+)$/.exec(startParam ?? "")?.[1] ?? null;
}

export interface Followed {
  kind: "promo" | "gift" | "ref";
  code: string;
}

/** The code that a `startapp` link carries. */
export function followedCode(startParam: string | null): Followed | null {
  const [, kind, code] = /^(promo|gift|ref)_(.+)$/.exec(startParam ?? "") ?? [];
  return kind && code ? { kind: kind as Followed["kind"], code } : null;
}

/** Telegram's page to send a link with words to a chat. */
export function shareLink(url: string, text: string): string {
  return `https://t.me/share/url?${
    new URLSearchParams({ url, text }).toString().replaceAll("+", "%20")
  }`;
}
