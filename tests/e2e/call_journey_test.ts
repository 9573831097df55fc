/** A member calls Sfera: taps, listens, speaks, is answered, and finds it all in the conversation. */
import assert from "node:assert/strict";
import { systemIds } from "../../clients/system.ts";
import { lastSummary } from "../../db/digests.ts";
import { openDatabaseKv } from "../../db/open.ts";
import { createDatabase } from "../../db/tx.ts";
import { headOf } from "../../db/keys.ts";
import { PATIENCE } from "../kit/conditions.ts";
import { callTest, useCalls } from "./call_kit.ts";
import { cough, pauseOf } from "./call_sounds.ts";
import { assertFits } from "./fit.ts";
import { callBox } from "./kit.ts";

useCalls({ guides: ["stop-loss.md"] });

callTest(
  "a member taps the orb, hears the greeting and is asked for the name once",
  async (stage) => {
    await using caller = await stage.visits({ motion: true, greeting: "whole" });
    const { words } = caller;
    await caller.taps();
    await caller.hearsVoice();
    const [first, ...others] = await caller.reads(words.greeting);
    assert.deepEqual([first, others], [{ mine: false, text: words.greeting }, []]);
    await caller.waitsFor("listening");

    await caller.says("Привет");
    await caller.reads("Как тебя зовут?");
    await caller.waitsFor("listening");
    await caller.says("Меня зовут Маша");
    await caller.reads("Приятно познакомиться, Маша");
    const asked = (await caller.transcript()).filter(({ text }) => text.includes("тебя зовут"));
    assert.equal(asked.length, 1);
    const moods = (await caller.moods()).map(({ text }) => text);
    for (const mood of ["connecting", "speaking", "listening"] as const) {
      assert(moods.includes(words.moods[mood]), `${mood} among ${moods}`);
    }
    caller.visit.assertClean();
  },
);

