import assert from "node:assert/strict";
import { InlineKeyboard } from "grammy";
import { until } from "../../kit/conditions.ts";
import {
  ARTYOM,
  botSays,
  LEYLA,
  makeBot,
  MARIA,
  refuses,
  transcript,
  whilePolling,
  withTelegram,
} from "./kit.ts";

Deno.test("a pressed button calls the bot back, which answers and edits", () =>
  withTelegram(async (telegram) => {
    const bot = makeBot(telegram);
    bot.callbackQuery(/^plan:(.+)$/, async (context) => {
      await context.answerCallbackQuery({ text: "noted", show_alert: true });
      await context.editMessageText(`chosen: ${context.match[1]}`);
    });
    const keyboard = new InlineKeyboard().text("Pro", "plan:pro").url("Help", "https://a.example");
    const { message_id } = await bot.api.sendMessage(ARTYOM, "choose", { reply_markup: keyboard });
    await whilePolling(bot, async () => {
      const pressed = await telegram.press(ARTYOM, message_id, "Pro");
      assert.equal(pressed.kind, "callback");
      const edited = await botSays(telegram, ARTYOM, "chosen: pro");
      assert.equal(edited.id, message_id);
      assert.deepEqual(edited.presses[0]?.answer, { text: "noted", showAlert: true });
    });
    await assert.rejects(
      telegram.press(ARTYOM, message_id, "Pro"),
      /expected one of the buttons none, got "Pro"/,
    );
  }));

Deno.test("links and apps are left to whoever pressed", () =>
  withTelegram(async (telegram) => {
    const keyboard = new InlineKeyboard().url("Help", "https://a.example/").webApp(
      "Open",
      "https://sfera.example/app",
    );
    const { message_id } = await makeBot(telegram).api.sendMessage(ARTYOM, "choose", {
      reply_markup: keyboard,
    });
    assert.deepEqual(await telegram.press(ARTYOM, message_id, "Help"), {
      kind: "link",
      url: "https://a.example/",
    });
    assert.deepEqual(await telegram.press(ARTYOM, message_id, "Open"), {
      kind: "app",
      url: "https://sfera.example/app",
      signed: true,
    });
  }));

Deno.test("a press is answered once and within a minute", () =>
  withTelegram(async (telegram, clock) => {
    const { api } = makeBot(telegram);
    const keyboard = new InlineKeyboard().text("Go", "go");
    const { message_id } = await api.sendMessage(ARTYOM, "choose", { reply_markup: keyboard });
    const press = async () => {
      const pressed = await telegram.press(ARTYOM, message_id, "go");
      assert.ok(pressed.kind === "callback");
      return pressed.queryId;
    };
    const tooOld = "Bad Request: query is too old and response timeout expired or query ID is " +
      "invalid";
    const first = await press();
    await api.answerCallbackQuery(first);
    await refuses(api.answerCallbackQuery(first), 400, tooOld);
    const second = await press();
    clock.advance(61);
    await refuses(api.answerCallbackQuery(second), 400, tooOld);
    await refuses(api.answerCallbackQuery("17"), 400, tooOld);
  }));

Deno.test("a deep link starts the bot with its parameter", () =>
  withTelegram(async (telegram) => {
    const bot = makeBot(telegram);
    bot.command("start", (context) => context.reply(`started with ${context.match}`));
    await whilePolling(bot, async () => {
      await telegram.openLink(ARTYOM, `t.me/${telegram.bot.username}?start=invite-7`);
      await botSays(telegram, ARTYOM, "started with invite-7");
    });
    assert.deepEqual(telegram.messages(ARTYOM)[0]?.entities, [
      { type: "bot_command", offset: 0, length: 6 },
    ]);
    const app = await telegram.openLink(
      ARTYOM,
      `https://t.me/${telegram.bot.username}/app?startapp=promo`,
    );
    assert.deepEqual(app, { kind: "app", startParam: "promo" });
    await assert.rejects(telegram.openLink(ARTYOM, "t.me/another_bot?start=x"), /expected a link/);
  }));

Deno.test("who blocks the bot gets nothing until it is unblocked", () =>
  withTelegram(async (telegram) => {
    const bot = makeBot(telegram);
    const changes: string[] = [];
    bot.on("my_chat_member", (context) => {
      changes.push(context.myChatMember.new_chat_member.status);
    });
    await whilePolling(bot, async () => {
      await telegram.block(ARTYOM);
      await until(() => changes.length === 1, "the bot to learn it");
      await refuses(
        bot.api.sendMessage(ARTYOM, "hello"),
        403,
        "Forbidden: bot was blocked by the user",
      );
      await assert.rejects(telegram.say(ARTYOM, "hello"), /has blocked the bot/);
      await bot.api.sendMessage(MARIA, "hello");
      await telegram.unblock(ARTYOM);
      await until(() => changes.length === 2, "the bot to learn it");
      await bot.api.sendMessage(ARTYOM, "again");
    });
    assert.deepEqual(changes, ["kicked", "member"]);
    assert.deepEqual(transcript(telegram, ARTYOM), ["bot: again"]);
  }));

