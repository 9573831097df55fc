/** A plan in words: what it costs and what it includes. */
import type { PlanView } from "../../../routes/schemas.ts";
import type { Language, Texts } from "../i18n.ts";
import { firstPrice, moneyText, stars } from "../payments/money.ts";

/** The price with its currency, dollars first where there are several; null for a free plan. */
export function priceOf(plan: Pick<PlanView, "prices">, language: Language): string | null {
  const price = firstPrice(plan.prices);
  return price && moneyText(price, language);
}

/** The price in Stars; null where it is not sold so. */
export function starsOf(plan: Pick<PlanView, "stars">, language: Language): string | null {
  return plan.stars === null ? null : moneyText(stars(plan.stars), language);
}

/** One line an allowance. */
export function includedIn(plan: Pick<PlanView, "allowances">, texts: Texts): string[] {
  return plan.allowances.map(({ kind, per, limit }) =>
    limit === null
      ? texts(`app-includes-${kind}-endless`)
      : texts(`app-includes-${kind}-${per}`, { limit })
  );
}
