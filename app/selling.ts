/** What sells: invoices, and what follows from them. It is loaded when it is first asked for. */
import { createStars } from "../clients/stars.ts";
import { appUrl } from "../clients/telegram.ts";
import type { Database } from "../db/tx.ts";
import { AppError } from "../domain/errors.ts";
import { createInvoices } from "../services/invoices.ts";
import type { InvoiceGifts } from "../services/invoices_types.ts";
import { createOperatorActions } from "../services/operator_actions.ts";
import { createOperatorMessages } from "../services/operator_messages.ts";
import type { Outbox } from "../services/outbox.ts";
import type { PromoUses } from "../services/promos.ts";
import { createStarsSales } from "../services/stars.ts";
import type { AppDependencies } from "./dependencies.ts";

export type Selling = ReturnType<typeof createSelling>;

/** Puts together what sells. */
export function createSelling(
  deps:
    & Pick<
      AppDependencies,
      "config" | "clock" | "liveness" | "ids" | "texts" | "telegram" | "payments" | "stars"
    >
    & { db: Database; outbox: Outbox; signal: AbortSignal },
) {
  const { community, operators, server: { publicUrl }, telegram: { token } } = deps.config;
  const stars = deps.stars ?? createStars({ token, api: () => deps.telegram.api() });
  const operatorMessages = createOperatorMessages({ ...deps, operators });
  const promos = NO_PROMOS;
  const gifts = NO_GIFTS;
  const invoices = createInvoices({
    ...deps,
    community,
    payments: deps.payments,
    stars,
    promos,
    gifts,
    runners: {
      flag: (errand) => operatorMessages.flag(errand),
      first_payment: () => Promise.resolve(),
      gift: () => Promise.resolve(),
    },
    returnUrl: (invoiceId) => appUrl(publicUrl, `invoice_${invoiceId}`),
    callbackUrl: `${publicUrl}/cryptomus/webhook`,
  });
  const { defaultLanguage } = community.assistant;
  return {
    invoices,
    operatorActions: createOperatorActions({ ...deps, community, invoices }),
    stars: createStarsSales({ ...deps, stars, invoices, defaultLanguage }),
  };
}

/** Where no code was ever made. */
const NO_PROMOS: PromoUses = {
  quote: () => Promise.reject(new AppError("promo_refused", { reason: "unknown" })),
  lane: (code) => ["lane", code],
  reserve: () => Promise.reject(new AppError("promo_refused", { reason: "unknown" })),
  isFree: () => Promise.resolve(false),
  count: () => Promise.resolve(false),
  release: () => Promise.resolve(),
};

const NO_GIFTS: InvoiceGifts = {
  make: () => Promise.reject(new AppError("not_sold", { reason: "gift" })),
  take: () => Promise.resolve(),
  ofInvoice: () => Promise.resolve(undefined),
};
