import type { Language } from "../../domain/community.ts";

/** Digits behind the point of numbers from 1 on, and digits that count of smaller ones. */
const DECIMALS = 2;
const SIGNIFICANT = 4;
const MOST_DECIMALS = 12;

/**
 * Rounds a decimal string to what can be spoken: two places, or four digits that count below one.
 * There are no zeros at the end and no exponent.
 */
export function forSpeech(decimal: string): string {
  const value = Number(decimal);
  const size = Math.abs(value);
  const decimals = size >= 1 || size === 0
    ? DECIMALS
    : Math.min(MOST_DECIMALS, SIGNIFICANT - 1 - Math.floor(Math.log10(size)));
  const text = value.toFixed(decimals).replace(/\.?0+$/, "");
  return text === "-0" ? "0" : text;
}

/** Writes a number as people of a language do; `signed` writes a plus too. */
export function forCard(
  decimal: string | number,
  language: Language,
  { signed = false } = {},
): string {
  return new Intl.NumberFormat(language, {
    maximumFractionDigits: MOST_DECIMALS,
    signDisplay: signed ? "exceptZero" : "negative",
  }).format(Number(decimal)).replace("-", "−");
}
