import assert from "node:assert/strict";
import type { InvoiceView, Purchase, Quote } from "../../routes/schemas.ts";
import { type Api, ApiError, type RequestOptions } from "../../web/src/api.ts";
import { createCheckout } from "../../web/src/payments/checkout.ts";

const wish: Purchase = { offer: "plan:pro", way: "crypto", gift: false };
const usd = (amount: string) => ({ amount, currency: "USD" });

function quoteOf(change: Partial<Quote> = {}): Quote {
  return {
    offer: { id: "plan:pro", kind: "plan", name: "Pro", days: 30, minutes: null },
    way: "crypto",
    gift: false,
    fullPrice: usd("24.99"),
    promo: null,
    credit: null,
    price: usd("24.99"),
    change: { kind: "now", from: 0, until: 30, waits: null },
    renews: false,
    ...change,
  };
}

const refused = (reason: string) => new ApiError(422, "promo_refused", reason, "r", { reason });

/** A service that sells Pro; the code CLUB20 takes five dollars off, other codes nothing. */
function setUp(first: Partial<Purchase> = {}) {
  const service = {
    asked: [] as [string, Purchase & { price?: Quote["price"] }][],
    /** What it says against the next request, if anything. */
    objections: [] as (ApiError | null)[],
    gates: [] as Promise<void>[],
    refuse: (purchase: Purchase) => purchase.promoCode === "CLUB20" ? null : refused("unknown"),
  };
  const answer = (path: string, body: Purchase): Quote | InvoiceView => {
    const refusal = body.promoCode ? service.refuse(body) : null;
    if (refusal) throw refusal;
    if (path === "/api/invoices") return { id: "i1", state: "open" } as InvoiceView;
    const price = body.promoCode ? usd("19.99") : usd("24.99");
    return quoteOf({ way: body.way, gift: body.gift, price });
  };
  const api: Pick<Api, "json"> = {
    async json<T>(path: string, { body }: RequestOptions = {}) {
      service.asked.push([path, body as Purchase]);
      await service.gates.shift();
      const objection = service.objections.shift();
      if (objection) throw objection;
      return answer(path, body as Purchase) as T;
    },
  };
  return { checkout: createCheckout({ api, wish: { ...wish, ...first } }), service };
}

Deno.test("what was quoted is what is agreed to, with its price", async () => {
  const { checkout, service } = setUp();
  await checkout.choose({});
  await checkout.choose({ promoCode: "CLUB20" });
  assert.equal(checkout.quote.value?.price.amount, "19.99");
  assert.equal((await checkout.confirm())?.id, "i1");
  assert.deepEqual(service.asked.at(-1), [
    "/api/invoices",
    { ...wish, promoCode: "CLUB20", price: usd("19.99") },
  ]);
});

Deno.test("a refused code says why and leaves the price without it", async () => {
  const { checkout, service } = setUp({ promoCode: "NOPE" });
  await checkout.choose({});
  assert.equal(checkout.refusal.value?.details.reason, "unknown");
  assert.equal(checkout.quote.value?.price.amount, "24.99");
  assert.equal(checkout.failure.value, null);
  await checkout.choose({ gift: true });
  // It is not tried again: each wrong try counts.
  assert.deepEqual(service.asked.map(([, { promoCode }]) => promoCode), [
    "NOPE",
    undefined,
    undefined,
  ]);
  assert.equal(checkout.refusal.value?.details.reason, "unknown");
  await checkout.choose({ promoCode: "CLUB20" });
  assert.equal(checkout.refusal.value, null);
});

Deno.test("a code that one way refuses is tried again in another one", async () => {
  const { checkout, service } = setUp({ promoCode: "CLUB20" });
  service.refuse = ({ way }) => way === "stars_subscription" ? refused("subscription") : null;
  await checkout.choose({ way: "stars_subscription" });
  assert.equal(checkout.refusal.value?.details.reason, "subscription");
  assert.equal(checkout.quote.value?.price.amount, "24.99");
  await checkout.choose({ way: "crypto" });
  assert.equal(checkout.refusal.value, null);
  assert.equal(checkout.quote.value?.price.amount, "19.99");
});

Deno.test("a quote that has changed is shown and asked about again", async () => {
  const { checkout, service } = setUp();
  await checkout.choose({});
  const dearer = quoteOf({ price: usd("29.99") });
  service.objections.push(new ApiError(409, "quote_changed", "", "r", { quote: dearer }));
  assert.equal(await checkout.confirm(), null);
  assert.deepEqual([checkout.changed.value, checkout.quote.value], [true, dearer]);
  assert.equal((await checkout.confirm())?.id, "i1");
  assert.deepEqual(service.asked.at(-1)?.[1].price, usd("29.99"));
  assert.equal(checkout.changed.value, false);
});

Deno.test("a code that ran out between quote and payment is refused, and nothing is bought", async () => {
  const { checkout, service } = setUp({ promoCode: "CLUB20" });
  await checkout.choose({});
  service.refuse = () => refused("used_up");
  assert.equal(await checkout.confirm(), null);
  assert.equal(checkout.refusal.value?.details.reason, "used_up");
  assert.equal(checkout.quote.value?.price.amount, "24.99");
  assert.equal(checkout.changed.value, true);
});

Deno.test("a second tap buys nothing more", async () => {
  const { checkout, service } = setUp();
  await checkout.choose({});
  const both = await Promise.all([checkout.confirm(), checkout.confirm()]);
  assert.deepEqual(both.map((invoice) => invoice?.id), ["i1", undefined]);
  assert.equal(service.asked.filter(([path]) => path === "/api/invoices").length, 1);
});

Deno.test("the quote of an earlier wish does not come after that of a later one", async () => {
  const { checkout, service } = setUp();
  const { promise, resolve } = Promise.withResolvers<void>();
  service.gates.push(promise);
  const slow = checkout.choose({});
  await checkout.choose({ gift: true });
  resolve();
  await slow;
  assert.equal(checkout.quote.value?.gift, true);
  assert.equal(checkout.asking.value, false);
});

Deno.test("nothing is bought while a quote is on its way or without one", async () => {
  const { checkout, service } = setUp();
  assert.equal(await checkout.confirm(), null);
  service.objections.push(new ApiError(409, "not_sold", "Так это не продаётся."));
  await checkout.choose({});
  assert.equal(checkout.failure.value?.code, "not_sold");
  assert.equal(checkout.quote.value, null);
  const asking = checkout.choose({});
  assert.equal(await checkout.confirm(), null);
  await asking;
  assert.equal(checkout.failure.value, null);
  assert.equal((await checkout.confirm())?.id, "i1");
});

Deno.test("an invoice that could not be made is said, and can be asked for again", async () => {
  const { checkout, service } = setUp();
  await checkout.choose({});
  service.objections.push(new ApiError(503, "payments_unavailable", "Платёжная система молчит."));
  assert.equal(await checkout.confirm(), null);
  assert.equal(checkout.unpaid.value?.code, "payments_unavailable");
  assert.equal((await checkout.confirm())?.id, "i1");
  assert.equal(checkout.unpaid.value, null);
});
