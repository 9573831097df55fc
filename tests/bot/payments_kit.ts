import assert from "node:assert/strict";
import type { StarsPayment } from "../../dev/telegram/mod.ts";
import type { Community } from "../../domain/community.ts";
import type { InvoiceView, Quote } from "../../routes/schemas.ts";
import { sessionHeaders, type TestApp } from "../kit/app.ts";
import { until } from "../kit/conditions.ts";
import { type Chat, openChat } from "./kit.ts";

/** Thirty days, the one period that Telegram renews by, in milliseconds. */
export const PERIOD = 30 * 24 * 3_600_000;
export const PRICE = 1500;

/** What the shipped pack sells, with a price in Stars whatever it says itself. */
export function sellForStars({ plans, sales }: Community): void {
  Object.assign(sales, { stars: true, starsSubscriptions: true });
  const pro = plans.find(({ id }) => id === "pro")!;
  // What ends, ends at once.
  Object.assign(pro, { stars: PRICE, graceDays: 0 });
}

/** The bot with the whole app behind it, which sells Pro for Stars. */
export function openShop(options: Parameters<typeof openChat>[0] = {}): Promise<Chat> {
  return openChat({ community: sellForStars, ...options });
}

/** Asks the app as a member's Mini App does. */
export async function askAs<T>(
  app: TestApp,
  member: number,
  method: "GET" | "POST",
  path: string,
  body?: unknown,
): Promise<{ status: number; body: T }> {
  const headers = sessionHeaders(await app.enter(member));
  const response = await app.ask(`/api${path}`, {
    method,
    headers,
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  return { status: response.status, body: await response.json() };
}

/** Confirms a purchase; the invoice has the link that Telegram opens. */
export async function order(
  app: TestApp,
  way: "stars" | "stars_subscription" = "stars",
  member = 1001,
): Promise<InvoiceView> {
  const purchase = { offer: "plan:pro", way, gift: false };
  const quote = await askAs<Quote>(app, member, "POST", "/quotes", purchase);
  assert.equal(quote.status, 200, JSON.stringify(quote.body));
  const { price } = quote.body;
  const made = await askAs<InvoiceView>(app, member, "POST", "/invoices", { ...purchase, price });
  assert.equal(made.status, 200, JSON.stringify(made.body));
  return made.body;
}

/** What follows `https://t.me/$` of an invoice. */
export function slugOf({ url }: Pick<InvoiceView, "url">): string {
  const [, slug] = /^https:\/\/t\.me\/\$(.+)$/.exec(url ?? "") ?? [];
  assert(slug, `expected the link of an invoice in Stars, got ${url}`);
  return slug;
}

/** Taps on "Pay" in Telegram. */
export function pay(
  { telegram }: Chat,
  invoice: InvoiceView,
  member = 1001,
): Promise<StarsPayment> {
  return telegram.stars.pay(member, slugOf(invoice));
}

/** The same, which is to go through; answers the charge. */
export async function paid(chat: Chat, invoice: InvoiceView, member = 1001): Promise<string> {
  const payment = await pay(chat, invoice, member);
  assert(payment.status === "paid", JSON.stringify(payment));
  return payment.chargeId;
}

/** Waits until an invoice is so. */
export function becomes(
  app: TestApp,
  { id }: InvoiceView,
  state: InvoiceView["state"],
  member = 1001,
): Promise<InvoiceView> {
  return until(async () => {
    const { body } = await askAs<InvoiceView>(app, member, "GET", `/invoices/${id}`);
    return body.state === state ? body : undefined;
  }, `invoice ${id} to be ${state}`);
}

/** The invoices of a member, the newest first. */
export async function invoicesOf(app: TestApp, member = 1001): Promise<InvoiceView[]> {
  const { body } = await askAs<{ invoices: InvoiceView[] }>(app, member, "GET", "/invoices");
  return body.invoices;
}

/** The plan in force, and until when. */
export async function accessOf(app: TestApp, member = 1001) {
  const { body } = await askAs<{ access: { plan: { id: string }; until: number | null } }>(
    app,
    member,
    "GET",
    "/me",
  );
  return { plan: body.access.plan.id, until: body.access.until };
}
