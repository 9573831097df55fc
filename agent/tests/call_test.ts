import assert from "node:assert/strict";
import { until } from "../../tests/kit/conditions.ts";
import { noLiveKit } from "../../tests/kit/livekit.ts";
import type { CallBegin } from "../../routes/schemas.ts";
import { BEGIN, type FakeService, PHRASES } from "./kit/fake_service.ts";
import { quiet, vowel } from "./kit/sound.ts";
import { openStage, PATIENCE } from "./kit/stage.ts";

const WEATHER: CallBegin["tools"] = [{
  name: "get_weather",
  description: "The weather of a city",
  parameters: { type: "object", properties: { city: { type: "string" } }, required: ["city"] },
}];
const CARD = { kind: "link", title: "Омск", text: "+7", url: "https://omsk.example", site: "o" };

const times = (changes: Partial<CallBegin["times"]>) => ({ ...BEGIN.times, ...changes });
const texts = (service: FakeService) => service.turns.map(({ role, text }) => `${role}: ${text}`);
const reasons = (service: FakeService) => service.ends.map(({ reason }) => reason);
const presences = (service: FakeService) =>
  service.requests.filter(({ path }) => path === "lease")
    .map(({ body }) => (body as { memberPresent: boolean }).memberPresent);

Deno.test({
  name: "a call with the real worker on the real LiveKit server",
  ignore: noLiveKit !== undefined,
  async fn(t) {
    await using stage = await openStage();
    const { service, gemini, worker } = stage;

    await t.step("greets word for word, runs a tool for what is typed, keeps all", async () => {
      await using call = await stage.call({ tools: WEATHER });
      await call.hears("Привет, это Сфера");
      await until(() => call.member.heardAt.length > 0, "a sound", PATIENCE);
      await until(() => service.turns.length === 1, "the greeting's turn", PATIENCE);
      let storedBeforeTool: string[] = [];
      service.onTool = () => {
        storedBeforeTool = texts(service);
        const card = CARD as never;
        return Promise.resolve({ result: { celsius: 7 }, cards: [card], citations: [] });
      };
      await gemini.steer({
        says: [{ calls: [{ name: "get_weather", arguments: { city: "Омск" } }] }, {
          text: "В Омске семь градусов",
        }],
      });
      await call.member.type("Какая погода в Омске?");
      await until(() => service.turns.length === 3, "the answer's turn", PATIENCE);
      service.endCall("hung_up");
      await call.over();

      assert.deepEqual(texts(service), [
        "assistant: Привет, это Сфера",
        "member: Какая погода в Омске?",
        "assistant: В Омске семь градусов",
      ]);
      assert.deepEqual(storedBeforeTool, texts(service).slice(0, 2));
      assert.deepEqual(
        service.tools.map(({ body }) => (body as { arguments: unknown }).arguments),
        [
          { city: "Омск" },
        ],
      );
      // On a busy machine the model may be asked again, which is told.
      assert.deepEqual(call.member.messages.filter(({ kind }) => kind !== "notice"), [
        { kind: "listening" },
        { kind: "card", card: CARD },
        { kind: "ended", reason: "hung_up" },
      ]);
      assert.deepEqual(reasons(service), ["hung_up"]);
      const { figures } = service.ends[0]!;
      assert.deepEqual(figures.tools.map(({ name }) => name), ["get_weather"]);
      assert.equal(figures.turns.length, 1);
      assert.ok(figures.dispatchToFirstSound! > 0);
    });

    await t.step("says something while a tool takes long, and its result after it", async () => {
      await using call = await stage.call({ tools: WEATHER });
      await call.hears("Привет, это Сфера");
      const slow = Promise.withResolvers<void>();
      service.onTool = async () => {
        await slow.promise;
        return { result: { celsius: 7 }, cards: [], citations: [] };
      };
      await gemini.steer({
        says: [{ calls: [{ name: "get_weather", arguments: { city: "Омск" } }] }],
      });
      await call.member.type("Какая погода в Омске?");
      await call.hears(PHRASES.oneMoment);
      await gemini.steer({ says: [{ text: "Наконец узнала" }] });
      slow.resolve();
      await call.hears("Наконец узнала");
      service.endCall("hung_up");
      await call.over();
    });

    await t.step(
      "hears the member, and stores of an interrupted answer what was heard",
      async () => {
        await using call = await stage.call();
        await until(() => service.turns.length === 1, "the greeting's turn", PATIENCE);
        const long = "Расскажу долгую историю. ".repeat(20).trim();
        await gemini.steer({
          hears: ["расскажи историю", "хватит"],
          says: [{ text: long }, { text: "Хорошо" }],
        });
        await call.member.speak(vowel(900));
        await call.member.speak(quiet(1500));
        await call.hears("Расскажу");
        await call.member.speak(vowel(900));
        await call.member.speak(quiet(1500));
        await until(() => service.turns.length === 5, "all turns", PATIENCE);
        service.endCall("hung_up");
        await call.over();
        const [, asked, cut, stopped, answer] = service.turns;
        assert.equal(asked!.text, "расскажи историю");
        assert.equal(cut!.interrupted, true);
        assert.ok(cut!.text.length < long.length, cut!.text);
        assert.deepEqual([stopped!.text, answer!.text], ["хватит", "Хорошо"]);
        assert.equal(service.ends[0]!.figures.interruptions, 1);
      },
    );

    await t.step("warns, says goodbye at zero and ends", async () => {
      await using call = await stage.call({
        secondsLeft: 12,
        times: times({ warnings: [8000], renewEvery: 60_000 }),
        phrases: { ...PHRASES, warnings: { "8": "Осталось восемь секунд" } },
      });
      await call.hears("Осталось восемь секунд");
      await call.hears(PHRASES.goodbye);
      await call.over();
      assert.deepEqual(reasons(service), ["limit"]);
      assert.deepEqual(call.member.messages.filter(({ kind }) => kind !== "listening"), [
        { kind: "warning", secondsLeft: 8 },
        { kind: "ended", reason: "limit" },
      ]);
    });

    await t.step(
      "waits for a member who went away, greets once, and gives up in the end",
      async () => {
        await using call = await stage.call({ times: times({ absence: 15_000 }) });
        await until(() => service.turns.length === 1, "the greeting's turn", PATIENCE);
        await call.member.leave();
        await until(() => presences(service).at(-1) === false, "the going", PATIENCE);
        const again = await stage.join(call.room);
        await until(() => presences(service).at(-1) === true, "the coming", PATIENCE);
        await until(() => again.messages.length > 0, "the agent listens", PATIENCE);
        await again.type("Я снова тут");
        await until(() => service.turns.length === 3, "the answer", PATIENCE);
        assert.equal(texts(service)[1], "member: Я снова тут");
        await again.leave();
        await call.over();
        assert.deepEqual(reasons(service), ["left"]);
      },
    );

    await t.step("keeps what is said while the service restarts", async () => {
      await using call = await stage.call();
      await until(() => service.turns.length === 1, "the greeting's turn", PATIENCE);
      await service.stop();
      await gemini.steer({ says: [{ text: "Слышу тебя и без сервера" }] });
      await call.member.type("Ты тут?");
      await call.hears("без сервера");
      service.start();
      await until(() => service.turns.length === 3, "the turns", PATIENCE);
      await until(() => service.streams === 1, "the stream", PATIENCE);
      assert.deepEqual(texts(service).slice(1), [
        "member: Ты тут?",
        "assistant: Слышу тебя и без сервера",
      ]);
      service.endCall("hung_up");
      await call.over();
    });

    await t.step("leaves without a word when another agent has the call", async () => {
      await using call = await stage.call();
      await call.hears("Привет, это Сфера");
      service.trouble.set("lease", [{ status: 409, code: "epoch_stale" }]);
      await call.over();
      assert.deepEqual(reasons(service), []);
      assert.deepEqual(call.member.messages, [{ kind: "listening" }]);
    });

    await t.step(
      "takes a call over without a second greeting, and answers what is open",
      async () => {
        await gemini.steer({ clear: true });
        await using call = await stage.call({
          epoch: 2,
          greeting: null,
          nextTurn: 2,
          history: [{ role: "assistant", text: "Привет" }, { role: "member", text: "Как дела?" }],
        });
        await until(
          () => service.requests.some(({ path }) => path === "turns"),
          "a turn",
          PATIENCE,
        );
        assert.ok(!call.said().some((text) => text.includes("Привет, это Сфера")));
        service.endCall("hung_up");
        await call.over();
      },
    );

    await t.step("tells what is said incognito too, where help may be needed", async () => {
      await using call = await stage.call({ incognito: true });
      await call.hears("Привет, это Сфера");
      await call.member.type("Секрет");
      await until(() => call.said().length > 1, "the answer", PATIENCE);
      service.endCall("hung_up");
      await call.over();
      assert(service.requests.some(({ path }) => path === "turns"));
      assert.deepEqual(reasons(service), ["hung_up"]);
    });

    await t.step("asks after a silence, and ends after another", async () => {
      await using call = await stage.call({ times: times({ silence: 6000 }) });
      await call.hears(PHRASES.stillThere);
      await call.hears(PHRASES.silenceGoodbye);
      await call.over();
      assert.deepEqual(reasons(service), ["silence"]);
    });

    await t.step("says so when the model cannot be had, and ends", async () => {
      await using call = await stage.call({}, { refuse: { with: 429, times: 20 } });
      await call.over();
      await gemini.steer({ clear: true });
      assert.deepEqual(reasons(service), ["model_unavailable"]);
      assert.deepEqual(call.member.messages.filter(({ kind }) => kind !== "listening"), [
        { kind: "notice", code: "text_only", text: PHRASES.textOnly },
        { kind: "ended", reason: "model_unavailable" },
      ]);
    });

    await t.step("a worker that stops takes nothing new and lets a call go on", async () => {
      await using call = await stage.call();
      await call.hears("Привет, это Сфера");
      const stopped = worker.stop("SIGTERM");
      await gemini.steer({ says: [{ text: "Я ещё здесь" }] });
      await call.member.type("Ты тут?");
      await call.hears("Я ещё здесь");
      service.endCall("hung_up");
      assert.equal((await stopped).code, 0);
      assert.deepEqual(reasons(service), ["hung_up"]);
    });
  },
});
