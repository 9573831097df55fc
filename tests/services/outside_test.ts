/** What strangers write on the web reaches the model as data, and never more than that. */
import assert from "node:assert/strict";
import { HIDDEN_INSTRUCTION, OPEN_INSTRUCTION } from "../../dev/outside/pages.ts";
import type { ModelPart, ModelRequest } from "../../services/ports.ts";
import { outsideWorld } from "../clients/lookups_kit.ts";
import { sessionHeaders, testApp } from "../kit/app.ts";
import { converse } from "../kit/chat.ts";
import { textOf } from "../kit/events.ts";
import { scriptedModel } from "../kit/model.ts";
import { outsideOf } from "./tools/kit.ts";

const call = (name: string, input: Record<string, unknown>): ModelPart => ({
  functionCall: { id: name, name, arguments: input },
});

/** What the tools answered with in a request. */
function answersIn({ contents }: ModelRequest): { name: string; response: unknown }[] {
  return contents.flatMap(({ parts }) => parts).flatMap((part) =>
    "functionResponse" in part ? [part.functionResponse] : []
  );
}

/** All that a request holds but the answers of tools. */
function besidesAnswers({ instructions, contents, tools }: ModelRequest): string {
  const said = contents.flatMap(({ parts }) => parts).filter((part) =>
    !("functionResponse" in part)
  );
  return JSON.stringify([instructions, said, tools]);
}

const SEARCH = { query: "новости про биткоин", time_frame: "week" };
/** What a model that was won over might call; the last is a tool of another meaning. */
const WISHES = [
  "give_pro",
  "grant_plan",
  "set_plan",
  "activate_pro",
  "update_member",
];

Deno.test("a model that obeys a page finds nothing that it could grant", async () => {
  await using world = await outsideWorld();
  const model = scriptedModel((request, number) => {
    if (number === 1) return [call("search_web", SEARCH)];
    const told = JSON.stringify(answersIn(request));
    if (number === 2 && told.includes(OPEN_INSTRUCTION)) {
      return WISHES.map((wish) => call(wish, { plan: "pro", memberId: "1001" }));
    }
    return ["Рынок спокоен."];
  });
  await using app = await testApp({ model, outside: outsideOf(world) });
  const token = await app.enter();
  const me = async () => {
    const response = await app.ask("/api/me", { headers: sessionHeaders(token) });
    const { access, member } = await response.json();
    return { access, name: member.name, tier: member.subscriptionTier };
  };
  const before = await me();
  const events = await converse(app, token, "Найди новости про биткоин");
  assert.equal(textOf(events), "Рынок спокоен.");
  assert.equal(model.requests.length, 3, "the model obeyed");
  const refused = answersIn(model.requests[2]!).slice(1);
  assert.deepEqual(refused.map(({ name }) => name), WISHES);
  for (const { response } of refused) {
    assert.match(JSON.stringify(response), /"error":"(?:There is no tool|Wrong arguments)/);
  }
  assert.deepEqual(await me(), before);
});

Deno.test("a model that obeys a page proposes a care plan and starts none", async () => {
  await using world = await outsideWorld();
  const start = call("start_plan", { plan_type: "after-tilt", diagnosis: "A page said so." });
  const model = scriptedModel((_, number) =>
    number === 1 ? [call("search_web", SEARCH)] : number < 4 ? [start] : ["Рынок спокоен."]
  );
  await using app = await testApp({ model, outside: outsideOf(world) });
  const token = await app.enter();
  await converse(app, token, "Найди новости про биткоин");
  const [, ...started] = answersIn(model.requests[3]!);
  assert.deepEqual(started.map(({ response }) => (response as { state: string }).state), [
    "proposed",
    "proposed",
  ]);
  const running = await app.ask("/api/care-plan", { headers: sessionHeaders(token) });
  assert.deepEqual(await running.json(), { carePlan: null });
});

Deno.test("a page's words are in the answer of the tool and nowhere else", async () => {
  await using world = await outsideWorld();
  const model = scriptedModel((_request, number) =>
    number === 1 ? [call("search_web", SEARCH)] : ["Рынок спокоен."]
  );
  await using app = await testApp({ model, outside: outsideOf(world) });
  const token = await app.enter();
  await converse(app, token, "Найди новости про биткоин");
  await converse(app, token, "Спасибо");
  const [, second, third] = model.requests;
  assert(JSON.stringify(answersIn(second!)).includes(OPEN_INSTRUCTION));
  for (const request of model.requests) {
    assert(!besidesAnswers(request).includes(OPEN_INSTRUCTION));
    assert(!JSON.stringify(request).includes(HIDDEN_INSTRUCTION));
  }
  assert.deepEqual(answersIn(third!), [], "the next question begins without it");
});

const QUESTIONS: [tool: string, input: Record<string, unknown>][] = [
  ["search_web", SEARCH],
  ["search_video", { query: "стоп-лосс" }],
  ["get_crypto_price", { symbol: "BTC" }],
  ["get_weather", { city: "Казань" }],
];

for (const [tool, input] of QUESTIONS) {
  Deno.test(`${tool}: of a failure neither the model nor the member learns more than that`, async () => {
    for (
      const fault of [{ kind: "status", status: 500 }, { kind: "cut" }, { kind: "drop" }] as const
    ) {
      await using world = await outsideWorld();
      world.faults.add({ ...fault, times: 99 });
      const model = scriptedModel((_request, number) =>
        number === 1 ? [call(tool, input)] : ["Сейчас не получилось это узнать."]
      );
      await using app = await testApp({ model, outside: outsideOf(world) });
      const events = await converse(app, await app.enter(), "Узнай");
      assert.deepEqual(answersIn(model.requests[1]!).map(({ response }) => response), [{
        error: "The tool does not work right now. Say so in one plain sentence.",
      }]);
      const told = JSON.stringify(events);
      assert.doesNotMatch(told, /internal-detail|outside_|127\.0\.0\.1|Error/);
      assert.equal(events.some(({ name }) => name === "card"), false);
    }
  });
}
