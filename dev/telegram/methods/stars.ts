import type { LabeledPrice, StarTransaction, TransactionPartner } from "grammy/types";
import type { Box } from "../box.ts";
import { badRequest } from "../errors.ts";
import { userOf } from "../members.ts";
import type { Parameters } from "../parameters.ts";
import type { StarsTransfer } from "../stars/types.ts";
import type { Method } from "./method.ts";

/** Limits of https://core.telegram.org/bots/api#createinvoicelink */
const TITLE_LENGTH = 32;
const DESCRIPTION_LENGTH = 255;
const PAYLOAD_BYTES = 128;
const SUBSCRIPTION_PERIOD = 2_592_000;
/** The most that a subscription and any other payment may cost, in Stars. */
const MOST_OF_SUBSCRIPTION = 10_000;
const MOST_OF_PAYMENT = 100_000;

/**
 * Makes a link; what Telegram refuses is refused. Its documents give the limits, not the words of a
 * refusal: those that were not seen elsewhere are the box's.
 */
export const createInvoiceLink: Method = ({ box, parameters }) => {
  const title = required(parameters, "title", TITLE_LENGTH);
  const description = required(parameters, "description", DESCRIPTION_LENGTH);
  const payload = parameters.text("payload");
  const bytes = new TextEncoder().encode(payload).length;
  if (bytes === 0 || bytes > PAYLOAD_BYTES) throw badRequest("INVOICE_PAYLOAD_INVALID");
  if (parameters.text("currency") !== "XTR") throw badRequest("PAYMENT_PROVIDER_INVALID");
  if (parameters.has("provider_token")) throw badRequest("STARS_INVOICE_INVALID");
  const stars = readPrice(parameters);
  const period = readPeriod(parameters);
  if (stars > (period === null ? MOST_OF_PAYMENT : MOST_OF_SUBSCRIPTION)) {
    throw badRequest(period === null ? "STARS_INVOICE_INVALID" : "SUBSCRIPTION_PRICE_INVALID");
  }
  const slug = crypto.randomUUID().replaceAll("-", "");
  box.stars.ledger.addInvoice({ slug, title, description, payload, stars, period });
  return `https://t.me/$${slug}`;
};

export const answerPreCheckoutQuery: Method = ({ box, parameters }) => {
  const ok = parameters.boolean("ok");
  const message = parameters.text("error_message");
  if (!ok && message === "") throw badRequest("error message must be non-empty");
  box.stars.answer(parameters.text("pre_checkout_query_id"), ok ? undefined : message);
  return true;
};

export const refundStarPayment: Method = ({ box, parameters }) => {
  const chargeId = parameters.text("telegram_payment_charge_id");
  if (chargeId === "") throw badRequest("CHARGE_ID_EMPTY");
  box.stars.refund(parameters.integer("user_id", 0), chargeId);
  return true;
};

export const editUserStarSubscription: Method = ({ box, parameters }) => {
  box.stars.editByBot(
    parameters.integer("user_id", 0),
    parameters.text("telegram_payment_charge_id"),
    parameters.boolean("is_canceled"),
  );
  return true;
};

export const getStarTransactions: Method = ({ box, parameters }) => {
  const offset = parameters.integer("offset", 0, 0);
  const limit = parameters.integer("limit", 100, 1, 100);
  const transfers = box.stars.ledger.transfers().slice(offset, offset + limit);
  return { transactions: transfers.map((transfer) => transactionOf(box, transfer)) };
};

export const getMyStarBalance: Method = ({ box }) => {
  const amounts = box.stars.ledger.transfers().map(({ direction, stars }) =>
    direction === "in" ? stars : -stars
  );
  return { amount: amounts.reduce((sum, amount) => sum + amount, 0) };
};

function transactionOf(box: Box, transfer: StarsTransfer): StarTransaction {
  const { id, stars, date, direction, memberId, payload, period } = transfer;
  const member = box.chats.member(memberId);
  const partner: TransactionPartner = member
    ? {
      type: "user",
      transaction_type: "invoice_payment",
      user: userOf(member),
      invoice_payload: payload,
      ...(period === null ? {} : { subscription_period: period }),
    }
    : { type: "other" };
  return { id, amount: stars, date, [direction === "in" ? "source" : "receiver"]: partner };
}

function required(parameters: Parameters, name: string, longest: number): string {
  const text = parameters.text(name).trim();
  if (text === "") throw badRequest(`parameter "${name}" is required`);
  if ([...text].length > longest) throw badRequest(`${name.toUpperCase()}_TOO_LONG`);
  return text;
}

function readPrice(parameters: Parameters): number {
  const prices = parameters.json("prices", "prices");
  if (!Array.isArray(prices)) throw badRequest("can't parse prices: Array expected");
  if (prices.length !== 1) throw badRequest("STARS_INVOICE_INVALID");
  const { label, amount } = prices[0] as Partial<LabeledPrice>;
  if (typeof label !== "string" || label === "") {
    throw badRequest("can't parse labeled price: label must be non-empty");
  }
  if (!Number.isSafeInteger(amount) || amount! <= 0) {
    throw badRequest("CURRENCY_TOTAL_AMOUNT_INVALID");
  }
  return amount!;
}

function readPeriod(parameters: Parameters): number | null {
  const period = parameters.integer("subscription_period", 0);
  if (period === 0) return null;
  if (period !== SUBSCRIPTION_PERIOD) throw badRequest("SUBSCRIPTION_PERIOD_INVALID");
  return period;
}
