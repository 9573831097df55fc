import assert from "node:assert/strict";
import { listOpenFlags } from "../../services/open_flags.ts";
import { addTestMember } from "../kit/members.ts";
import { OPERATOR, PRO, sellingWorld, WALLET } from "../kit/selling.ts";

async function shop() {
  const world = await sellingWorld({ sales: { shortPayment: "refund" } });
  const { db, invoices, standIn } = world;
  await addTestMember(db, "anna", { telegramId: "1001" });
  const does = async (id: string, action: Parameters<typeof standIn.act>[1]) => {
    await standIn.act((await world.invoice(id)).uuid!, action, "lost");
    await invoices.check("anna", id);
  };
  return {
    ...world,
    open: async () => (await listOpenFlags(db)).map(({ flag }) => flag.reason),
    does,
    /** Anna buys, and this is done on the pay page. */
    async bought(action: Parameters<typeof standIn.act>[1]) {
      const { id } = await invoices.checkout("anna", PRO);
      await does(id, action);
      return id;
    },
    [Symbol.asyncDispose]: () => world[Symbol.asyncDispose](),
  };
}

Deno.test("a refund that was due needs nobody once the money is back", async () => {
  await using world = await shop();
  const id = await world.bought("under");
  assert.deepEqual(await world.open(), ["refund_due"]);
  await world.invoices.askRefund("anna", id, WALLET);
  assert.deepEqual(await world.open(), []);

  const operator = await addTestMember(world.db, OPERATOR);
  await world.operatorMessages.catchUp(operator.telegramId);
  assert.deepEqual(await world.messages(OPERATOR), []);
});

Deno.test("money that was held back needs nobody once it is there", async () => {
  await using world = await shop();
  const id = await world.bought("lock");
  assert.deepEqual(await world.open(), ["locked"]);
  await world.does(id, "pay");
  assert.deepEqual(await world.open(), []);
});

Deno.test("what has happened waits for a person, whatever came after it", async () => {
  await using world = await shop();
  const id = await world.bought("pay");
  await world.does(id, "again");
  const happened = await world.open();
  assert(happened.includes("double_payment"), happened.join());
  await world.invoices.refund(id, WALLET);
  assert.deepEqual(await world.open(), happened);
});
