import assert from "node:assert/strict";
import { InlineKeyboard, InputFile } from "grammy";
import { ARTYOM, makeBot, MARIA, refuses, transcript, withTelegram } from "./kit.ts";
import { until } from "../../kit/conditions.ts";

/** Runs `body` with a store that outlives each stand-in. */
async function withStore(body: (store: Deno.Kv) => Promise<void>): Promise<void> {
  const store = await Deno.openKv(":memory:");
  try {
    await body(store);
  } finally {
    store.close();
  }
}

Deno.test("a restart keeps the chats, the counters and what waits", () =>
  withStore(async (store) => {
    const keyboard = new InlineKeyboard().text("Go", "go");
    const button = {
      type: "web_app",
      text: "Open",
      web_app: { url: "https://a.example/" },
    } as const;
    let lastMessage = 0;
    let lastUpdate = 0;
    await withTelegram(async (telegram) => {
      const { api } = makeBot(telegram);
      await telegram.say(ARTYOM, "hello");
      const sent = await api.sendMessage(ARTYOM, "one", { reply_markup: keyboard });
      await api.editMessageText(ARTYOM, sent.message_id, "two", { reply_markup: keyboard });
      await telegram.press(ARTYOM, sent.message_id, "go");
      await telegram.setLanguage(ARTYOM, "en");
      await telegram.block(MARIA);
      await api.setChatMenuButton({ menu_button: button });
      lastMessage = sent.message_id;
      lastUpdate = (await api.getUpdates()).at(-1)!.update_id;
    }, { store });
    await withTelegram(async (telegram) => {
      const { api } = makeBot(telegram);
      assert.deepEqual(transcript(telegram, ARTYOM), ["member: hello", "bot: two"]);
      assert.equal(telegram.members()[0]?.language_code, "en");
      assert.deepEqual(telegram.menuButton(ARTYOM), button);
      await refuses(api.sendMessage(MARIA, "x"), 403, "Forbidden: bot was blocked by the user");
      const updates = await api.getUpdates();
      assert.deepEqual(updates.map((update) => Object.keys(update)[1]), [
        "message",
        "callback_query",
        "my_chat_member",
      ]);
      await api.answerCallbackQuery(updates[1]!.callback_query!.id);
      assert.ok(await telegram.say(ARTYOM, "again") > lastMessage);
      const [next] = await api.getUpdates({ offset: lastUpdate + 1 });
      assert.equal(next?.update_id, lastUpdate + 1);
    }, { store });
  }));

Deno.test("a restart keeps the webhook and delivers what waited", () =>
  withStore(async (store) => {
    const secrets: (string | null)[] = [];
    const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen() {} }, (request) => {
      secrets.push(request.headers.get("x-telegram-bot-api-secret-token"));
      return new Response();
    });
    try {
      const url = `http://127.0.0.1:${server.addr.port}/`;
      await withTelegram(async (telegram) => {
        telegram.faults.add({ kind: "drop", match: "webhook", times: Infinity });
        await makeBot(telegram).api.setWebhook(url, { secret_token: "kept" });
        await telegram.say(ARTYOM, "hello");
      }, { store });
      await withTelegram(async (telegram) => {
        await until(() => secrets.length > 0, "the update to arrive");
        assert.deepEqual(secrets, ["kept"]);
        assert.equal(telegram.webhook().url, url);
      }, { store });
    } finally {
      await server.shutdown();
    }
  }));

Deno.test("a restart keeps files, large ones too", () =>
  withStore(async (store) => {
    const bytes = new Uint8Array(1_000_000).map((_, index) => index % 251);
    let fileId = "";
    await withTelegram(async (telegram) => {
      const sent = await makeBot(telegram).api.sendDocument(ARTYOM, new InputFile(bytes, "a.bin"));
      fileId = sent.document.file_id;
    }, { store });
    await withTelegram((telegram) => {
      assert.deepEqual(telegram.file(fileId), bytes);
      return Promise.resolve();
    }, { store });
  }));
