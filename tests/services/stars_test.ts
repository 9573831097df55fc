import assert from "node:assert/strict";
import { getStarsCursor, getStarsSubscription } from "../../db/stars.ts";
import type { PaymentEvent } from "../../db/payment_events.ts";
import type { Stars, StarsTransaction } from "../../services/ports.ts";
import { createStarsSales } from "../../services/stars.ts";
import type { StarsPaid, StarsRefunded } from "../../services/stars_types.ts";
import { movableClock, testIds, testTexts } from "../kit/app.ts";
import { COMMIT_FAULTS } from "../invariants/simulation.ts";
import { type CommitFault, crashingKv, type CrashPlan } from "../kit/crash_kv.ts";
import { addTestMember } from "../kit/members.ts";
import { sellingProcess, storeViews, testCommunity } from "../kit/selling.ts";

const PERIOD = 30 * 24 * 3_600_000;
const never = new AbortController().signal;
const texts = await testTexts();

/** Telegram as far as it only answers: it has a list of transactions, and remembers what is stopped. */
function quietTelegram(transactions: StarsTransaction[] = []): Stars & { stopped: string[] } {
  const stopped: string[] = [];
  return {
    stopped,
    merchant: "stars:7",
    createLink: ({ invoiceId }) => Promise.resolve(`https://t.me/$${invoiceId}`),
    answerPreCheckout: () => Promise.resolve(),
    refund: () => Promise.resolve("refunded"),
    setSubscription: ({ chargeId }) => Promise.resolve(void stopped.push(chargeId)),
    transactions: ({ offset, limit }) =>
      Promise.resolve(transactions.slice(offset, offset + limit)),
  };
}

/** A process that sells for Stars. */
function shopOn(kv: Deno.Kv, stars: Stars, clock = movableClock()) {
  const liveness = movableClock();
  const community = testCommunity();
  const ids = testIds();
  const selling = sellingProcess({
    kv,
    clock,
    liveness,
    community,
    payments: undefined,
    stars,
    ids,
    random: () => 0,
  });
  const sales = createStarsSales({
    ...selling,
    clock,
    liveness,
    ids,
    stars,
    texts,
    defaultLanguage: "ru",
  });
  return { ...selling, sales, clock };
}

type Shop = ReturnType<typeof shopOn>;

/** Anna orders Pro as a subscription; what Telegram tells of it then, and has in its list. */
async function orderOf({ db, invoices, clock }: Shop) {
  await addTestMember(db, "1001");
  const { id: invoiceId } = await invoices.checkout("1001", {
    offer: "plan:pro",
    way: "stars_subscription",
    gift: false,
    price: { amount: "1500", currency: "XTR" },
  });
  const at = clock.now();
  const told = { invoiceId, telegramId: "1001", stars: 1500, currency: "XTR" };
  const pays = (chargeId: string, periods: number): StarsPaid => ({
    ...told,
    chargeId,
    at: at + (periods - 1) * PERIOD,
    recurring: { expiresAt: at + periods * PERIOD, first: periods === 1 },
  });
  return {
    invoiceId,
    first: pays("stx-1", 1),
    second: pays("stx-2", 2),
    back: { ...told, chargeId: "stx-2" } satisfies StarsRefunded,
  };
}

/** As Telegram lists a payment, or that it was given back. */
function listed(paid: StarsPaid, direction: "in" | "out" = "in"): StarsTransaction {
  const { chargeId, stars, at, telegramId, invoiceId } = paid;
  return { id: chargeId, direction, stars, at, telegramId, invoiceId, period: PERIOD };
}

interface Scene {
  /** What is told, or only found in the list: an update may be lost. */
  isTold: boolean;
}

/** Lets one process hear of it all while something happens to it, and a second one after it. */
async function interrupted({ isTold }: Scene, plan: CrashPlan, what: string) {
  const kv = await Deno.openKv(":memory:");
  const transactions: StarsTransaction[] = [];
  const telegram = quietTelegram(transactions);
  const clock = movableClock();
  const { invoiceId, first, second, back } = await orderOf(shopOn(kv, telegram, clock));
  transactions.push(listed(first), listed(second), listed(second, "out"));

  async function work(on: Deno.Kv): Promise<void> {
    const { sales, invoices } = shopOn(on, telegram, clock);
    if (isTold) {
      await sales.paid(first);
      await sales.paid(second);
      await sales.refunded(back);
    } else await sales.reconcile(never);
    await invoices.sweep(never);
    await invoices.sweepErrands();
  }
  const broken = crashingKv(kv, plan);
  await work(broken).catch(() => {});
  // Whatever the dead process had held, it holds no more; its updates come again.
  for await (const { key } of kv.list({ prefix: ["lease"] })) await kv.delete(key);
  await work(kv);
  await work(kv);
  await check(kv, invoiceId, what);
  kv.close();
  return broken;
}

