/** The API of Cryptomus: what it answers to what it is asked. */
import { type Amount, compareAmounts, decimalOf, ZERO } from "../../domain/money.ts";
import { isPaymentStatus } from "../../domain/payment.ts";
import { type BookInvoice, chooseCoin, COIN } from "./book.ts";
import { readMoscowTime } from "./told.ts";

/** An answer of the API: `{state, result}` or `{state, message}` or `{state, errors}`. */
export interface ApiAnswer {
  status: number;
  body: Record<string, unknown>;
}

/** What the API does with its invoices. */
export interface ApiBook {
  invoices(): BookInvoice[];
  add(invoice: BookInvoice): Promise<void>;
  answered(invoice: BookInvoice): Record<string, unknown>;
  /** Sends the webhook of an invoice, once. */
  tell(invoice: BookInvoice): void;
  refund(invoice: BookInvoice): Promise<void>;
  now(): number;
}

type Fields = Record<string, unknown>;
type Errors = Record<string, string[]>;
type Endpoint = (book: ApiBook, fields: Fields, query: URLSearchParams) =>
  | ApiAnswer
  | Promise<ApiAnswer>;

const PER_PAGE = 15;
const CURRENCIES = ["USD", "EUR", "RUB", "USDT", "BTC", "TON"];

/** What is asked by its path; the name is what faults go by. */
export const ENDPOINTS: Record<string, { name: string; answer: Endpoint }> = {
  "/v1/payment": { name: "payment", answer: create },
  "/v1/payment/info": { name: "info", answer: info },
  "/v1/payment/list": { name: "list", answer: list },
  "/v1/payment/services": { name: "services", answer: services },
  "/v1/payment/refund": { name: "refund", answer: refund },
  // Heleket's path; the newer one of Cryptomus is not there.
  "/v1/payment/resend": { name: "resend", answer: resend },
  "/v1/test-webhook/payment": { name: "test-webhook", answer: testWebhook },
};

/** A refusal in words. */
export function refusal(status: number, message: string): ApiAnswer {
  return { status, body: { state: 1, message } };
}

const success = (result: unknown): ApiAnswer => ({ status: 200, body: { state: 0, result } });
const invalid = (errors: Errors): ApiAnswer => ({ status: 422, body: { state: 1, errors } });

async function create(book: ApiBook, fields: Fields): Promise<ApiAnswer> {
  const errors = createErrors(fields);
  if (Object.keys(errors).length > 0) return invalid(errors);
  const orderId = String(fields.order_id);
  const known = book.invoices().find((invoice) => invoice.orderId === orderId);
  if (known) return success(book.answered(known));
  const now = book.now();
  const invoice: BookInvoice = {
    uuid: crypto.randomUUID(),
    orderId,
    amount: decimalOf(String(fields.amount))!,
    currency: String(fields.currency),
    topUp: fields.is_payment_multiple !== false,
    accuracyPercent: Number(fields.accuracy_payment_percent ?? 0),
    callbackUrl: textOf(fields.url_callback),
    returnUrl: textOf(fields.url_return),
    additionalData: textOf(fields.additional_data),
    createdAt: now,
    updatedAt: now,
    expiresAt: Math.floor(now / 1000 + Number(fields.lifetime ?? 3600)) * 1000,
    status: "check",
    asked: null,
    paid: ZERO,
    txid: null,
  };
  // A coin that was asked for is chosen at once, and its address is told.
  const made = fields.to_currency ? chooseCoin(invoice) : invoice;
  await book.add(made);
  return success(book.answered(made));
}

function createErrors(fields: Fields): Errors {
  const errors: Errors = {};
  for (const name of ["amount", "currency", "order_id"]) {
    if (!fields[name]) errors[name] = ["validation.required"];
  }
  const amount = typeof fields.amount === "string" ? decimalOf(fields.amount) : undefined;
  const isAmount = amount && compareAmounts(amount, ZERO) > 0;
  if (fields.amount && !isAmount) errors.amount = ["validation.regex"];
  if (fields.currency && !CURRENCIES.includes(String(fields.currency))) {
    errors.currency = ["validation.in"];
  }
  if (fields.order_id && !/^[\w-]{1,128}$/.test(String(fields.order_id))) {
    errors.order_id = ["validation.alpha_dash"];
  }
  if (fields.to_currency && fields.to_currency !== COIN.currency) {
    errors.to_currency = ["validation.in"];
  }
  if (fields.network && fields.network !== COIN.network) errors.network = ["validation.in"];
  within(errors, fields, "lifetime", 300, 43_200);
  within(errors, fields, "accuracy_payment_percent", 0, 50);
  for (const name of ["url_return", "url_success", "url_callback"]) {
    const url = fields[name];
    if (url === undefined || url === null) continue;
    const isUrl = typeof url === "string" && URL.canParse(url) && url.length <= 255;
    if (!isUrl) errors[name] = ["validation.url"];
  }
  return errors;
}

