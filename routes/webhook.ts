import type { Update } from "grammy/types";
import { Hono } from "hono";
import { AppError } from "../domain/errors.ts";
import { sameText } from "../services/crypto.ts";
import type { RequestEnvironment } from "./environment.ts";

/**
 * `POST /telegram/webhook`: an update of the bot, with the secret that was agreed with Telegram.
 *
 * It answers 200 once the update's effects are stored; anything else makes Telegram send it again.
 */
export function webhookRoutes(options: {
  enabled: boolean;
  /** Asked for with each update, because deriving it takes what a start has no time for. */
  secret(): string;
  handle(update: Update): Promise<void>;
}) {
  const { enabled, secret, handle } = options;
  return new Hono<RequestEnvironment>().post("/telegram/webhook", async (context) => {
    if (!enabled) throw new AppError("not_found", { what: "page" });
    const received = context.req.header("x-telegram-bot-api-secret-token") ?? "";
    if (!sameText(received, secret())) throw new AppError("forbidden", { reason: "wrong secret" });
    await handle(await context.req.json<Update>());
    return context.body(null, 200);
  });
}
