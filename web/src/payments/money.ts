/** Sums of money in words of a language. */
import type { MoneyView } from "../../../routes/schemas.ts";
import type { Language } from "../i18n.ts";

/** What Telegram calls its own currency. */
const STARS = "XTR";

/** Digits after the point that are kept even where they are noughts: cents come in twos. */
const digitsOf = (amount: string) => amount.includes(".") ? 2 : 0;

/** A decimal as a language writes it: two digits after the point where it had any, more if needed. */
export function amountText(amount: string, language: Language, least = digitsOf(amount)): string {
  const [whole = "0", fraction = ""] = amount.split(".");
  const kept = fraction.replace(/0+$/, "").padEnd(Math.max(least, digitsOf(amount)), "0");
  const point = language === "ru" ? "," : ".";
  return BigInt(whole || "0").toLocaleString(language) + (kept && point + kept);
}

/**
 * A sum with its currency, such as `24,99 USD`; Stars by their name.
 *
 * @param beside another sum that it stands under: it gets as many digits
 */
export function moneyText(
  { amount, currency }: MoneyView,
  language: Language,
  beside?: MoneyView,
): string {
  const unit = currency === STARS ? (Number(amount) === 1 ? "Star" : "Stars") : currency;
  const least = beside?.currency === currency ? digitsOf(beside.amount) : undefined;
  return `${amountText(amount, language, least)}\u00a0${unit}`;
}

/** Stars as money. */
export const stars = (count: number): MoneyView => ({ amount: String(count), currency: STARS });

export const isNothing = ({ amount }: MoneyView): boolean => Number(amount) === 0;

/** The price by its currencies that is shown: dollars first where there are several; null for none. */
export function firstPrice(prices: Readonly<Record<string, string>>): MoneyView | null {
  const [first] = Object.entries(prices).sort(([one], [other]) =>
    Number(other === "USD") - Number(one === "USD")
  );
  if (!first) return null;
  const price = { currency: first[0], amount: first[1] };
  return isNothing(price) ? null : price;
}
