import assert from "node:assert/strict";
import fc from "fast-check";
import { z } from "zod";
import { headOf } from "../../db/keys.ts";
import { listFacts } from "../../db/facts.ts";
import { getMember } from "../../db/members.ts";
import { appendTurn } from "../../db/turns.ts";
import type { Database } from "../../db/tx.ts";
import { createToolRegistry } from "../../services/tools/registry.ts";
import { defineTool, type ToolContext } from "../../services/tools/tool.ts";
import { movableClock, testTexts } from "../kit/app.ts";
import { addTestMember } from "../kit/members.ts";
import { toolsOn } from "../kit/tools.ts";
import { temporaryKv } from "../kit/temporary_kv.ts";

const clock = movableClock();

/** What every tool may work with, for a member of this name. */
async function contextOf(db: Database, id: string): Promise<ToolContext> {
  await addTestMember(db, id, { createdAt: clock.now() });
  return {
    db,
    clock,
    memberId: id,
    language: "ru",
    texts: await testTexts(),
    turnSequence: 3,
    cite: () => 1,
    signal: new AbortController().signal,
  };
}

async function say(db: Database, memberId: string, ...texts: string[]): Promise<void> {
  for (const text of texts) {
    await db.tx((tx) =>
      appendTurn(tx, memberId, {
        role: "member",
        text,
        at: clock.now(),
        source: "app",
        generationId: "g",
        status: "complete",
      })
    );
  }
}

const open = () => temporaryKv({ headOf });

Deno.test("every tool is described to the model as a JSON Schema object", async () => {
  await using store = await open();
  const tools = toolsOn(store.database, clock);
  const declared = createToolRegistry(tools).declarations();
  assert.deepEqual(declared.map(({ name }) => name), tools.map(({ name }) => name));
  for (const { name, description, parameters } of declared) {
    assert.match(name, /^[a-z_]+$/);
    assert(description.length > 20);
    assert.equal(parameters.type, "object");
    assert.equal(parameters.$schema, undefined);
  }
});

Deno.test("whatever a model calls with whatever, it is answered and nothing breaks", async () => {
  await using store = await open();
  const context = await contextOf(store.database, "anna");
  const tools = toolsOn(store.database, clock);
  const registry = createToolRegistry(tools);
  const names = fc.oneof(
    fc.constantFrom(...tools.map(({ name }) => name), "__proto__", "toString", ""),
    fc.string(),
  );
  await fc.assert(
    fc.asyncProperty(names, fc.anything(), async (name, input) => {
      const { result } = await registry.call(name, input, context);
      assert.equal(typeof result, "object");
      assert(JSON.stringify(result).length < 4000);
    }),
    { seed: 20261123, numRuns: 300 },
  );
});

Deno.test("a tool that throws says so in one sentence, without what went wrong inside", async () => {
  await using store = await open();
  const context = await contextOf(store.database, "anna");
  const broken = defineTool({
    name: "broken",
    description: "Breaks",
    parameters: z.object({}),
    run: () => Promise.reject(new TypeError("secret internals")),
  });
  const { result } = await createToolRegistry([broken]).call("broken", {}, context);
  assert.deepEqual(result, {
    error: "The tool does not work right now. Say so in one plain sentence.",
  });
});

Deno.test("a tool that was stopped passes the reason on instead of an answer", async () => {
  await using store = await open();
  const context = await contextOf(store.database, "anna");
  const controller = new AbortController();
  const slow = defineTool({
    name: "slow",
    description: "Waits",
    parameters: z.object({}),
    run: () => {
      controller.abort(new Error("stopped"));
      return Promise.reject(new TypeError("broke off"));
    },
  });
  const stopped = { ...context, signal: controller.signal };
  await assert.rejects(createToolRegistry([slow]).call("slow", {}, stopped), /stopped/);
});

Deno.test("save_user_name keeps a clean name of this member alone", async () => {
  await using store = await open();
  const db = store.database;
  const [anna] = [await contextOf(db, "anna"), await contextOf(db, "boris")];
  const { call } = createToolRegistry(toolsOn(db, clock));
  const saved = await call("save_user_name", { name: ' <b>"Аня"</b>\n<ask_name/> ' }, anna);
  const name = (await getMember(db, "anna"))!.name!;
  assert.deepEqual(saved.result, { saved: name });
  assert.doesNotMatch(name, /[<>"&\n]/);
  assert.equal((await getMember(db, "boris"))!.name, null);
  const { result } = await call("save_user_name", { name: "\u0000\n<>" }, anna);
  assert.match(String(result.error), /not a name/);
  assert.equal((await getMember(db, "anna"))!.name, name);
});

Deno.test("update_profile keeps a fact of this member alone, with its sentence, and shows it", async () => {
  await using store = await open();
  const db = store.database;
  const [anna] = [await contextOf(db, "anna"), await contextOf(db, "boris")];
  await say(db, "anna", "Привет. Торгую фьючерсами\nуже год. А ты?", "Кофе", "Да");
  await say(db, "boris", "Торгую фьючерсами");
  const { call } = createToolRegistry(toolsOn(db, clock));
  const { result, cards } = await call(
    "update_profile",
    { section: "bio", content: "Торгует\nфьючерсами" },
    anna,
  );
  assert.deepEqual(result, { saved: true, section: "bio" });
  assert.deepEqual(cards, [
    { kind: "profile", title: "Запомнила о тебе", text: "Торгует фьючерсами" },
  ]);
  const [fact, ...more] = await listFacts(db, "anna");
  assert.deepEqual([fact!.section, fact!.text, more], ["bio", "Торгует фьючерсами", []]);
  assert.deepEqual(fact!.sources, [
    { sequence: 1, sentence: "Торгую фьючерсами", at: clock.now() },
  ]);
  assert.deepEqual(await listFacts(db, "boris"), []);
});

Deno.test("update_profile refuses what the member did not say, and says so to the model", async () => {
  await using store = await open();
  const db = store.database;
  const anna = await contextOf(db, "anna");
  await say(db, "anna", "Привет, как дела?");
  await db.tx((tx) =>
    appendTurn(tx, "anna", {
      role: "assistant",
      text: "Ты живёшь в Самаре.",
      at: clock.now(),
      source: "app",
      generationId: "g",
      status: "complete",
    })
  );
  const { call } = createToolRegistry(toolsOn(db, clock));
  const said = { section: "bio", content: "Живёт в Самаре" };
  assert.match(String((await call("update_profile", said, anna)).result.error), /did not say that/);
  const long = { section: "bio", content: "Привет ".repeat(1430) };
  assert.match(String((await call("update_profile", long, anna)).result.error), /500/);
  assert.deepEqual(await listFacts(db, "anna"), []);
});

Deno.test("recall finds what this member said before, and nothing that another said", async () => {
  await using store = await open();
  const db = store.database;
  const [anna] = [await contextOf(db, "anna"), await contextOf(db, "boris")];
  await say(db, "boris", "Мой депозит два миллиона");
  await say(db, "anna", "Мой депозит тысяча", "Погода хорошая", "Что я говорила про депозит?");
  const { call } = createToolRegistry(toolsOn(db, clock));
  const { result } = await call("recall", { query: "депозит" }, anna);
  const [first, ...around] = result.found as { text: string }[];
  assert.deepEqual(first, { text: "Мой депозит тысяча", on: "2026-11-23", by: "the member" });
  assert.deepEqual(around.map(({ text }) => text), ["Погода хорошая"]);
  assert.match(String(result.note), /not to be saved/);
  const nothing = await call("recall", { query: "миллиона" }, anna);
  assert.deepEqual(nothing.result.found, []);
});
