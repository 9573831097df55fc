import {
  ALLOWANCE_KINDS,
  ALLOWANCE_SPANS,
  type Pack,
  type Plan,
  type Sales,
  SHORT_PAYMENTS,
} from "../domain/community.ts";
import {
  at,
  choice,
  type Field,
  group,
  groupsOf,
  identifier,
  isGroup,
  list,
  localized,
  nullable,
  optional,
  Place,
  record,
  repeated,
  whole,
  wrong,
  yesOrNo,
} from "./fields.ts";
import { describe } from "./problems.ts";
import { wrongSales } from "./sales.ts";

/**
 * Checks what `plans.yaml` holds.
 *
 * Adds a line to `problems` for everything that is wrong, and then answers undefined.
 */
export function checkPlans(
  file: string,
  unchecked: unknown,
  problems: string[],
): { plans: Plan[]; packs: Pack[]; sales: Sales } | undefined {
  const found: string[] = [];
  const { plans, packs, sales } = plansField()(unchecked, new Place(file, found));
  found.push(
    ...repeated(file, unchecked, "plans", "id"),
    ...repeated(file, unchecked, "plans", "rank"),
    ...repeated(file, unchecked, "packs", "id"),
  );
  groupsOf(unchecked, "plans").forEach((plan, index) => {
    const report = (path: PropertyKey[], what: string) =>
      found.push(at(file, ["plans", index, ...path], what));
    checkFree(plan, report);
    checkPrices(plan, report);
    checkPeriod(plan, report);
    checkAllowances(plan, report);
  });
  groupsOf(unchecked, "packs").forEach((pack, index) =>
    checkPrices(pack, (path, what) => found.push(at(file, ["packs", index, ...path], what)))
  );
  found.push(...missingFreePlan(file, unchecked), ...wrongSales(file, unchecked));
  problems.push(...found);
  if (found.length > 0) return undefined;
  return {
    plans: plans.map(({ trialDays = 0, graceDays = 0, ...plan }) => ({
      ...plan,
      trialDays,
      graceDays,
    })),
    packs: packs ?? [],
    sales: {
      crypto: true,
      stars: false,
      starsSubscriptions: false,
      gifts: true,
      referral: null,
      shortPayment: "top_up",
      accuracyPercent: 1,
      invoiceMinutes: 60,
      ...given(sales ?? {}),
    },
  };
}

/** What of a group was written at all. */
function given<Values extends Record<string, unknown>>(values: Values) {
  const entries = Object.entries(values).filter(([, value]) => value !== undefined);
  return Object.fromEntries(entries) as {
    [Name in keyof Values]: Exclude<Values[Name], undefined>;
  };
}

/** Ten years: a longer time is a typing error, and sums of it would lose their meaning. */
const MOST_DAYS = 3650;
/** Of a subscription (https://core.telegram.org/bots/api#createinvoicelink); more is nobody's price. */
const MOST_STARS = 10_000;

type Unchecked = Record<string, unknown>;
type Report = (path: PropertyKey[], what: string) => void;

function plansField() {
  const stars = whole(`a whole number of Telegram Stars from 1 to ${MOST_STARS}`, 1, MOST_STARS);
  const allowance = group({
    kind: choice(ALLOWANCE_KINDS),
    limit: nullable(whole("a whole number from 0 on, or null for no limit", 0)),
    per: choice(ALLOWANCE_SPANS),
  });
  // The lengths of name and description are those of an invoice in Telegram
  // (https://core.telegram.org/bots/api#createinvoicelink).
  const plan = group({
    id: identifier(),
    name: localized(32),
    description: localized(255),
    prices: record('prices by currency such as USD: "24.99", or {}', price),
    stars: optional(stars),
    periodDays: nullable(
      whole(`a whole number of days from 1 to ${MOST_DAYS}, or null for ever`, 1, MOST_DAYS),
    ),
    rank: whole("a whole number from 0 on; 0 is the free plan", 0),
    allowances: list("a list of allowances", allowance),
    trialDays: optional(whole("a whole number of days from 0 to 365", 0, 365)),
    graceDays: optional(whole("a whole number of days from 0 to 90", 0, 90)),
  });
  const pack = group({
    id: identifier(),
    name: localized(32),
    description: localized(255),
    minutes: whole("a whole number of minutes from 1 to 100000", 1, 100_000),
    days: whole(`a whole number of days from 1 to ${MOST_DAYS}`, 1, MOST_DAYS),
    prices: record('prices by currency such as USD: "4.99", or {}', price),
    stars: optional(stars),
  });
  const sales = group({
    crypto: optional(yesOrNo),
    stars: optional(yesOrNo),
    starsSubscriptions: optional(yesOrNo),
    gifts: optional(yesOrNo),
    referral: optional(nullable(group({
      planId: identifier(),
      days: whole("a whole number of days from 1 to 365", 1, 365),
    }))),
    shortPayment: optional(choice(SHORT_PAYMENTS)),
    accuracyPercent: optional(whole("a whole number of percent from 0 to 50", 0, 50)),
    invoiceMinutes: optional(whole("a whole number of minutes from 5 to 720", 5, 720)),
  });
  return group({
    plans: list("a list of at least one plan", plan, 1),
    packs: optional(list("a list of packs of minutes", pack)),
    sales: optional(sales),
  });
}

