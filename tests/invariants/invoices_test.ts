import assert from "node:assert/strict";
import fc from "fast-check";
import type { Credit } from "../../db/credits.ts";
import type { StoredInvoice } from "../../db/invoices.ts";
import type { PaymentEvent } from "../../db/payment_events.ts";
import type { Grant } from "../../domain/grant.ts";
import { outcomeOf } from "../../domain/invoice.ts";
import { addAmounts, type Amount, ZERO } from "../../domain/money.ts";
import { createAudit } from "../../services/audit.ts";
import type { OutboxMessage } from "../../domain/outbox.ts";
import { type PaymentStatus, rankOf } from "../../domain/payment.ts";
import type { PromoTally } from "../../domain/promo.ts";
import type { Action } from "../../dev/cryptomus/book.ts";
import {
  CODE,
  type Command,
  type Delivery,
  FREE_CODE,
  MEMBERS,
  MOST_USES,
  type Script,
  scripts,
  Shop,
} from "./shop.ts";
import { COMMIT_FAULTS, type Fault } from "./simulation.ts";

/**
 * The same runs every time; `INVARIANTS_SEED` and `INVARIANTS_RUNS` choose others. Schedules of
 * all that sells are many more, in `payments_schedules_test.ts`.
 */
const SEED = Number(Deno.env.get("INVARIANTS_SEED") ?? 20261123);
const RUNS = Number(Deno.env.get("INVARIANTS_RUNS") ?? 50);

async function valuesBelow<T>({ kv }: Shop, ...prefix: string[]): Promise<T[]> {
  return (await Array.fromAsync(kv.list<T>({ prefix }))).map(({ value }) => value);
}

/** Every grant in force is one that an invoice brings, of its days; and every such one is there. */
async function assertAccess(shop: Shop, invoices: StoredInvoice[]): Promise<void> {
  const grants = await valuesBelow<Grant>(shop, "grant");
  const had = grants.filter(({ revokedAt }) => revokedAt === null)
    .map(({ id, days, memberId }) => `${memberId} ${id} ${days}`);
  const expected = invoices.filter(({ offer }) => !offer.gift).flatMap((invoice) => {
    const { access } = outcomeOf(invoice);
    return access ? [`${invoice.memberId} invoice:${invoice.id} ${access.days}`] : [];
  });
  assert.deepEqual(had.sort(), expected.sort());
  const gifts = await valuesBelow<{ invoiceId: string; days: number; cancelledAt?: number | null }>(
    shop,
    "gift",
  );
  const given = invoices.filter((one) => one.offer.gift && outcomeOf(one).access !== null);
  for (const { id } of given) {
    assert.equal(gifts.filter(({ invoiceId }) => invoiceId === id).length, 1, `gift of ${id}`);
  }
}

/** An invoice is what the processor has of it. */
function assertTruth({ processor }: Shop, invoices: StoredInvoice[]): void {
  for (const invoice of invoices) {
    const { id, told, refund, settledBy, offer, way } = invoice;
    const { promoGone, creditGone, keptSpent } = invoice;
    const { state, access } = outcomeOf(invoice);
    if (way === "none") {
      assert.equal(access?.days, offer.days);
      continue;
    }
    const truth = processor.invoices.get(id);
    if (!truth) {
      assert.equal(access, null, `${id} was never asked for`);
      continue;
    }
    const isPaid = truth.status === "paid" || truth.status === "paid_over";
    if (truth.status === "refund_paid") {
      // What was refunded long after it was paid is told by a webhook alone.
      if (refund !== "paid") assert.equal(access?.days ?? 0, state === "paid" ? offer.days : 0);
      continue;
    }
    if (isPaid) {
      assert.equal(told?.status === "paid" || told?.status === "paid_over", true, `${id} was paid`);
      const isWhole = settledBy === null && !promoGone && !creditGone && keptSpent === ZERO &&
        refund !== "paid";
      if (isWhole) assert.deepEqual(access, { days: offer.days, part: false }, id);
      continue;
    }
    // An action may lead back, as paying does after an error; what is known never does.
    if (truth.status.startsWith("refund")) continue;
    const known = told ? rankOf(told.status) : -1;
    assert(known >= rankOf(truth.status as PaymentStatus) || truth.status === "check", id);
  }
}

/** What is left with members, and taken of it, is what their invoices say, to the last digit. */
async function assertCredit(shop: Shop, invoices: StoredInvoice[]): Promise<void> {
  const expected: string[] = [];
  for (const invoice of invoices) {
    const { id, memberId, creditUsed } = invoice;
    const { credit, creditUse } = outcomeOf(invoice);
    if (credit !== ZERO) expected.push(`${memberId} left:${id} ${credit}`);
    if (creditUse === "reserved" || creditUse === "spent") {
      expected.push(`${memberId} used:${id} -${creditUsed}`);
    }
  }
  const found: string[] = [];
  const sums: Record<string, Amount> = {};
  for await (const { key, value } of shop.kv.list<Credit>({ prefix: ["credit"] })) {
    const [, memberId, sourceId] = key as string[];
    found.push(`${memberId} ${sourceId} ${value.amount}`);
    sums[memberId!] = addAmounts(sums[memberId!] ?? ZERO, value.amount);
  }
  assert.deepEqual(found.sort(), expected.sort());
  const isRefunded = invoices.some(({ refund }) => refund === "paid");
  if (!isRefunded) {
    for (const sum of Object.values(sums)) assert(!sum.startsWith("-"), `credit ${sum}`);
  }
}

