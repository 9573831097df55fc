import assert from "node:assert/strict";
import type { Me, Quote } from "../../routes/schemas.ts";
import { createTexts, type Language } from "../../web/src/i18n.ts";
import { clockText } from "../../web/src/payments/clock.ts";
import { followedCode, invoiceIn, shareLink } from "../../web/src/payments/links.ts";
import { amountText, firstPrice, moneyText, stars } from "../../web/src/payments/money.ts";
import { networkName, shortNetworkName } from "../../web/src/payments/networks.ts";
import { changeText, offerText, rangeText } from "../../web/src/payments/wording.ts";
import type { Calendar } from "../../web/src/time.ts";

const LOCALES = new URL("../../locales/", import.meta.url);
const sources = (language: Language) =>
  ["app", "app.plans", "app.payments"].map((name) =>
    Deno.readTextFileSync(new URL(`${name}.${language}.ftl`, LOCALES))
  );
const calendarIn = (language: Language): Calendar => ({
  language,
  timeZone: "Europe/Moscow",
  texts: createTexts(language, ...sources(language)),
});
const ru = calendarIn("ru"), en = calendarIn("en");
const at = (date: string) => Date.parse(`${date}T12:00:00+03:00`);
const now = at("2026-11-23");

Deno.test("a sum has cents in twos where it came with any, and no noughts beyond them", () => {
  assert.equal(amountText("24.99", "ru"), "24,99");
  assert.equal(amountText("5", "ru"), "5");
  assert.equal(amountText("5.0", "en"), "5.00");
  assert.equal(amountText("19.99000000", "en"), "19.99");
  assert.equal(amountText("0.00012000", "ru"), "0,00012");
  assert.equal(amountText("1250.5", "en"), "1,250.50");
  assert.equal(amountText("0.123456789012345678", "en"), "0.123456789012345678");
});

Deno.test("Stars are called Stars", () => {
  assert.equal(moneyText(stars(1), "en"), "1\u00a0Star");
  assert.equal(moneyText(stars(1990), "ru"), "1\u00a0990\u00a0Stars");
  assert.equal(moneyText({ amount: "4.90", currency: "USDT" }, "ru"), "4,90\u00a0USDT");
});

Deno.test("sums that stand under one another have the same digits", () => {
  const usd = (amount: string) => ({ amount, currency: "USD" });
  assert.equal(moneyText(usd("5"), "ru", usd("24.99")), "5,00\u00a0USD");
  assert.equal(moneyText(usd("4.998"), "en", usd("24.99")), "4.998\u00a0USD");
  assert.equal(moneyText(stars(5), "en", usd("24.99")), "5\u00a0Stars");
});

Deno.test("dollars are shown first, and no price is none", () => {
  assert.deepEqual(firstPrice({ EUR: "22.00", USD: "24.99" }), {
    amount: "24.99",
    currency: "USD",
  });
  assert.equal(firstPrice({}), null);
  assert.equal(firstPrice({ USD: "0.00" }), null);
});

Deno.test("networks are called as wallets call them", () => {
  assert.equal(networkName("tron"), "TRON, TRC-20");
  assert.equal(networkName("BSC"), "BNB Smart Chain, BEP-20");
  assert.equal(networkName("newnet"), "NEWNET");
  assert.equal(shortNetworkName("eth"), "Ethereum");
});

Deno.test("links name an invoice or a code, and a link goes out whole", () => {
  assert.equal(invoiceIn("invoice_01JD3K8Z"), "01JD3K8Z");
  for (const none of [null, "", "invoice_", "plans"]) assert.equal(invoiceIn(none), null);
  assert.deepEqual(followedCode("gift_AB-CD"), { kind: "gift", code: "AB-CD" });
  assert.deepEqual(followedCode("ref_a_b"), { kind: "ref", code: "a_b" });
  for (const none of [null, "promo_", "promoX", "plans"]) assert.equal(followedCode(none), null);
  assert.equal(
    shareLink("https://t.me/bot?start=gift_A&x", "Тебе: Pro"),
    "https://t.me/share/url?url=https%3A%2F%2Ft.me%2Fbot%3Fstart%3Dgift_A%26x&text=" +
      `${encodeURIComponent("Тебе")}%3A%20Pro`,
  );
});

