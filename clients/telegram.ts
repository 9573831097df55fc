import type { Api } from "grammy";
import { LANGUAGES } from "../domain/community.ts";
import { later } from "../domain/later.ts";
import { once } from "../domain/once.ts";
import { AppError } from "../domain/errors.ts";
import type { MessageButton } from "../domain/outbox.ts";
import type {
  BotConfigurator,
  BotNames,
  DeliveryResult,
  FileSource,
  Messenger,
} from "../services/ports.ts";

/** Telegram as Sfera uses it outside the bot's own update loop. */
export interface Telegram extends Messenger, BotConfigurator, BotNames, FileSource {
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
  const api = once(async () => {
    const { Api } = await import(later("grammy")) as typeof import("grammy");
    return new Api(token, { apiRoot, timeoutSeconds: TIMEOUT_SECONDS });
  });

  const userName = once(async () => {
    const me = await (await api()).getMe().catch(() => undefined);
    if (!me) throw new AppError("outside_failed", { reason: "Telegram does not name the bot" });
    return me.username;
  });

  function inlineButton(button: MessageButton) {
    return "data" in button
      ? { text: button.text, callback_data: button.data }
      : { text: button.text, web_app: { url: appUrl(publicUrl, button.appPath) } };
  }

  return {
    api,
    userName,

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

    async download(fileId, { mostBytes, signal }) {
      const api = await this.api();
      const { file_path } = await api.getFile(fileId, signal as Parameters<Api["getFile"]>[1])
        .catch((error) => {
          throw downloadError(error, mostBytes);
        });
      // Without its cause: the address of a file holds the token.
      const response = await fetch(`${apiRoot}/file/bot${token}/${file_path}`, { signal })
        .catch(() => undefined);
      signal.throwIfAborted();
      if (!response?.ok) {
        await response?.body?.cancel();
        throw new Error(`Telegram did not give the file: ${response?.status ?? "no answer"}`);
      }
      return await readBody(response, mostBytes, signal);
    },

    async check(signal) {
      const api = await this.api();
      await api.getMe(signal as Parameters<Api["getMe"]>[0]);
    },
  };
}

/** A bot may download 20 MB (https://core.telegram.org/bots/api#getfile). */
function downloadError(error: unknown, mostBytes: number): Error {
  const { description = "no answer" } = error as { description?: string };
  if (/file is too big/i.test(description)) return new AppError("body_too_large", { mostBytes });
  return new Error(`Telegram did not tell where the file is: ${description}`);
}

/** The bytes of an answer; one that grows too large is broken off. */
async function readBody(
  response: Response,
  mostBytes: number,
  signal: AbortSignal,
): Promise<Uint8Array> {
  const chunks: Uint8Array<ArrayBuffer>[] = [];
  let length = 0;
  try {
    for await (const chunk of response.body ?? []) {
      length += chunk.length;
      if (length > mostBytes) throw new AppError("body_too_large", { mostBytes });
      chunks.push(chunk);
    }
  } catch (error) {
    signal.throwIfAborted();
    throw error instanceof AppError ? error : new Error("Telegram broke the file off");
  }
  return new Uint8Array(await new Blob(chunks).arrayBuffer());
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
    const reason = "Telegram did not answer";
    return { status: "later", retryAfterSeconds: 0, reason, doubt: true };
  }
  const reason = `${code} ${description ?? ""}`.trim();
  if (code === 429) {
    const seconds = Math.max(1, parameters?.retry_after ?? 1);
    return { status: "later", retryAfterSeconds: seconds, reason };
  }
  if (code >= 500) return { status: "later", retryAfterSeconds: 0, reason, doubt: true };
  if (code === 403 || /chat not found|user is deactivated/i.test(description ?? "")) {
    return { status: "unreachable", reason };
  }
  return { status: "rejected", reason };
}
