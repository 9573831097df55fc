/** What sells: invoices, and what follows from them. It is loaded when it is first asked for. */
import { createStars } from "../clients/stars.ts";
import type { Database } from "../db/tx.ts";
import { invoiceLink } from "../services/invoice_link.ts";
import { createInvoices } from "../services/invoices.ts";
import { createOperatorActions } from "../services/operator_actions.ts";
import { createOperatorMessages } from "../services/operator_messages.ts";
import type { Outbox } from "../services/outbox.ts";
import { createStarsSales } from "../services/stars.ts";
import type { Codes } from "./codes.ts";
import type { AppDependencies } from "./dependencies.ts";

export type Selling = ReturnType<typeof createSelling>;

/** Puts together what sells. */
export function createSelling(
  deps:
    & Pick<
      AppDependencies,
      "config" | "clock" | "liveness" | "ids" | "texts" | "telegram" | "payments" | "stars"
    >
    & { db: Database; outbox: Outbox; signal: AbortSignal; codes: Codes },
) {
  const { community, operators, server: { publicUrl }, telegram: { token } } = deps.config;
  const stars = deps.stars ?? createStars({ token, api: () => deps.telegram.api() });
  const operatorMessages = createOperatorMessages({ ...deps, operators });
  const { uses: promos, gifts, referrals } = deps.codes;
  const invoices = createInvoices({
    ...deps,
    community,
    payments: deps.payments,
    stars,
    promos,
    gifts,
    runners: {
      flag: (errand) => operatorMessages.flag(errand),
      first_payment: ({ memberId, invoiceId }) => referrals.reward(memberId, invoiceId),
      gift: ({ code }) => gifts.settle(code),
    },
    returnUrl: invoiceLink(deps.telegram, publicUrl),
    callbackUrl: `${publicUrl}/cryptomus/webhook`,
  });
  const { defaultLanguage } = community.assistant;
  return {
    invoices,
    operatorMessages,
    operatorActions: createOperatorActions({ ...deps, community, invoices }),
    stars: createStarsSales({ ...deps, stars, invoices, defaultLanguage }),
  };
}
