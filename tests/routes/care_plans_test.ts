import assert from "node:assert/strict";
import type { OutboxMessage } from "../../domain/outbox.ts";
import type { ModelPart } from "../../services/ports.ts";
import { sessionHeaders, type TestApp, testApp } from "../kit/app.ts";
import { scriptedModel } from "../kit/model.ts";

const HOUR = 3600_000;

const call = (name: string, args: Record<string, unknown>): ModelPart => ({
  functionCall: { name, arguments: args },
});
const tiltPlan = call("start_plan", { plan_type: "after-tilt", diagnosis: "тильт" });

/** A model that calls what the member asks it to, and then says so. */
const obedient = () =>
  scriptedModel(({ contents }) => {
    const last = contents.at(-1)!.parts[0]!;
    if ("functionResponse" in last) return [`Готово: ${JSON.stringify(last.functionResponse)}`];
    const words = "text" in last ? last.text : "";
    if (/план|да/.test(words)) return [tiltPlan];
    if (/закончи/.test(words)) return [call("end_plan", {})];
    return ["Слушаю."];
  });

interface Chat {
  /** Writes, and answers what came: the events of the stream. */
  write(message: string): Promise<string>;
  carePlan(): Promise<{ id: string; title: string; steps: string[] } | null>;
  ask(path: string, init?: RequestInit): Promise<Response>;
}

async function chatOf(app: TestApp, memberId?: number): Promise<Chat> {
  const headers = sessionHeaders(await app.enter(memberId));
  const ask: Chat["ask"] = (path, init) => app.ask(path, { headers, ...init });
  return {
    ask,
    write: async (message) =>
      await (await ask("/api/chat", { method: "POST", body: JSON.stringify({ message }) })).text(),
    carePlan: async () => (await (await ask("/api/care-plan")).json()).carePlan,
  };
}

const outbox = async ({ kv }: TestApp) =>
  (await Array.fromAsync(kv.list<OutboxMessage>({ prefix: ["outbox"] }))).map(({ value }) => value);

Deno.test("proposed in one answer, agreed in the next, asked after a day, ended in the app", async () => {
  const model = obedient();
  await using app = await testApp({ model });
  let anna = await chatOf(app);
  assert.match(await anna.write("мне нужен план"), /"state":"proposed"/);
  assert.equal(await anna.carePlan(), null);
  const started = await anna.write("да");
  assert.match(started, /"state":"started"/);
  assert.match(started, /Начали план: После тильта/);
  const plan = (await anna.carePlan())!;
  assert.deepEqual([plan.id, plan.title], ["after-tilt", "После тильта"]);
  assert(plan.steps.length >= 3);

  app.clock.move(24 * HOUR);
  await app.app.sweep();
  await app.app.sweep();
  const messages = await outbox(app);
  assert.deepEqual(messages.map(({ kind }) => kind), ["care_plan"]);

  anna = await chatOf(app);
  await anna.write("уже легче");
  const { instructions } = model.requests.at(-1)!;
  assert.match(instructions, /<care_plan title="После тильта" since="2026-11-23">\n.+\n1\. /);
  assert(instructions.includes(`<asked on="2026-11-24">${messages[0]!.text}</asked>`));

  for (const _ of [1, 2]) {
    const ended = await anna.ask("/api/care-plan/end", { method: "POST" });
    assert.deepEqual(await ended.json(), { carePlan: null });
  }
  assert.equal(await anna.carePlan(), null);
  await anna.write("что дальше");
  assert.doesNotMatch(model.requests.at(-1)!.instructions, /<care_plan title/);
});

Deno.test("she ends it when the member says so, and one member's plan is nobody else's", async () => {
  await using app = await testApp({ model: obedient() });
  const [anna, other] = [await chatOf(app), await chatOf(app, 1002)];
  await anna.write("мне нужен план");
  await anna.write("да");
  assert.equal(await other.carePlan(), null);
  await other.ask("/api/care-plan/end", { method: "POST" });
  assert.notEqual(await anna.carePlan(), null);
  assert.match(await anna.write("закончим"), /"state":"ended"/);
  assert.equal(await anna.carePlan(), null);
  assert.match(await anna.write("закончим"), /No plan was running/);
});

Deno.test("care plans are for members who may enter", async () => {
  await using app = await testApp();
  const anna = await chatOf(app);
  const member = await app.app.members.enter({ id: 1001, languageCode: "ru" });
  await app.app.members.setBanned(member.id, true);
  assert.equal((await anna.ask("/api/care-plan")).status, 403);
  assert.equal((await anna.ask("/api/care-plan/end", { method: "POST" })).status, 403);
});