/** One period is paid and had, the other was given back, and nothing renews itself. */
async function check(kv: Deno.Kv, invoiceId: string, what: string): Promise<void> {
  const { db } = shopOn(kv, quietTelegram());
  const views = storeViews(db);
  assert.deepEqual(await views.days("1001"), { [`invoice:${invoiceId}`]: 30 }, what);
  const all = await db.list<{ refund: string | null }>({ prefix: ["invoice"] });
  assert.deepEqual(all.map(({ value }) => value.refund), [null, "paid"], what);
  const events = await db.list<PaymentEvent>({ prefix: ["payment_event"] });
  assert.deepEqual(events.map(({ value }) => value.claimedAt !== null), [true, true, true], what);
  assert.equal(await getStarsSubscription(db, "1001"), undefined, what);
  assert.deepEqual(await views.flags(), [], what);
  const messages = await views.messages("1001");
  assert.equal(new Set(messages).size, messages.length, what);
}

for (const isTold of [true, false]) {
  const how = isTold ? "told of" : "found in the list";
  Deno.test(`invariant: Stars that are ${how} are applied once, wherever the process dies`, async () => {
    const { steps, commits } = await interrupted({ isTold }, {}, "undisturbed");
    assert(steps > 30, `${steps} steps`);
    for (let step = 1; step <= steps; step += 1) {
      await interrupted({ isTold }, { crashAt: step }, `dead at step ${step}`);
    }
    for (const fault of COMMIT_FAULTS as readonly CommitFault[]) {
      for (let broken = 1; broken <= commits; broken += 1) {
        const commit = (number: number) => number === broken ? fault : undefined;
        await interrupted({ isTold }, { commit }, `${fault} at commit ${broken}`);
      }
    }
  });
}

Deno.test("invariant: Stars are applied once, told of by many and read by many at once", async () => {
  const kv = await Deno.openKv(":memory:");
  const transactions: StarsTransaction[] = [];
  const telegram = quietTelegram(transactions);
  const clock = movableClock();
  const { invoiceId, first, second, back } = await orderOf(shopOn(kv, telegram, clock));
  transactions.push(listed(first), listed(second));
  const shops = Array.from({ length: 4 }, () => shopOn(kv, telegram, clock));
  await Promise.all(shops.flatMap(({ sales }) => [sales.paid(first), sales.reconcile(never)]));
  await Promise.all(shops.flatMap(({ sales }) => [sales.paid(second), sales.reconcile(never)]));
  const views = storeViews(shops[0]!.db);
  assert.equal(Object.keys(await views.days("1001")).length, 2);
  transactions.push(listed(second, "out"));
  clock.move(3_600_000);
  await Promise.all(shops.flatMap(({ sales }) => [sales.refunded(back), sales.reconcile(never)]));
  await check(kv, invoiceId, "many at once");
  kv.close();
});

Deno.test("the list is read on from where it was left, page by page, every ten minutes", async () => {
  const kv = await Deno.openKv(":memory:");
  const pages: number[] = [];
  const foreign = Array.from({ length: 250 }, (_, number): StarsTransaction => ({
    id: `stx-${number}`,
    direction: "in",
    stars: 1,
    at: number,
    telegramId: "5",
    invoiceId: "of-another-bot-of-theirs",
    period: null,
  }));
  const telegram = quietTelegram(foreign);
  const { transactions } = telegram;
  telegram.transactions = (page) => {
    pages.push(page.offset);
    return transactions(page);
  };
  const { sales, db, clock } = shopOn(kv, telegram);
  assert.equal(await sales.reconcile(never), 0, "what was there before Sfera is not its business");
  assert.equal(await sales.reconcile(never), 0);
  assert.deepEqual(pages, [0, 100, 200]);
  clock.move(10 * 60_000);
  foreign.push({ ...foreign[0]!, id: "stx-new" });
  assert.equal(await sales.reconcile(never), 1, "from now on it is, and the operator is told");
  assert.deepEqual(pages, [0, 100, 200, 250]);
  assert.equal((await getStarsCursor(db)).offset, 251);
  const left = await db.list<{ errand: { kind: string } }>({ prefix: ["errand"] });
  assert.equal(left.length + (await storeViews(db).flags()).length, 1);
  kv.close();
});

Deno.test("a member who was erased is charged no more than once after it", async () => {
  const kv = await Deno.openKv(":memory:");
  const telegram = quietTelegram();
  const shop = shopOn(kv, telegram);
  const { invoiceId, first, second } = await orderOf(shop);
  await shop.sales.paid(first);
  // As an erasure leaves an invoice: it is nobody's.
  const { value } = await kv.get<object>(["invoice", invoiceId]);
  await kv.set(["invoice", invoiceId], { ...value, memberId: "" });
  await kv.delete(["stars_subscription", "1001"]);
  await shop.sales.paid(second);
  assert.deepEqual(telegram.stopped, ["stx-1"]);
  assert.equal(await getStarsSubscription(shop.db, ""), undefined);
  kv.close();
});