Deno.test("time left is written as a clock, a begun second whole", () => {
  assert.equal(clockText(42 * 60_000 + 17_001), "42:18");
  assert.equal(clockText(5_000), "0:05");
  assert.equal(clockText(0), "0:00");
  assert.equal(clockText(-5), "0:00");
  assert.equal(clockText(3 * 3_600_000 + 61_000), "3:01:01");
});

/** Which kind of space stands in a date differs between versions of ICU. */
const plain = (text: string) => text.replaceAll(/\s/g, " ");

Deno.test("a stretch of days is written once where its ends share a month or a year", () => {
  assert.equal(rangeText(ru, at("2026-11-15"), at("2026-11-18"), now), "15–18 ноября");
  assert.equal(
    plain(rangeText(ru, at("2026-12-31"), at("2027-01-30"), now)),
    "31 декабря – 30 января 2027 г.",
  );
  assert.match(rangeText(ru, at("2027-01-01"), at("2027-01-31"), now), /^1–31 января 2027\s/);
  assert.equal(rangeText(ru, at("2026-12-01"), null, now), "с 1 декабря, без срока");
  const nowhere = { ...ru, timeZone: "Nowhere/Atall" };
  assert.equal(
    rangeText(nowhere, at("2026-11-15"), at("2026-11-18"), now),
    "15 ноября – 18 ноября",
  );
});

const offer = { id: "plan:pro", kind: "plan", name: "Pro", days: 30, minutes: null } as const;
const access = {
  plan: { id: "pro", name: "Pro" },
  until: at("2026-12-31"),
  reason: "granted",
  source: "gift",
  waiting: [],
  timeline: [{
    plan: { id: "pro", name: "Pro" },
    from: at("2026-12-01"),
    until: at("2026-12-31"),
    reason: "granted",
    source: "gift",
  }],
} satisfies Me["access"];

function changed(
  calendar: Calendar,
  change: Partial<Quote["change"]>,
  minutes: number | null = null,
) {
  const whole = {
    kind: "now",
    from: now,
    until: at("2026-12-23"),
    waits: null,
    ...change,
  } as const;
  return plain(
    changeText({ change: whole, offer: { ...offer, minutes } }, { access, calendar, now }),
  );
}

Deno.test("what a purchase changes is said before it is paid", () => {
  assert.equal(changed(ru, {}), "Сразу, до 23 декабря.");
  assert.equal(
    changed(ru, { kind: "after", from: at("2026-12-31"), until: at("2027-01-30") }),
    "31 декабря – 30 января 2027 г., после подаренных дней.",
  );
  assert.equal(
    changed(ru, { kind: "upgrade", waits: { name: "Basic", days: 3 } }),
    "Сразу, до 23 декабря. Basic подождёт: его 3 дня продолжатся потом.",
  );
  assert.equal(
    changed(ru, { kind: "upgrade", waits: { name: "Basic", days: 21 } }),
    "Сразу, до 23 декабря. Basic подождёт: его 21 день продолжится потом.",
  );
  assert.match(changed(en, { kind: "covered" }), /: it begins when Pro is over\.$/);
  assert.equal(
    changed(en, { kind: "beside" }, 60),
    "60 minutes beyond the plan, until December 23.",
  );
  assert.equal(changed(ru, { kind: "now", until: null }), "Сразу и без срока.");
  assert.match(changed(ru, { kind: "gift", from: null, until: null }), /^Придёт код и ссылка\./);
});

Deno.test("an offer is named with its days, a pack by its name", () => {
  const name = (days: number) => offerText({ ...offer, days }, ru.texts);
  assert.deepEqual([1, 3, 30].map(name), ["Pro на 1 день", "Pro на 3 дня", "Pro на 30 дней"]);
  const pack = { kind: "pack", name: "Час разговора", days: 30, minutes: 60 } as const;
  assert.equal(offerText(pack, ru.texts), "Час разговора");
});
