/** One path for all that can happen to an invoice: a webhook, a poll, a tap, the time. */
import { creditBalance, usableCredit } from "../db/credits.ts";
import { addErrand } from "../db/errands.ts";
import { getInvoice, setInvoice, type StoredInvoice } from "../db/invoices.ts";
import { keys } from "../db/keys.ts";
import { claimPaymentEvent, keepPolledEvent } from "../db/payment_events.ts";
import type { Database, Transaction } from "../db/tx.ts";
import { decide, type Effect, type InvoiceEvent, outcomeOf } from "../domain/invoice.ts";
import { type Amount, ZERO } from "../domain/money.ts";
import { type Payment, paymentNameOf } from "../domain/payment.ts";
import { withDue } from "./invoices_due.ts";
import { applyEffects, applyPromoEffect, type EffectDependencies } from "./invoices_effects.ts";
import type { Clock } from "./ports.ts";

/** What is applied with. */
export interface ApplyDependencies extends EffectDependencies {
  db: Database;
  clock: Clock;
}

/** What became of an invoice, and the errands that were left with it. */
export interface Applied {
  invoice: StoredInvoice | undefined;
  errands: string[];
  /** Whether anything followed. */
  changed: boolean;
}

const NOTHING: Applied = { invoice: undefined, errands: [], changed: false };

/** Applies an event that was kept, once; again it does nothing. */
export async function applyKept(deps: ApplyDependencies, eventId: string): Promise<Applied> {
  const { db, clock, promos } = deps;
  const applyIn = (code: string | undefined) => async (tx: Transaction): Promise<Applied> => {
    const now = clock.now();
    const event = await claimPaymentEvent(tx, eventId, now);
    if (!event) return NOTHING;
    const { payment, merchant } = event;
    const invoice = await getInvoice(tx, payment.orderId);
    if (!invoice) return leaveUnknown(tx, payment, eventId, now);
    const wanted = invoice.promo?.code;
    if (wanted !== code) throw new OtherLane(wanted!);
    return await happenIn(tx, deps, invoice, [{ kind: "payment", payment, merchant }], now);
  };
  try {
    return await db.tx(applyIn(undefined), { lane: keys.paymentEvent(paymentNameOf(eventId)) });
  } catch (error) {
    if (!(error instanceof OtherLane)) throw error;
    return await db.tx(applyIn(error.code), { lane: promos.lane(error.code) });
  }
}

/** Nothing was written: it is to be done in the lane of this code. */
class OtherLane extends Error {
  constructor(readonly code: string) {
    super("it is to be done in the lane of a code");
  }
}

/**
 * Applies what a poll told, and `before` it what else became known with it; `change` puts in what the
 * answer brought beside.
 */
export async function applyPolled(
  deps: ApplyDependencies,
  invoiceId: string,
  { payment, merchant, before = [], change = {}, keep = true }: {
    payment: Payment;
    merchant: string;
    before?: InvoiceEvent[];
    change?: Partial<StoredInvoice>;
    /** Whether what was told is kept: an invoice that was just made is no news. */
    keep?: boolean;
  },
): Promise<Applied> {
  return await inLanes(deps, invoiceId, keys.invoice(invoiceId), async (tx) => {
    const now = deps.clock.now();
    const known = await getInvoice(tx, invoiceId);
    if (!known) return NOTHING;
    const event: InvoiceEvent = { kind: "payment", payment, merchant };
    const applied = await happenIn(tx, deps, known, [...before, event], now, {
      ...change,
      failures: 0,
    });
    const more = JSON.stringify(applied.invoice!.told) !== JSON.stringify(known.told) ||
      applied.invoice!.refund !== known.refund;
    if (keep) await keepPolledEvent(tx, { payment, merchant }, now, { more });
    return applied;
  });
}

/** Applies what is no payment; `change` puts in what came beside it. */
export async function applyOwn(
  deps: ApplyDependencies,
  invoiceId: string,
  events: InvoiceEvent[],
  change: Partial<StoredInvoice> | ((invoice: StoredInvoice) => Partial<StoredInvoice>) = {},
): Promise<Applied> {
  return await inLanes(deps, invoiceId, keys.invoice(invoiceId), async (tx) => {
    const known = await getInvoice(tx, invoiceId);
    if (!known) return NOTHING;
    const changes = typeof change === "function" ? change(known) : change;
    return await happenIn(tx, deps, known, events, deps.clock.now(), changes);
  });
}

/** Lets events happen to an invoice within a transaction, with all that follows. */
export async function happenIn(
  tx: Transaction,
  deps: EffectDependencies,
  before: StoredInvoice,
  events: readonly InvoiceEvent[],
  now: number,
  change: Partial<StoredInvoice> = {},
): Promise<Applied> {
  let invoice: StoredInvoice = { ...before, ...change };
  const effects: Effect[] = [];
  for (const event of events) {
    const decision = await decideIn(tx, deps, invoice, event, now);
    invoice = decision.invoice;
    effects.push(...decision.effects);
  }
  const { errands, invoice: kept } = await applyEffects(
    tx,
    deps,
    { before, invoice, effects },
    now,
  );
  const after = withDue(kept, now);
  if (JSON.stringify(after) !== JSON.stringify(before)) setInvoice(tx, before, after);
  return { invoice: after, errands, changed: effects.length > 0 };
}

/** Decides, with what is known in this transaction of the code's uses and the credit. */
async function decideIn(
  tx: Transaction,
  deps: EffectDependencies,
  invoice: StoredInvoice,
  event: InvoiceEvent,
  now: number,
) {
  const before = outcomeOf(invoice);
  const counts = before.creditUse === "released" || before.credit !== ZERO;
  const known = event.kind === "payment" && counts
    ? { ...event, creditBalance: await balanceOf(tx, invoice) }
    : event;
  const decision = decide(invoice, known, now);
  const taken = await applyPromoEffect(tx, deps, decision.invoice, decision.effects, now);
  if (taken || known.kind !== "payment") return decision;
  return decide(invoice, { ...known, promoFree: false }, now);
}

/** What of the member's credit can be used now. */
async function balanceOf(
  tx: Transaction,
  { memberId, price: { currency } }: StoredInvoice,
): Promise<Amount> {
  return memberId === "" ? ZERO : usableCredit(await creditBalance(tx, memberId, currency));
}

function leaveUnknown(
  tx: Transaction,
  payment: Payment,
  eventId: string,
  now: number,
): Applied {
  const id = `flag:unknown_order:${eventId}`;
  const flag = { reason: "unknown_order", event: eventId } as const;
  addErrand(tx, { kind: "flag", id, memberId: "", invoiceId: payment.orderId, flag }, now);
  return { ...NOTHING, errands: [id], changed: true };
}

/** Runs a transaction about an invoice in the lane of its code, where it has one. */
async function inLanes(
  { db, promos }: ApplyDependencies,
  invoiceId: string,
  lane: Deno.KvKey,
  run: (tx: Transaction) => Promise<Applied>,
): Promise<Applied> {
  const code = (await db.get<StoredInvoice>(keys.invoice(invoiceId)))?.promo?.code;
  return await db.tx(run, { lane: code === undefined ? lane : promos.lane(code) });
}