async function assertPromos(shop: Shop, invoices: StoredInvoice[]): Promise<void> {
  for (const code of [CODE, FREE_CODE]) {
    const states = invoices.filter(({ promo }) => promo?.code === code)
      .map((invoice) => outcomeOf(invoice).promo);
    const count = (state: string) => states.filter((one) => one === state).length;
    const tally = (await shop.kv.get<PromoTally>(["promo_tally", code])).value;
    assert.deepEqual([tally?.reserved ?? 0, tally?.used ?? 0], [
      count("reserved"),
      count("counted"),
    ], code);
    if (code === CODE) assert((tally?.used ?? 0) <= MOST_USES);
  }
}

/** Every event is taken up, nothing is left to do, and each thing was told once. */
async function assertDone(shop: Shop, invoices: StoredInvoice[]): Promise<void> {
  for (const { id, claimedAt } of await valuesBelow<PaymentEvent>(shop, "payment_event")) {
    assert(claimedAt !== null, `${id} was not taken up`);
  }
  assert.deepEqual(await valuesBelow(shop, "errand"), []);
  const messages = await valuesBelow<OutboxMessage>(shop, "outbox");
  for (const { id, paidAt, offer } of invoices) {
    const receipts = messages.filter(({ text }) => text.includes(`Квитанция ${id}\n`));
    const wasPaid = paidAt !== null;
    // Prorated days that were topped up are told again.
    assert(receipts.length >= (wasPaid ? 1 : 0) && receipts.length <= (wasPaid ? 3 : 0), id);
    const plain = receipts.filter(({ text }) => text.startsWith("Оплата пришла"));
    assert(plain.length <= 1, `${id} ${offer.planId}`);
  }
}

/** At most one invoice of a member for one thing can be paid at a time. */
function assertOneOpen(shop: Shop, invoices: StoredInvoice[]): void {
  const now = shop.clock.now();
  const open = invoices.filter((one) => outcomeOf(one).state === "open" && now < one.expiresAt)
    .map(({ memberId, offer }) => `${memberId} ${offer.planId} ${offer.gift}`);
  assert.equal(new Set(open).size, open.length);
}

async function assertInvariants(script: Script): Promise<Shop> {
  await using shop = await Shop.open(script);
  await shop.play();
  assert.deepEqual(shop.errors, []);
  const invoices = await shop.invoices();
  for (const { memberId } of invoices) assert((MEMBERS as readonly string[]).includes(memberId));
  assertOneOpen(shop, invoices);
  await assertAccess(shop, invoices);
  assertTruth(shop, invoices);
  await assertCredit(shop, invoices);
  await assertPromos(shop, invoices);
  await assertDone(shop, invoices);
  const differences: unknown[] = [];
  const { db } = shop.processes[0]!;
  await shop.during(
    createAudit({ db, clock: shop.clock }).run((difference) => differences.push(difference)),
  );
  assert.deepEqual(differences, []);
  return shop;
}

Deno.test("invariant: access is what was paid, credit exact, codes and messages once", async () => {
  let invoices = 0;
  let paid = 0;
  await fc.assert(
    fc.asyncProperty(scripts, async (script) => {
      const shop = await assertInvariants(script);
      invoices += shop.bought.length;
      paid += [...shop.processor.invoices.values()].filter(({ status }) =>
        status === "paid"
      ).length;
    }),
    { seed: SEED, numRuns: RUNS },
  );
  // The schedules are worth something.
  assert(invoices > RUNS && paid > RUNS / 5, `${invoices} invoices, ${paid} paid`);
});

const BUY = {
  do: "tap" as const,
  slot: 0,
  member: 0,
  request: { offer: "plan:pro", way: "crypto" as const, gift: false },
};
const pay = (action: Action, delivery: Delivery = "normal"): Command => ({
  do: "pay",
  slot: 0,
  invoice: 0,
  action,
  delivery,
});

/** Short pieces of work, each of them done by a process to which one thing happens. */
const WORK: Record<string, Command[]> = {
  "buying and paying": [BUY, pay("pay")],
  "buying with a code that is replaced": [
    { ...BUY, request: { ...BUY.request, promoCode: CODE } },
    BUY,
    pay("pay", "thrice"),
  ],
  "what costs nothing, for another": [
    { ...BUY, request: { ...BUY.request, gift: true, promoCode: FREE_CODE } },
  ],
  "money that was too short, its credit used, and more money": [
    BUY,
    pay("under"),
    pay("expire"),
    { ...BUY, request: { ...BUY.request, offer: "pack:hour" } },
    { ...pay("pay"), invoice: 1 } as Command,
  ],
  "overpaid, and paid back": [BUY, pay("over"), pay("refund")],
};

/** Plays the work with a fault at every place, until there is none left; answers how many. */
async function atEveryPlace(
  commands: Command[],
  fault: (place: number) => Fault,
  reached: (process: { steps: number; commits: number }) => number,
): Promise<number> {
  for (let place = 1;; place += 1) {
    const script = { seed: 1, rough: false, shortPayment: "top_up" as const, commands };
    const { firstProcess } = await assertInvariants({ ...script, fault: fault(place) });
    if (reached(firstProcess) < place) return place - 1;
  }
}

for (const [what, commands] of Object.entries(WORK)) {
  Deno.test(`invariant: ${what}: the process may die between any two steps`, async () => {
    const fault = (step: number): Fault => ({ kind: "death", step });
    const places = await atEveryPlace(commands, fault, ({ steps }) => steps);
    assert(places > 20, `${places} places`);
  });

  Deno.test(`invariant: ${what}: any commit may fail before, after, or as a conflict`, async () => {
    for (const kind of COMMIT_FAULTS) {
      const fault = (commit: number): Fault => ({ kind, commit });
      const places = await atEveryPlace(commands, fault, ({ commits }) => commits);
      assert(places > 1, `${places} commits`);
    }
  });
}
