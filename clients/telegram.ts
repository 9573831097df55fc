import type { Api } from "grammy";
import { LANGUAGES } from "../domain/community.ts";
import { later } from "../domain/later.ts";
import type { MessageButton } from "../domain/outbox.ts";
import type { BotConfigurator, DeliveryResult, Messenger } from "../services/ports.ts";

/** Telegram as Sfera uses it outside the bot's own update loop. */
export interface Telegram extends Messenger, BotConfigurator {
  /** grammY's API of this bot; the library is loaded at the first use, to start sooner. */
  api(): Promise<Api>;
  /** Throws where Telegram does not answer or refuses the token. */
  check(signal: AbortSignal): Promise<void>;
}

/** Seconds after which a call to Telegram is given up. */
const TIMEOUT_SECONDS = 20;

/**
 * Makes the client of one bot.
 *
 * `apiRoot` is Telegram's address or a stand-in's, `publicUrl` the origin of the Mini App.
 */
export function createTelegram(options: {
  token: string;
  apiRoot: string;
  publicUrl: string;
}): Telegram {
  const { token, apiRoot, publicUrl } = options;
  let made: Promise<Api> | undefined;

  async function api(): Promise<Api> {
    const { Api } = await import(later("grammy")) as typeof import("grammy");
    return new Api(token, { apiRoot, timeoutSeconds: TIMEOUT_SECONDS });
  }

  function inlineButton(button: MessageButton) {
    return "data" in button
      ? { text: button.text, callback_data: button.data }
      : { text: button.text, web_app: { url: appUrl(publicUrl, button.appPath) } };
  }

  return {
    api: () => made ??= api(),

    async send({ chatId, text, buttons }) {
      try {
        const sent = await (await this.api()).sendMessage(Number(chatId), text, {
          link_preview_options: { is_disabled: true },
          ...(buttons
            ? { reply_markup: { inline_keyboard: buttons.map((row) => row.map(inlineButton)) } }
            : {}),
        });
        return { status: "sent", messageId: sent.message_id };
      } catch (error) {
        return deliveryOf(error);
      }
    },

    async showTyping(chatId) {
      const api = await this.api();
      await api.sendChatAction(Number(chatId), "typing").catch(() => {});
    },

    async nameMenuButton(chatId, text) {
      const api = await this.api();
      await api.setChatMenuButton({
        chat_id: Number(chatId),
        menu_button: { type: "web_app", text, web_app: { url: appUrl(publicUrl) } },
      }).catch(() => {});
    },

    async configure({ commands, defaultLanguage, menuButton, allowedUpdates, webhook }) {
      const api = await this.api();
      await api.setMyCommands(commands[defaultLanguage]);
      for (const language of LANGUAGES) {
        await api.setMyCommands(commands[language], { language_code: language });
      }
      const { text, url } = menuButton;
      await api.setChatMenuButton({ menu_button: { type: "web_app", text, web_app: { url } } });
      if (!webhook) return void await api.deleteWebhook();
      await api.setWebhook(webhook.url, {
        secret_token: webhook.secret,
        allowed_updates: allowedUpdates as NonNullable<
          Parameters<Api["setWebhook"]>[1]
        >["allowed_updates"],
      });
    },

    async check(signal) {
      const api = await this.api();
      await api.getMe(signal as Parameters<Api["getMe"]>[0]);
    },
  };
}

/** The address of the Mini App, at one of its `startapp` destinations. */
export function appUrl(publicUrl: string, startParam = ""): string {
  const query = startParam === "" ? "" : `?tgWebAppStartParam=${encodeURIComponent(startParam)}`;
  return `${publicUrl}/app/${query}`;
}

/**
 * What an error of Telegram means for a message.
 *
 * 429 says how long to wait; 403 and a chat that is gone mean that the person cannot be written to;
 * other 4xx are our mistake and will not get better (https://core.telegram.org/bots/api#making-requests).
 */
export function deliveryOf(error: unknown): DeliveryResult {
  const { error_code: code, description, parameters } = error as {
    error_code?: number;
    description?: string;
    parameters?: { retry_after?: number };
  };
  if (code === undefined) {
    return { status: "later", retryAfterSeconds: 0, reason: "Telegram did not answer" };
  }
  const reason = `${code} ${description ?? ""}`.trim();
  if (code === 429) {
    return { status: "later", retryAfterSeconds: parameters?.retry_after ?? 1, reason };
  }
  if (code >= 500) return { status: "later", retryAfterSeconds: 0, reason };
  if (code === 403 || /chat not found|user is deactivated/i.test(description ?? "")) {
    return { status: "unreachable", reason };
  }
  return { status: "rejected", reason };
}
