/** Buying in crypto: paid at once, in two parts, and after the time, with the app and the bot looking on. */
import assert from "node:assert/strict";
import { until } from "../kit/conditions.ts";
import { browserTest, useBrowser } from "./kit.ts";
import { loadsAnew } from "./mini_app.ts";
import { type Buyer, openShop, type PayPage, type Shop } from "./shop.ts";

useBrowser();

/** How long one tap may take to tell something, in milliseconds. */
const TAP = 10_000;

browserTest(
  "members buy in crypto: at once (ru, light, 390 px), in two parts (en, dark, 320 px), after the time (ru, dark, whole width)",
  async () => {
    await using shop = await openShop();
    await paysAtOnce(await shop.as(1002, { scheme: "light", width: 390 }));
    await shop.assertBooks();
    await paysInTwoParts(await shop.as(1003, { scheme: "dark", width: 320 }));
    await shop.assertBooks();
    await paysLate(shop, await shop.as(1001, { scheme: "dark", width: "full" }));
    await shop.assertBooks();
    shop.visitor.assertClean();
  },
);

/** From Home to an invoice with its address. */
async function order(buyer: Buyer): Promise<void> {
  await buyer.toPlan();
  await buyer.orderInCrypto();
}

/** The invoice is paid: the app says so, the bot sends the receipt, and the plan says why. */
async function assertPro(buyer: Buyer): Promise<void> {
  const { app, say, chat } = buyer;
  await app.heading(say.open).waitFor();
  await chat.shows(say.bot.paid);
  await chat.shows(say.bot.receipt);
}

async function paysAtOnce(buyer: Buyer): Promise<void> {
  const { app, say, chat } = buyer;
  await order(buyer);
  await buyer.look("invoice");
  const payPage = await buyer.openPayPage();
  await payPage.act("see");
  await app.shows(say.confirming);
  await payPage.act("pay", "thrice");
  assert.equal(await payPage.status(), "paid");
  await payPage.close();
  await assertPro(buyer);
  assert.equal(await chat.count(say.bot.paid), 1, "one receipt, however often it is told");
  await buyer.look("paid");
}

async function paysInTwoParts(buyer: Buyer): Promise<void> {
  const { app, say, chat } = buyer;
  await order(buyer);
  const payPage = await buyer.openPayPage();
  await payPage.act("under");
  await app.shows(say.part);
  await app.shows(say.owed);
  await chat.shows(say.bot.owed);
  await buyer.look("underpaid");

  // Nobody tells of the rest: the member asks.
  await payPage.act("pay", "lost");
  assert.equal(await payPage.status(), "paid");
  await payPage.close();
  await asksUntilPaid(buyer);
  await assertPro(buyer);
}

/** Taps "I paid, check"; again where the processor took too long to answer. */
async function asksUntilPaid({ app, say }: Buyer): Promise<void> {
  await until(async () => {
    await app.button(say.check).click({ timeout: TAP }).catch(() => {});
    const told = app.heading(say.open).waitFor({ timeout: TAP });
    return await told.then(() => true, () => false);
  }, "the invoice to be paid");
}

async function paysLate(shop: Shop, buyer: Buyer): Promise<void> {
  const { app, say, chat } = buyer;
  await order(buyer);
  const payPage: PayPage = await buyer.openPayPage();
  await shop.pass("hour");
  await chat.shows(say.bot.expired);
  await loadsAnew(app, () => chat.button(say.bot.openPayment).click());
  await app.heading(say.closed).waitFor();
  await buyer.look("closed");
  await payPage.act("pay");
  await payPage.close();
  await assertPro(buyer);
  await app.heading(say.late).waitFor();
  await buyer.look("late");
}
