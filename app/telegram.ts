import { getLogger } from "@logtape/logtape";
import type { Bot } from "grammy";
import type { MemberContext } from "../bot/context.ts";
import { appUrl } from "../clients/telegram.ts";
import { later } from "../domain/later.ts";
import { once } from "../domain/once.ts";
import { setUpBot } from "../services/bot_setup.ts";
import type { AppDependencies } from "./dependencies.ts";
import type { Services } from "./services.ts";

const log = getLogger(["sfera"]);

/** The bot of the app, which is loaded with its first update. */
export interface TelegramSide {
  /** Handles an update that came by webhook. */
  handle(update: Parameters<Bot["handleUpdate"]>[0]): Promise<void>;
  /**
   * Tells Telegram of the bot, polls where updates are polled for, and sends, until the signal ends.
   *
   * One process does it: Telegram refuses two that poll, and two senders would break its rates.
   */
  serve(signal: AbortSignal): Promise<void>;
}

/** Makes the side of the app that speaks with Telegram. */
export function createTelegramSide(deps: AppDependencies, services: Services): TelegramSide {
  const { config, clock, texts, telegram } = deps;
  const { community, operators } = config;
  const { token, apiRoot, updates } = config.telegram;
  const { publicUrl } = config.server;
  const { db, outbox, loading } = services;

  const loadBot = once(async (): Promise<Bot<MemberContext>> => {
    const { createBot } = await import(
      later("../bot/mod.ts")
    ) as typeof import("../bot/mod.ts");
    const { codes, uploads, selling } = loading;
    const trials = async () => (await loading.more()).trials;
    const { sales } = community;
    const sells = { crypto: sales.crypto && deps.payments !== undefined, stars: sales.stars };
    return createBot(
      { token, apiRoot },
      {
        ...services,
        clock,
        community,
        operators,
        codes,
        uploads,
        trials,
        selling,
        sells,
        preCheckoutPatience: deps.preCheckoutPatience,
        messenger: telegram,
        texts,
      },
    );
  });

  return {
    async handle(update) {
      const made = await loadBot();
      await made.init();
      await made.handleUpdate(update);
    },
    async serve(signal) {
      const sending = outbox.run(signal);
      await setUpBot({
        db,
        configurator: telegram,
        texts,
        botToken: token,
        defaultLanguage: community.assistant.defaultLanguage,
        appUrl: appUrl(publicUrl),
        webhookUrl: updates === "webhook" ? `${publicUrl}/telegram/webhook` : undefined,
      }).catch((error) => log.error("Telegram could not be set up: {error}", { error }));
      if (updates === "webhook") return await sending;
      const { poll } = await import(
        later("../bot/updates.ts")
      ) as typeof import("../bot/updates.ts");
      await Promise.all([sending, poll(await loadBot(), signal)]);
    },
  };
}
