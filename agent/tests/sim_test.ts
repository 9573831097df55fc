import assert from "node:assert/strict";
import { initializeLogger } from "@livekit/agents";
import { logTo } from "../log.ts";
import { startBox } from "../sim/box.ts";
import { readScenarios } from "../sim/files.ts";
import { failuresOf } from "../sim/report.ts";
import { isGood, type Outcome, runScenario } from "../sim/run.ts";
import { readScenario } from "../sim/scenario.ts";

const scenarios = await readScenarios();
initializeLogger({ pretty: false, level: "silent" });

Deno.test("scripted conversations go as expected", async (t) => {
  logTo(() => {});
  await using box = await startBox();
  const outcomes: Outcome[] = [];

  for (const scenario of scenarios) {
    await t.step(`${scenario.file}: ${scenario.name}`, async () => {
      const outcome = await runScenario(box, scenario);
      outcomes.push(outcome);
      assert.deepEqual(failuresOf(outcome), []);
      assert.ok(isGood(outcome));
      assert.ok(outcome.sounded > 0, "nothing was to be heard");
    });
  }

  await t.step("what does not come is told, with what came instead", async () => {
    const outcome = await runScenario(
      box,
      readScenario(
        "wrong.yaml",
        `name: Nothing of this is so
language: ru
talk:
  - expect:
      says: Здравствуйте
      shows: [price]
  - member: Сколько стоит биткоин?
    expect:
      calls: get_weather
      calls_not: get_crypto_price
      never: биткоин
      role: psychologist
      warns: 30
      ends: limit
      stored:
        name: Артём
        facts: торгует
        last_turns: "member: Привет"
        care_plan: after-tilt
    stand_in:
      - calls:
          get_crypto_price: { symbol: BTC }
      - says: Биткоин стоит сто тысяч.
`,
      ),
      { rest: 500 },
    );
    outcomes.push(outcome);
    assert.ok(!isGood(outcome));
    const greeting =
      "«Привет. Я Sfera AI. Твоя цифровая напарница в трейдинге. Чем сегодня займемся?»";
    const price = 'get_crypto_price {"symbol":"BTC"}';
    assert.deepEqual(failuresOf(outcome), [
      "line 4, at the start",
      `  expected that she says «Здравствуйте»; came: ${greeting}`,
      "  expected that she shows price; came: nothing is shown",
      "line 7, member: «Сколько стоит биткоин?»",
      "  expected that she does not say «биткоин»; came: «Биткоин стоит сто тысяч.»",
      `  expected that she does not call get_crypto_price; came: ${price}`,
      `  expected that she calls get_weather; came: ${price}`,
      "  expected that she is in the role psychologist; came: partner",
      "  expected that she warns at 30 seconds left; came: no warning",
      "  expected that she ends the call: limit; came: the call goes on",
      "  expected that she stores the name Артём; came: no name",
      "  expected that she stores the fact «торгует»; came: nothing is stored",
      "  expected that she stores the turns «member: Привет»; came: stored: " +
      "«assistant: Биткоин стоит сто тысяч.»",
      "  expected that she has the care plan after-tilt; came: none",
    ]);
  });

  await t.step("every agent has left its call", async () => {
    await Promise.all(outcomes.map(({ left }) => left));
  });
});
