/** Payments in Stars on their way into the inbox, and from there into invoices. */
import { getLogger } from "@logtape/logtape";
import { getInvoice, type StoredInvoice } from "../db/invoices.ts";
import { getPaymentEvent, keepPaymentEvent } from "../db/payment_events.ts";
import { dropStarsSubscription, getStarsSubscription, setStarsSubscription } from "../db/stars.ts";
import type { Database, Transaction } from "../db/tx.ts";
import { AppError } from "../domain/errors.ts";
import { type Amount, STARS } from "../domain/money.ts";
import { offerId } from "../domain/offer.ts";
import { type Payment, paymentEventId } from "../domain/payment.ts";
import { afterPayment, isRenewing, type StarsSubscription } from "../domain/stars_subscription.ts";
import { renewalId } from "./invoices_stars.ts";
import type { Clock, Stars } from "./ports.ts";
import type { StarsInvoices, StarsPaid, StarsRefunded } from "./stars_types.ts";

const log = getLogger(["sfera", "payments"]);

/** What is told of payments in Stars, whoever tells it. */
export interface StarsPayments {
  paid(payment: StarsPaid): Promise<void>;
  refunded(refund: StarsRefunded): Promise<void>;
  /** Applies a payment that was kept before; false where it was not. */
  applyKnown(payment: StarsPaid): Promise<boolean>;
  /** Whether there is an invoice that it is for. */
  isOurs(payment: StarsPaid): Promise<boolean>;
}

/** Makes what takes payments in Stars up; `clock` is the community's. */
export function createStarsPayments(deps: {
  db: Database;
  clock: Clock;
  stars: Stars;
  invoices: Pick<StarsInvoices, "apply" | "renew">;
}): StarsPayments {
  const { db, clock, stars, invoices } = deps;
  const { merchant } = stars;

  /** Keeps the first payment of a link, or the only one, and what begins with it. */
  async function keep(paid: StarsPaid): Promise<string> {
    const payment = paymentOf(paid, paid.invoiceId, "paid");
    await db.tx(async (tx) => {
      const isNew = await keepPaymentEvent(tx, { payment, merchant }, clock.now());
      const invoice = await getInvoice(tx, paid.invoiceId);
      if (isNew && invoice && paid.recurring) await goOn(tx, invoice, paid);
    });
    return paymentEventId(payment);
  }

  /** The subscription of an invoice is paid for one more period, or begins with this one. */
  async function goOn(tx: Transaction, invoice: StoredInvoice, paid: StarsPaid): Promise<void> {
    // Of one who was erased nothing is kept.
    if (invoice.memberId === "") return;
    const before = await getStarsSubscription(tx, invoice.memberId);
    const { recurring, chargeId, stars } = paid;
    const { expiresAt, first } = recurring!;
    const isSame = before?.invoiceId === invoice.id;
    if (before && !isSame && before.expiresAt > expiresAt) return;
    const begun = isSame ? before : subscriptionOf(invoice, paid);
    const after = afterPayment(begun, { chargeId, stars, expiresAt });
    setStarsSubscription(tx, first ? { ...after, firstChargeId: chargeId } : after);
  }

  /** Makes the invoice of a further payment, and moves the subscription on. */
  async function renew(paid: StarsPaid, invoice: StoredInvoice): Promise<void> {
    const { chargeId, stars, at } = paid;
    await invoices.renew({ subscriptionInvoiceId: invoice.id, chargeId, stars, at });
    await db.tx((tx) => goOn(tx, invoice, paid));
    if (invoice.memberId === "") await stop(paid.telegramId, invoice.uuid ?? chargeId);
  }

  /** A member who began anew pays once: of two subscriptions the renewal of the older one stops. */
  async function stopOther(invoice: StoredInvoice, paid: StarsPaid): Promise<void> {
    const other = await getStarsSubscription(db, invoice.memberId);
    if (!other || other.invoiceId === invoice.id || !isRenewing(other, clock.now())) return;
    const isOlder = other.expiresAt <= paid.recurring!.expiresAt;
    await stop(paid.telegramId, isOlder ? other.firstChargeId : paid.chargeId);
  }

  /** What Telegram refuses to stop does not keep the money from being taken up. */
  async function stop(telegramId: string, chargeId: string): Promise<void> {
    try {
      await stars.setSubscription({ telegramId, chargeId, cancelled: true });
      log.info("The subscription by charge {chargeId} is stopped", { chargeId });
    } catch (error) {
      if (!(error instanceof AppError) || error.code !== "payments_refused") throw error;
      log.error("The subscription by charge {chargeId} goes on: {error}", { chargeId, error });
    }
  }

  return {
    async applyKnown(paid) {
      const id = paymentEventId(paymentOf(paid, paid.invoiceId, "paid"));
      if (!await getPaymentEvent(db, id)) return false;
      await invoices.apply(id);
      return true;
    },

    async isOurs({ invoiceId }) {
      return await getInvoice(db, invoiceId) !== undefined;
    },

    async paid(paid) {
      const { chargeId, recurring } = paid;
      const invoice = await getInvoice(db, paid.invoiceId);
      if (invoice && recurring) {
        const wasPaid = invoice.uuid !== null && invoice.uuid !== chargeId;
        if (wasPaid || recurring.first === false) return await renew(paid, invoice);
        await stopOther(invoice, paid);
      }
      await invoices.apply(await keep(paid));
    },

    async refunded(refund) {
      const event = await db.tx(async (tx) => {
        const invoice = await getInvoice(tx, refund.invoiceId);
        if (!invoice) return undefined;
        const { chargeId } = refund;
        const renewal = await getInvoice(tx, renewalId(invoice.id, chargeId));
        const payment = paymentOf(refund, renewal?.id ?? invoice.id, "refund_paid");
        await keepPaymentEvent(tx, { payment, merchant }, clock.now());
        const subscription = await getStarsSubscription(tx, invoice.memberId);
        // Telegram ends the renewal with any payment of it that goes back.
        if (subscription?.invoiceId === invoice.id) dropStarsSubscription(tx, invoice.memberId);
        return paymentEventId(payment);
      });
      if (event !== undefined) await invoices.apply(event);
    },
  };
}

/** A payment in Stars as the inbox keeps all payments. */
function paymentOf(
  { chargeId, stars, currency }: Pick<StarsPaid, "chargeId" | "stars" | "currency">,
  orderId: string,
  status: "paid" | "refund_paid",
): Payment {
  const amount = String(stars) as Amount;
  return {
    uuid: chargeId,
    orderId,
    amount,
    currency,
    status,
    paid: amount,
    asked: amount,
    payerCurrency: STARS,
    network: null,
    txid: chargeId,
  };
}

/** The subscription that begins with a payment. */
function subscriptionOf(
  { id, memberId, offer }: StoredInvoice,
  { telegramId, chargeId, stars, recurring }: StarsPaid,
): StarsSubscription {
  return {
    schema: 1,
    memberId,
    telegramId,
    invoiceId: id,
    firstChargeId: chargeId,
    chargeId,
    offer: offerId(offer.kind, offer.planId),
    name: offer.terms.name,
    stars,
    expiresAt: recurring!.expiresAt,
    cancelled: false,
  };
}
