import assert from "node:assert/strict";
import fc from "fast-check";
import { headOf } from "../../db/keys.ts";
import { addMember } from "../../db/members.ts";
import { appendTurn } from "../../db/turns.ts";
import { AppError } from "../../domain/errors.ts";
import { createCarePlans } from "../../services/care_plans.ts";
import { createLessons } from "../../services/lessons.ts";
import { createOutbox } from "../../services/outbox.ts";
import { createCareTools, createToolRegistry } from "../../services/tools/registry.ts";
import type { ToolContext } from "../../services/tools/tool.ts";
import { Wakes } from "../../services/wakes.ts";
import { readLessons } from "../../config/lessons.ts";
import { movableClock, packFiles, testConfig, testIds, testTexts } from "../kit/app.ts";
import { testMember } from "../kit/members.ts";
import { scriptedModel } from "../kit/model.ts";
import { temporaryKv } from "../kit/temporary_kv.ts";

const { community, communityFolder } = await testConfig();
const texts = await testTexts();

/** The tools for Anna, who has said one thing; grading is as `grade` says. */
async function careTools(language: "ru" | "en" = "ru", grade?: () => unknown) {
  const store = await temporaryKv({ headOf });
  const db = store.database;
  const [clock, ids] = [movableClock(), testIds()];
  const messenger = { send: () => Promise.reject(new Error("nothing is sent")) };
  const outbox = createOutbox({ db, clock, liveness: clock, ids, messenger, wakes: new Wakes() });
  const carePlans = createCarePlans({ db, clock, ids, community, outbox, texts });
  const lessons = createLessons({
    db,
    clock,
    liveness: clock,
    community,
    model: scriptedModel(() => [], grade),
    readCourses: () => readLessons(packFiles, `${communityFolder}/lessons`),
  });
  await db.tx(async (tx) => {
    addMember(tx, testMember("anna", { telegramId: "1001", language }));
    await appendTurn(tx, "anna", {
      role: "member",
      text: "Мой ответ такой",
      at: clock.now(),
      source: "app",
      generationId: "g",
      status: "complete",
    });
  });
  const context: ToolContext = {
    db,
    clock,
    memberId: "anna",
    language,
    texts,
    turnSequence: 1,
    cite: () => 1,
    signal: new AbortController().signal,
  };
  const registry = createToolRegistry(createCareTools({
    carePlans,
    lessons: () => Promise.resolve(lessons),
  }));
  return { store, registry, context };
}

Deno.test("the model is told which plans there are, and is asked to wait for consent", async () => {
  const { store, registry } = await careTools();
  await using _ = store;
  const declared = registry.declarations();
  assert.deepEqual(declared.map(({ name }) => name), [
    "start_plan",
    "end_plan",
    "next_lesson",
    "answer_lesson",
  ]);
  const start = declared[0]!;
  const properties = start.parameters.properties as Record<string, { enum?: string[] }>;
  assert.deepEqual(properties.plan_type!.enum, community.carePlans.map(({ id }) => id));
  assert.match(start.description, /first call only proposes/);
});

Deno.test("incognito there is nothing that would store something about the member", async () => {
  const { store, registry } = await careTools();
  await using _ = store;
  const offered = registry.declarations({ incognito: true }).map(({ name }) => name);
  assert.deepEqual(offered, ["next_lesson"]);
});

Deno.test("a pack without plans and lessons has no such tools", () => {
  assert.deepEqual(createCareTools({}), []);
});

Deno.test("whatever a model calls with whatever, it is answered and nothing breaks", async () => {
  const { store, registry, context } = await careTools();
  await using _ = store;
  const names = fc.constantFrom("start_plan", "end_plan", "next_lesson", "answer_lesson");
  const near = fc.record({
    plan_type: fc.oneof(fc.constant("after-tilt"), fc.string()),
    diagnosis: fc.string(),
    course: fc.oneof(fc.constantFrom("risk-from-zero", "__proto__"), fc.string()),
    lesson: fc.oneof(fc.constantFrom("what-is-risk", "your-rules", "constructor"), fc.string()),
    answer: fc.string(),
  }, { requiredKeys: [] });
  await fc.assert(
    fc.asyncProperty(names, fc.oneof(near, fc.anything()), async (name, input) => {
      const { result } = await registry.call(name, input, context);
      assert.equal(typeof result, "object");
      assert(JSON.stringify(result).length < 4000);
    }),
    { seed: 20261123, numRuns: 300 },
  );
});

Deno.test("a proposal shows a card with the steps, in the member's language", async () => {
  for (
    const [language, title] of [
      ["ru", "Предлагаю план: После тильта"],
      ["en", "A plan I suggest: After a tilt"],
    ] as const
  ) {
    const { store, registry, context } = await careTools(language);
    await using _ = store;
    const input = { plan_type: "after-tilt", diagnosis: "тильт" };
    const { result, cards } = await registry.call("start_plan", input, context);
    assert.equal(result.state, "proposed");
    const [card] = cards!;
    assert.deepEqual([card!.kind, card!.title], ["care_plan", title]);
    assert.match(card!.text, /^1\. .+\n2\. .+\n3\. /);
    assert(!JSON.stringify(cards).includes('тильт"'), "the note on why is not shown");
  }
});

Deno.test("an English member gets the English lesson; an unknown course is told with those there are", async () => {
  const { store, registry, context } = await careTools("en");
  await using _ = store;
  const { result, cards } = await registry.call("next_lesson", {}, context);
  assert.deepEqual([result.course, result.title], ["risk-from-zero-en", "What risk per trade is"]);
  assert.equal(cards![0]!.kind, "lesson");
  const unknown = await registry.call("next_lesson", { course: "options" }, context);
  assert.deepEqual(unknown.result, {
    error: "There is no such course.",
    courses: ["risk-from-zero-en: Risk from zero"],
  });
});

Deno.test("a busy model is told the member in words", async () => {
  const { store, registry, context } = await careTools("ru", () => {
    throw new AppError("model_busy");
  });
  await using _ = store;
  const answer = { course: "risk-from-zero", lesson: "what-is-risk", answer: "ответ" };
  const { result } = await registry.call("answer_lesson", answer, context);
  assert.match(String(result.error), /Сейчас слишком много вопросов/);
  const closed = { ...answer, lesson: "your-rules" };
  assert.match(
    String((await registry.call("answer_lesson", closed, context)).result.error),
    /Этот урок ещё закрыт/,
  );
});