callTest(
  "what is said is written down live, kept, folded in the thread and remembered",
  async (stage) => {
    await using caller = await stage.visits();
    const { app, words } = caller;
    await caller.calls();
    stage.live.says({ text: "Казань красивая. Что хочешь разобрать?" });
    await caller.says("Я живу в Казани");
    await caller.reads("Что хочешь разобрать?");
    assert.deepEqual(await caller.transcript(), [
      { mine: false, text: words.greeting },
      { mine: true, text: "Я живу в Казани" },
      { mine: false, text: "Казань красивая. Что хочешь разобрать?" },
    ]);
    await caller.waitsFor("listening");
    stage.live.says({ text: "Начни с одного процента на сделку." });
    await caller.says("До конца месяца торгую только по утрам");
    await caller.reads("одного процента");
    await caller.waitsFor("listening");
    const turns = await caller.keeps((turns) => turns.length === 5, "five turns");
    assert.deepEqual(turns.map(({ role }) => role), [
      "assistant",
      "member",
      "assistant",
      "member",
      "assistant",
    ]);
    assert(turns.every(({ source, callId }) => source === "call" && callId === turns[0]!.callId));

    await caller.hangsUp();
    await app.shows("Рада была поговорить.");
    await caller.shoots("ended");
    await app.button(words.toChat).click();
    const fold = app.root.locator(".fold");
    await fold.getByText("Я живу в Казани").waitFor();
    await fold.getByRole("button").click();
    await fold.getByText("Казань красивая").waitFor();
    await caller.shoots("fold");

    // The talk is over: it is summed up, and what was told of oneself is remembered.
    await callBox(stage.box.url, "POST", "/clock", { advance: "2h" });
    const { config } = stage.box.development;
    const kv = await openDatabaseKv(config.storage.url);
    try {
      const memberId = (await caller.asks<{ member: { id: string } }>("/me")).member.id;
      const summary = await lastSummary(
        createDatabase(kv, { ids: systemIds(), random: Math.random, headOf }),
        memberId,
      );
      assert.match(summary?.text ?? "", /\S/);
    } finally {
      kv.close();
    }
    await app.goBack();
    await app.button(app.words.memory).click();
    await app.root.getByRole("listitem").filter({ hasText: "Казан" }).waitFor();
    await caller.shoots("memory");
    caller.visit.assertClean(/status of 401 .*\/api\//);
  },
);

callTest("a price and a source are shown in the call, and kept with her words", async (stage) => {
  await using caller = await stage.visits();
  const { page } = caller;
  await caller.calls();
  stage.live.says({
    calls: [
      { name: "get_crypto_price", arguments: { symbol: "BTC" } },
      { name: "search_knowledge_base", arguments: { query: "стоп-лосс", persona: "mentor" } },
    ],
  });
  stage.live.says({ text: "Биткоин вырос, а стоп ставь за уровень." });
  await caller.says("Сколько стоит биткоин и где ставить стоп");
  await page.locator(".talk .card.figure").waitFor();
  await page.locator(".talk").getByText("Стоп-лосс: где ставить").first().waitFor();
  await caller.reads("стоп ставь за уровень");
  await caller.shoots("tools");
  const session = stage.talk();
  assert.deepEqual(session.toolResponses.map(({ name }) => name).sort(), [
    "get_crypto_price",
    "search_knowledge_base",
  ]);
  assert.deepEqual(session.cancelled, []);
  await caller.waitsFor("listening");
  const turns = await caller.keeps((turns) => turns.length === 3, "her answer");
  assert.equal(turns[2]!.cards?.[0]?.kind, "price");
  assert((turns[2]!.citations ?? []).length > 0);
  caller.visit.assertClean();
});

callTest("while a tool takes long she says so, and then its result", async (stage) => {
  await using caller = await stage.visits();
  await caller.calls();
  const { faults } = stage.box.development.outside;
  faults.add({ kind: "slow", milliseconds: PATIENCE });
  stage.live.says({ calls: [{ name: "get_weather", arguments: { city: "Казань" } }] });
  stage.live.says({ text: "В Казани тепло." });
  await caller.says("Какая погода в Казани");
  await caller.reads("Секунду, смотрю.");
  faults.clear();
  await caller.reads("В Казани тепло.");
  const said = (await caller.transcript()).map(({ text }) => text);
  assert.deepEqual(said.slice(1), [
    "Какая погода в Казани",
    "Секунду, смотрю.",
    "В Казани тепло.",
  ]);
  caller.visit.assertClean();
});

callTest(
  "words stop her at once and what was heard is kept; «угу» and a cough do not",
  async (stage) => {
    await using caller = await stage.visits();
    const { words } = caller;
    await caller.calls();
    const long = "Стоп это приказ закрыть сделку там, где идея уже не работает. ".repeat(16).trim();
    stage.live.says({ text: long });
    await caller.says("Расскажи про стоп");
    await caller.reads("Стоп это приказ");
    await caller.waitsFor("speaking");
    const before = await caller.now();
    await caller.sounds("угу");
    await caller.plays(cough());
    await pauseOf(1500);
    assert.equal((await caller.moods()).at(-1)!.text, words.moods.speaking);
    // She went on.
    await caller.hearsVoice(before + 1500);

    stage.live.says({ text: "Хорошо, молчу." });
    await caller.says("Подожди я хочу спросить другое");
    await caller.reads("Хорошо, молчу.");
    const stopped = (await caller.moods()).find(({ at, text }) =>
      at > before && text !== words.moods.speaking
    )!;
    const turns = await caller.keeps((turns) => turns.length === 5, "the answer after it");
    const cut = turns[2]!;
    assert(
      cut.text.length < long.length * 0.9,
      `she had said ${cut.text.length} of ${long.length}`,
    );
    assert(long.startsWith(cut.text.slice(0, 30)), cut.text);
    assert.equal(cut.status, "cancelled");
    assert.deepEqual(turns.map(({ role }) => role).slice(1), [
      "member",
      "assistant",
      "member",
      "assistant",
    ]);
    const voices = await caller.soundsBetween(stopped.at - 5000, stopped.at + 10_000);
    const after = voices.find((at, index) =>
      at > stopped.at && (voices[index + 1] ?? Infinity) - at > 300
    );
    // The limit is 300 ms; what is more is for a machine that does much else.
    assert(
      (after ?? stopped.at) - stopped.at < 3_000,
      `quiet ${(after ?? 0) - stopped.at} ms later`,
    );
    caller.visit.assertClean();
  },
);

callTest("in a call one can write, and switch the one microphone off and on", async (stage) => {
  await using caller = await stage.visits();
  const { app, words } = caller;
  await caller.calls();
  stage.live.says({ text: "Читаю и отвечаю вслух." });
  const before = await caller.now();
  await caller.writes("Пишу тебе");
  await caller.reads("Читаю и отвечаю вслух.");
  await caller.hearsVoice(before);
  await caller.shoots("writing");
  await caller.waitsFor("listening");

  await app.button(words.microphone).click();
  await caller.waitsFor("muted");
  await caller.shoots("muted");
  stage.live.hears("Этого никто не слышит");
  await caller.sounds("Этого никто не слышит");
  assert.deepEqual(await caller.microphone(), {
    asked: 1,
    tracks: [{ state: "live", enabled: false }],
  });
  await app.button(words.microphone).click();
  await caller.waitsFor("listening");
  assert.equal(stage.talk().heard.length, 0);
  stage.live.clear();
  stage.live.says({ text: "Теперь слышу." });
  await caller.says("А теперь слышишь");
  await caller.reads("Теперь слышу.");
  assert.deepEqual(await caller.microphone(), {
    asked: 1,
    tracks: [{ state: "live", enabled: true }],
  });
  const turns = await caller.keeps((turns) => turns.length === 5, "all that was said");
  assert.deepEqual(turns.map(({ text }) => text), [
    words.greeting,
    "Пишу тебе",
    "Читаю и отвечаю вслух.",
    "А теперь слышишь",
    "Теперь слышу.",
  ]);
  await caller.hangsUp();
  assert.equal((await caller.microphone()).tracks[0]!.state, "ended");
  caller.visit.assertClean();
});

callTest("whoever waits is told when to speak, and is heard over the greeting", async (stage) => {
  await using caller = await stage.visits({ greeting: "whole" });
  const putThrough = await caller.holdsCall();
  await caller.taps();
  await caller.app.shows("Поздороваюсь, и говори.");
  await caller.shoots("connecting");
  putThrough();
  await caller.hearsVoice();
  stage.live.says({ text: "Слышу тебя." });
  await caller.says("Подожди это срочно");
  await caller.reads("Слышу тебя.");
  assert((await caller.transcript()).some(({ text }) => text === "Подожди это срочно"));
  caller.visit.assertClean();
});

callTest("the same in English, in the dark, on a small screen", async (stage) => {
  await using caller = await stage.visits({
    width: 320,
    height: 568,
    language: "en",
    scheme: "dark",
    greeting: "whole",
  });
  const { app, words } = caller;
  const putThrough = await caller.holdsCall();
  await caller.taps();
  await app.shows("I will say hello, then it is your turn.");
  putThrough();
  await caller.reads(words.greeting);
  await caller.waitsFor("listening");
  stage.live.says({ calls: [{ name: "get_crypto_price", arguments: { symbol: "BTC" } }] });
  stage.live.says({ text: "Bitcoin fell a little over the day." });
  await caller.says("What is the price of bitcoin");
  await caller.page.locator(".talk .card.figure").waitFor();
  await caller.reads("Bitcoin fell a little");
  await caller.waitsFor("listening");
  await caller.shoots("en-dark-320-talk");
  await assertFits(app, "a call");
  await caller.writes("Thank you");
  await caller.reads("Thank you");
  await assertFits(app, "writing in a call");
  await caller.hangsUp();
  await app.shows("It was good to talk.");
  await caller.shoots("en-dark-320-ended");
  await assertFits(app, "a call that ended");
  await app.button(words.toChat).click();
  const fold = app.root.locator(".fold");
  await fold.getByText("What is the price of bitcoin").waitFor();
  await caller.shoots("en-dark-320-fold");
  await assertFits(app, "the thread");
  caller.visit.assertClean();
});
