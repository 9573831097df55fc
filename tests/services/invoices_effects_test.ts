/** What money brings where several things meet: invitations, gifts, codes, credit, erasures, bans. */
import assert from "node:assert/strict";
import { setCreditLeft } from "../../db/credits.ts";
import { decimalOf } from "../../domain/money.ts";
import { createErasures } from "../../services/erasure.ts";
import { createMembers } from "../../services/members.ts";
import type { CheckoutRequest } from "../../services/invoices.ts";
import { Wakes } from "../../services/wakes.ts";
import { testIds, testTexts, TOKEN } from "../kit/app.ts";
import { addTestMember } from "../kit/members.ts";
import { addTestPromo } from "../kit/promos.ts";
import { API_KEY, OPERATOR, type SellingWorld, sellingWorld } from "../kit/selling.ts";

const HOUR = 3600_000;
const never = new AbortController().signal;
const texts = await testTexts();

const pro = (amount = "24.99", change: Partial<CheckoutRequest> = {}): CheckoutRequest => ({
  offer: "plan:pro",
  way: "crypto",
  gift: false,
  price: { amount, currency: "USD" },
  ...change,
});

async function shop(options: Parameters<typeof sellingWorld>[0] = {}) {
  const world = await sellingWorld(options);
  for (const id of ["anna", "boris", OPERATOR]) await addTestMember(world.db, id);
  return world;
}

/** Something happens at the processor, whose webhooks are lost; then the processor is asked. */
async function act(world: SellingWorld, id: string, action: "pay" | "refund") {
  await world.standIn.act((await world.invoice(id)).uuid!, action, "lost");
  await world.invoices.ask(id);
  await world.invoices.sweepErrands();
}

/** The member left so much money with us before. */
const leaveCredit = (world: SellingWorld, memberId: string, amount: string) =>
  world.db.tx((tx) =>
    Promise.resolve(
      setCreditLeft(
        tx,
        memberId,
        "earlier",
        { amount: decimalOf(amount)!, currency: "USD" },
        world.clock.now(),
      ),
    )
  );

async function erase({ db, clock, liveness, community }: SellingWorld, memberId: string) {
  const given = { db, clock, liveness, ids: testIds("erasure"), community };
  const answers = { abandon: () => {} };
  const parts = { ...given, answers, texts, wakes: new Wakes(), botToken: TOKEN };
  await createErasures(parts).erase(memberId);
}

async function invited(world: SellingWorld, memberId: string) {
  const { code } = await world.referrals.view("anna");
  await world.db.tx((tx) => world.referrals.invite(tx, { memberId, code }, world.clock.now()));
}

const INVITING = { sales: { referral: { planId: "pro", days: 7 } } };

Deno.test("what cost nothing is no payment that brings the days of an invitation", async () => {
  await using world = await shop(INVITING);
  await invited(world, "boris");
  await addTestPromo(world.db, { code: "ALL", benefit: { kind: "percent", percent: 100 } });
  const { state } = await world.invoices.checkout("boris", pro("0", { promoCode: "ALL" }));
  assert.equal(state, "paid");
  await world.invoices.sweepErrands();
  assert.deepEqual(await world.days("anna"), {});
  // Later money does.
  const { id } = await world.invoices.checkout("boris", pro());
  await act(world, id, "pay");
  assert.deepEqual(await world.days("anna"), { [`referral:${id}:inviter`]: 7 });
});

Deno.test("credit is money that came before: what it pays for alone brings them, too", async () => {
  await using world = await shop(INVITING);
  await invited(world, "boris");
  await leaveCredit(world, "boris", "24.99");
  const { id, state } = await world.invoices.checkout("boris", pro("0"));
  assert.equal(state, "paid");
  await world.invoices.sweepErrands();
  assert.deepEqual(await world.days("anna"), { [`referral:${id}:inviter`]: 7 });
});

Deno.test("a first payment that goes back takes its own days only, and is not followed by another first", async () => {
  await using world = await shop(INVITING);
  await invited(world, "boris");
  const { id } = await world.invoices.checkout("boris", pro());
  await act(world, id, "pay");
  await act(world, id, "refund");
  assert.deepEqual(await world.days("boris"), { [`referral:${id}:invited`]: 7 });
  assert.deepEqual(await world.days("anna"), { [`referral:${id}:inviter`]: 7 });
  const again = await world.invoices.checkout("boris", pro());
  await act(world, again.id, "pay");
  assert.deepEqual(await world.days("anna"), { [`referral:${id}:inviter`]: 7 });
});

Deno.test("who comes again after an erasure, and had bought or tried, is not new to an invitation", async () => {
  await using world = await shop(INVITING);
  const { db, clock, liveness, community, referrals } = world;
  const ids = testIds("again");
  const parts = { db, clock, liveness, ids, community };
  const erasures = createErasures({
    ...parts,
    answers: { abandon: () => {} },
    texts,
    wakes: new Wakes(),
    botToken: TOKEN,
  });
  const noted: string[] = [];
  const members = createMembers({
    ...parts,
    erasures,
    invited: (_, memberId) => Promise.resolve(void noted.push(memberId)),
  });
  const startParam = `ref_${(await referrals.view("anna")).code}`;
  const enter = () => members.enter({ id: 5005, languageCode: "ru", startParam });
  const first = await enter();
  assert.deepEqual(noted, [first.id]);
  const { id } = await world.invoices.checkout(first.id, pro());
  await act(world, id, "pay");
  await erasures.erase(first.id);
  const second = await enter();
  assert.notEqual(second.id, first.id);
  assert.deepEqual(noted, [first.id]);
});

