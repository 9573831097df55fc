import type { Api } from "grammy";
import type { StarTransaction, TransactionPartner } from "grammy/types";
import { beginningOf } from "../domain/beginning.ts";
import { AppError } from "../domain/errors.ts";
import { STARS } from "../domain/money.ts";
import type { Stars, StarsTransaction } from "../services/ports.ts";

/** The one period that Telegram takes, in seconds (https://core.telegram.org/bots/api#createinvoicelink). */
const SUBSCRIPTION_SECONDS = 2_592_000;
const TITLE_LENGTH = 32;
const DESCRIPTION_LENGTH = 255;

/**
 * Makes the client that sells for Stars as one bot.
 *
 * `api` gives grammY's API of the bot, which is loaded at its first use; `token` names the bot.
 */
export function createStars(options: { token: string; api: () => Promise<Api> }): Stars {
  const { token } = options;

  async function ask<T>(question: (api: Api) => Promise<T>): Promise<T> {
    const api = await options.api();
    return await question(api).catch((error) => {
      throw paymentError(error);
    });
  }

  return {
    merchant: starsMerchant(token),

    createLink: ({ invoiceId, title, description, stars, subscription }, signal) =>
      ask((api) =>
        api.createInvoiceLink(
          beginningOf(title, TITLE_LENGTH),
          beginningOf(description, DESCRIPTION_LENGTH),
          invoiceId,
          "",
          STARS,
          [{ label: beginningOf(title, TITLE_LENGTH), amount: stars }],
          subscription ? { subscription_period: SUBSCRIPTION_SECONDS } : {},
          signal as Parameters<Api["createInvoiceLink"]>[7],
        )
      ),

    async answerPreCheckout(queryId, refusal) {
      await ask((api) =>
        refusal === undefined
          ? api.answerPreCheckoutQuery(queryId, true)
          : api.answerPreCheckoutQuery(queryId, false, { error_message: refusal })
      );
    },

    async refund({ telegramId, chargeId }) {
      const api = await options.api();
      try {
        await api.refundStarPayment(Number(telegramId), chargeId);
        return "refunded";
      } catch (error) {
        if (/CHARGE_ALREADY_REFUNDED/.test(descriptionOf(error))) return "already";
        throw paymentError(error);
      }
    },

    async setSubscription({ telegramId, chargeId, cancelled }) {
      await ask((api) => api.editUserStarSubscription(Number(telegramId), chargeId, cancelled));
    },

    async transactions({ offset, limit }) {
      const { transactions } = await ask((api) => api.getStarTransactions({ offset, limit }));
      return transactions.map(transactionOf);
    },
  };
}

/** The name of a bot as one who sells; the number before the colon of its token is the bot's id. */
export function starsMerchant(token: string): string {
  return `stars:${token.split(":")[0]}`;
}

function transactionOf(told: StarTransaction): StarsTransaction {
  const { id, amount, date, source, receiver } = told;
  const payment = invoicePayment(source ?? receiver);
  return {
    id,
    direction: source ? "in" : "out",
    stars: amount,
    at: date * 1000,
    telegramId: payment ? String(payment.user.id) : null,
    invoiceId: payment?.invoice_payload ?? null,
    period: payment?.subscription_period === undefined ? null : payment.subscription_period * 1000,
  };
}

/** The member who paid for an invoice, or got the Stars back; gifts and media are not sold here. */
function invoicePayment(partner: TransactionPartner | undefined) {
  if (partner?.type !== "user") return undefined;
  return partner.transaction_type === "invoice_payment" ? partner : undefined;
}

function descriptionOf(error: unknown): string {
  return (error as { description?: string }).description ?? "";
}

/** What Telegram's refusal or silence means for a payment; the token is in neither. */
function paymentError(error: unknown): AppError {
  const { error_code: code } = error as { error_code?: number };
  if (code === undefined) return new AppError("payments_unavailable", { reason: "no answer" });
  const reason = `${code} ${descriptionOf(error)}`.trim();
  return new AppError(
    code === 429 || code >= 500 ? "payments_unavailable" : "payments_refused",
    { reason },
  );
}
