/** Codes: redeemed by links, paying for all of it, bought for another, and brought along by a friend. */
import assert from "node:assert/strict";
import { browserTest, useBrowser } from "./kit.ts";
import { type Buyer, openShop, type Shop } from "./shop.ts";
import { WORDS } from "./words.ts";

useBrowser();

const OPERATOR = 1001, INVITER = 1002, GIVER = 1003, NEWCOMER = 1004;

browserTest(
  "members follow links with codes, pay nothing with one, give one away and bring a friend (ru, en, light, dark, 320 and 390 px)",
  async () => {
    await using shop = await openShop();
    await makesCodes(await shop.as(OPERATOR, { scheme: "dark", width: 320 }));

    const inviter = await shop.as(INVITER, { scheme: "light", width: 390 });
    await redeemsInTheChat(inviter);
    await shop.assertBooks();
    const invitation = await readInvitation(inviter);

    const giver = await shop.as(GIVER, { scheme: "dark", width: 320 });
    await redeemsInTheApp(giver);
    await shop.assertBooks();
    await paysNothing(giver);
    await shop.assertBooks();
    const gift = await buysGift(giver);
    await shop.assertBooks();

    await takesGift(await shop.as(OPERATOR, { scheme: "dark", width: 390 }), gift);
    await seesGiftTaken(await shop.as(GIVER, { scheme: "light", width: 320 }));
    await shop.assertBooks();

    // Whoever opens the app first has come by themselves.
    await shop.closeApp();
    const newcomer = await shop.as(NEWCOMER, { scheme: "light", width: 320 });
    await comesInvited(shop, newcomer, invitation);
    await seesEarnings(await shop.as(INVITER, { scheme: "dark", width: 390 }));
    await shop.assertBooks();
    shop.visitor.assertClean();
  },
);

/** The operator makes the codes in the chat with the bot. */
async function makesCodes({ chat, write }: Buyer): Promise<void> {
  await write("/start");
  for (const line of ["WEEK 7 days", "ALLIN 100%"]) {
    await write(`/codes ${line}`);
    await chat.shows(new RegExp(`Код ${line.split(" ")[0]} готов\\.`));
  }
}

/** `t.me/BOT?start=promo_CODE`: one tap, and the bot says what it gave. */
async function redeemsInTheChat(buyer: Buyer): Promise<void> {
  const { app, say, chat } = buyer;
  await buyer.follow("start=promo_WEEK");
  await chat.shows(say.bot.week);
  await buyer.toPlan();
  await app.shows(say.now);
  await app.shows(say.fromCode);
  await buyer.look("plan-promo");
}

/** The link on the Invite page, without its host. */
async function readInvitation(buyer: Buyer): Promise<string> {
  const { app, say } = buyer;
  await app.button(say.invite).click();
  const link = await app.root.locator(".link-words").innerText();
  await buyer.look("referral");
  const query = /^t\.me\/\w+\?(start=ref_\w+)$/.exec(link.trim())?.[1];
  assert(query, link);
  return query;
}

/** `t.me/BOT?startapp=promo_CODE`: the app opens with the code at hand. */
async function redeemsInTheApp(buyer: Buyer): Promise<void> {
  const { app, say } = buyer;
  await buyer.follow("startapp=promo_WEEK");
  const sheet = app.root.getByRole("dialog");
  await sheet.getByText("WEEK").waitFor();
  await buyer.look("promo-link");
  await sheet.getByRole("button", { name: say.apply }).click();
  await app.heading(say.week).waitFor();
}

async function paysNothing(buyer: Buyer): Promise<void> {
  const { app, say, chat } = buyer;
  await buyer.follow("startapp=promo_ALLIN");
  await app.root.getByRole("dialog").getByRole("button", { name: say.apply }).click();
  await app.root.getByRole("dialog", { name: say.offer }).waitFor();
  await app.shows(say.percent);
  await app.shows(say.nothing);
  assert.equal(await app.root.getByRole("radio", { name: say.stars }).count(), 0);
  await buyer.look("checkout-nothing");
  await app.button(say.get).click();
  await app.heading(say.paidLater).waitFor();
  await chat.shows(say.bot.nothing);
  assert.equal(await app.button(say.payPage).count(), 0, "there is nothing to pay");
}

/** Buys a code for another; answers it. */
async function buysGift(buyer: Buyer): Promise<string> {
  const { app, say } = buyer;
  await buyer.follow("startapp=gifts");
  await app.button(say.buyGift).click();
  await app.root.getByRole("dialog", { name: say.offer }).waitFor();
  await app.button(say.pay).click();
  const payPage = await buyer.openPayPage();
  await payPage.act("pay");
  await payPage.close();
  await app.heading(say.giftReady).waitFor();
  await buyer.look("gift");
  return (await app.root.locator(".address.code").innerText()).trim();
}

async function takesGift(buyer: Buyer, code: string): Promise<void> {
  const { app, say, language } = buyer;
  await buyer.follow(`startapp=gift_${code}`);
  await app.heading(say.giftForYou).waitFor();
  await app.button(say.takeGift).click();
  await app.heading(say.giftTaken).waitFor();
  await buyer.look("gift-taken");
  await app.root.getByRole("dialog").getByRole("button", { name: WORDS[language].close }).click();
  await app.shows(say.now);
  await app.shows(say.given);
}

async function seesGiftTaken(buyer: Buyer): Promise<void> {
  await buyer.follow("startapp=gifts");
  await buyer.app.root.getByText(buyer.say.accepted, { exact: true }).waitFor();
}

/** Somebody new, who pays for the first time: both get days. */
async function comesInvited(shop: Shop, buyer: Buyer, invitation: string): Promise<void> {
  const { app, say, chat } = buyer;
  await buyer.follow(invitation);
  await chat.shows(say.bot.invited);
  await shop.openApp(buyer);
  await buyer.toPlan();
  await app.button(say.take).click();
  await app.button(say.pay).click();
  const payPage = await buyer.openPayPage();
  await payPage.act("pay");
  await payPage.close();
  await app.heading(say.open).waitFor();
  await chat.shows(say.bot.forComing);
  await buyer.look("invited-paid");
}

async function seesEarnings(buyer: Buyer): Promise<void> {
  const { app, say, chat } = buyer;
  await chat.shows(say.bot.forInviting);
  await buyer.toPlan();
  await app.button(say.invite).click();
  const figures = app.root.locator("dl.figures > div");
  await figures.filter({ hasText: say.daysEarned }).getByText("7", { exact: true }).waitFor();
  await buyer.look("referral-earned");
}
