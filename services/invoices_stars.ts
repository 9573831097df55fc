/** What Telegram asks of an invoice in Stars before it is paid, and further payments by one. */
import { getLogger } from "@logtape/logtape";
import { addInvoice, getInvoice, type StoredInvoice, storedInvoice } from "../db/invoices.ts";
import { getMember } from "../db/members.ts";
import { keepPaymentEvent } from "../db/payment_events.ts";
import type { Database } from "../db/tx.ts";
import { AppError } from "../domain/errors.ts";
import { newInvoice, outcomeOf } from "../domain/invoice.ts";
import { decimalOf, STARS } from "../domain/money.ts";
import { type Payment, paymentEventId } from "../domain/payment.ts";
import { nodeCrypto } from "./crypto.ts";
import { isOpen } from "./invoices_due.ts";
import type { PreCheckout, PreCheckoutRefusal, Renewal } from "./invoices_types.ts";
import type { Clock } from "./ports.ts";

const log = getLogger(["sfera", "payments"]);

/** How much of a hash tells the charges of one subscription apart. */
const HASH_LENGTH = 20;

/** Why a payment in Stars is refused before it is taken; undefined where it may go on. */
export async function preCheckout(
  { db, clock }: { db: Database; clock: Clock },
  { invoiceId, telegramId, stars }: PreCheckout,
): Promise<PreCheckoutRefusal | undefined> {
  const invoice = await getInvoice(db, invoiceId);
  const member = invoice && await getMember(db, invoice.memberId);
  if (!invoice || member?.telegramId !== telegramId || member.bannedAt !== null) return "unknown";
  // Telegram asks before every renewal of a subscription too.
  if (invoice.way !== "stars" && invoice.way !== "stars_subscription") return "unknown";
  if (invoice.price.amount !== String(stars)) return "price";
  const { access } = outcomeOf(invoice);
  if (access) return invoice.way === "stars_subscription" ? undefined : "paid";
  return isOpen(invoice, clock.now()) ? undefined : "over";
}

/** The id of the invoice of one charge of a subscription. */
export function renewalId(subscriptionInvoiceId: string, chargeId: string): string {
  const hash = nodeCrypto().createHash("sha256").update(chargeId).digest("hex");
  return `${subscriptionInvoiceId}-${hash.slice(0, HASH_LENGTH)}`;
}

/**
 * Makes the invoice of a further charge, and keeps what was told of it, in one commit and once.
 *
 * Errors: `not_found` where no subscription began by that invoice.
 */
export async function renew(
  { db, clock }: { db: Database; clock: Clock },
  { subscriptionInvoiceId, chargeId, stars, at }: Renewal,
): Promise<{ invoiceId: string; eventId: string }> {
  const id = renewalId(subscriptionInvoiceId, chargeId);
  const price = { amount: decimalOf(String(stars))!, currency: STARS };
  const payment: Payment = {
    uuid: chargeId,
    orderId: id,
    amount: price.amount,
    currency: STARS,
    status: "paid",
    paid: price.amount,
    asked: price.amount,
    payerCurrency: STARS,
    network: null,
    txid: chargeId,
  };
  await db.tx(async (tx) => {
    const now = clock.now();
    const first = await getInvoice(tx, subscriptionInvoiceId);
    if (first?.way !== "stars_subscription") {
      throw new AppError("not_found", { what: "subscription", id: subscriptionInvoiceId });
    }
    if (await getInvoice(tx, id)) return;
    addInvoice(tx, { ...renewed(first, id, price, now), createdAt: at }, { newest: false });
    await keepPaymentEvent(tx, { payment, merchant: first.merchant }, now);
  });
  log.info("Invoice {id} renews a subscription", { id });
  return { invoiceId: id, eventId: paymentEventId(payment) };
}

function renewed(
  first: StoredInvoice,
  id: string,
  price: StoredInvoice["price"],
  now: number,
): StoredInvoice {
  const { memberId, offer, merchant, shortPayment, wanted } = first;
  const invoice = newInvoice({
    id,
    memberId,
    offer,
    price,
    promo: null,
    shortPayment,
    accuracyPercent: 0,
    merchant,
    expiresAt: now,
  }, now);
  return storedInvoice(invoice, { way: "stars_subscription", wanted });
}
