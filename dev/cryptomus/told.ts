/** How Cryptomus writes of an invoice: in an answer, and in a webhook as PHP spells it. */
import { signOf } from "../../clients/cryptomus_sign.ts";
import { type Amount, compareAmounts, ZERO } from "../../domain/money.ts";
import { isFinalStatus } from "../../domain/payment.ts";
import { type BookInvoice, COIN } from "./book.ts";
import { qrPicture } from "./qr.ts";

const MOSCOW_OFFSET = 3 * 3_600_000;

/** An invoice in an answer. */
export function answered(invoice: BookInvoice, origin: string): Record<string, unknown> {
  const { uuid, orderId, amount, currency, asked, paid, status } = invoice;
  const address = `T${uuid.replaceAll("-", "").slice(0, 33)}`;
  return {
    uuid,
    order_id: orderId,
    amount: spelt(amount, 2),
    payment_amount: came(paid) ? spelt(paid, 8) : null,
    payer_amount: asked && spelt(asked, 8),
    discount_percent: 0,
    discount: "0.00",
    payer_currency: asked && COIN.currency,
    currency,
    merchant_amount: null,
    comments: null,
    network: asked && COIN.network,
    address: asked && address,
    address_qr_code: asked && qrPicture(address),
    from: null,
    txid: invoice.txid,
    payment_status: status,
    status,
    url: `${origin}/pay/${uuid}`,
    expired_at: Math.floor(invoice.expiresAt / 1000),
    is_final: isFinalStatus(status),
    additional_data: invoice.additionalData,
    created_at: moscowTime(invoice.createdAt),
    updated_at: moscowTime(invoice.updatedAt),
    commission: null,
  };
}

/** The body of a webhook, signed, as PHP writes it. */
export function webhookOf(invoice: BookInvoice, key: string): string {
  const { uuid, orderId, amount, currency, asked, paid, status, txid } = invoice;
  const told = {
    type: "payment",
    uuid,
    order_id: orderId,
    amount: spelt(amount, 8),
    payment_amount: came(paid) ? spelt(paid, 8) : null,
    // It is not to be trusted, and it is nought in their own example.
    payment_amount_usd: "0.00",
    merchant_amount: null,
    commission: null,
    is_final: isFinalStatus(status),
    status,
    from: came(paid) ? "THgEWubVc8tPKXLJ4VZ5zbiiAK7AgqSeGH" : null,
    wallet_address_uuid: null,
    network: asked && COIN.network,
    currency,
    payer_currency: asked && COIN.currency,
    payer_amount: asked && spelt(asked, 8),
    payer_amount_exchange_rate: "1.00016519",
    additional_data: invoice.additionalData,
    ...(txid ? { txid } : {}),
  };
  const body = phpJson(told);
  return phpJson({ ...told, sign: signOf(body, key) });
}

/** `json_encode` with `JSON_UNESCAPED_UNICODE`. */
export function phpJson(value: unknown): string {
  return JSON.stringify(value).replaceAll("/", "\\/")
    .replaceAll("\u2028", "\\u2028").replaceAll("\u2029", "\\u2029");
}

/** A moment as `Y-m-d H:i:s` of Moscow, read. */
export function readMoscowTime(text: string): number {
  return Date.parse(`${text.replace(" ", "T")}+03:00`);
}

function moscowTime(moment: number): string {
  return `${new Date(moment + MOSCOW_OFFSET).toISOString().slice(0, 19)}+03:00`;
}

function came(paid: Amount): boolean {
  return compareAmounts(paid, ZERO) > 0;
}

/** With so many digits after the point at least. */
function spelt(amount: Amount, digits: number): string {
  const [whole = "0", fraction = ""] = amount.split(".");
  return `${whole}.${fraction.padEnd(digits, "0")}`;
}
