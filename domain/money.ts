/**
 * Amounts of money as exact decimals, and what may be done with them.
 *
 * An amount is a decimal in its shortest spelling, such as `24.99`: a text goes into the store, over
 * HTTP and into a signature as it is, and two equal amounts are the same text. It is counted with
 * as whole units and a scale, so that no digit is lost, whatever the currency.
 */
import type { Language } from "./community.ts";
import { AppError } from "./errors.ts";

declare const amountBrand: unique symbol;

/** A decimal in its shortest spelling: no exponent, no zeros that say nothing. */
export type Amount = string & { readonly [amountBrand]: true };

/** So much of a currency, such as `{amount: "24.99", currency: "USD"}`; `XTR` are Telegram's Stars. */
export interface Money {
  amount: Amount;
  currency: string;
}

/** The currency of Telegram's Stars, https://core.telegram.org/bots/payments-stars */
export const STARS = "XTR";
export const ZERO = "0" as Amount;

/** The most that anything may cost, in units of any currency; more is a slip. */
const MOST_WHOLE_DIGITS = 9;
/** Longer numbers are no amounts of anybody's. */
const MOST_CHARACTERS = 64;
/** Digits after the point of a coin, as Cryptomus writes them. */
const COIN_SCALE = 8;
/** ISO 4217: what prices are told in, and how many digits after the point each has. */
const SCALES: Record<string, number> = {
  [STARS]: 0,
  ...Object.fromEntries(["CLP", "JPY", "KRW", "VND"].map((currency) => [currency, 0])),
  ...Object.fromEntries(
    ("AED AMD AUD AZN BRL BYN CAD CHF CNY CZK EUR GBP GEL HKD IDR ILS INR KGS KZT MDL MXN NOK " +
      "NZD PLN RUB SEK SGD THB TRY UAH USD UZS ZAR").split(" ").map((currency) => [currency, 2]),
  ),
};

/** How many digits a currency has after the point; what is not known is taken for a coin. */
export function scaleOf(currency: string): number {
  return Object.hasOwn(SCALES, currency) ? SCALES[currency]! : COIN_SCALE;
}

/**
 * Reads what somebody wrote as a price: more than nothing, and no finer than its currency.
 *
 * Errors: `bad_request` with a `reason` that says what was expected and what came.
 */
export function parsePrice(text: string, currency: string): Amount {
  const scale = scaleOf(currency);
  const example = scale === 0 ? "250" : scale === 2 ? "24.99" : "0.0015";
  const expected = `expected an amount of ${currency} such as ${example}`;
  const came = `came "${text.slice(0, 40)}"`;
  const amount = decimalOf(text);
  if (amount === undefined) throw refused(`${expected}, ${hintOn(text)}${came}`);
  if (compareAmounts(amount, ZERO) <= 0) throw refused(`${expected}, more than zero, ${came}`);
  const [whole = "", fraction = ""] = amount.split(".");
  if (whole.length > MOST_WHOLE_DIGITS) throw refused(`${expected}, less than 1000000000, ${came}`);
  if (fraction.length > scale) {
    const digits = scale === 0
      ? "as a whole number"
      : `with at most ${scale} digits after the point`;
    throw refused(`${expected}, ${digits}, ${came}`);
  }
  return amount;
}

/**
 * Reads a decimal as other systems write it, such as `10.00000000` or `-0.5`.
 *
 * Undefined for whatever else: exponents, commas, spaces, an empty text or endless digits.
 */
export function decimalOf(text: string): Amount | undefined {
  if (text.length > MOST_CHARACTERS) return undefined;
  const read = /^(-?)(\d+)(?:\.(\d+))?$/.exec(text);
  if (!read) return undefined;
  const [, sign, whole = "", fraction = ""] = read;
  return written(BigInt(`${sign}${whole}${fraction}`), fraction.length);
}

/** Below zero, zero or above it, as the first amount is less, the same or more. */
export function compareAmounts(one: Amount, other: Amount): number {
  const [left, right] = aligned(one, other);
  return left < right ? -1 : left > right ? 1 : 0;
}

export function addAmounts(one: Amount, other: Amount): Amount {
  const [left, right, scale] = aligned(one, other);
  return written(left + right, scale);
}

/** What is left of the first when the second is taken away; below zero where that was more. */
export function subtractAmounts(one: Amount, other: Amount): Amount {
  const [left, right, scale] = aligned(one, other);
  return written(left - right, scale);
}

