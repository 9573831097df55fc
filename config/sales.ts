import { at, groupsOf, isGroup } from "./fields.ts";
import { describe, oneOf } from "./problems.ts";

/** What Telegram renews a subscription in Stars after, in days, and nothing else. */
const SUBSCRIPTION_DAYS = 30;

/** A line for each way in which the parts of `plans.yaml` do not fit together. */
export function wrongSales(file: string, unchecked: unknown): string[] {
  const plans = groupsOf(unchecked, "plans");
  const packs = groupsOf(unchecked, "packs");
  const sales = isGroup(unchecked) && isGroup(unchecked.sales) ? unchecked.sales : {};
  const lines: string[] = [];
  const tell = (path: PropertyKey[], what: string) => lines.push(at(file, path, what));

  const trials = plans.flatMap(({ trialDays }, index) => Number(trialDays) > 0 ? [index] : []);
  for (const index of trials.slice(1)) {
    tell(
      ["plans", index, "trialDays"],
      `expected a trial of one plan, came another, as in plans[${
        trials[0]
      }]. Keep one of the two: a member has one trial.`,
    );
  }

  const sold = [...plans, ...packs].filter(({ stars }) => stars !== undefined);
  if (sales.stars === true && sold.length === 0) {
    tell(
      ["sales", "stars"],
      "expected a plan or a pack with a price in stars, came none. Add stars to one, or write false.",
    );
  }
  if (sales.starsSubscriptions === true) {
    const path = ["sales", "starsSubscriptions"];
    const renews = plans.some(({ stars, periodDays }) =>
      stars !== undefined && periodDays === SUBSCRIPTION_DAYS
    );
    if (sales.stars !== true) {
      tell(path, "expected stars: true beside it, came none. Turn stars on, or write false.");
    } else if (!renews) {
      tell(
        path,
        `expected a plan with stars and periodDays: ${SUBSCRIPTION_DAYS}, came none. Telegram renews a subscription every ${SUBSCRIPTION_DAYS} days: sell such a plan, or write false.`,
      );
    }
  }

  const referral = isGroup(sales.referral) ? sales.referral : undefined;
  if (typeof referral?.planId === "string") {
    const given = plans.filter(({ rank }) => rank !== 0).map(({ id }) => String(id));
    if (!given.includes(referral.planId)) {
      tell(
        ["sales", "referral", "planId"],
        `expected the id of a plan that not everybody has (${oneOf(given)}), came ${
          describe(referral.planId)
        }.`,
      );
    }
  }
  return lines;
}
