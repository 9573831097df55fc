/** What is asked of those who take payments: Cryptomus, and Telegram for Stars. */
import { getLogger } from "@logtape/logtape";
import type { StoredInvoice } from "../db/invoices.ts";
import { AppError } from "../domain/errors.ts";
import type { InvoiceEvent } from "../domain/invoice.ts";
import { isFinalStatus } from "../domain/payment.ts";
import { type Applied, type ApplyDependencies, applyOwn, applyPolled } from "./invoices_apply.ts";
import { isOpen } from "./invoices_due.ts";
import type { Clock, OpenPayment, PaymentProcessor } from "./ports.ts";
import type { Stars } from "./stars_port.ts";
import type { Texts } from "./texts.ts";
import type { Language } from "../domain/community.ts";

const log = getLogger(["sfera", "payments"]);

/** The shortest time that a processor takes, in milliseconds. */
const SHORTEST_LIFETIME = 5 * 60_000;
/** The longest picture of an address that is kept, in characters. */
const MOST_OF_PICTURE = 24_000;

/** What asks. */
export interface ProcessorDependencies extends ApplyDependencies {
  clock: Clock;
  payments: PaymentProcessor | undefined;
  stars: Stars | undefined;
  texts: Texts;
  /** Where a payer goes on afterwards. */
  returnUrl: (invoiceId: string) => Promise<string>;
  /** Where webhooks go. */
  callbackUrl: string;
}

/**
 * Has an open invoice made where it is paid, unless it is there already; again, or by two at a time,
 * it is the same one. Answers it as it is then.
 *
 * Errors: `payments_unavailable`, after which it may be tried again; `payments_refused`, and then the
 * invoice is given up.
 */
export async function ensureThere(
  deps: ProcessorDependencies,
  invoice: StoredInvoice,
  language: Language,
  signal: AbortSignal,
): Promise<Applied> {
  const isThere = invoice.page !== null || invoice.way === "none";
  if (isThere || !isOpen(invoice, deps.clock.now())) {
    return { invoice, errands: [], changed: false };
  }
  try {
    return invoice.way === "crypto"
      ? await createInCrypto(deps, invoice, signal)
      : await createInStars(deps, invoice, language, signal);
  } catch (error) {
    const isRefused = error instanceof AppError && error.code === "payments_refused";
    if (isRefused) {
      log.error("Invoice {id} is refused: {reason}", {
        id: invoice.id,
        reason: error.details.reason,
      });
      await applyOwn(deps, invoice.id, [{ kind: "cancelled" }]);
    }
    throw error;
  }
}

async function createInCrypto(
  deps: ProcessorDependencies,
  invoice: StoredInvoice,
  signal: AbortSignal,
): Promise<Applied> {
  const { id, price, shortPayment, accuracyPercent, expiresAt, wanted } = invoice;
  const payments = processorOf(deps);
  const left = Math.max(SHORTEST_LIFETIME, expiresAt - deps.clock.now());
  const open = await payments.createInvoice({
    orderId: id,
    price,
    lifetimeSeconds: Math.ceil(left / 1000),
    topUp: shortPayment === "top_up",
    accuracyPercent,
    returnUrl: await deps.returnUrl(id),
    callbackUrl: deps.callbackUrl,
    ...(wanted.coin ? { payIn: wanted.coin } : {}),
  }, signal);
  return await applyAnswer(deps, invoice, open, { kind: "created", ...open });
}

async function createInStars(
  deps: ProcessorDependencies,
  invoice: StoredInvoice,
  language: Language,
  signal: AbortSignal,
): Promise<Applied> {
  const { id, price, offer, way } = invoice;
  if (!deps.stars) throw new AppError("payments_unavailable", { reason: "Stars are off" });
  const title = offer.terms.name[language];
  const url = await deps.stars.createLink({
    invoiceId: id,
    title,
    description: await deps.texts.format(language, "stars-description", {
      plan: title,
      days: offer.days,
    }),
    stars: Number(price.amount),
    subscription: way === "stars_subscription",
  }, signal);
  return await applyOwn(deps, id, [], { page: { url, address: null, qrCode: null } });
}

/** Asks the processor what has become of an invoice, and applies it. */
export async function poll(
  deps: ProcessorDependencies,
  invoice: StoredInvoice,
  signal: AbortSignal,
): Promise<Applied> {
  const { id, uuid } = invoice;
  const payments = processorOf(deps);
  const found = await payments.info(uuid === null ? { orderId: id } : { uuid }, signal);
  if (!found) {
    // It was never made there; past its time nobody makes it any more.
    const isOver = uuid === null && deps.clock.now() >= invoice.expiresAt;
    return await applyOwn(deps, id, isOver ? [{ kind: "cancelled" }] : [], { failures: 0 });
  }
  const { uuid: foundUuid, expiresAt } = found;
  const isNew = uuid === null && expiresAt !== null && found.orderId === id;
  return await applyAnswer(
    deps,
    invoice,
    found,
    isNew ? { kind: "created", uuid: foundUuid, expiresAt } : undefined,
  );
}

/** Notes that the processor did not answer, so that it is asked again later. */
export async function noteFailure(deps: ProcessorDependencies, invoiceId: string): Promise<void> {
  await applyOwn(deps, invoiceId, [], ({ failures }) => ({ failures: failures + 1 }));
}

async function applyAnswer(
  deps: ProcessorDependencies,
  { id, page }: StoredInvoice,
  open: OpenPayment,
  created: InvoiceEvent | undefined,
): Promise<Applied> {
  const { url, address, qrCode } = open;
  const picture = qrCode && qrCode.length <= MOST_OF_PICTURE ? qrCode : null;
  const known = page ?? { url: null, address: null, qrCode: null };
  const isNews = isFinalStatus(open.status) || open.paid !== null;
  return await applyPolled(deps, id, {
    payment: paymentOf(open),
    merchant: processorOf(deps).merchant,
    before: created ? [created] : [],
    change: {
      page: {
        url: url ?? known.url,
        address: address ?? known.address,
        qrCode: picture ?? known.qrCode,
      },
    },
    keep: isNews,
  });
}

/** The processor's own part of an answer. */
function paymentOf(open: OpenPayment) {
  const { uuid, orderId, amount, currency, status, paid, asked, payerCurrency, network, txid } =
    open;
  return { uuid, orderId, amount, currency, status, paid, asked, payerCurrency, network, txid };
}

function processorOf({ payments }: ProcessorDependencies): PaymentProcessor {
  if (!payments) {
    throw new AppError("payments_unavailable", { reason: "payments in crypto are off" });
  }
  return payments;
}
