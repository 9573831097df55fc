/** Sends money back: what a member asked for, and what an operator decided. */
import { getLogger } from "@logtape/logtape";
import { getInvoice, setInvoice, type StoredInvoice } from "../db/invoices.ts";
import { getMember } from "../db/members.ts";
import { keepPaymentEvent } from "../db/payment_events.ts";
import { AppError } from "../domain/errors.ts";
import { compareAmounts, STARS, ZERO } from "../domain/money.ts";
import { type Payment, paymentEventId } from "../domain/payment.ts";
import { withDue } from "./invoices_due.ts";
import type { ProcessorDependencies } from "./invoices_processor.ts";

const log = getLogger(["sfera", "payments"]);

/** After so long without a word of it, a refund was not taken and may be asked for anew, in ms. */
export const REFUND_SILENCE = 10 * 60_000;
/** What an address looks like, whatever the network: no spaces, nothing but letters and digits. */
const ADDRESS = /^[\w:.+-]{8,200}$/;

/** Why nothing is sent back. */
export type RefundRefusal = "already" | "under_way" | "nothing_came" | "address";

/** Refuses a refund. */
export function refundRefused(reason: RefundRefusal): AppError {
  return new AppError("refund_refused", { reason });
}

/**
 * Sends all that came for an invoice back: in crypto to `address`, in Stars to who paid them. What
 * became of it is told as any other event; answers the id of one that was kept already.
 *
 * Errors: `refund_refused` with a `reason`, `payments_refused`, `payments_unavailable`, after which it
 * may have been taken: it cannot be asked for again before that is known.
 */
export async function sendBack(
  deps: ProcessorDependencies,
  invoiceId: string,
  address: string | undefined,
  signal: AbortSignal,
): Promise<string | undefined> {
  const invoice = await getInvoice(deps.db, invoiceId);
  if (!invoice) throw new AppError("not_found", { what: "invoice", id: invoiceId });
  refuseRefund(invoice);
  return invoice.way === "crypto"
    ? await sendBackCrypto(deps, invoice, address, signal)
    : await sendBackStars(deps, invoice);
}

function refuseRefund({ way, told, uuid, refund, refundTo }: StoredInvoice): void {
  if (refund === "paid") throw refundRefused("already");
  if (refund === "process") throw refundRefused("under_way");
  if (refundTo !== null && refund !== "fail") throw refundRefused("under_way");
  const came = told !== null && compareAmounts(told.paid, ZERO) > 0;
  if (way === "none" || uuid === null || !came) throw refundRefused("nothing_came");
}

async function sendBackCrypto(
  { db, clock, payments }: ProcessorDependencies,
  { id, uuid }: StoredInvoice,
  address: string | undefined,
  signal: AbortSignal,
): Promise<undefined> {
  if (!payments) throw new AppError("payments_unavailable", { reason: "payments are off" });
  if (address === undefined || !ADDRESS.test(address)) throw refundRefused("address");
  // Written down first: of two who ask at once, and of two processes, one asks the processor.
  await db.tx(async (tx) => {
    const invoice = (await getInvoice(tx, id))!;
    refuseRefund(invoice);
    const now = clock.now();
    setInvoice(tx, invoice, withDue({ ...invoice, refundTo: address, refundAskedAt: now }, now));
  });
  try {
    await payments.refund({ uuid: uuid!, address, payerPaysFee: true }, signal);
  } catch (error) {
    const isRefused = error instanceof AppError && error.code === "payments_refused";
    if (isRefused) await forgetRefund({ db, clock }, id);
    throw error;
  }
  log.info("The money of invoice {id} is on its way back", { id });
}

/** Lets a refund be asked for anew, where nothing was told of the one that was asked for. */
export async function forgetRefund(
  { db, clock }: Pick<ProcessorDependencies, "db" | "clock">,
  id: string,
): Promise<void> {
  await db.tx(async (tx) => {
    const invoice = await getInvoice(tx, id);
    if (!invoice || invoice.refundTo === null || invoice.refund !== null) return;
    const now = clock.now();
    setInvoice(tx, invoice, withDue({ ...invoice, refundTo: null, refundAskedAt: null }, now));
  });
}

async function sendBackStars(
  { db, clock, stars }: ProcessorDependencies,
  { id, memberId, told, uuid, price, merchant }: StoredInvoice,
): Promise<string> {
  const member = await getMember(db, memberId);
  if (!stars || !member) {
    const reason = stars ? "the member is not known any more" : "Stars are off";
    throw new AppError("payments_unavailable", { reason });
  }
  const chargeId = told!.txid ?? uuid!;
  // Asked twice it is the same refund; then Telegram says that it was made already.
  await stars.refund({ telegramId: member.telegramId, chargeId });
  const payment: Payment = {
    uuid: uuid!,
    orderId: id,
    amount: price.amount,
    currency: STARS,
    status: "refund_paid",
    paid: price.amount,
    asked: price.amount,
    payerCurrency: STARS,
    network: null,
    txid: chargeId,
  };
  await db.tx((tx) => keepPaymentEvent(tx, { payment, merchant }, clock.now()));
  return paymentEventId(payment);
}
