import { findMemberId, getMember } from "../db/members.ts";
import type { Database } from "../db/tx.ts";
import { type Language, languageOf } from "../domain/community.ts";
import { STARS } from "../domain/money.ts";
import type { Clock, Ids, Stars } from "./ports.ts";
import { createStarsPayments } from "./stars_payments.ts";
import { createStarsReconciliation } from "./stars_reconciliation.ts";
import { createStarsSubscriptions } from "./stars_subscriptions.ts";
import type { StarsInvoices, StarsQuery, StarsSales } from "./stars_types.ts";
import type { Texts } from "./texts.ts";

export type { StarsSales } from "./stars_types.ts";

/** Makes what sells for Telegram Stars; `liveness` is real time. */
export function createStarsSales(deps: {
  db: Database;
  clock: Clock;
  liveness: Clock;
  ids: Ids;
  stars: Stars;
  invoices: StarsInvoices;
  texts: Texts;
  defaultLanguage: Language;
}): StarsSales {
  const { db, invoices, texts, defaultLanguage } = deps;
  const payments = createStarsPayments(deps);
  const { isSecond, ...subscriptions } = createStarsSubscriptions(deps);

  async function refusalOf({ invoiceId, telegramId, stars, currency }: StarsQuery) {
    if (currency !== STARS) return "unknown";
    const refusal = await invoices.preCheckout({ invoiceId, telegramId, stars });
    return refusal ?? (await isSecond(invoiceId) ? "subscribed" : undefined);
  }

  return {
    ...subscriptions,
    async preCheckout(query) {
      const refusal = await refusalOf(query);
      if (refusal === undefined) return undefined;
      const memberId = await findMemberId(db, query.telegramId);
      const member = memberId ? await getMember(db, memberId) : undefined;
      const language = member?.language ?? languageOf(query.languageCode, defaultLanguage);
      return await texts.format(language, `pre-checkout-${refusal}`);
    },
    busyText: (languageCode) =>
      texts.format(languageOf(languageCode, defaultLanguage), "pre-checkout-busy"),
    paid: payments.paid,
    refunded: payments.refunded,
    reconcile: createStarsReconciliation({ ...deps, payments }),
  };
}
