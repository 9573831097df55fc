/** A payment processor in memory that keeps its book as the stand-in does, and can be away. */
import {
  act,
  type Action,
  type BookInvoice,
  chooseCoin,
  expired,
} from "../../dev/cryptomus/book.ts";
import { AppError } from "../../domain/errors.ts";
import { compareAmounts, ZERO } from "../../domain/money.ts";
import type { Payment } from "../../domain/payment.ts";
import type { OpenPayment, PaymentProcessor } from "../../services/ports.ts";

export const MERCHANT = "merchant";

/** The book of one processor, whoever asks it. */
export class Processor {
  readonly invoices = new Map<string, BookInvoice>();
  /** What was told of invoices, in the order in which it became so. */
  readonly told: Payment[] = [];
  /** How many requests get no answer from now on, done or not. */
  away = 0;
  readonly client: PaymentProcessor;

  constructor(readonly now: () => number, readonly random: () => number) {
    this.client = {
      merchant: MERCHANT,
      createInvoice: (order) =>
        this.#answer(() => {
          const known = this.invoices.get(order.orderId);
          const made = known ?? this.#make(order);
          const { url, expiresAt, ...rest } = openOf(made);
          return { ...rest, url: url!, expiresAt: expiresAt! };
        }),
      info: (which) =>
        this.#answer(() => {
          const found = [...this.invoices.values()].find(({ uuid, orderId }) =>
            "uuid" in which ? uuid === which.uuid : orderId === which.orderId
          );
          return found && openOf(found);
        }),
      list: () => Promise.reject(new Error("nobody lists here")),
      services: () => this.#answer(() => []),
      refund: ({ uuid }) =>
        this.#answer(() => {
          const invoice = [...this.invoices.values()].find((one) => one.uuid === uuid)!;
          this.act(invoice.orderId, "refund");
        }),
      resend: () => Promise.resolve(),
      testWebhook: () => Promise.resolve(),
      readWebhook: (body) =>
        Promise.resolve({ payment: JSON.parse(new TextDecoder().decode(body)) }),
    };
  }

  /** Does what a payer does, where it can be done; what it became is told. */
  act(orderId: string, action: Action): void {
    this.sweep();
    const invoice = this.invoices.get(orderId);
    if (invoice && isPossible(invoice.status, action)) {
      this.#become(act(invoice, action, this.now()));
    }
  }

  /** Lets what is over expire. */
  sweep(): void {
    const now = this.now();
    for (const invoice of this.invoices.values()) {
      if (now >= invoice.expiresAt) this.#become(expired(invoice, now));
    }
  }

  #become(steps: BookInvoice[]): void {
    for (const step of steps) this.told.push(paymentOf(step));
    const last = steps.at(-1);
    if (last) this.invoices.set(last.orderId, last);
  }

  #make(order: Parameters<PaymentProcessor["createInvoice"]>[0]): BookInvoice {
    const now = this.now();
    const invoice: BookInvoice = {
      uuid: `uuid-of-${order.orderId}`,
      orderId: order.orderId,
      amount: order.price.amount,
      currency: order.price.currency,
      topUp: order.topUp,
      accuracyPercent: order.accuracyPercent,
      callbackUrl: order.callbackUrl,
      returnUrl: order.returnUrl,
      additionalData: null,
      createdAt: now,
      updatedAt: now,
      expiresAt: now + order.lifetimeSeconds * 1000,
      status: "check",
      asked: null,
      paid: ZERO,
      txid: null,
    };
    const made = order.payIn ? chooseCoin(invoice) : invoice;
    this.invoices.set(made.orderId, made);
    return made;
  }

  async #answer<T>(work: () => T): Promise<T> {
    await Promise.resolve();
    if (this.away === 0) return work();
    this.away -= 1;
    if (this.random() < 0.5) work();
    throw new AppError("payments_unavailable", { reason: "told to be away" });
  }
}

/** Whether a payment in this status may be acted on so. */
function isPossible(status: BookInvoice["status"], action: Action): boolean {
  const isRefund = action.startsWith("refund");
  switch (status) {
    case "paid":
    case "paid_over":
      return isRefund || action === "again";
    case "wrong_amount":
      return isRefund || action === "pay" || action === "over";
    case "locked":
      return action === "refund" || action === "pay";
    case "refund_fail":
      return action === "refund";
    case "refund_process":
    case "refund_paid":
      return false;
    default:
      return !isRefund;
  }
}

/** What the processor tells of an invoice. */
export function paymentOf(invoice: BookInvoice): Payment {
  const { uuid, orderId, amount, currency, status, paid, asked, txid } = invoice;
  return {
    uuid,
    orderId,
    amount,
    currency,
    status,
    paid: compareAmounts(paid, ZERO) > 0 ? paid : null,
    asked,
    payerCurrency: asked && "USDT",
    network: asked && "tron",
    txid,
  };
}

function openOf(invoice: BookInvoice): OpenPayment {
  return {
    ...paymentOf(invoice),
    url: `https://pay.example.com/${invoice.uuid}`,
    address: invoice.asked && "T123",
    qrCode: null,
    expiresAt: invoice.expiresAt,
    createdAt: invoice.createdAt,
  };
}
