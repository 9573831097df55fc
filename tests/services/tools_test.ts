import assert from "node:assert/strict";
import fc from "fast-check";
import { z } from "zod";
import { headOf } from "../../db/keys.ts";
import { addMember, getMember, getProfile } from "../../db/members.ts";
import { appendTurn } from "../../db/turns.ts";
import type { Database } from "../../db/tx.ts";
import type { Member } from "../../domain/member.ts";
import { createToolRegistry, createTools } from "../../services/tools/registry.ts";
import { defineTool, type ToolContext } from "../../services/tools/tool.ts";
import { movableClock, testTexts } from "../kit/app.ts";
import { temporaryKv } from "../kit/temporary_kv.ts";

const clock = movableClock();

/** What every tool may work with, for a member of this name. */
async function addPerson(db: Database, id: string): Promise<ToolContext> {
  const member: Member = {
    schema: 1,
    id,
    telegramId: id,
    name: null,
    nameAskedAt: null,
    language: "ru",
    interactionCount: 0,
    bannedAt: null,
    unreachableSince: null,
    createdAt: clock.now(),
  };
  await db.tx((tx) => Promise.resolve(addMember(tx, member)));
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

Deno.test("every tool is described to the model as a JSON Schema object", () => {
  const declared = createToolRegistry(createTools()).declarations();
  assert.deepEqual(declared.map(({ name }) => name), createTools().map(({ name }) => name));
  for (const { name, description, parameters } of declared) {
    assert.match(name, /^[a-z_]+$/);
    assert(description.length > 20);
    assert.equal(parameters.type, "object");
    assert.equal(parameters.$schema, undefined);
  }
});

Deno.test("whatever a model calls with whatever, it is answered and nothing breaks", async () => {
  await using store = await open();
  const context = await addPerson(store.database, "anna");
  const registry = createToolRegistry(createTools());
  const names = fc.oneof(
    fc.constantFrom(...createTools().map(({ name }) => name), "__proto__", "toString", ""),
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
  const context = await addPerson(store.database, "anna");
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
  const context = await addPerson(store.database, "anna");
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
  const [anna] = [await addPerson(db, "anna"), await addPerson(db, "boris")];
  const { call } = createToolRegistry(createTools());
  const saved = await call("save_user_name", { name: ' <b>"Аня"</b>\n<ask_name/> ' }, anna);
  const name = (await getMember(db, "anna"))!.name!;
  assert.deepEqual(saved.result, { saved: name });
  assert.doesNotMatch(name, /[<>"&\n]/);
  assert.equal((await getMember(db, "boris"))!.name, null);
  const { result } = await call("save_user_name", { name: "\u0000\n<>" }, anna);
  assert.match(String(result.error), /not a name/);
  assert.equal((await getMember(db, "anna"))!.name, name);
});

Deno.test("update_profile notes a line of this member alone, and shows it", async () => {
  await using store = await open();
  const db = store.database;
  const [anna] = [await addPerson(db, "anna"), await addPerson(db, "boris")];
  const { cards } = await createToolRegistry(createTools()).call(
    "update_profile",
    { section: "bio", content: "Торгует\nфьючерсами" },
    anna,
  );
  assert.deepEqual(cards, [{ kind: "profile", title: "Запомнила о тебе", text: "" }]);
  assert.deepEqual((await getProfile(db, "anna")).sections, {
    bio: [{ text: "Торгует фьючерсами", at: clock.now() }],
  });
  assert.deepEqual((await getProfile(db, "boris")).sections, {});
});

Deno.test("the fullest profile fits into the store, in the widest letters", async () => {
  await using store = await open();
  const context = await addPerson(store.database, "anna");
  const { call } = createToolRegistry(createTools());
  for (const section of ["bio", "health", "plans", "preferences", "topics"]) {
    for (let number = 0; number < 12; number += 1) {
      const content = `${section}${number} ${"👩‍👩‍👧‍👦я".repeat(1000)}`.slice(0, 2000);
      const { result } = await call("update_profile", { section, content }, context);
      assert.deepEqual(result, { saved: true, section }, `${section} ${number}`);
    }
  }
  const notes = Object.values((await getProfile(store.database, "anna")).sections).flat();
  assert.equal(notes.length, 60);
  assert(notes.every(({ text }) => text.isWellFormed()));
});

Deno.test("recall finds what this member said before, and nothing that another said", async () => {
  await using store = await open();
  const db = store.database;
  const [anna] = [await addPerson(db, "anna"), await addPerson(db, "boris")];
  await say(db, "boris", "Мой депозит два миллиона");
  await say(db, "anna", "Мой депозит тысяча", "Погода хорошая", "Что я говорила про депозит?");
  const { call } = createToolRegistry(createTools());
  const { result } = await call("recall", { query: "депозит" }, anna);
  assert.deepEqual(result.found, [{ said: "Мой депозит тысяча", on: "2026-11-23" }]);
  const nothing = await call("recall", { query: "миллиона" }, anna);
  assert.deepEqual(nothing.result.found, []);
});
