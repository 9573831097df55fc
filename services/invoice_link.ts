import type { BotNames } from "./ports.ts";

/**
 * Makes the address at which a payer comes back: Telegram opens the app at the invoice.
 *
 * Outside of Telegram the app cannot know who opens it; so its own address, on the origin `publicUrl`,
 * stands in only where Telegram does not tell what the bot is called.
 */
export function invoiceLink(
  bot: BotNames,
  publicUrl: string,
): (invoiceId: string) => Promise<string> {
  return async (invoiceId) => {
    const startParam = `invoice_${invoiceId}`;
    const name = await bot.userName().catch(() => undefined);
    return name === undefined
      ? `${publicUrl}/app/?tgWebAppStartParam=${startParam}`
      : `https://t.me/${name}?startapp=${startParam}`;
  };
}
