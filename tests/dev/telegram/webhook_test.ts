import assert from "node:assert/strict";
import { webhookCallback } from "grammy";
import { Hono } from "hono";
import type { TelegramStandIn } from "../../../dev/telegram/mod.ts";
import { until } from "../../kit/conditions.ts";
import { ARTYOM, botSays, makeBot, MARIA, refuses, transcript, withTelegram } from "./kit.ts";

const FAST = { webhookTimes: { retryMilliseconds: 5 } };

/** Serves a handler as the bot's webhook while `body` runs. */
async function withWebhook(
  handler: (request: Request) => Response | Promise<Response>,
  body: (url: string) => Promise<void>,
): Promise<void> {
  const server = Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen() {} }, // Deno gives no request to a handler that declares none, and grammY's declares rest arguments.
    (request) => handler(request),
  );
  try {
    await body(`http://127.0.0.1:${server.addr.port}/webhook`);
  } finally {
    await server.shutdown();
  }
}

function idle(telegram: TelegramStandIn): Promise<true> {
  return until(() => telegram.webhook().pending_update_count === 0, "every update to be delivered");
}

Deno.test("updates reach a webhook with its secret, in Hono", () =>
  withTelegram(async (telegram) => {
    const bot = makeBot(telegram);
    bot.on("message:text", (context) => context.reply(`heard ${context.message.text}`));
    const app = new Hono();
    app.post("/webhook", webhookCallback(bot, "hono", { secretToken: "s3cret" }));
    await withWebhook(app.fetch, async (url) => {
      await telegram.say(ARTYOM, "before");
      await bot.api.setWebhook(url, { secret_token: "s3cret", max_connections: 2 });
      await botSays(telegram, ARTYOM, "heard before");
      await telegram.say(ARTYOM, "after");
      await botSays(telegram, ARTYOM, "heard after");
      await idle(telegram);
      const info = await bot.api.getWebhookInfo();
      assert.equal(info.url, url);
      assert.equal(info.max_connections, 2);
      assert.equal(info.last_error_message, undefined);
    });
  }, FAST));

Deno.test("a wrong secret keeps the updates waiting, and the webhook tells why", () =>
  withTelegram(async (telegram) => {
    const bot = makeBot(telegram);
    bot.on("message:text", (context) => context.reply("never"));
    const handler = webhookCallback(bot, "std/http", { secretToken: "right" });
    await withWebhook(handler, async (url) => {
      await bot.api.setWebhook(url, { secret_token: "wrong" });
      await telegram.say(ARTYOM, "hello");
      const error = await until(
        () => telegram.webhook().last_error_message,
        "an error of the webhook",
      );
      assert.match(error, /^Wrong response from the webhook: 401/);
      assert.equal(telegram.webhook().pending_update_count, 1);
      assert.deepEqual(transcript(telegram, ARTYOM), ["member: hello"]);
      await bot.api.deleteWebhook({ drop_pending_updates: true });
      assert.equal(telegram.webhook().pending_update_count, 0);
    });
  }, FAST));

Deno.test("an update is repeated until the webhook takes it, and its chat keeps its order", () =>
  withTelegram(async (telegram) => {
    const seen: string[] = [];
    const handler = async (request: Request) => {
      const { message } = await request.json();
      seen.push(message.text);
      return new Response(null, { status: seen.length <= 3 ? 500 : 200 });
    };
    await withWebhook(handler, async (url) => {
      await telegram.say(ARTYOM, "one");
      await telegram.say(ARTYOM, "two");
      await makeBot(telegram).api.setWebhook(url);
      await idle(telegram);
    });
    assert.deepEqual(seen, ["one", "one", "one", "one", "two"]);
  }, FAST));

Deno.test("an update that fails does not hold back another chat", () =>
  withTelegram(async (telegram) => {
    const seen: number[] = [];
    const handler = async (request: Request) => {
      const { message } = await request.json();
      seen.push(message.chat.id);
      return new Response(null, { status: message.chat.id === ARTYOM ? 503 : 200 });
    };
    await withWebhook(handler, async (url) => {
      const { api } = makeBot(telegram);
      await api.setWebhook(url);
      await telegram.say(ARTYOM, "stuck");
      await until(() => telegram.webhook().last_error_message, "the first to fail");
      await telegram.say(MARIA, "passes");
      await until(
        () => seen.includes(MARIA) && telegram.webhook().pending_update_count === 1,
        "the second to arrive",
      );
    });
  }, FAST));

Deno.test("a method in the webhook's answer is carried out", () =>
  withTelegram(async (telegram) => {
    const bot = makeBot(telegram, { client: { canUseWebhookReply: () => true } });
    bot.on("message:text", (context) => context.reply("in the answer"));
    await withWebhook(webhookCallback(bot, "std/http"), async (url) => {
      await makeBot(telegram).api.setWebhook(url);
      await telegram.say(ARTYOM, "hello");
      await botSays(telegram, ARTYOM, "in the answer");
    });
  }, FAST));

Deno.test("an update whose answer was lost comes again", () =>
  withTelegram(async (telegram) => {
    const seen: number[] = [];
    const handler = async (request: Request) => {
      seen.push((await request.json()).update_id);
      return new Response();
    };
    telegram.faults.add({ kind: "lose-reply", match: "webhook" });
    telegram.faults.add({ kind: "duplicate", match: "webhook" });
    await withWebhook(handler, async (url) => {
      await makeBot(telegram).api.setWebhook(url);
      await telegram.say(ARTYOM, "lost once");
      await idle(telegram);
      await telegram.say(ARTYOM, "delivered twice");
      await idle(telegram);
    });
    assert.deepEqual(seen.map((id) => id - seen[0]!), [0, 0, 1, 1]);
  }, FAST));

Deno.test("a webhook elsewhere or with a bad secret is refused", () =>
  withTelegram(async (telegram) => {
    const { api } = makeBot(telegram);
    await refuses(
      api.setWebhook("http://sfera.example/bot"),
      400,
      "Bad Request: bad webhook: An HTTPS URL must be provided for webhook",
    );
    await refuses(
      api.setWebhook("https://sfera.example/bot"),
      400,
      "Bad Request: bad webhook: this stand-in delivers to 127.0.0.1 and localhost only",
    );
    await refuses(
      api.setWebhook("http://127.0.0.1:9/bot", { secret_token: "два" }),
      400,
      "Bad Request: secret token contains unallowed characters",
    );
  }));
