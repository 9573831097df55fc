/**
 * What is done because of an invoice, in the commit of the invoice.
 *
 * Within ten checks: the marker, the event and the invoice; the member; the head of their grants and
 * the mark of their access, or three of a gift; three of a code; the head of the credit. A message
 * is put in with them where no code, gone or not, and no credit is used, and everything else is left as
 * an errand.
 */
import { setCreditLeft, setCreditUsed } from "../db/credits.ts";
import { addErrand } from "../db/errands.ts";
import { putGrant, revokeGrantOf } from "../db/grants.ts";
import type { StoredInvoice } from "../db/invoices.ts";
import { keys } from "../db/keys.ts";
import { getMember } from "../db/members.ts";
import type { Transaction } from "../db/tx.ts";
import { type Effect, outcomeOf } from "../domain/invoice.ts";
import { flag } from "../domain/invoice_effects.ts";
import { ZERO } from "../domain/money.ts";
import type { Errand } from "./errands.ts";
import type { InvoiceMessages } from "./invoice_messages.ts";
import type { InvoiceGifts } from "./invoices_types.ts";
import type { PromoUses } from "./promos.ts";

/** What effects are done with. */
export interface EffectDependencies {
  promos: PromoUses;
  gifts: InvoiceGifts;
  messages: InvoiceMessages;
}

/** The id of the grant that an invoice brings. */
export function grantIdOf({ id }: Pick<StoredInvoice, "id">): string {
  return `invoice:${id}`;
}

/**
 * Counts or gives back the use of a code. Answers false, and has written nothing, where a use that was
 * given back cannot be taken anew.
 */
export async function applyPromoEffect(
  tx: Transaction,
  { promos }: Pick<EffectDependencies, "promos">,
  invoice: StoredInvoice,
  effects: readonly Effect[],
  now: number,
): Promise<boolean> {
  const { id, memberId, price: revenue } = invoice;
  for (const effect of effects) {
    if (effect.kind === "release_promo") await promos.release(tx, effect.code, id, now);
    if (effect.kind !== "count_promo") continue;
    const { code, anew } = effect;
    if (!await promos.count(tx, code, { useId: id, memberId, revenue, anew }, now)) return false;
  }
  return true;
}

/**
 * Does all other effects; answers the invoice as it is to be kept, and the ids of the errands that
 * were left.
 */
export async function applyEffects(
  tx: Transaction,
  deps: EffectDependencies,
  { before, invoice, effects }: {
    before: StoredInvoice;
    invoice: StoredInvoice;
    effects: readonly Effect[];
  },
  now: number,
): Promise<{ invoice: StoredInvoice; errands: string[] }> {
  const errands: string[] = [];
  const leave = (errand: Errand) => {
    addErrand(tx, errand, now);
    errands.push(errand.id);
  };
  const { id: invoiceId, memberId } = invoice;
  if (effects.length === 0) return { invoice, errands };
  const member = memberId === "" ? undefined : await getMember(tx, memberId);
  if (!member) {
    await applyOfNobody(tx, deps, { invoice, effects, leave }, now);
    return { invoice, errands };
  }
  // A code that was asked for in vain was looked at, too.
  const isCodeSeen = invoice.promoGone !== before.promoGone ||
    effects.some(({ kind }) => kind.endsWith("_promo"));
  const isCreditUsed = effects.some(({ kind }) => kind === "use_credit");
  let room = !isCodeSeen && !isCreditUsed && !invoice.offer.gift;
  for (const effect of effects) {
    switch (effect.kind) {
      case "grant":
        await give(tx, deps, invoice, effect, now);
        break;
      case "revoke":
        if (invoice.offer.gift) await deps.gifts.take(tx, invoiceId, now);
        else await revokeGrantOf(tx, memberId, grantIdOf(invoice), now);
        break;
      case "credit":
        setCreditLeft(tx, memberId, invoiceId, effect.money, now);
        break;
      case "use_credit":
        setCreditUsed(tx, memberId, invoiceId, effect.money, now);
        break;
      case "notify": {
        const { id, notice } = effect;
        if (room) await deps.messages.put(tx, member, invoice, { id, notice });
        else leave({ kind: "notice", id, memberId, invoiceId, notice });
        room = false;
        break;
      }
      case "flag":
        leave(flagErrand(invoice, effect));
    }
  }
  const isPaidNow = before.paidAt === null && outcomeOf(invoice).access !== null;
  if (!isPaidNow) return { invoice, errands };
  if (invoice.replaces !== null || invoice.replacedBy !== null) {
    leave({ kind: "settle", id: `settle:${invoiceId}`, memberId, invoiceId });
  }
  await noteFirstPayment(tx, invoice, leave);
  return { invoice: { ...invoice, paidAt: now }, errands };
}

/** What is done where its member is gone: a person looks at it, and a gift is another's by now. */
async function applyOfNobody(
  tx: Transaction,
  { gifts }: Pick<EffectDependencies, "gifts">,
  { invoice, effects, leave }: {
    invoice: StoredInvoice;
    effects: readonly Effect[];
    leave: (errand: Errand) => void;
  },
  now: number,
): Promise<void> {
  const { id, offer } = invoice;
  const brings = effects.some(({ kind }) => kind === "grant" || kind === "credit");
  const gone = brings ? [flag(invoice, { reason: "member_gone" })] : [];
  for (const effect of [...effects, ...gone]) {
    if (effect.kind === "flag") leave(flagErrand(invoice, effect));
    if (effect.kind === "revoke" && offer.gift) await gifts.take(tx, id, now);
  }
}

async function give(
  tx: Transaction,
  { gifts }: EffectDependencies,
  invoice: StoredInvoice,
  { offer, days }: Effect & { kind: "grant" },
  now: number,
): Promise<void> {
  const { id: invoiceId, memberId } = invoice;
  if (offer.gift) return void await gifts.make(tx, { invoiceId, memberId, offer, days }, now);
  await putGrant(tx, {
    schema: 1,
    id: grantIdOf(invoice),
    memberId,
    planId: offer.planId,
    source: offer.kind === "pack" ? "topup" : "purchase",
    days,
    earliest: now,
    terms: offer.terms,
    revokedAt: null,
  }, now);
}

/**
 * The first money of a member, also where it came earlier and was left as credit; two that come at one
 * moment are both the first.
 */
async function noteFirstPayment(
  tx: Transaction,
  { id: invoiceId, memberId, price, creditUsed }: StoredInvoice,
  leave: (errand: Errand) => void,
): Promise<void> {
  if (price.amount === ZERO && creditUsed === ZERO) return;
  if (await tx.peek<string>(keys.firstPayment(memberId)) !== undefined) return;
  tx.set(keys.firstPayment(memberId), invoiceId);
  leave({ kind: "first_payment", id: `first_payment:${memberId}`, memberId, invoiceId });
}

function flagErrand(
  { id: invoiceId, memberId }: StoredInvoice,
  { id, flag }: Effect & { kind: "flag" },
): Errand {
  return { kind: "flag", id, memberId, invoiceId, flag };
}
