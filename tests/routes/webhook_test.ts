import assert from "node:assert/strict";
import { startTelegram } from "../../dev/telegram/mod.ts";
import { webhookSecret } from "../../services/bot_setup.ts";
import { movableClock, testApp, TOKEN } from "../kit/app.ts";
import { until } from "../kit/conditions.ts";
import { scriptedModel } from "../kit/model.ts";
import { systemClock } from "../../clients/system.ts";

Deno.test("updates come by webhook, each with the secret, and one that came twice is one", async () => {
  const clocks = { clock: movableClock(), liveness: systemClock };
  const telegram = await startTelegram({ token: TOKEN, clock: clocks.clock });
  const model = scriptedModel(() => ["Да."]);
  await using app = await testApp({
    model,
    clocks,
    apiRoot: telegram.url,
    environment: { TELEGRAM_UPDATES: "webhook" },
  });
  const update = {
    update_id: 1,
    message: {
      message_id: 1,
      date: 1,
      text: "Привет",
      chat: { id: 1001, type: "private", first_name: "Артём" },
      from: { id: 1001, is_bot: false, first_name: "Артём", language_code: "ru" },
    },
  };
  const deliver = (secret: string) =>
    app.ask("/telegram/webhook", {
      method: "POST",
      headers: { "Content-Type": "application/json", "X-Telegram-Bot-Api-Secret-Token": secret },
      body: JSON.stringify(update),
    });
  assert.equal((await deliver("guess")).status, 403);
  assert.equal((await deliver(webhookSecret(TOKEN))).status, 200);
  assert.equal((await deliver(webhookSecret(TOKEN))).status, 200);
  app.app.start();
  await until(() => telegram.messages(1001).find(({ text }) => text === "Да."), "the answer");
  assert.equal(model.requests.length, 1);
  const url = "http://localhost:8123/telegram/webhook";
  await until(() => telegram.webhook().url === url, "the webhook to be set");
  await app.app.stop(0);
  await telegram.close();
});

Deno.test("where updates are polled for, there is no webhook", async () => {
  await using app = await testApp();
  assert.equal((await app.ask("/telegram/webhook", { method: "POST", body: "{}" })).status, 404);
});
