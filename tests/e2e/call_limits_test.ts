/** What ends a call by itself, and what a call leaves behind that is to leave nothing. */
import assert from "node:assert/strict";
import type { CurrentCall } from "../../routes/schemas.ts";
import { until } from "../kit/conditions.ts";
import { callTest, useCalls } from "./call_kit.ts";
import { assertFits } from "./fit.ts";

/** Seconds that may be talked, and one lease: the most by which what is charged may be off. */
const ALLOWED = 35, LEASE = 12;

useCalls({
  allows: { calls: 1 },
  times: {
    renewEvery: 3000,
    lease: LEASE * 1000,
    warnings: [9_000],
    goodbye: 9000,
    silence: 40_000,
  },
});

callTest(
  "what the plan allows ends with a warning, a goodbye, and the way to the plans",
  async (stage) => {
    await using caller = await stage.visits();
    const { app, words } = caller;
    stage.allow({ call_minutes: ALLOWED / 60 });
    await stage.startsBot(caller.member);
    await caller.calls();
    const { call } = await caller.asks<CurrentCall>("/calls/current");
    await caller.introduces();

    // Shown and spoken.
    await app.shows(/осталось \d+ с/);
    await caller.shoots("warning");
    await caller.reads("Осталось полминуты");
    await caller.reads("На этом время звонка закончилось.");
    const goodbyeAt = await caller.now();
    await caller.hearsVoice(goodbyeAt - 1000);
    await app.shows(words.longer);
    await caller.shoots("limit");
    await assertFits(app, "limit");

    const ended = await caller.endOf(call!.id);
    assert.equal(ended.endReason, "limit");
    assert(ended.charged);
    assert(Math.abs(ended.talkedSeconds - ALLOWED) <= LEASE, `${ended.talkedSeconds} s charged`);
    await until(async () => (await stage.rooms()).length === 0, "the end of the room");
    const turns = await caller.keeps((turns) => turns.length >= 5, "the goodbye too");
    assert.match(turns.at(-1)!.text, /^На этом время звонка/);

    // The bot says so once, and the next call is refused with the way on.
    await app.button(words.toPlans).click();
    await app.root.getByRole("heading", { name: app.words.plan, exact: true }).waitFor();
    await app.goBack();
    await caller.taps();
    await app.heading(words.noCalls).waitFor();
    await app.shows(/^Новые будут через \d+ ч/);
    await app.button(words.toPlans).waitFor();
    await caller.shoots("no-calls");
    await assertFits(app, "no calls left");
    // Of the minutes and of the calls that are used up, in one message.
    const told = await until(() => {
      const all = stage.botMessages(caller.member).slice(1);
      return all.length > 0 && all;
    }, "a message of the bot");
    assert.equal(told.length, 1, told.join());
    assert.match(told[0]!, /^Звонки на сегодня закончились/);
    caller.visit.assertClean(/status of 402 .*\/api\/calls$/);
  },
);

callTest("who says nothing is asked, and not charged for the wait after the end", async (stage) => {
  await using caller = await stage.visits();
  const { app } = caller;
  stage.allow({ call_minutes: 10 });
  stage.shorten({ silence: 5_000 });
  const calledAt = await caller.now();
  await caller.calls();
  const { call } = await caller.asks<CurrentCall>("/calls/current");
  await caller.reads("Ты ещё здесь?");
  await caller.reads("Тебя не слышно");
  await app.shows("Было тихо, и я положила трубку.");
  await caller.shoots("silence");
  const ended = await caller.endOf(call!.id);
  assert.equal(ended.endReason, "silence");
  const seconds = (await caller.now() - calledAt) / 1000;
  assert(ended.talkedSeconds <= seconds + LEASE, `${ended.talkedSeconds} of ${seconds} s charged`);
  await until(async () => (await stage.rooms()).length === 0, "the end of the room");
  caller.visit.assertClean();
});

callTest("of an incognito call only the charge stays, and the app says so", async (stage) => {
  await using caller = await stage.visits();
  const { app, words } = caller;
  await app.button(app.words.memory).click();
  await app.root.getByRole("switch", { name: "Инкогнито" }).click();
  await app.goBack();
  await caller.taps();
  await app.shows(words.incognito);
  await caller.reads(words.greeting);
  await caller.waitsFor("listening");
  await caller.shoots("incognito");
  stage.live.says({ text: "Это останется между нами." });
  await caller.says("Никому не говори про мой депозит");
  await caller.reads("Это останется между нами.");
  await caller.waitsFor("listening");
  await caller.hangsUp();
  await app.shows(words.gone);
  await caller.shoots("incognito-ended");
  assert.deepEqual(await caller.stored(), []);
  const { allowances } = await caller.asks<{ allowances: { kind: string; left: number }[] }>(
    "/me",
  );
  assert.equal(allowances.find(({ kind }) => kind === "calls")!.left, 0);
  const kept = await stage.everything();
  for (const secret of ["депозит", "между нами"]) {
    assert(!kept.some((entry) => entry.includes(secret)), `«${secret}» is kept`);
  }
  caller.visit.assertClean();
});