/**
 * As much of an amount as `part` is of `whole`, rounded down to `scale` digits after the point.
 *
 * Of nothing (`whole` is zero) it is nothing. The amounts are not below zero.
 */
export function shareOf(amount: Amount, part: Amount, whole: Amount, scale: number): Amount {
  const [units, own] = unitsOf(amount);
  const [partUnits, wholeUnits] = aligned(part, whole);
  if (wholeUnits === 0n) return ZERO;
  const [enlarged, reduced] = scale >= own
    ? [10n ** BigInt(scale - own), 1n]
    : [1n, 10n ** BigInt(own - scale)];
  return written(units * partUnits * enlarged / (wholeUnits * reduced), scale);
}

/**
 * A price with so many per cent off, 0 to 100, rounded to the currency's digits for the buyer.
 *
 * Errors: `RangeError` for per cent beyond those or below a hundredth.
 */
export function percentOff({ amount, currency }: Money, percent: number): Money {
  const hundredths = Math.round(percent * 100);
  if (!(percent >= 0 && percent <= 100) || Math.abs(hundredths - percent * 100) > 1e-6) {
    throw new RangeError(`expected 0 to 100 per cent, in hundredths at most, got ${percent}`);
  }
  const left = decimalOf(String(10_000 - hundredths))!;
  const hundred = decimalOf("10000")!;
  return { amount: shareOf(amount, left, hundred, scaleOf(currency)), currency };
}

/** A price with another amount of its currency off, at least nothing. */
export function amountOff({ amount, currency }: Money, off: Amount): Money {
  const left = subtractAmounts(amount, off);
  return { amount: compareAmounts(left, ZERO) < 0 ? ZERO : left, currency };
}

/** The amount as people of this language read it: `24,99 $`, `250 ⭐`, `0.0015 BTC`. */
export function formatMoney({ amount, currency }: Money, language: Language): string {
  const isPlain = currency === STARS || !Object.hasOwn(SCALES, currency);
  const format = formatOf(language, isPlain ? undefined : currency);
  const number = format.format(amount as Intl.StringNumericLiteral);
  return isPlain ? `${number}\u00A0${currency === STARS ? "⭐" : currency}` : number;
}

/** To make one takes longer than a commit; there are as many as languages and known currencies. */
const formats = new Map<string, Intl.NumberFormat>();

function formatOf(language: Language, currency: string | undefined): Intl.NumberFormat {
  const name = `${language} ${currency ?? ""}`;
  const known = formats.get(name);
  if (known) return known;
  const digits = { maximumFractionDigits: 20, trailingZeroDisplay: "stripIfInteger" } as const;
  const made = new Intl.NumberFormat(
    language,
    currency === undefined ? digits : {
      ...digits,
      style: "currency",
      currency,
      currencyDisplay: "narrowSymbol",
      minimumFractionDigits: scaleOf(currency),
    },
  );
  formats.set(name, made);
  return made;
}

function hintOn(text: string): string {
  if (/^-?\d+,\d+$/.test(text)) return "with a point, not a comma, ";
  if (/^-?\d+(\.\d+)?e[+-]?\d+$/i.test(text)) return "written out in digits, ";
  return "";
}

function unitsOf(amount: Amount): [units: bigint, scale: number] {
  const [whole = "", fraction = ""] = amount.split(".");
  return [BigInt(whole + fraction), fraction.length];
}

/** Two amounts as units of one scale. */
function aligned(one: Amount, other: Amount): [bigint, bigint, scale: number] {
  const [left, leftScale] = unitsOf(one);
  const [right, rightScale] = unitsOf(other);
  const scale = Math.max(leftScale, rightScale);
  return [
    left * 10n ** BigInt(scale - leftScale),
    right * 10n ** BigInt(scale - rightScale),
    scale,
  ];
}

function written(units: bigint, scale: number): Amount {
  const sign = units < 0n ? "-" : "";
  const digits = String(units < 0n ? -units : units).padStart(scale + 1, "0");
  const whole = digits.slice(0, digits.length - scale);
  const fraction = digits.slice(digits.length - scale).replace(/0+$/, "");
  return `${sign}${whole}${fraction === "" ? "" : `.${fraction}`}` as Amount;
}

function refused(reason: string): AppError {
  return new AppError("bad_request", { reason });
}
