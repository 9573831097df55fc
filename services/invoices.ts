/** The life of invoices: from a quote to what a payment brings, however it becomes known. */
import { getLogger } from "@logtape/logtape";
import { listDue } from "../db/due.ts";
import { getInvoice, listInvoices, type StoredInvoice } from "../db/invoices.ts";
import { listDuePaymentEvents } from "../db/payment_events.ts";
import { keys } from "../db/keys.ts";
import { getMember } from "../db/members.ts";
import type { Database } from "../db/tx.ts";
import type { Community } from "../domain/community.ts";
import { AppError } from "../domain/errors.ts";
import { createErrands, type ErrandRunners } from "./errands.ts";
import { createInvoiceMessages } from "./invoice_messages.ts";
import { type Applied, applyKept, applyOwn } from "./invoices_apply.ts";
import { checkout, quote } from "./invoices_checkout.ts";
import { createCoins } from "./invoices_coins.ts";
import {
  ensureThere,
  noteFailure,
  poll,
  type ProcessorDependencies,
} from "./invoices_processor.ts";
import { forgetRefund, REFUND_SILENCE, refundRefused, sendBack } from "./invoices_refunds.ts";
import { settleOthers } from "./invoices_settling.ts";
import { preCheckout, renew } from "./invoices_stars.ts";
import type {
  CheckoutRequest,
  InvoiceGifts,
  InvoiceView,
  PreCheckout,
  PreCheckoutRefusal,
  PurchaseRequest,
  QuoteView,
  Renewal,
} from "./invoices_types.ts";
import { isRefundable, viewInvoices } from "./invoices_view.ts";
import { refuseBanned } from "./members.ts";
import type { Coin } from "../db/invoices.ts";
import type { Outbox } from "./outbox.ts";
import type { Clock, Ids, PaymentProcessor } from "./ports.ts";
import type { PromoUses } from "./promos.ts";
import type { Stars } from "./stars_port.ts";
import type { Texts } from "./texts.ts";
import { wordless } from "./wordless.ts";

export type * from "./invoices_types.ts";

const log = getLogger(["sfera", "payments"]);

/** Invoices and events of one sweep. */
const BATCH = 200;
/** So many failures after one another, and the processor is left alone until the next sweep. */
const MOST_FAILURES = 3;

/** What buying needs. */
export interface Invoices {
  /** What a purchase comes to. Errors: `not_sold`, `promo_refused`, `banned`. */
  quote(memberId: string, purchase: PurchaseRequest): Promise<QuoteView>;
  /**
   * The open invoice for a purchase: a new one, or the one there is.
   *
   * Errors: those of a quote; `quote_changed` with the `quote`; `payments_unavailable`, after which
   * asking again goes on with the same invoice; `payments_refused`.
   */
  checkout(memberId: string, request: CheckoutRequest): Promise<InvoiceView>;
  /** Errors: `not_found` also for another's invoice. */
  view(memberId: string, invoiceId: string): Promise<InvoiceView>;
  /** Those of a member, the newest first. */
  list(memberId: string): Promise<InvoiceView[]>;
  /** Asks the processor now. Errors: `not_found`, `payments_unavailable`. */
  check(memberId: string, invoiceId: string): Promise<InvoiceView>;
  /** Gives up an invoice for which no money was seen; any other stays as it is. */
  cancel(memberId: string, invoiceId: string): Promise<InvoiceView>;
  /**
   * Sends back what came for an invoice of which a refund is due.
   *
   * Errors: `not_found`, `refund_refused` with a `reason`, `payments_refused`, `payments_unavailable`.
   */
  askRefund(memberId: string, invoiceId: string, address: string): Promise<InvoiceView>;
  /** Sends back all that came, as an operator decides. Errors: as of `askRefund`. */
  refund(invoiceId: string, address: string | undefined): Promise<void>;
  /** An invoice as it is kept. Errors: `not_found`. */
  find(invoiceId: string): Promise<StoredInvoice>;
  /** Asks the processor now, as an operator does. Errors: `not_found`, `payments_unavailable`. */
  ask(invoiceId: string): Promise<StoredInvoice>;
  /** The coins in which one may pay, the most usual first. */
  coins(): Promise<Coin[]>;
  /** Applies a telling of a payment that was kept, once. */
  apply(eventId: string): Promise<void>;
  /** Begins to apply a telling that was kept, and returns at once; a sweep would do it too. */
  hurry(eventId: string): void;
  /** Settles when nothing that was hurried is being applied in this process. */
  settled(): Promise<void>;
  /** Why a payment in Stars is refused; undefined where it may go on. */
  preCheckout(asked: PreCheckout): Promise<PreCheckoutRefusal | undefined>;
  /** Keeps and applies a further payment of a subscription, once; answers the id of its invoice. */
  renew(renewal: Renewal): Promise<string>;
  /** Applies what was kept, asks for what was not told, and lets lapse what is over. */
  sweep(signal: AbortSignal): Promise<number>;
  /** Does the errands that are due. */
  sweepErrands(): Promise<number>;
}

