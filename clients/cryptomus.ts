import type { z } from "zod";
import { AppError } from "../domain/errors.ts";
import { compareAmounts } from "../domain/money.ts";
import type { OpenPayment, PaymentOrder, PaymentProcessor } from "../services/ports.ts";
import {
  listTold,
  openPaymentOf,
  openPaymentTold,
  serviceOf,
  serviceTold,
} from "./cryptomus_answers.ts";
import {
  askCryptomus,
  type CryptomusAccount,
  type CryptomusQuestion,
  type Refusal,
  unexpected,
} from "./cryptomus_request.ts";
import { type AcceptedKey, readCryptomusWebhook } from "./cryptomus_webhook.ts";

export interface CryptomusOptions extends CryptomusAccount {
  /** A key that was replaced, and until when what is signed with it is still taken, in real time. */
  oldKey?: AcceptedKey;
  /** The same, for as long as it is set. */
  oldApiKey?: string;
  /** Real time, which `oldKey` goes by. */
  now?: () => number;
}

/** Heleket has it at v1, newer documents of Cryptomus at v2. */
const RESEND_PATHS = ["/v1/payment/resend", "/v2/payment/resend"];
const ORDER_ID = /^[\w-]{1,128}$/;
/** Dates are without a zone, and it is not said whose they are: those of UTC, or Moscow's. */
const MOSCOW_OFFSET = 3 * 3_600_000;

/** Payments by Cryptomus, or by Heleket, which speaks the same. */
export function createCryptomus(options: CryptomusOptions): PaymentProcessor {
  const { apiKey, merchant, oldKey, oldApiKey, now = Date.now } = options;
  const ask = (question: CryptomusQuestion) => askCryptomus(options, question);

  return {
    merchant,

    async createInvoice(order, signal) {
      // An order that exists is answered with its invoice, so that asking again makes no second one.
      const result = await ask({
        path: "/v1/payment",
        body: bodyOf(order),
        repeatable: true,
        signal,
      });
      const payment = openPaymentOf(read(openPaymentTold, result));
      if (!payment.url || payment.expiresAt === null) throw unexpected();
      compare(payment, order);
      return { ...payment, url: payment.url, expiresAt: payment.expiresAt };
    },

    async info(which, signal) {
      const body = "uuid" in which ? { uuid: which.uuid } : { order_id: which.orderId };
      try {
        const result = await ask({ path: "/v1/payment/info", body, repeatable: true, signal });
        return openPaymentOf(read(openPaymentTold, result));
      } catch (error) {
        if (isUnknown(error)) return undefined;
        throw error;
      }
    },

    async list({ from, to, cursor }, signal) {
      const result = await ask({
        path: `/v1/payment/list${cursor ? `?cursor=${encodeURIComponent(cursor)}` : ""}`,
        // Wide enough for either zone; whatever else comes with it is left out below.
        body: { date_from: dateOf(from), date_to: dateOf(to + MOSCOW_OFFSET) },
        repeatable: true,
        signal,
      });
      const { items, paginate } = read(listTold, result);
      const payments = items.flatMap((item) => {
        const told = openPaymentTold.safeParse(item);
        return told.success ? [openPaymentOf(told.data)] : [];
      });
      return {
        payments: payments.filter(({ createdAt }) =>
          createdAt === null || (createdAt >= from && createdAt <= to)
        ),
        next: paginate?.nextCursor ?? null,
      };
    },

    async services(signal) {
      const result = await ask({ path: "/v1/payment/services", repeatable: true, signal });
      if (!Array.isArray(result)) throw unexpected();
      return result.flatMap((one) => {
        const told = serviceTold.safeParse(one);
        return told.success ? [serviceOf(told.data)] : [];
      });
    },

    async refund({ uuid, address, payerPaysFee }, signal) {
      // Asked once: an answer that was lost leaves open whether it was taken, which `info` tells.
      const body = { uuid, address, is_subtract: payerPaysFee };
      await ask({ path: "/v1/payment/refund", body, repeatable: false, signal });
    },

    async resend({ uuid }, signal) {
      for (const [index, path] of RESEND_PATHS.entries()) {
        try {
          return void await ask({ path, body: { uuid }, repeatable: true, signal });
        } catch (error) {
          const isLast = index === RESEND_PATHS.length - 1;
          if (isLast || refusalOf(error)?.status !== 404) throw error;
        }
      }
    },

    async testWebhook({ callbackUrl, currency, network, status, uuid, orderId }, signal) {
      const body = {
        url_callback: callbackUrl,
        currency,
        network,
        status,
        ...(uuid ? { uuid } : {}),
        ...(orderId ? { order_id: orderId } : {}),
      };
      await ask({ path: "/v1/test-webhook/payment", body, repeatable: true, signal });
    },

    readWebhook(body) {
      const keys = [
        { key: apiKey },
        ...(oldKey ? [oldKey] : []),
        ...(oldApiKey ? [{ key: oldApiKey }] : []),
      ];
      return Promise.resolve(readCryptomusWebhook(body, keys, now()));
    },
  };
}

function bodyOf(order: PaymentOrder): Record<string, unknown> {
  const { orderId, price, returnUrl, callbackUrl, accuracyPercent, payIn } = order;
  if (!ORDER_ID.test(orderId)) {
    throw new RangeError("orderId: expected 1 to 128 letters, digits, - and _");
  }
  return {
    amount: price.amount,
    currency: price.currency,
    order_id: orderId,
    url_return: returnUrl,
    url_success: returnUrl,
    url_callback: callbackUrl,
    // Theirs is true where it is left out: then a short payment waits for more.
    is_payment_multiple: order.topUp,
    lifetime: order.lifetimeSeconds,
    ...(accuracyPercent ? { accuracy_payment_percent: accuracyPercent } : {}),
    ...(payIn ? { to_currency: payIn.currency, network: payIn.network } : {}),
  };
}

/** An order that exists may have been for something else. */
function compare(payment: OpenPayment, { orderId, price }: PaymentOrder): void {
  const isSame = payment.orderId === orderId && payment.currency === price.currency &&
    compareAmounts(payment.amount, price.amount) === 0;
  if (isSame) return;
  const known = `${payment.amount} ${payment.currency}`;
  const asked = `${price.amount} ${price.currency}`;
  throw new AppError("payments_refused", {
    reason: payment.orderId === orderId
      ? `it has another invoice for this order: ${known} instead of ${asked}`
      : "it answered with the invoice of another order",
    orderId,
  });
}

function read<Schema extends z.ZodType>(schema: Schema, result: unknown): z.infer<Schema> {
  const told = schema.safeParse(result);
  if (!told.success) throw unexpected();
  return told.data;
}

function isUnknown(error: unknown): boolean {
  const refusal = refusalOf(error);
  return refusal !== undefined && (refusal.status === 404 || /not found/i.test(refusal.message));
}

function refusalOf(error: unknown): Refusal | undefined {
  return error instanceof AppError ? error.details.refusal as Refusal | undefined : undefined;
}

function dateOf(moment: number): string {
  return new Date(moment).toISOString().slice(0, 19).replace("T", " ");
}
