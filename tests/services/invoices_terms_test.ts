/** What is sold changes while something is being bought: plans, codes, ways to pay. */
import assert from "node:assert/strict";
import { setPromo } from "../../db/promos.ts";
import { setCreditLeft } from "../../db/credits.ts";
import { AppError } from "../../domain/errors.ts";
import { decimalOf } from "../../domain/money.ts";
import type { CheckoutRequest } from "../../services/invoices.ts";
import { addTestMember } from "../kit/members.ts";
import { addTestPromo } from "../kit/promos.ts";
import { sellingProcess, type SellingWorld, sellingWorld } from "../kit/selling.ts";

const HOUR = 3600_000;
const never = new AbortController().signal;

const pro = (amount = "24.99", change: Partial<CheckoutRequest> = {}): CheckoutRequest => ({
  offer: "plan:pro",
  way: "crypto",
  gift: false,
  price: { amount, currency: "USD" },
  ...change,
});

async function shop() {
  const world = await sellingWorld();
  await addTestMember(world.db, "anna");
  return world;
}

/** Somebody pays, whose webhook is lost; then the processor is asked. */
async function pay(world: SellingWorld, id: string) {
  await world.standIn.act((await world.invoice(id)).uuid!, "pay", "lost");
  await world.invoices.ask(id);
}

const reasonOf = (work: Promise<unknown>) =>
  work.then(() => "taken", (error: AppError) => `${error.code}: ${error.details.reason}`);

Deno.test("a plan that is sold no more is brought by the invoice that is open, as it was sold", async () => {
  await using world = await shop();
  const { community, invoices } = world;
  const { id } = await invoices.checkout("anna", pro());
  const at = community.plans.findIndex((plan) => plan.id === "pro");
  community.plans.splice(at, 1);
  assert.equal((await invoices.checkout("anna", pro())).id, id, "the very same is tapped again");
  assert.equal(await reasonOf(invoices.quote("anna", pro())), "not_sold: offer");
  await pay(world, id);
  const { state, offer, access } = await invoices.view("anna", id);
  assert.deepEqual([state, offer.name, access?.days], ["paid", "Pro", 30]);
  assert.deepEqual(await world.days("anna"), { [`invoice:${id}`]: 30 });
});

Deno.test("a code that is over by the checkout is refused, and one over by the payment is honoured", async () => {
  await using world = await shop();
  const { clock, db, invoices } = world;
  const validUntil = clock.now() + HOUR;
  await addTestPromo(db, { code: "SOON", validUntil });
  const { price } = await invoices.quote("anna", pro("0", { promoCode: "SOON" }));
  assert.equal(price.amount, "19.99");
  const request = pro("19.99", { promoCode: "SOON" });
  clock.move(HOUR);
  assert.equal(await reasonOf(invoices.checkout("anna", request)), "promo_refused: over");
  const promo = await addTestPromo(db, { code: "LATER", validUntil: validUntil + HOUR });
  const { id } = await invoices.checkout("anna", pro("19.99", { promoCode: "LATER" }));
  await db.tx((tx) => Promise.resolve(setPromo(tx, { ...promo, validUntil })));
  await pay(world, id);
  assert.deepEqual(await world.days("anna"), { [`invoice:${id}`]: 30 });
  assert.deepEqual(await world.tally("LATER"), [0, 1]);
});

Deno.test("a code of dollars takes nothing off euros, nor does credit in dollars pay them", async () => {
  await using world = await shop();
  const { community, clock, db, invoices } = world;
  community.plans.find(({ id }) => id === "pro")!.prices.EUR = "22.5";
  const money = { amount: decimalOf("5")!, currency: "USD" };
  await addTestPromo(db, { code: "FIVE", benefit: { kind: "amount", money } });
  await db.tx((tx) => Promise.resolve(setCreditLeft(tx, "anna", "earlier", money, clock.now())));
  const euros = pro("22.5", { currency: "EUR" });
  assert.equal(
    await reasonOf(invoices.quote("anna", { ...euros, promoCode: "FIVE" })),
    "promo_refused: currency",
  );
  const { price, credit } = await invoices.quote("anna", euros);
  assert.deepEqual([price, credit], [{ amount: "22.5", currency: "EUR" }, null]);
  assert.equal((await invoices.quote("anna", pro())).credit?.amount, "5");
  assert.equal(
    await reasonOf(invoices.quote("anna", pro("24.99", { currency: "GBP" }))),
    "not_sold: currency",
  );
});

Deno.test("where crypto is turned off, open invoices lapse in time and hold no sweep up", async () => {
  await using world = await shop();
  const { kv, clock, liveness, community, db } = world;
  await addTestPromo(db, { code: "HALF", benefit: { kind: "percent", percent: 50 } });
  const { id } = await world.invoices.checkout("anna", pro("12.49", { promoCode: "HALF" }));
  const without = sellingProcess({ kv, clock, liveness, community, payments: undefined });
  for (let hour = 0; hour < 26; hour += 1) {
    clock.move(HOUR);
    await without.invoices.sweep(never);
  }
  assert.deepEqual(await world.tally("HALF"), [0, 0]);
  const { failures, dueAt } = await world.invoice(id);
  assert.equal(failures, 0);
  assert(dueAt === null || dueAt > clock.now(), "it is not looked at again and again");
  assert.equal(
    await reasonOf(without.invoices.check("anna", id)),
    "payments_unavailable: payments in crypto are off",
  );
  // Once it is on again, what came meanwhile is found.
  await pay(world, id);
  assert.deepEqual(await world.days("anna"), { [`invoice:${id}`]: 30 });
});
