import assert from "node:assert/strict";
import type { InvoiceView } from "../../routes/schemas.ts";
import { type Api, ApiError, type RequestOptions } from "../../web/src/api.ts";
import { createInvoiceWatch, pauseOf } from "../../web/src/payments/invoice.ts";
import {
  isAhead,
  isCheckable,
  isOver,
  isPayable,
  stepsOf,
  wordOf,
} from "../../web/src/payments/invoice-steps.ts";
import { settled } from "../kit/settled.ts";

const usd = (amount: string) => ({ amount, currency: "USD" });

function invoiceOf(change: Partial<InvoiceView> = {}): InvoiceView {
  return {
    id: "i1",
    state: "open",
    way: "crypto",
    offer: { kind: "plan", name: "Pro", days: 30, minutes: null },
    gift: null,
    isGift: false,
    price: usd("19.99"),
    fullPrice: usd("24.99"),
    promoCode: null,
    credit: null,
    createdAt: 1000,
    expiresAt: 9000,
    paidAt: null,
    url: null,
    payment: null,
    access: null,
    kept: null,
    refundable: false,
    ...change,
  };
}

/** A service with one invoice, and a clock that runs only when it is told to. */
function setUp(known: InvoiceView | null = null) {
  const service = {
    invoice: invoiceOf(),
    asked: [] as string[],
    refusal: null as ApiError | null,
    gates: [] as Promise<void>[],
  };
  const api: Pick<Api, "json"> = {
    async json<T>(path: string, { method = "GET", body }: RequestOptions = {}) {
      service.asked.push([method, path, body && JSON.stringify(body)].filter(Boolean).join(" "));
      const { invoice, refusal } = service;
      await service.gates.shift();
      if (refusal) throw refusal;
      return invoice as T;
    },
  };
  const timers: { wait: number; work: () => void }[] = [];
  const states: string[] = [];
  const watch = createInvoiceWatch({
    api,
    id: "i1",
    known,
    later(wait, work) {
      const timer = { wait, work };
      timers.push(timer);
      return () => {
        const at = timers.indexOf(timer);
        if (at >= 0) timers.splice(at, 1);
      };
    },
    onState: ({ state }) => states.push(state),
  });
  /** Lets the next timer fire; answers how long it had waited. */
  const next = async () => {
    const timer = timers.shift();
    timer?.work();
    await settled();
    return timer?.wait;
  };
  return { watch, service, timers, states, next };
}

Deno.test("an open invoice is looked at until it is paid, and each new state is told once", async () => {
  const { watch, service, timers, states, next } = setUp();
  watch.start();
  await settled();
  assert.equal(watch.invoice.value?.state, "open");
  assert.equal(await next(), 4000);
  service.invoice = invoiceOf({ state: "confirming" });
  await next();
  service.invoice = invoiceOf({ state: "paid", paidAt: 5000 });
  await next();
  assert.deepEqual(states, ["confirming", "paid"]);
  assert.deepEqual(timers, []);
});

Deno.test("a page that is not seen does not ask, and asks at once when it is seen again", async () => {
  const { watch, service, timers } = setUp();
  watch.start();
  await settled();
  watch.stop();
  assert.deepEqual(timers, []);
  assert.equal(service.asked.length, 1);
  watch.start();
  await settled();
  assert.equal(service.asked.length, 2);
  assert.equal(timers.length, 1);
});

Deno.test("what is known stays while the service is away, and is asked for less and less often", async () => {
  const { watch, service, next } = setUp(invoiceOf());
  service.refusal = new ApiError(0, "offline", "");
  watch.start();
  await settled();
  assert.equal(watch.invoice.value?.id, "i1");
  const waits = [await next(), await next(), await next(), await next(), await next()];
  assert.deepEqual(waits, [4000, 8000, 16000, 30000, 30000]);
  service.refusal = null;
  await next();
  assert.equal(watch.failure.value, null);
  assert.equal(await next(), 4000);
});

Deno.test("an invoice of another is not there, and is not asked for again", async () => {
  const { watch, service, timers } = setUp();
  service.refusal = new ApiError(404, "not_found", "");
  watch.start();
  await settled();
  assert.equal(watch.failure.value?.status, 404);
  assert.deepEqual(timers, []);
});

Deno.test("a look from before a check does not put the old state back", async () => {
  const { watch, service, states } = setUp(invoiceOf());
  const { promise, resolve } = Promise.withResolvers<void>();
  service.gates.push(promise);
  watch.start();
  service.invoice = invoiceOf({ state: "paid" });
  await watch.check();
  resolve();
  await settled();
  assert.equal(watch.invoice.value?.state, "paid");
  assert.deepEqual(states, ["paid"]);
});

