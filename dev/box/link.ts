import { AppError } from "../../domain/errors.ts";

/** A link to the bot: `start` writes to the chat, `app` opens the Mini App. */
export type BotLink =
  | { kind: "start"; url: string }
  | { kind: "app"; startParam: string };

const PARAMETER = /^[\w-]{0,512}$/;

/**
 * Reads a link to the bot: `https://t.me/bot?start=x`, `t.me/bot?startapp=x`, `t.me/bot/app?startapp=x`,
 * or the same path without the host.
 *
 * Start parameters are as Telegram takes them: up to 512 letters, digits, `_` and `-` for the Mini
 * App (https://core.telegram.org/bots/webapps), up to 64 for the chat.
 * Errors: `bad_request` for any other link and for another bot.
 */
export function parseBotLink(link: string, username: string): BotLink {
  const url = asUrl(link.trim());
  const [bot, ...rest] = url?.pathname.split("/").filter(Boolean) ?? [];
  if (!url || url.hostname !== "t.me" || !bot) {
    throw refused(`expected a link such as https://t.me/${username}?start=CODE`);
  }
  if (bot.toLowerCase() !== username.toLowerCase()) {
    throw refused(`the link is for @${bot.slice(0, 40)}, and the bot here is @${username}`);
  }
  const startParam = url.searchParams.get("startapp");
  if (startParam !== null || rest.length > 0) {
    return { kind: "app", startParam: checked(startParam ?? "", 512) };
  }
  checked(url.searchParams.get("start") ?? "", 64);
  return { kind: "start", url: url.href };
}

function asUrl(link: string): URL | null {
  if (link.startsWith("/")) return URL.parse(`https://t.me${link}`);
  return URL.parse(/^[a-z]+:\/\//i.test(link) ? link : `https://${link}`);
}

function checked(parameter: string, longest: number): string {
  if (!PARAMETER.test(parameter) || parameter.length > longest) {
    throw refused(
      `a start parameter takes up to ${longest} letters, digits, "_" and "-", got ${parameter.length} characters`,
    );
  }
  return parameter;
}

function refused(reason: string): AppError {
  return new AppError("bad_request", { reason });
}
