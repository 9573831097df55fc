/** Gifts and invitations as they are paid for: by invoices, at the stand-in of the processor. */
import assert from "node:assert/strict";
import { AppError } from "../../domain/errors.ts";
import type { CheckoutRequest } from "../../services/invoices.ts";
import { addTestMember } from "../kit/members.ts";
import { addTestPromo } from "../kit/promos.ts";
import { OPERATOR, type SellingWorld, sellingWorld } from "../kit/selling.ts";

const HOUR = 3600_000;
const never = new AbortController().signal;

const pro = (change: Partial<CheckoutRequest> = {}): CheckoutRequest => ({
  offer: "plan:pro",
  way: "crypto",
  gift: false,
  price: { amount: "24.99", currency: "USD" } as CheckoutRequest["price"],
  ...change,
});

async function shop(options: Parameters<typeof sellingWorld>[0] = {}) {
  const world = await sellingWorld(options);
  for (const id of ["anna", "boris", OPERATOR]) await addTestMember(world.db, id);
  return world;
}

/** Something happens at the processor, whose webhooks are lost; then the sweeps run. */
async function act(world: SellingWorld, id: string, action: "pay") {
  await world.standIn.act((await world.invoice(id)).uuid!, action, "lost");
  world.clock.move(8 * HOUR);
  await world.invoices.sweep(never);
  await world.invoices.sweepErrands();
}

const reasonOf = (work: Promise<unknown>) =>
  work.then(() => "taken", (error: AppError) => error.details.reason);

Deno.test("a gift is there with the money, redeemed by another, and gone with the money", async () => {
  await using world = await shop();
  const { invoices, gifts } = world;
  const bought = await invoices.checkout("anna", pro({ gift: true }));
  assert.equal(bought.gift, null);
  await act(world, bought.id, "pay");
  const { gift } = await invoices.view("anna", bought.id);
  assert.match(gift!.link, /^https:\/\/t\.me\/sfera_bot\?start=gift_/);
  assert.deepEqual(await world.days("anna"), {});
  const redeemed = await gifts.redeem("boris", gift!.code);
  assert(redeemed?.kind === "gift");
  assert.deepEqual(await world.days("boris"), { [`gift:${gift!.code}`]: 30 });
  assert.equal((await invoices.view("anna", bought.id)).gift!.redeemed, true);
  // A paid invoice is asked for no more by itself; a webhook would tell the same.
  await world.standIn.act((await world.invoice(bought.id)).uuid!, "refund", "lost");
  assert.equal((await invoices.check("anna", bought.id)).state, "refunded");
  await invoices.sweepErrands();
  assert.deepEqual(await world.days("boris"), {});
  assert.equal(await reasonOf(gifts.redeem("anna", gift!.code)), "over");
});

Deno.test("the first payment of who was invited brings both their days, and the second none", async () => {
  await using world = await shop({ sales: { referral: { planId: "pro", days: 7 } } });
  const { db, clock, invoices, referrals } = world;
  await addTestPromo(db, { code: "FIRST", firstPurchaseOnly: true });
  const { code } = await referrals.view("anna");
  await db.tx((tx) => referrals.invite(tx, { memberId: "boris", code }, clock.now()));
  const quote = () => invoices.quote("boris", pro({ promoCode: "FIRST" }));
  assert.equal((await quote()).price.amount, "19.99");
  let first: string | undefined;
  for (let time = 0; time < 2; time += 1) {
    const { id } = await invoices.checkout("boris", pro());
    first ??= id;
    await act(world, id, "pay");
    assert.equal(await reasonOf(quote()), "first");
  }
  const given = async (memberId: string) =>
    Object.keys(await world.days(memberId)).filter((id) => id.startsWith("referral:"));
  assert.deepEqual(await given("boris"), [`referral:${first}:invited`]);
  assert.deepEqual(await given("anna"), [`referral:${first}:inviter`]);
  const { invited, paid, earnedDays } = await referrals.view("anna");
  assert.deepEqual([invited, paid, earnedDays], [1, 1, 7]);
});