Deno.test("a gift whose buyer is gone is taken back with its money all the same", async () => {
  await using world = await shop();
  const { id } = await world.invoices.checkout("anna", pro("24.99", { gift: true }));
  await act(world, id, "pay");
  const { code } = (await world.gifts.ofInvoice(id))!;
  await erase(world, "anna");
  await world.gifts.redeem("boris", code);
  assert.deepEqual(await world.days("boris"), { [`gift:${code}`]: 30 });
  await act(world, id, "refund");
  assert.deepEqual(await world.days("boris"), {});
});

Deno.test("money for an invoice of who was erased is kept and flagged, and nothing is written of nobody", async () => {
  await using world = await shop();
  const { db, invoices, clock } = world;
  await leaveCredit(world, "anna", "5");
  await addTestPromo(db, { code: "HALF", benefit: { kind: "percent", percent: 50 }, maxUses: 1 });
  const bought = await invoices.checkout("anna", pro("7.49", { promoCode: "HALF" }));
  await invoices.cancel("anna", bought.id);
  await erase(world, "anna");
  await world.standIn.act((await world.invoice(bought.id)).uuid!, "pay", "lost");
  clock.move(8 * HOUR);
  await invoices.sweep(never);
  await invoices.sweepErrands();
  assert((await world.flags()).includes("member_gone"));
  assert.notEqual((await world.invoice(bought.id)).told, null);
  const ofNobody = [];
  for await (const { key } of world.kv.list({ prefix: [] })) {
    if (key.includes("")) ofNobody.push(key);
  }
  assert.deepEqual(ofNobody, []);
});

Deno.test("money of a banned member is money, and brings what it was for", async () => {
  await using world = await shop();
  const { id } = await world.invoices.checkout("anna", pro());
  await addTestMember(world.db, "anna", { bannedAt: 1 });
  await act(world, id, "pay");
  assert.deepEqual(await world.days("anna"), { [`invoice:${id}`]: 30 });
});

for (const gift of [false, true]) {
  Deno.test(`late money with a code and credit to take anew fits into its commit, and out again: gift ${gift}`, async () => {
    await using world = await shop();
    const { db, invoices, clock, inbox } = world;
    await leaveCredit(world, "anna", "5");
    await addTestPromo(db, { code: "HALF", benefit: { kind: "percent", percent: 50 } });
    const request = pro("7.49", { promoCode: "HALF", gift });
    const { id } = await invoices.checkout("anna", request);
    clock.move(26 * HOUR);
    await invoices.sweep(never);
    assert.deepEqual(await world.tally("HALF"), [0, 0]);
    const { uuid } = await world.invoice(id);
    for (const [action, days, tally] of [["late", 30, [0, 1]], ["refund", null, [0, 0]]] as const) {
      await world.standIn.act(uuid!, action, "lost");
      const { webhookOf } = await import("../../dev/cryptomus/told.ts");
      const told = world.standIn.invoices().find((one) => one.uuid === uuid)!;
      const taken = await inbox!.take(new TextEncoder().encode(webhookOf(told, API_KEY)));
      await invoices.apply(taken!.eventId!);
      await invoices.sweepErrands();
      const brought = gift
        ? (await world.gifts.ofInvoice(id)) ? 30 : null
        : (await world.days("anna"))[`invoice:${id}`] ?? null;
      assert.equal(brought, days, action);
      assert.deepEqual(await world.tally("HALF"), tally);
      assert.equal(await world.credit("anna"), action === "late" ? "0" : "5");
    }
  });
}

Deno.test("late money whose code was taken meanwhile, for fewer days, fits into its commit", async () => {
  await using world = await shop({ sales: { shortPayment: "prorate" } });
  const { db, invoices, inbox, standIn } = world;
  await addTestPromo(db, {
    code: "HALF",
    benefit: { kind: "percent", percent: 50 },
    maxUses: 1,
  });
  const { id } = await invoices.checkout("anna", pro("12.49", { promoCode: "HALF" }));
  await invoices.cancel("anna", id);
  await invoices.checkout("boris", pro("12.49", { promoCode: "HALF" }));
  const { uuid } = await world.invoice(id);
  await standIn.act(uuid!, "pay", "lost");
  const { webhookOf } = await import("../../dev/cryptomus/told.ts");
  const told = standIn.invoices().find((one) => one.uuid === uuid)!;
  const taken = await inbox!.take(new TextEncoder().encode(webhookOf(told, API_KEY)));
  await invoices.apply(taken!.eventId!);
  await invoices.sweepErrands();
  assert.deepEqual(await world.days("anna"), { [`invoice:${id}`]: 14 });
  assert.deepEqual(await world.flags(), ["promo_gone"]);
  assert.match((await world.messages("anna")).join(), /дней вышло 14 вместо 30/);
});
