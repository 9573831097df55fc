/** Telegram's sheet of Stars over the Mini App: what it says, and what the app hears of it. */
import assert from "node:assert/strict";
import type { Locator, Page } from "playwright-core";
import { starsText } from "../../dev/box/page/words.ts";
import type { InvoiceView, Quote } from "../../routes/schemas.ts";
import { until } from "../kit/conditions.ts";
import { type Box, browserTest, sessionOf, startBox, useBrowser, visit } from "./kit.ts";
import { type MiniApp, openInBox } from "./mini_app.ts";
import { type Language, WORDS } from "./words.ts";

useBrowser();

/** What the sheet says, and the panel of the box. */
const SHEET = {
  ru: {
    title: "Подтверди покупку",
    ask: (price: string) => `Купить Pro в Sfera AI за ${price}?`,
    askMonthly: (price: string) => `Подписаться на Pro в Sfera AI за ${price} в месяц?`,
    renews: "Продлевается каждые 30 дней, пока не отменить.",
    pay: /^Подтвердить и заплатить ★/,
    subscribe: /^Подписаться за ★/,
    topUp: "Пополнить",
    close: "Закрыть",
    over: "Время этого счёта вышло. Открой приложение и сделай новый.",
    stars: "Звёзды",
    stop: "Отменить",
    refund: "Вернуть",
    refunded: (price: string) => `Бот вернул ${price}`,
    paid: (price: string) => `Оплачено ${price}`,
  },
  en: {
    title: "Confirm your purchase",
    ask: (price: string) => `Do you want to buy Pro in Sfera AI for ${price}?`,
    askMonthly: (price: string) =>
      `Do you want to subscribe to Pro in Sfera AI for ${price} per month?`,
    renews: "It renews every 30 days until it is cancelled.",
    pay: /^Confirm and pay ★/,
    subscribe: /^Subscribe for ★/,
    topUp: "Top up",
    close: "Close",
    over: "The time of this invoice is over. Open the app and make a new one.",
    stars: "Stars",
    stop: "Cancel",
    refund: "Refund",
    refunded: (price: string) => `The bot refunded ${price}`,
    paid: (price: string) => `You paid ${price}`,
  },
};

interface Buyer {
  language: Language;
  scheme: "light" | "dark";
  width: 320 | 390;
  member: number;
}

const BUYERS: Buyer[] = [
  { language: "ru", scheme: "light", width: 320, member: 1001 },
  { language: "en", scheme: "dark", width: 390, member: 1003 },
];

for (const buyer of BUYERS) {
  const { language, scheme, width } = buyer;
  browserTest(
    `a member looks at the sheet of Stars, tops up, pays, subscribes and gets it back (${language}, ${scheme}, ${width} px)`,
    () => go(buyer),
  );
}

async function go({ language, scheme, width, member }: Buyer): Promise<void> {
  const say = SHEET[language];
  await using box = await startBox();
  await using visitor = await visit({ width: 1280, height: 1000, language, scheme });
  const { page } = visitor;
  const app = await openInBox(page, box, { member, words: WORDS[language], scheme, width });
  await app.button(WORDS[language].write).waitFor();
  const sheet = page.getByRole("dialog", { name: say.title });

  // Closed without a tap on "Pay".
  const first = await order(box, member, "stars");
  const price = starsText(Number(first.price.amount), language);
  const cancelled = await open(app, first);
  await sheet.getByText(say.ask(price)).waitFor();
  await assertInside(sheet, page);
  await sheet.getByRole("button", { name: say.close, exact: true }).click();
  assert.equal(await cancelled(), "cancelled");

  // Paid.
  const isPaid = await open(app, first);
  await sheet.getByRole("button", { name: say.pay }).click();
  assert.equal(await isPaid(), "paid");
  await page.getByRole("log").first().getByText(say.paid(price)).waitFor();
  await planOf(box, member, "pro");

  // A subscription says that it is one.
  const second = await order(box, member, "stars_subscription");
  const subscribed = await open(app, second);
  await sheet.getByText(say.askMonthly(price)).waitFor();
  await sheet.getByText(say.renews).waitFor();
  await assertInside(sheet, page);
  await sheet.getByRole("button", { name: say.subscribe }).click();
  assert.equal(await subscribed(), "paid");
  const { token, ask } = await sessionOf(box.url, member);
  const subscription = async () =>
    (await ask<{ subscription: unknown }>("GET", "/subscription")).subscription;
  // What pays one invoice gives up the others for the same.
  await until(async () => await subscription() !== null, "the subscription");

  // Too few Stars are left: more are bought first. The bot refuses in its own words.
  const third = await order(box, member, "stars");
  await asMember(box, token, `/invoices/${third.id}/cancel`);
  const refused = await open(app, third);
  await sheet.getByRole("button", { name: say.topUp, exact: true }).click();
  await sheet.getByRole("button", { name: say.pay }).click();
  await sheet.getByText(say.over).waitFor();
  await sheet.getByRole("button", { name: say.close, exact: true }).click();
  assert.equal(await refused(), "failed");

  // The panel of the box: a payment goes back, and the subscription with it.
  await page.getByRole("button", { name: say.stars, exact: true }).click();
  await page.getByRole("button", { name: say.stop, exact: true }).waitFor();
  await page.getByRole("button", { name: say.refund, exact: true }).first().click();
  await page.getByRole("log").first().getByText(say.refunded(price)).waitFor();
  await until(async () => await subscription() === null, "the subscription to be over");
  visitor.assertClean();
}

/** Confirms the purchase of Pro as the member's app does. */
async function order(
  box: Box,
  member: number,
  way: "stars" | "stars_subscription",
): Promise<InvoiceView> {
  const { token } = await sessionOf(box.url, member);
  const purchase = { offer: "plan:pro", way, gift: false };
  const { price } = await asMember<Quote>(box, token, "/quotes", purchase);
  return await asMember<InvoiceView>(box, token, "/invoices", { ...purchase, price });
}

async function asMember<T>(box: Box, token: string, path: string, body?: unknown): Promise<T> {
  const response = await fetch(`${box.url}/api${path}`, {
    method: "POST",
    headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  const answer = await response.json();
  assert(response.ok, `${path}: ${response.status} ${JSON.stringify(answer)}`);
  return answer;
}

/** Has the app open an invoice as its library does; what it answers tells what the app heard. */
async function open(app: MiniApp, { url }: InvoiceView): Promise<() => Promise<string>> {
  const body = app.root.locator("body");
  await body.evaluate<void, unknown>(
    `void (globalThis.heard = undefined, Telegram.WebApp.openInvoice(${
      JSON.stringify(url)
    }, (status) => globalThis.heard = status))`,
  );
  return () =>
    until(
      () => body.evaluate<string | undefined, unknown>("globalThis.heard"),
      "the app to hear what became of the invoice",
    );
}

/** The sheet lies within the phone, whatever the words. */
async function assertInside(sheet: Locator, page: Page): Promise<void> {
  const inner = (await sheet.boundingBox())!;
  const outer = (await page.locator(".screen").boundingBox())!;
  assert(inner.x >= outer.x - 1 && inner.x + inner.width <= outer.x + outer.width + 1);
  assert(inner.y >= outer.y - 1 && inner.y + inner.height <= outer.y + outer.height + 1);
}

/** Waits until a member has the plan. */
async function planOf(box: Box, member: number, plan: string): Promise<void> {
  const { ask } = await sessionOf(box.url, member);
  await until(async () => {
    const { access } = await ask<{ access: { plan: { id: string } } }>("GET", "/me");
    return access.plan.id === plan;
  }, `the plan ${plan}`);
}
