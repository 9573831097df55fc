import assert from "node:assert/strict";
import { readScenario, ScenarioError } from "../../sim/scenario.ts";

const GOOD = `name: Prices come from their tool
language: ru
talk:
  - member: Сколько стоит биткоин?
    expect:
      calls: get_crypto_price
`;

/** What is said of a file that is wrong. */
function problemsOf(source: string): readonly string[] {
  try {
    readScenario("prices.yaml", source);
  } catch (error) {
    if (error instanceof ScenarioError) return error.problems;
    throw error;
  }
  return [];
}

Deno.test("a scenario says who calls, what happens and what is expected", () => {
  const { file, language, member, talk } = readScenario(
    "calls/prices.yaml",
    `# A comment for people.
name: Prices come from their tool
language: en
member:
  name: Kate
  time_zone: Europe/Berlin
  facts:
    - section: bio
      text: I trade in the mornings
  earlier:
    - member: Hello
    - assistant: Hi
talk:
  - expect:
      says: Hi.
  - member: How much is bitcoin?
    stand_in:
      - calls:
          get_crypto_price: { symbol: BTC }
      - says: A lot.
    expect:
      mentions: a lot
      never: [dollars, euros]
      calls: [get_crypto_price]
      shows: []
  - pass: 8 min 5 s
    expect:
      warns: 120
      stored:
        last_turns: "assistant: A lot."
`,
  );
  assert.deepEqual({ file, language }, { file: "prices", language: "en" });
  assert.deepEqual(member, {
    name: "Kate",
    timeZone: "Europe/Berlin",
    facts: [{ section: "bio", text: "I trade in the mornings" }],
    earlier: [{ role: "member", text: "Hello" }, { role: "assistant", text: "Hi" }],
  });
  assert.deepEqual(talk.map(({ line, member, pass }) => ({ line, member, pass })), [
    { line: 14, member: undefined, pass: undefined },
    { line: 16, member: "How much is bitcoin?", pass: undefined },
    { line: 26, member: undefined, pass: 485_000 },
  ]);
  const [, price, warning] = talk;
  assert.deepEqual(price!.standIn, [
    { says: undefined, calls: { get_crypto_price: { symbol: "BTC" } } },
    { says: "A lot.", calls: {} },
  ]);
  assert.deepEqual(price!.expect.mentions, ["a lot"]);
  assert.deepEqual(price!.expect.never, ["dollars", "euros"]);
  assert.deepEqual(price!.expect.calls, { get_crypto_price: {} });
  assert.deepEqual(price!.expect.shows, []);
  assert.equal(warning!.expect.warns, 120);
  assert.deepEqual(warning!.expect.stored?.lastTurns, ["assistant: A lot."]);
});

Deno.test("what a scenario does not know is told with its line and what was meant", () => {
  assert.deepEqual(problemsOf(GOOD.replace("calls:", "call:")), [
    "prices.yaml:6: talk[0].expect.call: is not a known field; did you mean calls? " +
    "Rename it or remove it.",
  ]);
  assert.deepEqual(problemsOf(`${GOOD}voice: Kore\n`), [
    "prices.yaml:7: voice: is not a known field; the known ones are name, language, incognito, member, " +
    "talk. " +
    "Remove it.",
  ]);
  assert.deepEqual(
    problemsOf(GOOD.replace("calls: get_crypto_price", "stored: { names: Kate }")),
    [
      "prices.yaml:6: talk[0].expect.stored.names: is not a known field; did you mean name? " +
      "Rename it or remove it.",
    ],
  );
});

Deno.test("everything that is wrong is told in one pass", () => {
  assert.deepEqual(
    problemsOf(`language: de
talk:
  - member: Hello
    pass: 5 hours
    expect:
      shows: [prices]
      ends: bored
      warns: soon
  - expect:
      mentions: []
`),
    [
      "prices.yaml:1: name: is missing; expected a sentence that says what is shown. Add it.",
      'prices.yaml:1: language: expected ru or en, came "de".',
      'prices.yaml:4: talk[0].pass: expected a time such as 8 min 5 s, came "5 hours".',
      "prices.yaml:6: talk[0].expect.shows[0]: expected limit, profile, link, video, picture, " +
      'price, weather, care_plan, lesson, emergency or citation, came "prices".',
      'prices.yaml:8: talk[0].expect.warns: expected whole seconds, came "soon".',
      "prices.yaml:7: talk[0].expect.ends: expected hung_up, left, limit, no_agent, silence, " +
      'model_unavailable, agent_lost or member_gone, came "bored".',
      "prices.yaml:3: talk[0]: has both member and pass. Make it two steps.",
      "prices.yaml:10: talk[1].expect.mentions: expected a list of texts, came an empty list.",
      "prices.yaml:9: talk[1]: has neither member nor pass; only the first step may have none.",
    ],
  );
});

Deno.test("a file that is no YAML, or no scenario, is told so", () => {
  assert.match(problemsOf("talk: [")[0]!, /^prices\.yaml: line \d+, column \d+: /);
  assert.match(problemsOf("- member: Hello\n")[0]!, /^prices\.yaml:1: expected a group of fields/);
  assert.match(problemsOf("")[0]!, /^prices\.yaml/);
  assert.deepEqual(problemsOf(GOOD.replace(/talk:[\s\S]*/, "talk: []\n")), [
    "prices.yaml:3: talk: expected a list of steps, came an empty list.",
  ]);
  assert.deepEqual(problemsOf(GOOD), []);
});
