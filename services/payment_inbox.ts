import { getLogger } from "@logtape/logtape";
import { keepPaymentEvent } from "../db/payment_events.ts";
import type { Database } from "../db/tx.ts";
import { paymentEventId } from "../domain/payment.ts";
import type { Clock, PaymentProcessor } from "./ports.ts";

const log = getLogger(["sfera", "payments"]);

/** What the payment processor tells by itself. */
export interface PaymentInbox {
  /**
   * Writes down what a webhook tells, once, however often it comes.
   *
   * Undefined where the processor did not sign it; else the event that is still to be applied, if
   * there is one. Once this has answered it outlives a crash; what follows from it is not done here.
   * Errors: those of the store, so that it is sent again.
   */
  take(body: Uint8Array): Promise<{ eventId: string | undefined } | undefined>;
  /** How many were not signed by the processor, since the start. */
  readonly refused: number;
}

/** Keeps webhooks of a processor; `clock` is the one that sweeps go by. */
export function createPaymentInbox(
  deps: { db: Database; clock: Clock; payments: PaymentProcessor },
): PaymentInbox {
  const { db, clock, payments } = deps;
  let refused = 0;
  return {
    get refused() {
      return refused;
    },
    async take(body) {
      const told = await payments.readWebhook(body);
      if (!told) {
        refused += 1;
        log.warning("A payment webhook was not signed with our key, {refused} since the start", {
          refused,
        });
        return undefined;
      }
      const { payment } = told;
      // A processor has other things to tell of than payments for orders.
      if (!payment) return { eventId: undefined };
      const { merchant } = payments;
      await db.tx((tx) => keepPaymentEvent(tx, { payment, merchant }, clock.now()));
      return { eventId: paymentEventId(payment) };
    },
  };
}
