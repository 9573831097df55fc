/** A plan in words: what it costs and what it includes. */
import type { PlanView } from "../../../routes/schemas.ts";
import type { Language, Texts } from "../i18n.ts";

/** The price with its currency, dollars first where there are several; null for a free plan. */
export function priceOf(plan: PlanView, language: Language): string | null {
  const [currency, amount] =
    Object.entries(plan.prices).sort(([one], [other]) =>
      Number(other === "USD") - Number(one === "USD")
    )[0] ?? [];
  if (currency === undefined || amount === undefined || Number(amount) === 0) return null;
  const digits = amount.split(".")[1]?.length ?? 0;
  const number = Number(amount).toLocaleString(language, {
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  });
  return `${number}\u00a0${currency}`;
}

/** One line an allowance. */
export function includedIn(plan: PlanView, texts: Texts): string[] {
  return plan.allowances.map(({ kind, per, limit }) =>
    limit === null
      ? texts(`app-includes-${kind}-endless`)
      : texts(`app-includes-${kind}-${per}`, { limit })
  );
}
