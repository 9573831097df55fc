import assert from "node:assert/strict";
import { InlineKeyboard, Keyboard } from "grammy";
import { replyKeyboard } from "../../../dev/telegram/mod.ts";
import { ARTYOM, botSays, makeBot, refuses, TOKEN, transcript } from "./kit.ts";
import { whilePolling, withTelegram } from "./kit.ts";
import { until } from "../../kit/conditions.ts";

Deno.test("a bot that polls answers what a person says", () =>
  withTelegram(async (telegram, clock) => {
    const bot = makeBot(telegram);
    bot.on("message:text", (context) => context.reply(`you said ${context.message.text}`));
    await whilePolling(bot, async () => {
      await telegram.say(ARTYOM, "hello");
      const answer = await botSays(telegram, ARTYOM, "you said hello");
      assert.equal(answer.date, clock.seconds);
    });
    assert.deepEqual(transcript(telegram, ARTYOM), ["member: hello", "bot: you said hello"]);
  }));

Deno.test("a message carries the person, the chat and what Telegram finds in the text", () =>
  withTelegram(async (telegram, clock) => {
    const messageId = await telegram.say(ARTYOM, "/help https://sfera.example");
    const [update] = await makeBot(telegram).api.getUpdates();
    const person = { id: 1001, first_name: "Артём", last_name: "Соколов", username: "artem_demo" };
    assert.deepEqual(update?.message, {
      message_id: messageId,
      from: { ...person, is_bot: false, language_code: "ru" },
      chat: { ...person, type: "private" },
      date: clock.seconds,
      text: "/help https://sfera.example",
      entities: [
        { type: "bot_command", offset: 0, length: 5 },
        { type: "url", offset: 6, length: 21 },
      ],
    });
  }));

Deno.test("texts have between 1 and 4096 characters after parsing", () =>
  withTelegram(async (telegram) => {
    const { api } = makeBot(telegram);
    await api.sendMessage(ARTYOM, "я".repeat(4096));
    await api.sendMessage(ARTYOM, `<b>${"я".repeat(4096)}</b>`, { parse_mode: "HTML" });
    await refuses(
      api.sendMessage(ARTYOM, "я".repeat(4097)),
      400,
      "Bad Request: message is too long",
    );
    await refuses(api.sendMessage(ARTYOM, ""), 400, "Bad Request: message text is empty");
    await refuses(api.sendMessage(ARTYOM, " \n"), 400, "Bad Request: text must be non-empty");
  }));

Deno.test("formatting that does not parse is refused in Telegram's words", () =>
  withTelegram(async (telegram) => {
    const { api } = makeBot(telegram);
    await refuses(
      api.sendMessage(ARTYOM, "да <x>", { parse_mode: "HTML" }),
      400,
      'Bad Request: can\'t parse entities: Unsupported start tag "x" at byte offset 5',
    );
    await refuses(
      api.sendMessage(ARTYOM, "1.", { parse_mode: "MarkdownV2" }),
      400,
      "Bad Request: can't parse entities: Character '.' is reserved and must be escaped with " +
        "the preceding '\\'",
    );
    await refuses(
      api.sendMessage(ARTYOM, "hello", { parse_mode: "Marked" as "HTML" }),
      400,
      "Bad Request: unsupported parse_mode",
    );
  }));

Deno.test("a stranger's chat, a wrong token and an unknown method are refused", () =>
  withTelegram(async (telegram) => {
    await refuses(
      makeBot(telegram).api.sendMessage(5, "hello"),
      400,
      "Bad Request: chat not found",
    );
    const wrong = await fetch(`${telegram.url}/bot7000000001:other/getMe`);
    assert.equal(wrong.status, 401);
    assert.deepEqual(await wrong.json(), {
      ok: false,
      error_code: 401,
      description: "Unauthorized",
    });
    const unknown = await fetch(`${telegram.url}/bot${TOKEN}/sendInvoice`);
    assert.equal(unknown.status, 404);
    assert.deepEqual(await unknown.json(), {
      ok: false,
      error_code: 404,
      description: "Not Found: method not found",
    });
  }));

Deno.test("methods take a query string, a form or JSON, in any case", () =>
  withTelegram(async (telegram) => {
    const url = `${telegram.url}/bot${TOKEN}/SENDMESSAGE`;
    const form = { chat_id: `${ARTYOM}`, text: "form" };
    const multipart = new FormData();
    for (const [name, value] of Object.entries(form)) multipart.set(name, value);
    const answers = [
      await fetch(`${url}?chat_id=${ARTYOM}&text=query`),
      await fetch(url, { method: "POST", body: new URLSearchParams(form) }),
      await fetch(url, { method: "POST", body: multipart }),
      await fetch(url, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ chat_id: ARTYOM, text: "json" }),
      }),
    ];
    for (const answer of answers) assert.equal((await answer.json()).ok, true);
    assert.deepEqual(transcript(telegram, ARTYOM), [
      "bot: query",
      "bot: form",
      "bot: form",
      "bot: json",
    ]);
    const broken = await fetch(url, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: "{",
    });
    assert.equal(broken.status, 400);
    await broken.body?.cancel();
  }));

Deno.test("a page in a browser is turned away", () =>
  withTelegram(async (telegram) => {
    const headers = { origin: "https://elsewhere.example" };
    const answer = await fetch(`${telegram.url}/bot${TOKEN}/getMe`, { headers });
    assert.equal(answer.status, 403);
    await answer.body?.cancel();
  }));

