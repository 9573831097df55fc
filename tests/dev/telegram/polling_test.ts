import assert from "node:assert/strict";
import { until } from "../../kit/conditions.ts";
import {
  ARTYOM,
  botSays,
  makeBot,
  MARIA,
  refuses,
  transcript,
  whilePolling,
  withTelegram,
} from "./kit.ts";

Deno.test("an update comes again when the bot died before it confirmed", () =>
  withTelegram(async (telegram) => {
    await telegram.say(ARTYOM, "hello");
    const [lost] = await makeBot(telegram).api.getUpdates();
    const bot = makeBot(telegram);
    const seen: number[] = [];
    bot.on("message:text", async (context) => {
      seen.push(context.update.update_id);
      await context.reply("here now");
    });
    await whilePolling(bot, async () => {
      await botSays(telegram, ARTYOM, "here now");
    });
    assert.deepEqual(seen, [lost?.update_id]);
    assert.equal(telegram.webhook().pending_update_count, 0);
  }));

Deno.test("an offset confirms what is below it, a negative one keeps the last", () =>
  withTelegram(async (telegram) => {
    const { api } = makeBot(telegram);
    for (const text of ["a", "b", "c", "d"]) await telegram.say(ARTYOM, text);
    const texts = async (options: { offset?: number; limit?: number }) =>
      (await api.getUpdates(options)).map(({ message }) => message?.text);
    assert.deepEqual(await texts({ limit: 2 }), ["a", "b"]);
    const [first] = await api.getUpdates({ limit: 1 });
    assert.deepEqual(await texts({ offset: first!.update_id + 1 }), ["b", "c", "d"]);
    assert.deepEqual(await texts({ offset: -1 }), ["d"]);
    assert.deepEqual(await texts({}), ["d"]);
  }));

Deno.test("a poll waits for an update, and a newer poll ends it", () =>
  withTelegram(async (telegram) => {
    const { api } = makeBot(telegram);
    const first = refuses(
      api.getUpdates({ timeout: 30 }),
      409,
      "Conflict: terminated by other getUpdates request; make sure that only one bot instance is " +
        "running",
    );
    // Whichever of the two comes second ends the other, so the second starts once the first waits.
    await until(() => telegram.isPolled(), "the first poll to wait");
    const second = api.getUpdates({ timeout: 30 });
    await first;
    await telegram.say(ARTYOM, "hello");
    assert.deepEqual((await second).map(({ message }) => message?.text), ["hello"]);
  }));

Deno.test("a webhook ends a poll and keeps new ones out", () =>
  withTelegram(async (telegram) => {
    const { api } = makeBot(telegram);
    const waiting = refuses(
      api.getUpdates({ timeout: 30 }),
      409,
      "Conflict: terminated by setWebhook request",
    );
    await until(() => telegram.isPolled(), "the poll to wait");
    await api.setWebhook("http://127.0.0.1:9/bot");
    await waiting;
    await refuses(
      api.getUpdates(),
      409,
      "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to " +
        "delete the webhook first",
    );
    await api.deleteWebhook();
    assert.deepEqual(await api.getUpdates(), []);
  }));

Deno.test("the kinds of update are remembered until they are named again", () =>
  withTelegram(async (telegram) => {
    const { api } = makeBot(telegram);
    await api.getUpdates({ allowed_updates: ["my_chat_member"] });
    await telegram.say(ARTYOM, "not wanted");
    await telegram.block(MARIA);
    const wanted = await api.getUpdates();
    assert.deepEqual(wanted.map((update) => Object.keys(update)[1]), ["my_chat_member"]);
    await api.getUpdates({ offset: wanted[0]!.update_id + 1, allowed_updates: [] });
    await telegram.say(ARTYOM, "wanted");
    assert.equal((await api.getUpdates()).length, 1);
  }));

Deno.test("an update that nobody fetched is forgotten after a day", () =>
  withTelegram(async (telegram, clock) => {
    await telegram.say(ARTYOM, "yesterday");
    clock.advance(24 * 3600 + 1);
    await telegram.say(ARTYOM, "today");
    const updates = await makeBot(telegram).api.getUpdates();
    assert.deepEqual(updates.map(({ message }) => message?.text), ["today"]);
  }));

Deno.test("a duplicated update reaches the bot twice under one id", () =>
  withTelegram(async (telegram) => {
    const bot = makeBot(telegram);
    const seen: number[] = [];
    bot.on("message:text", async (context) => {
      seen.push(context.update.update_id);
      await context.reply(`seen ${seen.length}`);
    });
    telegram.faults.add({ kind: "duplicate", match: "getUpdates" });
    await whilePolling(bot, async () => {
      await telegram.say(ARTYOM, "hello");
      await botSays(telegram, ARTYOM, "seen 2");
    });
    assert.equal(seen[0], seen[1]);
    assert.deepEqual(transcript(telegram, ARTYOM), ["member: hello", "bot: seen 1", "bot: seen 2"]);
    assert.equal(telegram.webhook().pending_update_count, 0);
  }));