const price: Field<string> = (input, place) => {
  if (typeof input !== "string") {
    const fix = "Put it in quotes: a bare number may lose digits.";
    place.tell(wrong('a price in quotes, such as "24.99"', input, fix));
    return "";
  }
  if (!/^\d{1,12}(\.\d{1,8})?$/.test(input) || Number(input) <= 0) {
    place.tell(wrong('a price above zero with a point, such as "24.99"', input));
  }
  return input;
};

/** What is sold is sold by days. */
function checkPeriod(plan: Unchecked, report: Report): void {
  const isSold = plan.stars !== undefined ||
    isGroup(plan.prices) && Object.keys(plan.prices).length > 0;
  if (plan.rank === 0 || plan.periodDays !== null || !isSold) return;
  report(
    ["periodDays"],
    "expected a number of days for a plan with a price, came null. Write for how many days the price is.",
  );
}

/** What everybody has costs nothing and never ends. */
function checkFree(plan: Unchecked, report: Report): void {
  if (plan.rank !== 0) return;
  const prices = isGroup(plan.prices) ? Object.keys(plan.prices) : [];
  if (prices.length > 0) {
    report(
      ["prices"],
      `expected {} on the free plan (rank 0), came ${
        prices.join(", ")
      }. Remove the prices or raise the rank.`,
    );
  }
  if (plan.stars !== undefined) {
    report(
      ["stars"],
      "expected no stars on the free plan (rank 0). Remove them or raise the rank.",
    );
  }
  for (const name of ["trialDays", "graceDays"]) {
    const days = plan[name];
    if (typeof days === "number" && days > 0) {
      report(
        [name],
        `expected none on the free plan (rank 0), came ${
          describe(days)
        }. Remove it: everybody has it anyway.`,
      );
    }
  }
  if (typeof plan.periodDays === "number") {
    report(
      ["periodDays"],
      `expected null on the free plan (rank 0), came ${
        describe(plan.periodDays)
      }. Write null: it never ends.`,
    );
  }
}

/**
 * Digits after the point where they are not two (ISO 4217, list one).
 *
 * `Intl.NumberFormat` knows them too, but its first use adds 15 ms and more to the start.
 */
const OTHER_DIGITS: Record<string, number> = Object.fromEntries([
  ..."BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF".split(" ")
    .map((currency) => [currency, 0]),
  ..."BHD IQD JOD KWD LYD OMR TND".split(" ").map((currency) => [currency, 3]),
]);

function checkPrices(plan: Unchecked, report: Report): void {
  for (const [currency, price] of Object.entries(isGroup(plan.prices) ? plan.prices : {})) {
    if (!Intl.supportedValuesOf("currency").includes(currency)) {
      report(
        ["prices", currency],
        "expected a currency's three letters, such as USD. Correct the name.",
      );
      continue;
    }
    const digits = OTHER_DIGITS[currency] ?? 2;
    const fraction = /^\d+\.(\d+)$/.exec(String(price))?.[1] ?? "";
    if (typeof price === "string" && fraction.length > digits) {
      report(
        ["prices", currency],
        `expected at most ${digits} digits after the point, came ${describe(price)}. Round it.`,
      );
    }
  }
}

function checkAllowances(plan: Unchecked, report: Report): void {
  const seen = new Set<string>();
  groupsOf(plan, "allowances").forEach(({ kind, per }, index) => {
    const path = ["allowances", index];
    if (per === "call" && (kind === "calls" || kind === "messages")) {
      report(
        [...path, "per"],
        `expected day or period for ${kind}, came "call". Only call_minutes are counted in a call.`,
      );
    }
    if (per === "period" && plan.periodDays === null) {
      report(
        [...path, "per"],
        'expected day or call where periodDays is null, came "period". Write a number of periodDays, or count by day.',
      );
    }
    const key = `${kind} per ${per}`;
    if (typeof kind === "string" && seen.has(key)) {
      report(path, `expected one allowance of ${key}, came another. Keep one of the two.`);
    }
    seen.add(key);
  });
}

function missingFreePlan(file: string, unchecked: unknown): string[] {
  const plans = groupsOf(unchecked, "plans");
  // A rank that is not a number has its own line; two ranks of 0 are a repeated rank.
  if (plans.some((plan) => typeof plan.rank !== "number" || plan.rank === 0)) return [];
  if (plans.length === 0) return [];
  return [
    at(
      file,
      ["plans"],
      "expected exactly one plan of rank 0, came none. Give the plan everybody has rank: 0.",
    ),
  ];
}