export interface InvoicesDependencies {
  db: Database;
  clock: Clock;
  /** Real time. */
  liveness: Clock;
  ids: Ids;
  community: Community;
  outbox: Pick<Outbox, "add" | "hurry">;
  texts: Texts;
  payments: PaymentProcessor | undefined;
  stars: Stars | undefined;
  promos: PromoUses;
  gifts: InvoiceGifts;
  /** What is done of the errands that invoices leave, beside their own. */
  runners: Omit<ErrandRunners, "notice" | "settle">;
  returnUrl: (invoiceId: string) => Promise<string>;
  callbackUrl: string;
  /** Ends what is asked of the outside. */
  signal: AbortSignal;
}

/** Puts the life of invoices together. */
export function createInvoices(given: InvoicesDependencies): Invoices {
  const { db, clock, outbox, payments, stars, signal } = given;
  const messages = createInvoiceMessages(given);
  const coins = createCoins(given);
  const merchantOf = (way: StoredInvoice["way"]) =>
    way === "crypto" ? payments!.merchant : way === "none" ? "none" : stars!.merchant;
  const taken = { crypto: payments !== undefined, stars: stars !== undefined };
  const deps: ProcessorDependencies & Parameters<typeof checkout>[0] = {
    ...given,
    messages,
    coins,
    merchantOf,
    taken,
  };
  const errands = createErrands({
    db,
    clock,
    runners: {
      ...given.runners,
      async notice({ id, invoiceId, notice }) {
        const invoice = await getInvoice(db, invoiceId);
        if (invoice) await messages.send(invoice, { id, notice });
      },
      settle: async ({ invoiceId }) => await runAll(await settleOthers(deps, invoiceId)),
    },
  });

  const hurried = new Set<Promise<void>>();

  async function runAll(ids: readonly string[]): Promise<void> {
    for (const id of ids) await errands.run(id);
  }

  /** What an invoice left is done at once; a sweep would do it too. */
  async function follow({ errands: left, changed }: Pick<Applied, "errands" | "changed">) {
    if (changed) outbox.hurry();
    await runAll(left);
  }

  async function ownInvoice(memberId: string, invoiceId: string): Promise<StoredInvoice> {
    refuseBanned(await getMember(db, memberId));
    const invoice = await getInvoice(db, invoiceId);
    if (invoice?.memberId !== memberId) {
      throw new AppError("not_found", { what: "invoice", id: invoiceId });
    }
    return invoice;
  }

  async function viewOf(memberId: string, invoiceId: string): Promise<InvoiceView> {
    const invoice = await ownInvoice(memberId, invoiceId);
    return (await viewAll(memberId, [invoice]))[0]!;
  }

  async function viewAll(memberId: string, invoices: StoredInvoice[]): Promise<InvoiceView[]> {
    const { language } = refuseBanned(await getMember(db, memberId));
    return await viewInvoices(given, memberId, invoices, { language, now: clock.now() });
  }

  async function apply(eventId: string): Promise<void> {
    await follow(await applyKept(deps, eventId));
  }

  async function find(invoiceId: string): Promise<StoredInvoice> {
    const invoice = await getInvoice(db, invoiceId);
    if (!invoice) throw new AppError("not_found", { what: "invoice", id: invoiceId });
    return invoice;
  }

  async function sendBackNow(invoiceId: string, address: string | undefined): Promise<void> {
    const eventId = await sendBack(deps, invoiceId, address, signal);
    if (eventId !== undefined) return await apply(eventId);
    // What became of it is told by a webhook, or by the next poll, should this one not know.
    await poll(deps, await find(invoiceId), signal).then(follow).catch(() => {});
  }

  /** Asks about one invoice and lets it lapse; answers whether anything followed. */
  async function look(id: string, signal: AbortSignal): Promise<boolean> {
    const invoice = await getInvoice(db, id);
    if (!invoice) return false;
    const isAsked = invoice.way === "crypto" && payments !== undefined;
    if (isAsked) await follow(await poll(deps, invoice, signal));
    const { refundAskedAt } = invoice;
    if (refundAskedAt !== null && clock.now() >= refundAskedAt + REFUND_SILENCE) {
      await forgetRefund(deps, id);
    }
    const after = await applyOwn(deps, id, [{ kind: "time" }]);
    await follow(after);
    return after.changed;
  }

  async function sweepEvents(signal: AbortSignal): Promise<number> {
    let applied = 0;
    for (const id of await listDuePaymentEvents(db, clock.now(), BATCH)) {
      if (signal.aborted) break;
      try {
        await apply(id);
        applied += 1;
      } catch (error) {
        log.error("A payment event waits for the next sweep: {error}", { error: wordless(error) });
      }
    }
    return applied;
  }

  async function sweepInvoices(signal: AbortSignal): Promise<number> {
    let looked = 0;
    let failures = 0;
    for (const due of await listDue(db, "invoice", clock.now(), BATCH)) {
      if (signal.aborted || failures >= MOST_FAILURES) break;
      const { id, moment } = due;
      try {
        await look(id, signal);
        looked += 1;
        failures = 0;
      } catch (error) {
        failures += 1;
        log.warn("Invoice {id} is asked for later: {error}", { id, error: wordless(error) });
        await noteFailure(deps, id).catch(() => {});
      }
      await db.tx(async (tx) => {
        if ((await getInvoice(tx, id))?.dueAt !== moment) {
          tx.delete(keys.due("invoice", moment, id));
        }
      });
    }
    return looked;
  }

  return {
    quote: (memberId, purchase) => quote(deps, memberId, purchase),

    async checkout(memberId, request) {
      const { invoice, errands: left } = await checkout(deps, memberId, request);
      await follow({ errands: left, changed: left.length > 0 });
      const { language } = refuseBanned(await getMember(db, memberId));
      await follow(await ensureThere(deps, invoice, language, signal));
      return await viewOf(memberId, invoice.id);
    },

    view: viewOf,

    async list(memberId) {
      return await viewAll(memberId, await listInvoices(db, memberId));
    },

    async check(memberId, invoiceId) {
      const invoice = await ownInvoice(memberId, invoiceId);
      if (invoice.way === "crypto") await follow(await poll(deps, invoice, signal));
      return await viewOf(memberId, invoiceId);
    },

    async cancel(memberId, invoiceId) {
      await ownInvoice(memberId, invoiceId);
      await follow(await applyOwn(deps, invoiceId, [{ kind: "cancelled" }]));
      return await viewOf(memberId, invoiceId);
    },

    async askRefund(memberId, invoiceId, address) {
      const invoice = await ownInvoice(memberId, invoiceId);
      if (invoice.refundTo === null && invoice.refund === null && !isRefundable(invoice)) {
        throw refundRefused("nothing_came");
      }
      await sendBackNow(invoiceId, address);
      return await viewOf(memberId, invoiceId);
    },

    refund: sendBackNow,
    find,

    async ask(invoiceId) {
      const invoice = await find(invoiceId);
      if (invoice.way === "crypto") await follow(await poll(deps, invoice, signal));
      return await find(invoiceId);
    },

    hurry(eventId) {
      const work = apply(eventId).catch((error) => {
        log.error("A payment event waits for the next sweep: {error}", { error: wordless(error) });
      }).finally(() => hurried.delete(work));
      hurried.add(work);
    },

    async settled() {
      await Promise.all(hurried);
    },

    coins: () => coins.list(),
    apply,
    preCheckout: (asked) => preCheckout(given, asked),

    async renew(renewal) {
      const { invoiceId, eventId } = await renew(deps, renewal);
      await apply(eventId);
      return invoiceId;
    },

    async sweep(signal) {
      return await sweepEvents(signal) + await sweepInvoices(signal);
    },
    sweepErrands: () => errands.sweep(),
  };
}
