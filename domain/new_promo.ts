/** A promo code as its operator asks for it, in words. */
import { dayNamed } from "./calendar.ts";
import type { Community } from "./community.ts";
import { AppError } from "./errors.ts";
import { decimalOf, parsePrice } from "./money.ts";
import { offerOf } from "./offer.ts";
import { isDiscount, type Promo, type PromoBenefit } from "./promo.ts";

/** What was asked for, as it was written. */
export interface PromoWords {
  percent?: string;
  amount?: string;
  currency?: string;
  days?: string;
  plan?: string;
  campaign?: string;
  /** The first and the last day of it, such as `2026-12-31`. */
  from?: string;
  until?: string;
  max?: string;
  once?: boolean;
  first?: boolean;
  /** Names of offers with commas between them. */
  offers?: string;
}

/** All of a promo but its code, and by whom and when it is made. */
export type PromoTerms = Omit<
  Promo,
  "schema" | "code" | "createdAt" | "createdBy" | "disabledAt"
>;

type Pack = Pick<Community, "plans" | "packs" | "assistant">;

/** Most days that a code gives, and most uses that it may have. */
const MOST_DAYS = 3660;
const MOST_USES = 1_000_000_000;
const CAMPAIGN = /^[\p{L}\p{N}][\p{L}\p{N} ._-]{0,59}$/u;

/**
 * Reads what was asked for; days are those of the community's time zone.
 *
 * Errors: `bad_request` with a `reason` that says what was expected and what came.
 */
export function promoTerms(words: PromoWords, pack: Pack): PromoTerms {
  const benefit = benefitOf(words, pack);
  const { timeZone } = pack.assistant;
  const validFrom = words.from === undefined ? null : dayIn("from", words.from, timeZone).start;
  // The last day counts to its end.
  const validUntil = words.until === undefined ? null : dayIn("until", words.until, timeZone).end;
  if (validFrom !== null && validUntil !== null && validFrom >= validUntil) {
    throw bad(`from and until: expected from not after until, came ${words.from}, ${words.until}`);
  }
  return {
    benefit,
    campaign: campaignOf(words.campaign),
    validFrom,
    validUntil,
    maxUses: words.max === undefined ? null : wholeOf("max", words.max, MOST_USES),
    oncePerMember: words.once ?? false,
    offers: offersOf(words.offers, benefit, pack),
    firstPurchaseOnly: words.first ?? false,
  };
}

function benefitOf(words: PromoWords, pack: Pack): PromoBenefit {
  const { percent, amount, days, plan, currency } = words;
  const kinds = [percent, amount, days].filter((one) => one !== undefined);
  if (kinds.length !== 1 || (plan !== undefined && days === undefined)) {
    throw bad("expected one of: percent, amount with currency, days, plan with days");
  }
  if (currency !== undefined && amount === undefined) {
    throw bad("currency: expected only with amount");
  }
  if (percent !== undefined) return { kind: "percent", percent: percentOf(percent) };
  if (amount !== undefined) {
    const known = currency?.toUpperCase() ?? "";
    if (!/^[A-Z]{3}$/.test(known)) {
      throw bad(`currency: expected three letters such as USD, came "${currency ?? ""}"`);
    }
    return { kind: "amount", money: { amount: parsePrice(amount, known), currency: known } };
  }
  const given = wholeOf("days", days!, MOST_DAYS);
  if (plan !== undefined) return { kind: "plan", days: given, planId: soldPlan(plan, pack) };
  return { kind: "days", days: given, planId: soldPlan(undefined, pack) };
}

function percentOf(text: string): number {
  const amount = decimalOf(text.replace(/%$/, ""));
  const percent = Number(amount);
  const isFine = amount !== undefined && percent >= 0.01 && percent <= 100 &&
    (amount.split(".")[1] ?? "").length <= 2;
  if (!isFine) {
    throw bad(`percent: expected 0.01 to 100, with a point, came "${text.slice(0, 40)}"`);
  }
  return percent;
}

function wholeOf(name: string, text: string, most: number): number {
  const number = /^\d{1,10}$/.test(text) ? Number(text) : 0;
  if (number < 1 || number > most) {
    throw bad(`${name}: expected a whole number from 1 to ${most}, came "${text.slice(0, 40)}"`);
  }
  return number;
}

/** The plan of this name; without one, the lowest that is sold, for members who have none. */
function soldPlan(wanted: string | undefined, { plans }: Pack): string {
  const sold = plans.filter(({ rank }) => rank > 0).sort((one, other) => one.rank - other.rank);
  const plan = wanted === undefined ? sold[0] : sold.find(({ id }) => id === wanted);
  if (plan) return plan.id;
  const names = sold.map(({ id }) => id).join(", ") || "none: no plan is sold";
  throw bad(`plan: expected one of ${names}, came "${wanted ?? ""}"`);
}

function campaignOf(text: string | undefined): string | null {
  if (text === undefined) return null;
  if (CAMPAIGN.test(text)) return text;
  throw bad(
    `campaign: expected up to 60 letters, digits, spaces, dots and dashes, came "${
      text.slice(0, 80)
    }"`,
  );
}

function dayIn(name: string, text: string, timeZone: string) {
  const day = dayNamed(text, timeZone);
  if (!day) throw bad(`${name}: expected a day such as 2026-12-31, came "${text.slice(0, 40)}"`);
  return day;
}

function offersOf(
  text: string | undefined,
  benefit: PromoBenefit,
  pack: Pack,
): string[] | null {
  if (text === undefined) return null;
  if (!isDiscount(benefit)) {
    throw bad("offers: expected only with percent or amount; days are bought by nobody");
  }
  const offers = text.split(",").map((offer) => offer.trim());
  const unknown = offers.find((offer) => !offerOf(pack, offer));
  if (unknown !== undefined) {
    throw bad(`offers: expected such as plan:pro, sold here, came "${unknown.slice(0, 80)}"`);
  }
  return [...new Set(offers)];
}

function bad(reason: string): AppError {
  return new AppError("bad_request", { reason });
}
