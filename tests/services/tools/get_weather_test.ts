import assert from "node:assert/strict";
import { SKIES } from "../../../services/ports.ts";
import { testTexts } from "../../kit/app.ts";
import { DOES_NOT_WORK, toolsInWorld, toolsWith } from "./kit.ts";

Deno.test("the weather is told in whole degrees, and shown in the member's language", async () => {
  await using tools = await toolsInWorld("ru");
  const { result, cards } = await tools.call("get_weather", { city: "Казань" });
  assert.deepEqual(result, {
    city: "Казань",
    country: "Россия",
    temperature: -6,
    feelsLike: -9,
    description: "пасмурно",
    humidityPercent: 78,
    windMetersPerSecond: 3,
    today: { from: -10, to: -3, description: "пасмурно", precipitationPercent: 40 },
    tomorrow: { from: -11, to: -4, description: "пасмурно", precipitationPercent: 10 },
    units: "degrees Celsius",
  });
  assert.deepEqual(cards, [{
    kind: "weather",
    title: "Казань: −6 °C",
    text: "Пасмурно, ощущается как −9 °C",
    city: "Казань",
    celsius: -6,
    feelsLike: -9,
    at: Math.floor(tools.clock.now() / 900_000) * 900_000,
  }]);
  await using english = await toolsInWorld("en");
  const shown = (await english.call("get_weather", { city: "London" })).cards![0]!;
  assert.deepEqual([shown.title, shown.text], ["London: 9 °C", "Drizzle, feels like 5 °C"]);
});

Deno.test("what is not known of the weather is not made up, and no degree is minus zero", async () => {
  const report = {
    city: "Осло",
    country: null,
    celsius: -0.4,
    feelsLike: null,
    sky: null,
    humidity: null,
    wind: null,
    today: null,
    tomorrow: null,
    at: 0,
  };
  await using tools = await toolsWith({ weather: { now: () => Promise.resolve(report) } });
  const { result, cards } = await tools.call("get_weather", { city: "Осло" });
  assert.deepEqual([result.temperature, result.feelsLike, result.description], [0, null, null]);
  assert(Object.is(result.temperature, 0));
  assert.equal(cards![0]!.title, "Осло: 0 °C");
  assert.equal(cards![0]!.text, "");
});

Deno.test("a city that nobody knows is asked back about", async () => {
  await using tools = await toolsInWorld();
  const { result, cards } = await tools.call("get_weather", { city: "Нигдебург" });
  assert.match(String(result.error), /^No such city was found\. Say so/);
  assert.equal(cards, undefined);
});

Deno.test("where the weather does not answer, that is all that is told", async () => {
  await using tools = await toolsInWorld();
  tools.world.faults.add({ kind: "drop", times: 9 });
  const outcome = await tools.call("get_weather", { city: "Казань" });
  assert.deepEqual(outcome, { result: DOES_NOT_WORK });
});

Deno.test("every sky has its words in both languages", async () => {
  const texts = await testTexts();
  for (const language of ["ru", "en"] as const) {
    const words = await Promise.all(
      SKIES.map((sky) => texts.format(language, "weather-sky", { sky })),
    );
    assert.equal(new Set(words).size, SKIES.length, words.join(", "));
    const unknown = await texts.format(language, "weather-sky", { sky: "other" });
    assert(!words.includes(unknown));
  }
});
