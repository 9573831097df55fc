/** What must be in a shop in the end, by a simple model that knows what was truly paid. */
import assert from "node:assert/strict";
import { type StoredInvoice } from "../../db/invoices.ts";
import { listCredits } from "../../db/credits.ts";
import { listGrants } from "../../db/grants.ts";
import { getTally, getUse, usesOf } from "../../db/promos.ts";
import { keys } from "../../db/keys.ts";
import type { Database } from "../../db/tx.ts";
import {
  addAmounts,
  type Amount,
  compareAmounts,
  scaleOf,
  shareOf,
  subtractAmounts,
  ZERO,
} from "../../domain/money.ts";
import type { Grant } from "../../domain/grant.ts";
import type { Difference } from "../../services/audit.ts";
import { MEMBERS, PROMOS, REFERRAL_DAYS, type ShopWorld } from "./shop_world.ts";

/** What was truly paid for an invoice. */
interface Truth {
  /** `held`: it is there, and nobody can have it yet. */
  money: "none" | "held" | "unsure" | "short" | "enough" | "refunded";
  /** What came is worth so much of the price, and so much beyond it. */
  worth: Amount;
  beyond: Amount;
  /** The same in the coin in which it came, before anything is rounded. */
  came: Amount;
  asked: Amount;
}

/** What an invoice comes to. */
interface Expected {
  /** Days that it brings; 0 where it brings none. */
  days: number;
  /** What of the money stays with the member. */
  credit: Amount;
  /** A message that tells of it, by the beginning of its name. */
  told: string | undefined;
  /** The same, of what operators are told. */
  flagged?: string;
}

/** Throws where the shop is not as what was paid says. */
export async function checkShop(world: ShopWorld): Promise<void> {
  const { db, audit } = world.processes[0]!.shop;
  assert.deepEqual(world.witness.broken, []);
  const granted = new Map<string, Grant>();
  for (const { id } of MEMBERS) {
    for (const grant of await listGrants(db, id)) {
      if (grant.revokedAt === null) granted.set(grant.id, grant);
    }
  }
  const justified = new Set<string>();
  for (const invoice of world.invoices()) {
    const expected = expectedOf(invoice, truthOf(world, invoice));
    const grantId = await checkAccess(world, db, invoice, expected, granted);
    if (grantId !== undefined) justified.add(grantId);
    await checkMoney(db, invoice, expected);
  }
  await checkPromos(db, granted, justified);
  await checkReferrals(world, db, granted, justified);
  assert.deepEqual(
    [...granted.keys()].filter((id) => !justified.has(id)),
    [],
    "granted for nothing",
  );
  await checkMessages(world, db);
  await checkNothingLeft(db);
  const differences: Difference[] = [];
  await audit.run((difference) => differences.push(difference));
  assert.deepEqual(differences, [], "the audit");
}

function truthOf(
  { book, ledger }: ShopWorld,
  { id, way, price, uuid, told }: StoredInvoice,
): Truth {
  const nothing = { worth: ZERO, beyond: ZERO, came: ZERO, asked: ZERO };
  if (way === "none") return { ...nothing, money: "enough" };
  if (way !== "crypto") {
    const charges = ledger.charges.filter(({ invoiceId }) => invoiceId === id);
    // Of two payments of one link the first that was told of is that of the invoice.
    const charge = charges.find(({ chargeId }) => chargeId === uuid);
    assert.equal(charge !== undefined, charges.length > 0, `${id}: its Stars are known`);
    if (!charge) return { ...nothing, money: "none" };
    return charge.refunded
      ? { ...nothing, money: "refunded" }
      : { ...nothing, worth: price.amount, money: "enough" };
  }
  const order = book.find(id);
  if (!order || order.asked === null) return { ...nothing, money: "none" };
  const { status, asked } = order;
  // A refund that failed does not say whether what came had been enough, or was held back: what was
  // not told before it is for the operators to see.
  const isUnsure = status === "refund_fail";
  const paid = isUnsure ? told?.paid ?? ZERO : order.paid;
  const scale = scaleOf(price.currency);
  const isEnough = compareAmounts(paid, asked) >= 0;
  const worth = isEnough ? price.amount : shareOf(price.amount, paid, asked, scale);
  const beyond = isEnough
    ? shareOf(price.amount, subtractAmounts(paid, asked), asked, scale)
    : ZERO;
  const there = { worth, beyond, came: paid, asked };
  if (status === "refund_paid") return { ...nothing, money: "refunded" };
  if (status === "locked" || status === "confirm_check") return { ...nothing, money: "held" };
  const known = isUnsure ? told?.status : status;
  if (known === "wrong_amount") return { ...there, money: "short" };
  if (known === "paid" || known === "paid_over") return { ...there, money: "enough" };
  return { ...nothing, money: isUnsure ? "unsure" : "none" };
}