function within(errors: Errors, fields: Fields, name: string, least: number, most: number): void {
  const value = fields[name];
  if (value === undefined || value === null) return;
  if (typeof value !== "number") errors[name] = ["validation.numeric"];
  else if (value < least) errors[name] = ["validation.min.numeric"];
  else if (value > most) errors[name] = ["validation.max.numeric"];
}

function info(book: ApiBook, fields: Fields): ApiAnswer {
  const invoice = find(book, fields);
  return "body" in invoice ? invoice : success(book.answered(invoice));
}

function list(book: ApiBook, fields: Fields, query: URLSearchParams): ApiAnswer {
  const [from, to] = [fields.date_from, fields.date_to].map((text) =>
    typeof text === "string" ? readMoscowTime(text) : undefined
  );
  const found = book.invoices()
    .filter(({ createdAt }) => createdAt >= (from ?? -Infinity) && createdAt <= (to ?? Infinity))
    .sort((one, other) => other.createdAt - one.createdAt);
  const start = Number(atob(query.get("cursor") ?? btoa("0")));
  const page = found.slice(start, start + PER_PAGE);
  const cursor = (place: number) => place >= 0 && place < found.length ? btoa(String(place)) : null;
  return success({
    items: page.map((invoice) => book.answered(invoice)),
    paginate: {
      count: page.length,
      hasPages: found.length > PER_PAGE,
      nextCursor: cursor(start + PER_PAGE),
      previousCursor: start > 0 ? cursor(Math.max(0, start - PER_PAGE)) : null,
      perPage: PER_PAGE,
    },
  });
}

function services(): ApiAnswer {
  return success([{
    network: COIN.network,
    currency: COIN.currency,
    is_available: true,
    limit: { min_amount: "0.50000000", max_amount: "10000000.00000000" },
    commission: { fee_amount: "0.00", percent: "2.00" },
  }]);
}

async function refund(book: ApiBook, fields: Fields): Promise<ApiAnswer> {
  const errors: Errors = {};
  if (!fields.address) errors.address = ["validation.required"];
  if (typeof fields.is_subtract !== "boolean") errors.is_subtract = ["validation.required"];
  if (Object.keys(errors).length > 0) return invalid(errors);
  const invoice = find(book, fields);
  if ("body" in invoice) return invoice;
  if (!["paid", "paid_over", "wrong_amount", "locked"].includes(invoice.status)) {
    return refusal(400, "Payment was not paid");
  }
  await book.refund(invoice);
  return success([]);
}

function resend(book: ApiBook, fields: Fields): ApiAnswer {
  const invoice = find(book, fields);
  if ("body" in invoice) return invoice;
  book.tell(invoice);
  return success([]);
}

function testWebhook(book: ApiBook, fields: Fields): ApiAnswer {
  const { url_callback, currency, status, uuid, order_id } = fields;
  const errors: Errors = {};
  for (const name of ["url_callback", "currency", "network", "status"]) {
    if (!fields[name]) errors[name] = ["validation.required"];
  }
  if (typeof url_callback === "string" && url_callback.length > 150) {
    errors.url_callback = ["validation.max.string"];
  }
  if (typeof order_id === "string" && order_id.length > 32) {
    errors.order_id = ["validation.max.string"];
  }
  if (status && !isPaymentStatus(String(status))) errors.status = ["validation.in"];
  if (Object.keys(errors).length > 0 || !isPaymentStatus(String(status))) return invalid(errors);
  const now = book.now();
  const amount = "10" as Amount;
  book.tell({
    uuid: textOf(uuid) ?? crypto.randomUUID(),
    orderId: textOf(order_id) ?? "1",
    amount,
    currency: String(currency),
    topUp: false,
    accuracyPercent: 0,
    callbackUrl: String(url_callback),
    returnUrl: null,
    additionalData: null,
    createdAt: now,
    updatedAt: now,
    expiresAt: now,
    status: status as BookInvoice["status"],
    asked: amount,
    paid: amount,
    txid: null,
  });
  return success([]);
}

function find(book: ApiBook, fields: Fields): BookInvoice | ApiAnswer {
  const { uuid, order_id } = fields;
  if (!uuid && !order_id) {
    const required = ["validation.required_without"];
    return invalid({ uuid: required, order_id: required });
  }
  const found = book.invoices().find((invoice) =>
    uuid ? invoice.uuid === uuid : invoice.orderId === order_id
  );
  return found ?? refusal(404, "Not found");
}

function textOf(value: unknown): string | null {
  return typeof value === "string" && value !== "" ? value : null;
}
