/** What cards say in figures: numbers, lengths and degrees as the reader writes them. */
import type { Language } from "../i18n.ts";

/** Whether an address may be opened or shown: the web's own, nothing that runs or reads. */
export function isWeb(url: string | null): url is string {
  return url !== null && /^https?:\/\/[^\s/]/i.test(url);
}

/** Whether a picture may be shown: over https, as the page itself is. */
export function isPicture(url: string | null): url is string {
  return isWeb(url) && /^https:/i.test(url);
}

/**
 * A decimal amount with the reader's separators and as many decimals as it came with.
 *
 * @param amount such as `67123.40`; anything else is shown as it is
 */
export function amountText(amount: string, language: Language): string {
  const match = /^-?\d+(?:\.(\d+))?$/.exec(amount);
  if (!match) return amount;
  const digits = Math.min(match[1]?.length ?? 0, 20);
  return new Intl.NumberFormat(language, {
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
    // A text keeps every digit where the browser can read it; older ones make a number of it.
  }).format(amount as unknown as number);
}

/** A change in percent, signed, and which way it goes; null for what is no number. */
export function changeOf(
  change: string | null,
  language: Language,
): { direction: "up" | "down" | "still"; signed: string; amount: string } | null {
  if (change === null || !/^[+-]?\d+(\.\d+)?$/.test(change)) return null;
  const value = Number(change);
  const text = amountText(change.replace(/^[+-]/, ""), language);
  const direction = value > 0 ? "up" : value < 0 ? "down" : "still";
  const sign = { up: "+", down: "−", still: "" }[direction];
  return { direction, signed: `${sign}${text} %`, amount: text };
}

/** Degrees Celsius with a true sign, such as "+7°" or "−3°". */
export function degreesText(celsius: number, language: Language): string {
  const whole = Math.round(celsius);
  const sign = whole > 0 ? "+" : whole < 0 ? "−" : "";
  return `${sign}${Math.abs(whole).toLocaleString(language)}°`;
}

/** The length of a video: "3:05", "1:02:09". */
export function lengthText(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  const parts = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  const shown = parts[0] === 0 ? parts.slice(1) : parts;
  return shown.map((part, at) => at === 0 ? part : String(part).padStart(2, "0")).join(":");
}

/** A telephone number as it is dialled: digits with a leading plus. */
export function dialled(phone: string): string {
  return phone.replace(/(?!^\+)\D/g, "");
}