function expectedOf(invoice: StoredInvoice, truth: Truth): Expected {
  const { money, worth, beyond } = truth;
  const { id, offer, settledBy, promoGone, creditGone, keptSpent, price } = invoice;
  const nothing = { days: 0, credit: ZERO, told: undefined };
  const told = (notice: string) => `notice:${id}:${notice}`;
  if (money === "refunded") return { ...nothing, told: told("refunded") };
  if (money === "unsure") return { ...nothing, flagged: `flag:${id}:refund_failed` };
  if (money === "none" || money === "held") return nothing;
  if (settledBy !== null && money === "enough") {
    return { days: 0, credit: addAmounts(price.amount, beyond), told: told("paid_twice") };
  }
  if (money === "enough" && !promoGone && !creditGone && keptSpent === ZERO) {
    return { days: offer.days, credit: beyond, told: told("paid") };
  }
  // What came is too little, or the code or the credit beside it has gone to something else.
  const kept = addAmounts(worth, beyond);
  if (settledBy !== null || invoice.shortPayment === "top_up") {
    return { days: 0, credit: kept, told: told("short_kept") };
  }
  const days = partOf(invoice, truth);
  if (invoice.shortPayment === "refund" || days === 0) {
    return { days: 0, credit: beyond, told: told("short_refund") };
  }
  return { days, credit: beyond, told: told("prorated") };
}

/** As many whole days as what came, with the credit beside it, is of all that it costs. */
function partOf(
  { offer, price, promo, promoGone, creditGone, creditUsed, keptSpent }: StoredInvoice,
  { worth, came, asked }: Truth,
): number {
  const isPlain = !promoGone && !creditGone && creditUsed === ZERO && keptSpent === ZERO;
  if (isPlain) {
    return Math.min(offer.days, Number(shareOf(`${offer.days}` as Amount, came, asked, 0)));
  }
  const there = subtractAmounts(creditGone ? worth : addAmounts(worth, creditUsed), keptSpent);
  const whole = promoGone ? promo!.fullPrice : addAmounts(price.amount, creditUsed);
  return Math.min(offer.days, Number(shareOf(`${offer.days}` as Amount, there, whole, 0)));
}

/** Answers the id of the grant that the invoice justifies. */
async function checkAccess(
  { witness }: ShopWorld,
  db: Database,
  { id, memberId, offer }: StoredInvoice,
  { days }: Expected,
  granted: ReadonlyMap<string, Grant>,
): Promise<string | undefined> {
  if (!offer.gift) {
    const grantId = `invoice:${id}`;
    assert.equal(granted.get(grantId)?.days ?? 0, days, `days of ${grantId}`);
    if (days > 0) assert.equal(granted.get(grantId)!.memberId, memberId);
    return grantId;
  }
  const code = await db.get<string>(keys.giftOfInvoice(id));
  const gift = code === undefined ? undefined : witness.gifts.get(code);
  assert.equal(gift?.takenAt === null ? gift.days : 0, days, `days of the gift of ${id}`);
  if (!gift) return undefined;
  const grantId = `gift:${gift.code}`;
  const expected = gift.redeemedBy === null ? 0 : days;
  assert.equal(granted.get(grantId)?.days ?? 0, expected, `days of ${grantId}`);
  if (expected > 0) {
    assert.equal(granted.get(grantId)!.memberId, gift.redeemedBy);
    assert.notEqual(gift.redeemedBy, memberId, "nobody redeems what they bought for another");
  }
  return grantId;
}

