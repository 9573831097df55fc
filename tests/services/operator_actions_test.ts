import assert from "node:assert/strict";
import { listPaymentFlags } from "../../db/payment_flags.ts";
import { createOperatorActions } from "../../services/operator_actions.ts";
import { testTexts } from "../kit/app.ts";
import { addTestMember } from "../kit/members.ts";
import { OPERATOR, PRO, type SellingWorld, sellingWorld, WALLET } from "../kit/selling.ts";

const texts = await testTexts();

/** A shop with Anna, whose payment was too short, and an operator who was told of it. */
async function shop() {
  const world = await sellingWorld({ sales: { shortPayment: "refund" } });
  const { db, clock, community, invoices } = world;
  await addTestMember(db, "anna", { telegramId: "1001" });
  const operator = await addTestMember(db, OPERATOR);
  const { id } = await invoices.checkout("anna", PRO);
  await world.standIn.act((await world.invoice(id)).uuid!, "under", "lost");
  await invoices.check("anna", id);
  const outbox = { add: () => Promise.resolve(true), hurry: () => {} };
  const actions = createOperatorActions({ db, clock, community, invoices, outbox, texts });
  const [flag] = await listPaymentFlags(db);
  return { world, operator, actions, id, flagId: flag!.id };
}

async function inShop(run: (given: Awaited<ReturnType<typeof shop>>) => Promise<void>) {
  const given = await shop();
  await using _world: SellingWorld = given.world;
  await run(given);
}

Deno.test("an operator is told once of what needs a person, and looks at it", async () => {
  await inShop(async ({ world, operator, actions, id, flagId }) => {
    await world.invoices.check("anna", id);
    const told = await world.messages(OPERATOR);
    assert.equal(told.length, 1);
    assert.match(told[0]!, /деньги надо вернуть.+\n\nСчёт .+\nPro, 24,99/s);
    const story = await actions.act({ operator, action: "look", flagId });
    assert.match(story, new RegExp(`Счёт ${id}\nУчастник: 1001\nPro, .+состояние: не хватило`));
    assert.equal(await actions.act({ operator, action: "done", flagId }), "Отмечено.");
    const [flag] = await listPaymentFlags(world.db);
    assert.equal(flag!.doneBy, OPERATOR);
  });
});

Deno.test("an operator sends money back, once", async () => {
  await inShop(async ({ operator, actions, id, flagId }) => {
    assert.match(await actions.act({ operator, action: "refund", flagId }), /Нужен адрес/);
    assert.match(await actions.refund(operator, id, WALLET), /отправлен/);
    assert.match(await actions.refund(operator, id, WALLET), /уже вернулись/);
    assert.match(await actions.refund(operator, "of-nobody", WALLET), /здесь нет/);
  });
});

Deno.test("an operator grants what was not paid in full, once", async () => {
  await inShop(async ({ world, operator, actions, id, flagId }) => {
    for (let time = 0; time < 2; time += 1) {
      assert.match(await actions.act({ operator, action: "grant", flagId }), /Выдано/);
    }
    assert.deepEqual(await world.days("anna"), { [`operator:invoice:${id}`]: 30 });
  });
});

Deno.test("an operator gives days of a plan, once by an update, and bad words are told", async () => {
  await inShop(async ({ world, operator, actions }) => {
    const grant = (change: Record<string, unknown> = {}) =>
      actions.grant(operator, {
        telegramId: "1001",
        planId: "pro",
        days: "3",
        updateId: 7,
        ...change,
      });
    assert.equal(await grant(), "Pro на 3 дня для 1001.");
    await grant();
    assert.deepEqual(await world.days("anna"), { "operator:update:7": 3 });
    assert.match(await grant({ planId: "gold" }), /Плана gold нет\. Есть: pro/);
    assert.match(await grant({ days: "0" }), /от 1 до 3660/);
    assert.match(await grant({ days: "1e9" }), /от 1 до 3660/);
    assert.match(await grant({ telegramId: "404" }), /здесь нет/);
  });
});
