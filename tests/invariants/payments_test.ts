/** What follows from payments, by real webhooks of the stand-in and a poll, over HTTP. */
import assert from "node:assert/strict";
import type { Action, Delivery } from "../../dev/cryptomus/server.ts";
import { decide, type Effect, type Invoice, newInvoice, outcomeOf } from "../../domain/invoice.ts";
import type { Payment } from "../../domain/payment.ts";
import {
  MERCHANT,
  never,
  order,
  type PaymentWorld,
  paymentWorld,
} from "../clients/cryptomus_kit.ts";
import { PRO_OFFER } from "../kit/offers.ts";

/** What people do, and what they have in the end. */
const STORIES: [actions: Action[], state: string, days: number | undefined, credit: string][] = [
  [["pay"], "paid", 30, "0"],
  [["see", "pay"], "paid", 30, "0"],
  [["over"], "paid", 30, "2.49"],
  [["under", "pay"], "paid", 30, "0"],
  [["wallets"], "paid", 30, "0"],
  [["under", "expire"], "short", undefined, "12.49"],
  [["under", "expire", "pay"], "paid", 30, "0"],
  [["expire"], "expired", undefined, "0"],
  [["expire", "pay"], "paid", 30, "0"],
  [["late"], "paid", 30, "0"],
  [["pay", "again"], "paid", 30, "24.99"],
  [["lock"], "locked", undefined, "0"],
  [["lock", "pay"], "paid", 30, "0"],
  [["fail"], "failed", undefined, "0"],
  [["system_fail", "pay"], "paid", 30, "0"],
  [["pay", "refund"], "refunded", undefined, "0"],
  [["over", "refund_fail", "refund"], "refunded", undefined, "0"],
];
const DELIVERIES: Delivery[] = ["normal", "thrice", "reversed", "lost"];

function sold(id: string, expiresAt: number): Invoice {
  return newInvoice({
    id,
    memberId: "anna",
    offer: PRO_OFFER,
    price: order().price,
    promo: null,
    shortPayment: "top_up",
    accuracyPercent: 0,
    merchant: MERCHANT,
    expiresAt,
  }, 0);
}

/** What becomes of an invoice by what was told of it, and which grants there are. */
function after(invoice: Invoice, tellings: Payment[]) {
  const effects: Effect[] = [];
  for (const payment of tellings) {
    const decision = decide(invoice, { kind: "payment", payment, merchant: MERCHANT }, 0);
    invoice = decision.invoice;
    effects.push(...decision.effects);
  }
  const grants = new Set(effects.flatMap(({ kind, id }) => kind === "grant" ? [id] : []));
  return { invoice, grants: grants.size, outcome: outcomeOf(invoice) };
}

/** One story with its webhooks delivered in this way, then a poll. */
async function tell(world: PaymentWorld, id: string, actions: Action[], delivery: Delivery) {
  const { client, callbackUrl } = world;
  const made = await client.createInvoice(order({ orderId: id, callbackUrl }), never);
  for (const action of actions) await world.act(made.uuid, action, delivery);
  await world.settled();
  const webhooks = (await world.told()).filter((payment) => payment?.orderId === id) as Payment[];
  const truth = (await client.info({ uuid: made.uuid }, never))!;
  return { invoice: sold(id, made.expiresAt), webhooks, truth };
}

Deno.test("invariant: repeated, reordered and lost webhooks end where the truth does", async () => {
  await using world = await paymentWorld();
  for (const [number, [actions, state, days, credit]] of STORIES.entries()) {
    for (const delivery of DELIVERIES) {
      const what = `${actions.join(", ")}: ${delivery}`;
      const id = `order-${number}-${delivery}`;
      const { invoice, webhooks, truth } = await tell(world, id, actions, delivery);
      assert.equal(webhooks.length > 0, delivery !== "lost", what);
      const told = after(invoice, [...webhooks, truth]);
      const { outcome } = told;
      assert.deepEqual([outcome.state, outcome.access?.days, outcome.credit], [
        state,
        days,
        credit,
      ], what);
      assert(told.grants <= 1, what);
      const polled = after(invoice, [truth]);
      assert.deepEqual(polled.outcome, outcome, what);
      assert.deepEqual(after(told.invoice, webhooks).invoice, told.invoice, what);
    }
  }
});
