import assert from "node:assert/strict";
import { judge, type Observed } from "../../sim/judge.ts";
import { readScenario } from "../../sim/scenario.ts";

const NOTHING: Observed = {
  said: [],
  tools: [],
  told: [],
  role: "partner",
  ended: null,
  stored: { name: null, facts: [], turns: [], carePlan: null },
};

/** Which expectations, written as in a file, do not hold. */
function missed(expect: string, observed: Partial<Observed>, lenient = false): string[] {
  const { talk: [step] } = readScenario(
    "a.yaml",
    `name: A\nlanguage: ru\ntalk:\n  - expect: { ${expect} }\n`,
  );
  const verdicts = judge(step!.expect, { ...NOTHING, ...observed }, { lenient });
  return verdicts.filter(({ held }) => !held).map(({ expected }) => expected);
}

Deno.test("the scripted model is held to the letter, a real one to the words", () => {
  const said = ["привет, я Сфера. ", "Чем займёмся?"];
  assert.deepEqual(missed("says: 'Привет, я Сфера. Чем займемся?'", { said }), [
    "says «Привет, я Сфера. Чем займемся?»",
  ]);
  assert.deepEqual(missed("says: 'Привет, я Сфера. Чем займемся?'", { said }, true), []);
  assert.deepEqual(missed("says: 'привет, я Сфера. Чем займёмся?'", { said }), []);
});

Deno.test("words are looked for whatever their case, their ё and their punctuation", () => {
  const said = ["Всё хорошо: «закрой терминал», пожалуйста."];
  assert.deepEqual(missed("mentions: [все хорошо закрой, ТЕРМИНАЛ]", { said }), []);
  assert.deepEqual(missed("mentions_one_of: [открой, закрой]", { said }), []);
  assert.deepEqual(missed("mentions_one_of: [открой, купи]", { said }), [
    "mentions one of «открой», «купи»",
  ]);
  assert.deepEqual(missed("never: [терминал, купи]", { said }), ["does not say «терминал»"]);
});

Deno.test("a tool is called with at least what is expected", () => {
  const tools = [{ name: "get_weather", arguments: { city: "Казань", days: 2 } }];
  assert.deepEqual(missed("calls: get_weather", { tools }), []);
  assert.deepEqual(missed("calls: { get_weather: { city: казань, days: 2 } }", { tools }), []);
  assert.deepEqual(missed("calls: { get_weather: { city: Омск } }", { tools }), [
    'calls get_weather {"city":"Омск"}',
  ]);
  assert.deepEqual(missed("calls: []", { tools }), ["calls no tool"]);
  assert.deepEqual(missed("calls: []", {}), []);
  assert.deepEqual(missed("calls_not: get_weather", { tools }), ["does not call get_weather"]);
});

Deno.test("a real model does not tell its role, so it is not judged by it", () => {
  assert.deepEqual(missed("role: mentor", {}), ["is in the role mentor"]);
  assert.deepEqual(missed("role: mentor", { role: null }), []);
});

Deno.test("cards, warnings and the end are what the app was told", () => {
  const told: Observed["told"] = [
    { kind: "warning", secondsLeft: 30 },
    { kind: "card", card: { kind: "profile", title: "", text: "" } },
    { kind: "ended", reason: "limit" },
  ];
  assert.deepEqual(
    missed("shows: [profile], warns: 30, ends: limit", { told, ended: "limit" }),
    [],
  );
  assert.deepEqual(missed("shows: [price], warns: 120, ends: silence", { told, ended: "limit" }), [
    "shows price",
    "warns at 120 seconds left",
    "ends the call: silence",
  ]);
  assert.deepEqual(missed("shows: []", { told }), ["shows nothing"]);
});
