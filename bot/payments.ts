import { getLogger } from "@logtape/logtape";
import { Composer } from "grammy";
import type { Context } from "grammy";
import type { PreCheckoutQuery } from "grammy/types";
import type { StarsSales } from "../services/stars.ts";
import { wordless } from "../services/wordless.ts";

const log = getLogger(["sfera", "bot", "payments"]);

/** Telegram waits ten seconds for an answer; the answer itself takes a while, too. In milliseconds. */
export const PRE_CHECKOUT_PATIENCE = 7_000;

/** What payments in the bot work with. */
export interface PaymentsDependencies {
  /** Loaded with the first payment. */
  stars: () => Promise<StarsSales>;
  /** How long a payment is looked at before it is refused, in milliseconds. */
  preCheckoutPatience?: number;
}

/**
 * Payments in Stars: each is looked at before it is made, and written down before its update is
 * confirmed. It asks nothing of who pays: money of a banned or forgotten member is money, too.
 */
export function payments(
  { stars, preCheckoutPatience = PRE_CHECKOUT_PATIENCE }: PaymentsDependencies,
) {
  const composer = new Composer<Context>();

  composer.on("pre_checkout_query", async (context) => {
    const query = context.preCheckoutQuery;
    const refusal = await inTime(stars, query, preCheckoutPatience);
    // Too late for an answer is no reason to be asked again: no Stars were taken.
    await (refusal === undefined
      ? context.answerPreCheckoutQuery(true)
      : context.answerPreCheckoutQuery(false, refusal)).catch((error) =>
        log.warn("Query {id} could not be answered: {error}", {
          id: query.id,
          error: wordless(error),
        })
      );
  });

  composer.on("message:successful_payment", async ({ chat, message }) => {
    const payment = message.successful_payment;
    await (await stars()).paid({
      chargeId: payment.telegram_payment_charge_id,
      invoiceId: payment.invoice_payload,
      telegramId: String(chat.id),
      stars: payment.total_amount,
      currency: payment.currency,
      at: message.date * 1000,
      recurring: payment.subscription_expiration_date === undefined ? null : {
        expiresAt: payment.subscription_expiration_date * 1000,
        first: payment.is_first_recurring === true,
      },
    });
  });

  composer.on("message:refunded_payment", async ({ chat, message }) => {
    const refund = message.refunded_payment;
    await (await stars()).refunded({
      chargeId: refund.telegram_payment_charge_id,
      invoiceId: refund.invoice_payload,
      telegramId: String(chat.id),
      stars: refund.total_amount,
      currency: refund.currency,
    });
  });

  composer.use(async ({ update: { subscription } }, next) => {
    if (!subscription) return await next();
    await (await stars()).changed({
      telegramId: String(subscription.user.id),
      invoiceId: subscription.invoice_payload,
      state: subscription.state,
    });
  });
  return composer;
}

/** The reason to refuse a payment; where it cannot be told in time, that is the reason. */
async function inTime(
  stars: PaymentsDependencies["stars"],
  { id, from, total_amount, currency, invoice_payload }: PreCheckoutQuery,
  patience: number,
): Promise<string | undefined> {
  const { promise: late, resolve } = Promise.withResolvers<"late">();
  const timer = setTimeout(() => resolve("late"), patience);
  const looking = (async () => {
    const refusal = await (await stars()).preCheckout({
      invoiceId: invoice_payload,
      telegramId: String(from.id),
      languageCode: from.language_code,
      stars: total_amount,
      currency,
    });
    return { refusal };
  })();
  try {
    const found = await Promise.race([looking, late]);
    if (found !== "late") return found.refusal;
    looking.catch(() => {});
    log.warn("Query {id} is refused: it could not be looked at in time", { id });
  } catch (error) {
    log.warn("Query {id} is refused: {error}", { id, error: wordless(error) });
  } finally {
    clearTimeout(timer);
  }
  return await (await stars()).busyText(from.language_code);
}
