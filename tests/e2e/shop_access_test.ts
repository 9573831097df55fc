/**
 * A month of four members: one tries, one pays once and is reminded to the end, one renews in time,
 * one has a subscription in Stars; the last two are not bothered.
 */
import assert from "node:assert/strict";
import { browserTest, useBrowser } from "./kit.ts";
import { type Buyer, openShop, type Phone, type Shop } from "./shop.ts";

useBrowser();

const LIGHT = { scheme: "light", width: 390 } as const;
const DARK = { scheme: "dark", width: 320 } as const;

/** Who does what, and how their phone looks. */
const TRIES: [number, Phone] = [1001, LIGHT];
const LEAVES: [number, Phone] = [1002, DARK];
const SUBSCRIBES: [number, Phone] = [1003, DARK];
const RENEWS: [number, Phone] = [1004, { scheme: "light", width: "full" }];

browserTest(
  "members try, buy in Stars and in crypto, are reminded of the end, and are left alone where they renew (ru, en, light, dark, 320 px to the whole width)",
  async () => {
    await using shop = await openShop();
    await buysOnceInStars(await shop.as(...RENEWS));
    await shop.assertBooks();
    await subscribesInStars(await shop.as(...SUBSCRIBES));
    await shop.assertBooks();
    await buysInCrypto(await shop.as(...LEAVES));
    await triesAndIsReminded(shop, await shop.as(...TRIES));
    await shop.assertBooks();

    await shop.passDays(23);
    await shop.pass("day");
    await renewsInTime(await shop.as(...RENEWS));
    await shop.assertBooks();
    await isRemindedToTheEnd(shop, await shop.as(...LEAVES));
    await shop.assertBooks();

    await isLeftAlone(await shop.as(...RENEWS), 1);
    const subscriber = await shop.as(...SUBSCRIBES);
    await subscriber.chat.shows(subscriber.say.box.starsRenewed);
    await isLeftAlone(subscriber, 0);
    await shop.assertBooks();
    // An app that is still open when days have passed signs in with what has grown too old.
    shop.visitor.assertClean(/status of 401 .*\/api\//);
  },
);

/** She came by a link: the bot may write to her only once she has paid and said yes to it. */
async function buysOnceInStars(buyer: Buyer): Promise<void> {
  const { app, say, chat } = buyer;
  await buyer.toPlan();
  await app.button(say.take).click();
  await buyer.payInStars("once");
  await app.heading(say.open).waitFor();
  await chat.shows(say.box.starsPaid);
  await buyer.letsWrite();
  await chat.shows(say.box.mayWrite);
  await buyer.look("stars-paid");
}

async function subscribesInStars(buyer: Buyer): Promise<void> {
  const { app, say, chat } = buyer;
  await buyer.toPlan();
  await app.button(say.take).click();
  await buyer.payInStars("monthly");
  await app.heading(say.open).waitFor();
  await chat.shows(say.bot.paid);
  await buyer.follow("startapp=plans");
  await app.shows(say.renews);
  await buyer.look("plan-subscription");
}

async function buysInCrypto(buyer: Buyer): Promise<void> {
  const { app, say } = buyer;
  await buyer.toPlan();
  await buyer.look("plan-free");
  await buyer.orderInCrypto();
  const payPage = await buyer.openPayPage();
  await payPage.act("pay");
  await payPage.close();
  await app.heading(say.open).waitFor();
}

/** Three days that cost nothing: told a day before the end and at it, and once in a life. */
async function triesAndIsReminded(shop: Shop, buyer: Buyer): Promise<void> {
  const { app, say, chat } = buyer;
  await buyer.toPlan();
  await app.button(say.try).click();
  await app.shows(say.trialBegun);
  await app.shows(say.trialNow);
  await buyer.look("trial");
  await shop.pass("day");
  await shop.pass("day");
  await chat.shows(say.bot.trialEnds);
  await shop.pass("day");
  await chat.shows(say.bot.trialOver);
  await buyer.toPlan();
  await app.shows(say.freeNow);
  await app.button(say.take).waitFor();
  assert.equal(await app.button(say.try).count(), 0, "a trial is had once");
  await buyer.look("trial-over");
}

/** Three days before the end: the new days are to come after those that are paid. */
async function renewsInTime(buyer: Buyer): Promise<void> {
  const { app, say, chat } = buyer;
  await chat.shows(say.bot.threeDays);
  await buyer.toPlan();
  await app.button(say.renew).click();
  await app.shows(say.afterPaid);
  await buyer.look("renewal");
  await buyer.payInStars("once");
  await app.heading(say.paidLater).waitFor();
}

/** Three days and a day before, at the end, and a day after; then the grace is over too. */
async function isRemindedToTheEnd(shop: Shop, buyer: Buyer): Promise<void> {
  const { app, say, chat } = buyer;
  await chat.shows(say.bot.threeDays);
  await shop.pass("day");
  await shop.pass("day");
  await chat.shows(say.bot.oneDay);
  await shop.pass("day");
  await chat.shows(say.bot.over);
  await buyer.toPlan();
  await app.shows(say.grace);
  await buyer.look("grace");
  await shop.pass("day");
  await chat.shows(say.bot.dayAfter);
  await shop.pass("day");
  await buyer.toPlan();
  await app.shows(say.freeNow);
  await app.button(say.take).waitFor();
  assert.equal(await chat.count(say.bot.anyReminder), 4, "each of them once");
  await buyer.look("reminded");
}

async function isLeftAlone({ app, chat, say, toPlan }: Buyer, reminders: number): Promise<void> {
  await toPlan();
  await app.shows(say.now);
  assert.equal(await chat.count(say.bot.anyReminder), reminders);
}
