import assert from "node:assert/strict";
import { autoRetry } from "@grammyjs/auto-retry";
import fc from "fast-check";
import { RATE_LIMITS, Rates } from "../../../dev/telegram/rates.ts";
import { ARTYOM, makeBot, MARIA, refuses, transcript, withTelegram } from "./kit.ts";

Deno.test("a chat takes a burst, then a message a second", async () => {
  let milliseconds = 0;
  await withTelegram(async (telegram) => {
    const { api } = makeBot(telegram);
    for (let message = 0; message < RATE_LIMITS.perChatBurst; message++) {
      await api.sendMessage(ARTYOM, `${message}`);
    }
    const parameters = await refuses(
      api.sendMessage(ARTYOM, "too much"),
      429,
      "Too Many Requests: retry after 1",
    );
    assert.deepEqual(parameters, { retry_after: 1 });
    await api.sendMessage(MARIA, "another chat");
    milliseconds += 1_000;
    await api.sendMessage(ARTYOM, "a second later");
    await refuses(api.sendMessage(ARTYOM, "too much"), 429, "Too Many Requests: retry after 1");
  }, { realNow: () => milliseconds });
});

Deno.test("all chats together take thirty messages a second", () => {
  const rates = new Rates(RATE_LIMITS, () => 0);
  for (let chat = 0; chat < 30; chat++) assert.equal(rates.take(chat), 0);
  assert.equal(rates.take(99), 1);
});

Deno.test("the clock of the box does not lift the limits", () =>
  withTelegram(async (telegram, clock) => {
    const { api } = makeBot(telegram);
    await api.sendMessage(ARTYOM, "one");
    clock.advance(3600);
    await refuses(api.sendMessage(ARTYOM, "two"), 429, "Too Many Requests: retry after 1");
  }, { rates: { perChatBurst: 1 }, realNow: () => 0 }));

Deno.test("a bot that retries gets every message through", () =>
  withTelegram(async (telegram) => {
    const { api } = makeBot(telegram);
    api.config.use(autoRetry({ maxDelaySeconds: 5, rethrowHttpErrors: true }));
    await api.sendMessage(ARTYOM, "one");
    await api.sendMessage(ARTYOM, "two");
    assert.deepEqual(transcript(telegram, ARTYOM), ["bot: one", "bot: two"]);
  }, { rates: { perChatBurst: 1 } }));

Deno.test("whatever the rhythm, a chat never gets more than its rate and its burst", () => {
  fc.assert(
    fc.property(
      fc.array(fc.record({ wait: fc.nat(3_000), chat: fc.nat(3) }), { maxLength: 200 }),
      (sends) => {
        let now = 0;
        const rates = new Rates(RATE_LIMITS, () => now);
        const sent = new Map<number, number>();
        for (const { wait, chat } of sends) {
          now += wait;
          const retryAfter = rates.take(chat);
          if (retryAfter === 0) sent.set(chat, (sent.get(chat) ?? 0) + 1);
          else assert.ok(Number.isInteger(retryAfter) && retryAfter >= 1);
          const most = RATE_LIMITS.perChatBurst + now / 1000 * RATE_LIMITS.perChatPerSecond;
          assert.ok((sent.get(chat) ?? 0) <= most);
        }
      },
    ),
  );
});

Deno.test("who waits as long as it was told is served", () => {
  fc.assert(
    fc.property(fc.array(fc.nat(500), { maxLength: 60 }), (waits) => {
      let now = 0;
      const rates = new Rates(RATE_LIMITS, () => now);
      for (const wait of waits) {
        now += wait;
        const retryAfter = rates.take(1);
        if (retryAfter === 0) continue;
        now += retryAfter * 1000;
        assert.equal(rates.take(1), 0);
      }
    }),
  );
});