Deno.test("who never started the bot is not written to, until they write or let it", () =>
  withTelegram(async (telegram) => {
    const { api } = makeBot(telegram);
    const words = "Forbidden: bot can't initiate conversation with a user";
    assert(!telegram.mayWrite(LEYLA));
    await refuses(api.sendMessage(LEYLA, "hello"), 403, words);
    await telegram.allowWriting(LEYLA);
    assert(telegram.mayWrite(LEYLA));
    await api.sendMessage(LEYLA, "hello");
    // What the bot is told, once.
    await telegram.allowWriting(LEYLA);
    const updates = await api.getUpdates();
    assert.deepEqual(updates.map(({ message }) => message?.write_access_allowed), [
      { from_request: true },
    ]);
    assert.deepEqual(telegram.messages(LEYLA).map(({ allowed }) => allowed), [true, undefined]);
  }));

Deno.test("who writes to the bot first lets it answer", () =>
  withTelegram(async (telegram) => {
    await telegram.say(LEYLA, "/start");
    assert(telegram.mayWrite(LEYLA));
    await makeBot(telegram).api.sendMessage(LEYLA, "hello");
  }));

Deno.test("a person edits a message, and the bot is told", () =>
  withTelegram(async (telegram) => {
    const messageId = await telegram.say(ARTYOM, "helo");
    await telegram.edit(ARTYOM, messageId, "hello");
    const [, update] = await makeBot(telegram).api.getUpdates();
    assert.equal(update?.edited_message?.text, "hello");
    assert.equal(update?.edited_message?.message_id, messageId);
    assert.ok(update?.edited_message?.edit_date);
  }));

Deno.test("the menu button is the chat's own or the one for all", () =>
  withTelegram(async (telegram) => {
    const { api } = makeBot(telegram);
    const app = (text: string) =>
      ({ type: "web_app", text, web_app: { url: "https://sfera.example/" } }) as const;
    assert.deepEqual(telegram.menuButton(ARTYOM), { type: "default" });
    await api.setChatMenuButton({ menu_button: app("Open") });
    await api.setChatMenuButton({ chat_id: ARTYOM, menu_button: app("Открыть") });
    assert.deepEqual(telegram.menuButton(ARTYOM), app("Открыть"));
    assert.deepEqual(telegram.menuButton(MARIA), app("Open"));
    assert.deepEqual(await api.getChatMenuButton({ chat_id: ARTYOM }), app("Открыть"));
    await api.setChatMenuButton({ chat_id: ARTYOM, menu_button: { type: "default" } });
    assert.deepEqual(telegram.menuButton(ARTYOM), app("Open"));
    await refuses(
      api.setChatMenuButton({
        menu_button: { ...app("Open"), web_app: { url: "http://sfera.example" } },
      }),
      400,
      "Bad Request: menu button Web App URL 'http://sfera.example' is invalid: Only HTTPS links " +
        "are allowed",
    );
  }));

Deno.test("a person sees the commands of their language", () =>
  withTelegram(async (telegram) => {
    const { api } = makeBot(telegram);
    const help = (description: string) => [{ command: "help", description }];
    await api.setMyCommands(help("Get help"));
    await api.setMyCommands(help("Помощь"), { language_code: "ru" });
    assert.deepEqual(telegram.commands(ARTYOM), help("Помощь"));
    assert.deepEqual(telegram.commands(1003), help("Get help"));
    await telegram.setLanguage(ARTYOM, "en");
    assert.deepEqual(telegram.commands(ARTYOM), help("Get help"));
    await api.deleteMyCommands({ language_code: "ru" });
    assert.deepEqual(await api.getMyCommands({ language_code: "ru" }), []);
    await refuses(
      api.setMyCommands([{ command: "Help me", description: "x" }]),
      400,
      "Bad Request: BOT_COMMAND_INVALID",
    );
  }));

Deno.test("the bot and its people can be looked up", () =>
  withTelegram(async (telegram) => {
    const { api } = makeBot(telegram);
    await api.setMyName("Sfera AI");
    await api.setMyDescription("Голос рядом", { language_code: "ru" });
    assert.equal((await api.getMe()).first_name, "Sfera AI");
    assert.equal((await api.getMe()).id, telegram.bot.id);
    assert.deepEqual(await api.getMyDescription({ language_code: "ru" }), {
      description: "Голос рядом",
    });
    await telegram.addMember({ id: 77, first_name: "Zoë", language_code: "en" });
    assert.equal((await api.getChat(77)).first_name, "Zoë");
    assert.equal((await api.getChatMember(77, 77)).status, "member");
    await api.sendMessage(77, "hello");
  }));
