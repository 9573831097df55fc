/**
 * What Cryptomus answers, read tolerantly: numbers may be texts, most may be null or absent.
 *
 * https://doc.cryptomus.com/business/payments/creating-invoice
 */
import { z } from "zod";
import { amountTold, type Payment } from "../domain/payment.ts";
import type { OpenPayment, PaymentService } from "../services/ports.ts";

const text = z.string().min(1).nullish().catch(null);
const told = z.unknown().optional().transform((amount) => amountTold(amount));
const required = told.refine((amount) => amount !== null).transform((amount) => amount!);

/** What a webhook and an answer have in common. */
export const paymentTold = z.object({
  uuid: z.string().min(1),
  order_id: z.string().min(1),
  amount: required,
  currency: z.string().min(1),
  // A webhook has `status`; answers have both, and old ones `payment_status` alone.
  status: text,
  payment_status: text,
  payment_amount: told,
  payer_amount: told,
  payer_currency: text,
  network: text,
  txid: text,
}).refine(({ status, payment_status }) => status ?? payment_status);

export const openPaymentTold = z.intersection(
  paymentTold,
  z.object({
    url: text,
    address: text,
    address_qr_code: text,
    // Seconds since the Unix epoch.
    expired_at: z.number().nullish().catch(null),
    created_at: text,
    is_final: z.boolean().nullish().catch(null),
  }),
);

export const listTold = z.object({
  items: z.array(z.unknown()),
  paginate: z.object({ nextCursor: text }).nullish().catch(null),
});

const limits = z.object({ min_amount: told, max_amount: told }).nullish().catch(null);
export const serviceTold = z.object({
  network: z.string(),
  currency: z.string(),
  is_available: z.boolean(),
  limit: limits,
});

/** `{state: 0, result}` of a success, `{state: 1, errors}` or `{state: 1, message}` of a refusal. */
export const envelope = z.object({
  state: z.number().nullish().catch(null),
  result: z.unknown().optional(),
  message: text,
  errors: z.record(z.string(), z.union([z.array(z.string()), z.string()])).nullish().catch(null),
});

/** The payment as the rest of Sfera knows it. */
export function paymentOf(read: z.infer<typeof paymentTold>): Payment {
  return {
    uuid: read.uuid,
    orderId: read.order_id,
    amount: read.amount,
    currency: read.currency,
    status: (read.status ?? read.payment_status)!,
    paid: read.payment_amount,
    asked: read.payer_amount,
    payerCurrency: read.payer_currency ?? null,
    network: read.network ?? null,
    txid: read.txid ?? null,
  };
}

/** The payment with what its payer needs. */
export function openPaymentOf(read: z.infer<typeof openPaymentTold>): OpenPayment {
  const createdAt = Date.parse(read.created_at ?? "");
  return {
    ...paymentOf(read),
    url: read.url ?? null,
    address: read.address ?? null,
    qrCode: read.address_qr_code?.startsWith("data:image/") ? read.address_qr_code : null,
    expiresAt: read.expired_at ? read.expired_at * 1000 : null,
    createdAt: Number.isNaN(createdAt) ? null : createdAt,
  };
}

export function serviceOf(read: z.infer<typeof serviceTold>): PaymentService {
  return {
    currency: read.currency,
    network: read.network,
    available: read.is_available,
    least: read.limit?.min_amount ?? null,
    most: read.limit?.max_amount ?? null,
  };
}
