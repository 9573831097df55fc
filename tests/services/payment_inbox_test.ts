import assert from "node:assert/strict";
import { headOf } from "../../db/keys.ts";
import {
  claimPaymentEvent,
  listDuePaymentEvents,
  type PaymentEvent,
} from "../../db/payment_events.ts";
import { createDatabase } from "../../db/tx.ts";
import { decimalOf } from "../../domain/money.ts";
import type { Payment } from "../../domain/payment.ts";
import { createPaymentInbox } from "../../services/payment_inbox.ts";
import type { PaymentProcessor } from "../../services/ports.ts";
import { movableClock, testIds } from "../kit/app.ts";
import { type CommitFault, crashingKv, type CrashPlan } from "../kit/crash_kv.ts";
import { increment, KEY } from "../kit/transactions.ts";

const PAYMENT: Payment = {
  uuid: "62f88b36-a9d5-4fa6-aa26-e040c3dbf26d",
  orderId: "01J0000000000000000000000A",
  amount: decimalOf("24.99")!,
  currency: "USD",
  status: "paid",
  paid: decimalOf("24.99")!,
  asked: null,
  payerCurrency: null,
  network: null,
  txid: null,
};
/** A processor that takes every webhook for its own. */
const payments = {
  merchant: "merchant",
  readWebhook: () => Promise.resolve({ payment: PAYMENT }),
} as unknown as PaymentProcessor;

/** A process that takes the webhook, then takes up what is due, by counting it. */
async function work(kv: Deno.Kv): Promise<void> {
  const clock = movableClock();
  const db = createDatabase(kv, { ids: testIds(), random: Math.random, headOf });
  await createPaymentInbox({ db, clock, payments }).take(new Uint8Array());
  for (const id of await listDuePaymentEvents(db, clock.now(), 10)) {
    await db.tx(async (tx) => {
      if (await claimPaymentEvent(tx, id, clock.now())) await increment(tx);
    });
  }
}

async function check(kv: Deno.Kv, what: string): Promise<void> {
  assert.equal((await kv.get<number>(KEY)).value, 1, what);
  const events = await Array.fromAsync(kv.list<PaymentEvent>({ prefix: ["payment_event"] }));
  assert.deepEqual(events.map(({ value }) => value.claimedAt !== null), [true], what);
  assert.deepEqual(await Array.fromAsync(kv.list({ prefix: ["due"] })), [], what);
}

/** Lets one process work by a plan, and another one after it; whole steps and commits are told. */
async function interrupted(plan: CrashPlan, what: string) {
  const kv = await Deno.openKv(":memory:");
  const broken = crashingKv(kv, plan);
  await work(broken).catch(() => {});
  await work(kv);
  await check(kv, what);
  kv.close();
  return broken;
}

Deno.test("invariant: no event applied twice, wherever the process dies", async () => {
  const { steps, commits } = await interrupted({}, "undisturbed");
  for (let step = 1; step <= steps; step += 1) {
    await interrupted({ crashAt: step }, `dead at step ${step}`);
  }
  for (const fault of ["before", "after", "conflict", "locked"] as CommitFault[]) {
    for (let broken = 1; broken <= commits; broken += 1) {
      const commit = (number: number) => number === broken ? fault : undefined;
      await interrupted({ commit }, `${fault} at commit ${broken}`);
    }
  }
});

Deno.test("invariant: no event applied twice, however many processes take it at once", async () => {
  const kv = await Deno.openKv(":memory:");
  await Promise.all(Array.from({ length: 8 }, () => work(kv)));
  await work(kv);
  await check(kv, "eight at once");
  kv.close();
});

Deno.test("what is not signed is counted", async () => {
  const kv = await Deno.openKv(":memory:");
  const db = createDatabase(kv, { ids: testIds(), random: Math.random, headOf });
  const unsigned = { ...payments, readWebhook: () => Promise.resolve(undefined) };
  const inbox = createPaymentInbox({ db, clock: movableClock(), payments: unsigned });
  for (let time = 1; time <= 3; time += 1) {
    assert.equal(await inbox.take(new Uint8Array()), undefined);
    assert.equal(inbox.refused, time);
  }
  assert.deepEqual(await Array.fromAsync(kv.list({ prefix: [] })), []);
  kv.close();
});
