import { keys } from "../db/keys.ts";
import type { Database } from "../db/tx.ts";
import { type Language, LANGUAGES } from "../domain/community.ts";
import { nodeCrypto } from "./crypto.ts";
import type { BotConfigurator, BotSetup } from "./ports.ts";
import type { Texts } from "./texts.ts";

/** What the bot asks Telegram for; left out, Telegram would keep its previous setting. */
export const ALLOWED_UPDATES = [
  "message",
  "callback_query",
  "my_chat_member",
  "pre_checkout_query",
  "subscription",
] as const;

const COMMANDS = ["start", "plan", "subscribe", "promo", "help", "paysupport", "terms"] as const;

/** The secret that Telegram sends with each update; it follows from the bot token. */
export function webhookSecret(botToken: string): string {
  return nodeCrypto().createHmac("sha256", botToken).update("sfera webhook").digest("hex");
}

/**
 * Tells Telegram the commands, the menu button and where updates go.
 *
 * What was told last is kept, so that a start that changes nothing asks Telegram nothing.
 */
export async function setUpBot(deps: {
  db: Database;
  configurator: BotConfigurator;
  texts: Texts;
  botToken: string;
  defaultLanguage: Language;
  appUrl: string;
  webhookUrl: string | undefined;
}): Promise<void> {
  const { db, configurator, texts, botToken, defaultLanguage, appUrl, webhookUrl } = deps;
  const setup: BotSetup = {
    commands: {
      ru: await describeCommands(texts, "ru"),
      en: await describeCommands(texts, "en"),
    },
    defaultLanguage,
    menuButton: { text: await texts.format(defaultLanguage, "bot-open"), url: appUrl },
    allowedUpdates: ALLOWED_UPDATES,
    ...(webhookUrl ? { webhook: { url: webhookUrl, secret: webhookSecret(botToken) } } : {}),
  };
  const told = nodeCrypto().createHash("sha256").update(JSON.stringify([botToken, setup])).digest(
    "hex",
  );
  if (await db.get(keys.telegramSetup()) === told) return;
  await configurator.configure(setup);
  await db.tx((tx) => Promise.resolve(tx.set(keys.telegramSetup(), told)));
}

async function describeCommands(texts: Texts, language: typeof LANGUAGES[number]) {
  return await Promise.all(COMMANDS.map(async (command) => ({
    command,
    description: await texts.format(language, `command-${command}`),
  })));
}
