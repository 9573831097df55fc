/** What is bought, paid and given away, on the real services, as it looks at three widths. */
import assert from "node:assert/strict";
import type { GiftView, InvoiceView } from "../../routes/schemas.ts";
import { type Ask, type Box, browserTest, sessionOf, startBox, useBrowser, visit } from "./kit.ts";
import { lookAt } from "./looks.ts";
import { type MiniApp, openAlone } from "./mini_app.ts";
import { WORDS } from "./words.ts";

useBrowser();

const TEXTS = {
  ru: {
    take: "Взять Pro",
    haveCode: "Есть промокод",
    code: "Промокод",
    apply: "Применить",
    unknown: "Такого кода нет. Проверь буквы.",
    percent: "−20 %",
    pay: /^Оплатить 19,99/,
    payWhole: /^Оплатить 24,99/,
    waiting: "Жду перевод",
    part: "Пришла часть суммы",
    open: "Pro открыт",
    receipt: /^Квитанция/,
    receiptNumber: "Номер",
    payments: "Платежи и квитанции",
    paid: "оплачено",
    gifts: "Подарки",
    buyGift: "Купить подарок",
    forAnother: "В подарок",
    giftReady: "Подарок готов",
    giftWaits: "ещё не открыт",
    invite: /^Пригласить/,
    invited: "приглашено",
    week: "Плюс 7 дней Pro",
    followed: "Тебе подарок",
    accept: "Принять подарок",
    yours: "Подарок твой: Pro на 30 дней",
  },
  en: {
    take: "Get Pro",
    haveCode: "I have a promo code",
    code: "Promo code",
    apply: "Apply",
    unknown: "No such code. Check the letters.",
    percent: "−20%",
    pay: /^Pay 19\.99/,
    payWhole: /^Pay 24\.99/,
    waiting: "Waiting for the transfer",
    part: "A part of the sum came",
    open: "Pro is open",
    receipt: /^Receipt/,
    receiptNumber: "Number",
    payments: "Payments and receipts",
    paid: "paid",
    gifts: "Gifts",
    buyGift: "Buy a gift",
    forAnother: "As a gift",
    giftReady: "The gift is ready",
    giftWaits: "not opened yet",
    invite: /^Invite/,
    invited: "invited",
    week: "7 days of Pro more",
    followed: "A gift for you",
    accept: "Accept the gift",
    yours: "The gift is yours: Pro for 30 days",
  },
};
const LOOKS = [
  { language: "ru", scheme: "light", member: 1002, other: 1001 },
  { language: "en", scheme: "dark", member: 1003, other: 1004 },
] as const;

/** Does something on the processor's page of the newest invoice. */
async function atProcessor(ask: Ask, action: "under" | "pay"): Promise<void> {
  const { invoices } = await ask<{ invoices: InvoiceView[] }>("GET", "/invoices");
  const { url } = invoices[0]!;
  assert(url, "an invoice that can be paid has the processor's page");
  const body = new URLSearchParams({ action, delivery: "normal" });
  const answer = await fetch(url, { method: "POST", body });
  await answer.body?.cancel();
  assert(answer.ok, `${action}: ${answer.status}`);
}

/** Waits until a sheet has left: the page below takes nothing before that. */
async function sheetLeaves(app: MiniApp): Promise<void> {
  await app.root.getByRole("dialog").waitFor({ state: "detached" });
}

for (const { language, scheme, member, other } of LOOKS) {
  const words = WORDS[language], texts = TEXTS[language];
  const open = async (box: Box, who: number, startParam: string) => {
    const visitor = await visit({ width: 390, height: 740, language, scheme, motion: true });
    const app = await openAlone(visitor.page, box, { member: who, words, scheme, startParam });
    const look = (screen: string) => lookAt(app, visitor.page, screen, { language, scheme });
    return { visitor, app, look };
  };

  browserTest(`a purchase, its invoice and its receipt fit (${language}, ${scheme})`, async () => {
    await using box = await startBox();
    await box.operate("promo", "create", "CLUB20", "--percent", "20");
    const { visitor, app, look } = await open(box, member, "plans");
    await using _visitor = visitor;
    const { ask } = await sessionOf(box.url, member);

    await app.button(texts.take).waitFor();
    await look("sale");
    await app.button(texts.take).click();
    await app.button(texts.payWhole).waitFor();
    await look("checkout");
    await app.button(texts.haveCode).click();
    const field = app.root.getByRole("dialog").getByRole("textbox", { name: texts.code });
    const apply = app.root.getByRole("dialog").getByRole("button", { name: texts.apply });
    await field.fill("N0PE");
    await apply.click();
    await app.shows(texts.unknown);
    await look("checkout-refused");
    await field.fill("club20");
    await apply.click();
    await app.shows(texts.percent);
    await look("checkout-code");
    await app.button(texts.pay).click();
    await app.shows(texts.waiting);
    await sheetLeaves(app);
    await look("invoice-open");
    await atProcessor(ask, "under");
    await app.shows(texts.part);
    await look("invoice-underpaid");
    await atProcessor(ask, "pay");
    await app.heading(texts.open).waitFor();
    await look("invoice-paid");
    await app.button(texts.receipt).click();
    await app.shows(texts.receiptNumber);
    await look("receipt");
    await app.goBack();
    await sheetLeaves(app);
    await app.goBack();
    await app.button(texts.payments).click();
    await app.shows(texts.paid);
    await look("payments");
    visitor.assertClean(/status of 422/);
  });

  browserTest(`gifts, codes and invitations fit (${language}, ${scheme})`, async () => {
    await using box = await startBox();
    await box.operate("promo", "create", "WEEK", "--days", "7");
    const { visitor, app, look } = await open(box, member, "plans");
    await using _visitor = visitor;
    const { ask } = await sessionOf(box.url, member);

    await app.button(texts.gifts).click();
    await app.button(texts.buyGift).waitFor();
    await look("gifts-empty");
    await app.button(texts.buyGift).click();
    const gift = app.root.getByRole("radio", { name: texts.forAnother });
    await gift.waitFor();
    assert(await gift.isChecked());
    await app.button(texts.payWhole).click();
    await app.shows(texts.waiting);
    await sheetLeaves(app);
    await atProcessor(ask, "pay");
    await app.heading(texts.giftReady).waitFor();
    await look("invoice-gift");
    await app.goBack();
    await app.button(texts.gifts).click();
    await app.shows(texts.giftWaits);
    await look("gifts");
    await app.goBack();
    await app.button(texts.invite).click();
    await app.shows(texts.invited);
    await look("referral");
    await app.goBack();
    await app.root.getByRole("textbox", { name: texts.code }).fill("week");
    await app.button(texts.apply).click();
    await app.shows(texts.week);
    await look("redeemed");

    const { gifts } = await ask<{ gifts: GiftView[] }>("GET", "/gifts");
    const given = await open(box, other, `gift_${gifts[0]!.code}`);
    await using _given = given.visitor;
    await given.app.heading(texts.followed).waitFor();
    await given.look("followed");
    await given.app.button(texts.accept).click();
    await given.app.heading(texts.yours).waitFor();
    await given.look("followed-taken");
    visitor.assertClean();
    given.visitor.assertClean();
  });
}