Deno.test("checking twice at once asks once, and what refuses it is thrown", async () => {
  const { watch, service } = setUp(invoiceOf());
  await Promise.all([watch.check(), watch.check()]);
  assert.deepEqual(service.asked, ["POST /api/invoices/i1/check"]);
  service.refusal = new ApiError(429, "rate_limited", "");
  await assert.rejects(watch.cancel(), { code: "rate_limited" });
  assert.equal(watch.busy.value, null);
  assert.equal(watch.invoice.value?.state, "open");
});

Deno.test("an address is sent without the spaces around it", async () => {
  const { watch, service } = setUp(invoiceOf({ state: "short", refundable: true }));
  await watch.refund("  TXk9dQm4vRzW8b \n");
  assert.deepEqual(service.asked, [
    `POST /api/invoices/i1/refund {"address":"TXk9dQm4vRzW8b"}`,
  ]);
});

Deno.test("what is over is not looked at, and late money is looked for slowly", () => {
  assert.equal(pauseOf(invoiceOf({ state: "paid" })), null);
  assert.equal(pauseOf(invoiceOf({ state: "refunded" })), null);
  assert.equal(pauseOf(invoiceOf({ state: "expired" })), 30_000);
  assert.equal(pauseOf(invoiceOf({ way: "stars" })), 2000);
});

const NOW = 1_000;

Deno.test("days behind others are paid for, and not said to be open", () => {
  const paid = (from: number) =>
    stepsOf(invoiceOf({ state: "paid", paidAt: NOW, access: { from, until: null, days: 30 } }), NOW)
      .map(({ name }) => name);
  assert.deepEqual(paid(NOW), ["issued", "paid", "opened"]);
  assert.deepEqual(paid(NOW + 1), ["issued", "paid", "queued"]);
  const opened = { from: NOW, until: null, days: 30 };
  const invoice = invoiceOf({ state: "paid", paidAt: NOW, access: opened });
  assert.equal(isAhead(invoice, NOW - 500), false, "by a clock that is behind");
});

Deno.test("the steps say what was, what is and what comes", () => {
  const shown = (change: Partial<InvoiceView>) =>
    stepsOf(invoiceOf(change), NOW).map(({ name, state }) => `${name} ${state}`);
  assert.deepEqual(shown({}), [
    "issued done",
    "waiting at",
    "confirming ahead",
    "opened ahead",
  ]);
  assert.deepEqual(shown({ state: "confirming" }), [
    "issued done",
    "seen done",
    "confirming at",
    "opened ahead",
  ]);
  assert.deepEqual(shown({ state: "short_waiting" }), [
    "issued done",
    "part at",
    "opened ahead",
  ]);
  assert.deepEqual(shown({ way: "stars" }), ["issued done", "waiting at", "opened ahead"]);
  assert.deepEqual(shown({ state: "paid" }), ["issued done", "paid done", "opened done"]);
  assert.deepEqual(shown({ state: "expired" }), []);
  assert.deepEqual(shown({ state: "paid", way: "none" }), []);
});

Deno.test("each way in which money can come wrong has its word", () => {
  const word = (change: Partial<InvoiceView>) => wordOf(invoiceOf(change));
  const days = { from: 0, until: 1, days: 12 };
  assert.equal(word({}), null);
  assert.equal(word({ state: "short_waiting" }), "owed");
  assert.equal(word({ state: "short" }), "short");
  assert.equal(word({ state: "short", kept: usd("4.99") }), "short-kept");
  assert.equal(word({ state: "short", access: days }), "short-days");
  assert.equal(word({ state: "short", refundable: true, kept: usd("4.99") }), "short-refund");
  assert.equal(word({ state: "paid", paidAt: 9001 }), "late");
  assert.equal(word({ state: "paid", paidAt: 8999 }), null);
  assert.equal(word({ state: "paid", kept: usd("1.00") }), "over");
  for (const state of ["expired", "failed", "locked", "refunding", "refunded"] as const) {
    assert.equal(word({ state }), state);
  }
});

Deno.test("it can be paid, checked and ordered anew when that makes sense", () => {
  const states = ["open", "confirming", "short_waiting", "expired", "failed", "paid"] as const;
  const those = (fits: (invoice: InvoiceView) => boolean) =>
    states.filter((state) => fits(invoiceOf({ state })));
  assert.deepEqual(those(isPayable), ["open", "short_waiting"]);
  assert.deepEqual(those(isCheckable), states.slice(0, 5));
  assert.deepEqual(those(isOver), ["expired", "failed"]);
  assert.equal(isOver(invoiceOf({ state: "short", refundable: true })), false);
  assert.equal(isCheckable(invoiceOf({ way: "none" })), false);
});
