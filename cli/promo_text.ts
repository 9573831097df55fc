import { formatMoney } from "../domain/money.ts";
import type { Promo, PromoBenefit } from "../domain/promo.ts";
import { count } from "./command.ts";

/** What a code brings, in a few words. */
export function benefitText({ benefit }: { benefit: PromoBenefit }): string {
  switch (benefit.kind) {
    case "percent":
      return `${benefit.percent}% off`;
    case "amount":
      return `${formatMoney(benefit.money, "en")} off`;
    case "days":
      return count(benefit.days, "day");
    case "plan":
      return `${count(benefit.days, "day")} of ${benefit.planId}`;
  }
}

/** What a code may be used for. */
export function offersText({ offers }: Pick<Promo, "offers">): string {
  return offers === null ? "everything" : offers.join(", ");
}

/** A code for a program: moments in ISO 8601. */
export function promoToJson(promo: Promo) {
  const { schema: _, validFrom, validUntil, createdAt, disabledAt, ...rest } = promo;
  const iso = (at: number | null) => at === null ? null : new Date(at).toISOString();
  return {
    ...rest,
    validFrom: iso(validFrom),
    validUntil: iso(validUntil),
    createdAt: iso(createdAt),
    disabledAt: iso(disabledAt),
  };
}
