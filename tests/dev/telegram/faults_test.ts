import assert from "node:assert/strict";
import { autoRetry } from "@grammyjs/auto-retry";
import { HttpError } from "grammy";
import { ARTYOM, makeBot, refuses, TOKEN, transcript, withTelegram } from "./kit.ts";
import { until } from "../../kit/conditions.ts";

Deno.test("a status is answered in Telegram's words", () =>
  withTelegram(async (telegram) => {
    const { api } = makeBot(telegram);
    const statuses: [number, string][] = [
      [403, "Forbidden: bot was blocked by the user"],
      [500, "Internal Server Error"],
      [502, "Bad Gateway"],
      [503, "Service Unavailable"],
    ];
    for (const [status, description] of statuses) {
      telegram.faults.add({ kind: "status", status, match: "sendMessage" });
      await refuses(api.sendMessage(ARTYOM, "never"), status, description);
    }
    assert.deepEqual(transcript(telegram, ARTYOM), []);
  }));

Deno.test("a 429 carries the time to wait, and a bot that waits gets through", () =>
  withTelegram(async (telegram) => {
    const { api } = makeBot(telegram);
    const fault = { kind: "status", status: 429, match: "sendMessage" } as const;
    telegram.faults.add({ ...fault, retryAfterSeconds: 7 });
    const parameters = await refuses(
      api.sendMessage(ARTYOM, "never"),
      429,
      "Too Many Requests: retry after 7",
    );
    assert.deepEqual(parameters, { retry_after: 7 });
    telegram.faults.add({ ...fault, retryAfterSeconds: 1 });
    api.config.use(autoRetry());
    await api.sendMessage(ARTYOM, "later");
    assert.deepEqual(transcript(telegram, ARTYOM), ["bot: later"]);
  }));

Deno.test("a dropped call did nothing, a lost reply did everything", () =>
  withTelegram(async (telegram) => {
    const { api } = makeBot(telegram);
    telegram.faults.add({ kind: "drop", match: "sendMessage" });
    await assert.rejects(api.sendMessage(ARTYOM, "dropped"), HttpError);
    assert.deepEqual(transcript(telegram, ARTYOM), []);
    telegram.faults.add({ kind: "lose-reply", match: "sendMessage" });
    await assert.rejects(api.sendMessage(ARTYOM, "sent all the same"), HttpError);
    assert.deepEqual(transcript(telegram, ARTYOM), ["bot: sent all the same"]);
  }));

Deno.test("an answer that is cut ends in the middle", () =>
  withTelegram(async (telegram) => {
    telegram.faults.add({ kind: "cut", match: "getMe" });
    const answer = await fetch(`${telegram.url}/bot${TOKEN}/getMe`);
    assert.equal(answer.status, 200);
    await assert.rejects(answer.text(), TypeError);
  }));

Deno.test("one drop is one failed call for `fetch` too, which repeats on kept connections", () =>
  withTelegram(async (telegram) => {
    const url = `${telegram.url}/bot${TOKEN}/getMe`;
    await (await fetch(url)).body?.cancel();
    telegram.faults.add({ kind: "drop" });
    await assert.rejects(fetch(url), TypeError);
    assert.deepEqual(telegram.faults.list(), []);
  }));

Deno.test("updates whose delivery was lost come again", () =>
  withTelegram(async (telegram) => {
    const { api } = makeBot(telegram);
    await telegram.say(ARTYOM, "hello");
    telegram.faults.add({ kind: "lose-reply", match: "getUpdates" });
    await assert.rejects(api.getUpdates(), HttpError);
    assert.equal((await api.getUpdates()).length, 1);
  }));

Deno.test("a slow call ends when its caller gives up", () =>
  withTelegram(async (telegram) => {
    telegram.faults.add({ kind: "slow", milliseconds: 60_000, match: "getMe" });
    const controller = new AbortController();
    const call = makeBot(telegram).api.getMe(controller.signal as never);
    await until(() => telegram.faults.list().length === 0, "the call to arrive");
    controller.abort();
    await assert.rejects(call, HttpError);
    telegram.faults.add({ kind: "slow", milliseconds: 1, match: "getMe" });
    assert.equal((await makeBot(telegram).api.getMe()).id, telegram.bot.id);
  }));
