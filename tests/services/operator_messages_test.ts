import assert from "node:assert/strict";
import { addTestMember } from "../kit/members.ts";
import { OPERATOR, PRO, sellingWorld } from "../kit/selling.ts";

Deno.test("an operator who comes after a payment that needs a person is told of it, once", async () => {
  await using world = await sellingWorld({ sales: { shortPayment: "refund" } });
  const { db, invoices, operatorMessages } = world;
  await addTestMember(db, "anna", { telegramId: "1001" });
  const { id } = await invoices.checkout("anna", PRO);
  await world.standIn.act((await world.invoice(id)).uuid!, "under", "lost");
  await invoices.check("anna", id);
  const operator = await addTestMember(db, OPERATOR);
  assert.deepEqual(await world.messages(OPERATOR), []);
  await operatorMessages.catchUp(operator.telegramId);
  await operatorMessages.catchUp(operator.telegramId);
  const told = await world.messages(OPERATOR);
  assert.equal(told.length, 1);
  assert.match(told[0]!, new RegExp(`деньги надо вернуть.+\n\nСчёт ${id}`, "s"));
});