Deno.test("an edit changes the text and takes the keyboard away unless it is sent again", () =>
  withTelegram(async (telegram, clock) => {
    const { api } = makeBot(telegram);
    const keyboard = new InlineKeyboard().text("Go", "go");
    const sent = await api.sendMessage(ARTYOM, "one", { reply_markup: keyboard });
    assert.deepEqual(sent.reply_markup, {
      inline_keyboard: [[{ text: "Go", callback_data: "go" }]],
    });
    const notModified = "Bad Request: message is not modified: specified new message content and " +
      "reply markup are exactly the same as a current content and reply markup of the message";
    await refuses(
      api.editMessageText(ARTYOM, sent.message_id, "one", { reply_markup: keyboard }),
      400,
      notModified,
    );
    clock.advance(60);
    await api.editMessageText(ARTYOM, sent.message_id, "two");
    const [seen] = telegram.messages(ARTYOM);
    assert.equal(seen?.text, "two");
    assert.equal(seen?.editDate, clock.seconds);
    assert.equal(seen?.markup, undefined);
    await api.editMessageReplyMarkup(ARTYOM, sent.message_id, { reply_markup: keyboard });
    assert.ok(telegram.messages(ARTYOM)[0]?.markup);
    await refuses(
      api.editMessageText(ARTYOM, 999, "x"),
      400,
      "Bad Request: message to edit not found",
    );
    const own = await telegram.say(ARTYOM, "mine");
    await refuses(
      api.editMessageText(ARTYOM, own, "x"),
      400,
      "Bad Request: message can't be edited",
    );
    await refuses(
      api.editMessageText(ARTYOM, sent.message_id, "x".repeat(4097)),
      400,
      "Bad Request: MESSAGE_TOO_LONG",
    );
  }));

Deno.test("a message can be deleted for two days", () =>
  withTelegram(async (telegram, clock) => {
    const { api } = makeBot(telegram);
    const first = await api.sendMessage(ARTYOM, "first");
    const second = await api.sendMessage(ARTYOM, "second");
    await api.deleteMessage(ARTYOM, first.message_id);
    assert.deepEqual(transcript(telegram, ARTYOM), ["bot: second"]);
    await refuses(
      api.deleteMessage(ARTYOM, first.message_id),
      400,
      "Bad Request: message to delete not found",
    );
    clock.advance(48 * 3600 + 1);
    await refuses(
      api.deleteMessage(ARTYOM, second.message_id),
      400,
      "Bad Request: message can't be deleted for everyone",
    );
  }));

Deno.test("replies name the message they answer", () =>
  withTelegram(async (telegram) => {
    const { api } = makeBot(telegram);
    const question = await telegram.say(ARTYOM, "why");
    const answer = await api.sendMessage(ARTYOM, "because", {
      reply_parameters: { message_id: question },
    });
    assert.equal(answer.reply_to_message?.text, "why");
    assert.equal(telegram.messages(ARTYOM, question)[0]?.replyTo, question);
    await refuses(
      api.sendMessage(ARTYOM, "x", { reply_parameters: { message_id: 99 } }),
      400,
      "Bad Request: message to be replied not found",
    );
    await api.sendMessage(ARTYOM, "x", {
      reply_parameters: { message_id: 99, allow_sending_without_reply: true },
    });
  }));

Deno.test("a reply keyboard stays until it is removed, and its buttons speak for the person", () =>
  withTelegram(async (telegram) => {
    const bot = makeBot(telegram);
    bot.hears(
      "Menu",
      (context) => context.reply("here", { reply_markup: { remove_keyboard: true } }),
    );
    const keyboard = new Keyboard().text("Menu").resized();
    const sent = await bot.api.sendMessage(ARTYOM, "choose", { reply_markup: keyboard });
    assert.equal(sent.reply_markup, undefined);
    assert.ok(replyKeyboard(telegram.messages(ARTYOM)));
    await whilePolling(bot, async () => {
      await telegram.press(ARTYOM, sent.message_id, "Menu");
      await botSays(telegram, ARTYOM, "here");
    });
    assert.equal(replyKeyboard(telegram.messages(ARTYOM)), undefined);
  }));

Deno.test("keyboards with bad buttons are refused", () =>
  withTelegram(async (telegram) => {
    const { api } = makeBot(telegram);
    const send = (button: object) =>
      api.sendMessage(ARTYOM, "x", { reply_markup: { inline_keyboard: [[button as never]] } });
    await refuses(
      send({ text: "a", callback_data: "я".repeat(33) }),
      400,
      "Bad Request: BUTTON_DATA_INVALID",
    );
    await refuses(
      send({ text: "a", web_app: { url: "http://sfera.example" } }),
      400,
      "Bad Request: inline keyboard button Web App URL 'http://sfera.example' is invalid: Only " +
        "HTTPS links are allowed",
    );
    await refuses(
      send({ text: "a" }),
      400,
      "Bad Request: can't parse inline keyboard button: Text buttons are unallowed in the inline " +
        "keyboard",
    );
    await send({ text: "a", web_app: { url: "http://localhost:8123/app" } });
  }));

Deno.test("the bot shows that it is writing", () =>
  withTelegram(async (telegram, clock) => {
    const { api } = makeBot(telegram);
    await api.sendChatAction(ARTYOM, "typing");
    const [action] = await until(() => telegram.actions(ARTYOM), "a chat action");
    assert.deepEqual(action, { action: "typing", date: clock.seconds });
    await refuses(
      api.sendChatAction(ARTYOM, "thinking" as "typing"),
      400,
      "Bad Request: wrong parameter action in request",
    );
  }));
