/**
 * The processor's stand-in without HTTP, for time that is simulated: the same book, the same answers
 * and the same signed webhooks as those of `dev/cryptomus`, read by the same code.
 */
import { openPaymentOf, openPaymentTold } from "../../clients/cryptomus_answers.ts";
import { readCryptomusWebhook } from "../../clients/cryptomus_webhook.ts";
import {
  act,
  type Action,
  type BookInvoice,
  chooseCoin,
  expired,
} from "../../dev/cryptomus/book.ts";
import { answered, webhookOf } from "../../dev/cryptomus/told.ts";
import { AppError } from "../../domain/errors.ts";
import { ZERO } from "../../domain/money.ts";
import type { Clock, OpenPayment, PaymentProcessor } from "../../services/ports.ts";
import { API_KEY, MERCHANT } from "./selling.ts";

/** The bytes of a webhook, with what they are about. */
export interface BookWebhook {
  orderId: string;
  status: string;
  body: Uint8Array;
}

/** What a processor knows, whoever asks it. */
export class PaymentBook {
  readonly #invoices = new Map<string, BookInvoice>();
  #transactions = 0;

  constructor(readonly clock: Clock) {}

  /** What became of an order; undefined where it was never made. */
  find(orderId: string): BookInvoice | undefined {
    return this.#invoices.get(orderId);
  }

  invoices(): BookInvoice[] {
    return [...this.#invoices.values()];
  }

  /** Somebody does something to an order; answers the webhooks that tell of it. */
  act(orderId: string, action: Action): BookWebhook[] {
    const before = this.find(orderId)!;
    return this.#become(before, act(before, action, this.clock.now()));
  }

  /** Lets expire what is over and was not paid. */
  expire(): BookWebhook[] {
    const now = this.clock.now();
    return this.invoices().filter(({ expiresAt }) => now >= expiresAt)
      .flatMap((invoice) => this.#become(invoice, expired(invoice, now)));
  }

  /** The way to it; `trouble` is awaited before and after each thing that is asked, and may throw. */
  processor(trouble: () => Promise<void> = () => Promise.resolve()): PaymentProcessor {
    const asked = async <T>(answer: () => T): Promise<T> => {
      await trouble();
      const found = answer();
      await trouble();
      return found;
    };
    return {
      merchant: MERCHANT,
      createInvoice: (order) =>
        asked(() => {
          const { orderId, price, topUp, accuracyPercent, lifetimeSeconds, payIn } = order;
          const now = this.clock.now();
          const made: BookInvoice = this.find(orderId) ?? {
            uuid: `uuid-of-${orderId}`,
            orderId,
            ...price,
            topUp,
            accuracyPercent,
            callbackUrl: order.callbackUrl,
            returnUrl: order.returnUrl,
            additionalData: null,
            createdAt: now,
            updatedAt: now,
            expiresAt: Math.floor(now / 1000 + lifetimeSeconds) * 1000,
            status: "check",
            asked: null,
            paid: ZERO,
            txid: null,
          };
          this.#invoices.set(orderId, payIn ? chooseCoin(made) : made);
          return openPayment(made) as OpenPayment & { url: string; expiresAt: number };
        }),
      info: (which) =>
        asked(() => {
          const found = "uuid" in which
            ? this.invoices().find(({ uuid }) => uuid === which.uuid)
            : this.find(which.orderId);
          return found && openPayment(found);
        }),
      refund: ({ uuid }) =>
        asked(() => {
          const found = this.invoices().find((invoice) => invoice.uuid === uuid);
          if (!found || !isRefundable(found)) {
            throw new AppError("payments_refused", { reason: "it cannot be paid back" });
          }
          this.#become(found, act(found, "refund", this.clock.now()));
        }),
      list: () => Promise.reject(new Error("nobody lists here")),
      services: () => asked(() => []),
      resend: () => Promise.reject(new Error("nobody has webhooks sent again here")),
      testWebhook: () => Promise.reject(new Error("nobody tests webhooks here")),
      readWebhook: (body) =>
        Promise.resolve(readCryptomusWebhook(body, [{ key: API_KEY }], this.clock.now())),
    };
  }

  #become(before: BookInvoice, steps: BookInvoice[]): BookWebhook[] {
    let last = before;
    return steps.map((step) => {
      // The stand-in names transactions by chance; here the same run has the same names.
      const isNew = step.txid !== null && step.paid !== last.paid;
      const txid = isNew ? `tx-${this.#transactions += 1}` : step.txid && (last.txid ?? step.txid);
      last = { ...step, txid };
      this.#invoices.set(last.orderId, last);
      const body = new TextEncoder().encode(webhookOf(last, API_KEY));
      return { orderId: last.orderId, status: last.status, body };
    });
  }
}

/** Whether there is money that can go back. */
export function isRefundable({ status, paid }: BookInvoice): boolean {
  const isSettled = ["paid", "paid_over", "wrong_amount", "locked", "refund_fail"].includes(status);
  return isSettled && paid !== ZERO;
}

function openPayment(invoice: BookInvoice): OpenPayment {
  return openPaymentOf(openPaymentTold.parse(answered(invoice, "https://pay.example.com")));
}
