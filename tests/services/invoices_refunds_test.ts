import assert from "node:assert/strict";
import { AppError } from "../../domain/errors.ts";
import { addTestMember } from "../kit/members.ts";
import { OPERATOR, PRO, type SellingWorld, sellingWorld, WALLET } from "../kit/selling.ts";

const never = new AbortController().signal;

async function shop(shortPayment: "top_up" | "prorate" | "refund" = "top_up") {
  const world = await sellingWorld({ sales: { shortPayment } });
  await addTestMember(world.db, "anna");
  await addTestMember(world.db, OPERATOR);
  return world;
}

/** Anna buys, and pays so; webhooks are lost. */
async function bought(world: SellingWorld, action: "pay" | "under") {
  const { id } = await world.invoices.checkout("anna", PRO);
  await world.standIn.act((await world.invoice(id)).uuid!, action, "lost");
  await world.invoices.check("anna", id);
  return id;
}

const refused = (reason: string) => (error: unknown) => {
  assert(error instanceof AppError, String(error));
  assert.deepEqual([error.code, error.details.reason], ["refund_refused", reason]);
  return true;
};

Deno.test("a payment that was too short goes back to the address that the member gives", async () => {
  await using world = await shop("refund");
  const { invoices } = world;
  const id = await bought(world, "under");
  assert.deepEqual(await world.flags(), ["refund_due"]);
  const short = await invoices.view("anna", id);
  assert.deepEqual([short.state, short.refundable], ["short", true]);
  await assert.rejects(invoices.askRefund("anna", id, "to my wallet"), refused("address"));
  const back = await invoices.askRefund("anna", id, WALLET);
  assert.deepEqual([back.state, back.refundable], ["refunded", false]);
  await assert.rejects(invoices.askRefund("anna", id, WALLET), refused("already"));
  assert.equal(world.standIn.requests().filter((name) => name === "refund").length, 1);
});

Deno.test("nobody gets back what was spent on days, but by an operator", async () => {
  await using world = await shop();
  const { invoices } = world;
  const id = await bought(world, "pay");
  await assert.rejects(invoices.askRefund("anna", id, WALLET), refused("nothing_came"));
  await assert.rejects(invoices.refund(id, undefined), refused("address"));
  await invoices.refund(id, WALLET);
  assert.equal((await invoices.view("anna", id)).state, "refunded");
  assert.deepEqual(await world.days("anna"), {});
  await assert.rejects(invoices.refund(id, WALLET), refused("already"));
});

Deno.test("of two who send it back at once, one does", async () => {
  await using world = await shop();
  const id = await bought(world, "pay");
  const other = world.another().invoices;
  const results = await Promise.allSettled(
    [world.invoices, other, world.invoices].map((each) => each.refund(id, WALLET)),
  );
  assert.equal(results.filter(({ status }) => status === "fulfilled").length, 1);
  assert.equal(world.standIn.requests().filter((name) => name === "refund").length, 1);
});

Deno.test("a refund that the processor did not take can be asked for again later", async () => {
  await using world = await shop();
  const { invoices, standIn, clock } = world;
  const id = await bought(world, "pay");
  standIn.faults.add({ kind: "status", status: 500, match: "refund" });
  await assert.rejects(invoices.refund(id, WALLET), { code: "payments_unavailable" });
  await assert.rejects(invoices.refund(id, WALLET), refused("under_way"));
  clock.move(3600_000);
  await invoices.sweep(never);
  await invoices.refund(id, WALLET);
  assert.equal((await invoices.view("anna", id)).state, "refunded");
});

Deno.test("a refund whose answer was lost is found, and is not sent twice", async () => {
  await using world = await shop();
  const { invoices, standIn, clock } = world;
  const id = await bought(world, "pay");
  standIn.faults.add({ kind: "lose-reply", match: "refund" });
  await assert.rejects(invoices.refund(id, WALLET), { code: "payments_unavailable" });
  clock.move(3600_000);
  await invoices.sweep(never);
  assert.equal((await invoices.view("anna", id)).state, "refunded");
  await assert.rejects(invoices.refund(id, WALLET), refused("already"));
  assert.equal(standIn.requests().filter((name) => name === "refund").length, 1);
});

Deno.test("where nothing came nothing goes back", async () => {
  await using world = await shop();
  const { id } = await world.invoices.checkout("anna", PRO);
  await assert.rejects(world.invoices.refund(id, WALLET), refused("nothing_came"));
  await assert.rejects(world.invoices.refund("of-nobody", WALLET), { code: "not_found" });
});