async function checkMoney(
  db: Database,
  { id, memberId, promo, creditUsed, creditGone, promoGone }: StoredInvoice,
  { days, credit, told, flagged }: Expected,
): Promise<void> {
  const credits = new Map(
    (await listCredits(db, memberId)).map((one) => [one.sourceId, one]),
  );
  assert.equal(credits.get(`left:${id}`)?.amount ?? ZERO, credit, `credit that ${id} left`);
  const used = days > 0 && !creditGone && creditUsed !== ZERO ? `-${creditUsed}` : ZERO;
  assert.equal(credits.get(`used:${id}`)?.amount ?? ZERO, used, `credit that ${id} used`);
  if (promo) {
    const use = await getUse(db, promo.code, id);
    const state = days > 0 && !promoGone ? "used" : "released";
    assert.equal(use?.state, state, `use of ${promo.code} by ${id}`);
  }
  for (const [to, name] of [[memberId, told], ["operator", flagged]] as const) {
    if (name === undefined) continue;
    const names = await db.list({ prefix: keys.outboxDedupes(to) });
    assert(names.some(({ key }) => String(key[2]).startsWith(name)), `${name} is told to ${to}`);
  }
}

async function checkPromos(
  db: Database,
  granted: ReadonlyMap<string, Grant>,
  justified: Set<string>,
): Promise<void> {
  for (const { code, maxUses, oncePerMember, benefit } of PROMOS) {
    const uses = (await Array.fromAsync(usesOf(db, code!))).filter(({ state }) =>
      state !== "released"
    );
    const used = uses.filter(({ state }) => state === "used").length;
    const { reserved: _, ...tally } = await getTally(db, code!);
    assert.deepEqual(
      [tally.used, uses.length - used],
      [used, 0],
      `uses of ${code}, of which none is still reserved`,
    );
    assert(used <= (maxUses ?? Infinity), `${code} is used ${used} times`);
    if (oncePerMember !== false) {
      const members = new Set(uses.map(({ memberId }) => memberId));
      assert.equal(members.size, uses.length, `${code} once a member`);
    }
    if (benefit?.kind !== "days") continue;
    for (const { useId, memberId } of uses) {
      assert.equal(useId, `redemption:${memberId}`);
      const id = `redemption:${code}:${memberId}`;
      assert.equal(granted.get(id)?.days, benefit.days, `days of ${id}`);
      justified.add(id);
    }
  }
}

/** Both have their days, once, if the invited member has ever paid with money. */
async function checkReferrals(
  world: ShopWorld,
  db: Database,
  granted: ReadonlyMap<string, Grant>,
  justified: Set<string>,
): Promise<void> {
  for (const { id, invitedBy } of MEMBERS) {
    const paid = world.invoices().filter((invoice) =>
      invoice.memberId === id && invoice.paidAt !== null && invoice.price.amount !== ZERO
    );
    assert.equal(
      await db.get(keys.firstPayment(id)) !== undefined,
      paid.length > 0,
      `the first payment of ${id}`,
    );
    if (invitedBy === undefined) continue;
    for (const [side, memberId] of [["invited", id], ["inviter", invitedBy]] as const) {
      const given = paid.map((invoice) => granted.get(`referral:${invoice.id}:${side}`))
        .filter((grant) => grant !== undefined);
      assert.deepEqual(
        given.map(({ days, memberId }) => [days, memberId]),
        paid.length > 0 ? [[REFERRAL_DAYS, memberId]] : [],
        `what the ${side} has by ${id}`,
      );
      for (const grant of given) justified.add(grant.id);
    }
  }
}

/** As many messages as names under which they are put in once, and none of them twice. */
async function checkMessages({ witness }: ShopWorld, db: Database): Promise<void> {
  const messages = [...witness.messages.values()];
  for (const memberId of [...MEMBERS.map(({ id }) => id), "operator"]) {
    const own = messages.filter((message) => message.memberId === memberId);
    const names = await db.list({ prefix: keys.outboxDedupes(memberId) });
    assert.equal(own.length, names.length, `messages to ${memberId}`);
    if (memberId === "operator") continue;
    // The button leads to what it is about.
    const texts = new Set(own.map(({ text, buttons }) => JSON.stringify([text, buttons])));
    assert.equal(texts.size, own.length, `the same was told twice to ${memberId}`);
  }
}

async function checkNothingLeft(db: Database): Promise<void> {
  for (const kind of ["payment_event", "errand", "invoice"] as const) {
    const due = await db.list(keys.dueBefore(kind, Infinity));
    assert.deepEqual(due.map(({ key }) => key), [], `nothing is left to do of ${kind}`);
  }
}
