import assert from "node:assert/strict";
import fc from "fast-check";
import { headOf, keys } from "../../db/keys.ts";
import type { Database } from "../../db/tx.ts";
import { createFacts } from "../../services/facts.ts";
import { createRecall } from "../../services/recall.ts";
import { movableClock, testIds } from "../kit/app.ts";
import { openStore, say } from "../kit/facts.ts";
import { addTestMember } from "../kit/members.ts";
import { testDatabase } from "../kit/temporary_kv.ts";

const clock = movableClock();

/** Removes every key of a member, as an erasure does. */
async function erase(db: Database, kv: Deno.Kv, memberId: string): Promise<void> {
  for (const prefix of [keys.turns(memberId), keys.facts(memberId)]) {
    for (const { key } of await db.list({ prefix })) await kv.delete(key);
  }
  await kv.delete(keys.conversation(memberId));
}

Deno.test("what was just said is found at once, by every process", async () => {
  await using store = await openStore();
  const db = store.database;
  const [here, there] = [createRecall({ db, clock }), createRecall({ db, clock })];
  for (const text of ["Плечо у меня два", "Погода хорошая", "Плечо у меня три"]) {
    await say(db, "anna", text, { at: clock.now() });
    for (const recall of [here, there]) {
      const found = await recall("anna", text, { limit: 1 });
      assert.deepEqual(found.map(({ text, kind }) => [text, kind]), [[text, "turn"]]);
    }
  }
  const before = await here("anna", "плечо", { limit: 5, before: 3, exact: true });
  assert.deepEqual(before.map(({ sequence }) => sequence), [1]);
});

Deno.test("facts that hold are found with turns, those that do not are not", async () => {
  await using store = await openStore();
  const db = store.database;
  await addTestMember(db, "anna", { createdAt: clock.now() });
  const facts = createFacts({ db, clock, ids: testIds() });
  const recall = createRecall({ db, clock });
  const { sequence, at } = await say(db, "anna", "Ну плечо у меня два, а что", { at: clock.now() });
  const source = { sequence, at, sentence: "плечо у меня два" };
  const { id } = (await facts.add("anna", { section: "topics", text: "Плечо два", source }))!;
  const find = async () =>
    (await recall("anna", "какое плечо", { limit: 5 })).map(({ kind, text }) => [kind, text]);
  assert.deepEqual(await find(), [["fact", "Плечо два"], ["turn", "Ну плечо у меня два, а что"]]);
  const { id: changed } = await facts.change("anna", id, "Плечо три");
  assert.deepEqual((await find())[0], ["fact", "Плечо три"]);
  // Deleting while it is being recalled: whoever asked before may find it, nobody afterwards.
  const [, early] = await Promise.all([facts.remove("anna", changed), find(), find()]);
  assert(early.length >= 1);
  assert.deepEqual(await find(), [["turn", "Ну плечо у меня два, а что"]]);
});

Deno.test("what was erased is not found, also where as much was said again", async () => {
  await using store = await openStore();
  const { database: db, kv } = store;
  const recall = createRecall({ db, clock });
  await say(db, "anna", "Мой секрет в саду", { at: clock.now() });
  assert.equal((await recall("anna", "секрет", { limit: 5 })).length, 1);
  await erase(db, kv, "anna");
  assert.deepEqual(await recall("anna", "секрет", { limit: 5 }), []);
  await db.tx(async (tx) => {
    const { appendTurn } = await import("../../db/turns.ts");
    const rest = { source: "app", generationId: "another", status: "complete" } as const;
    await appendTurn(tx, "anna", { role: "member", text: "Погода", at: clock.now(), ...rest });
  });
  assert.deepEqual(await recall("anna", "секрет", { limit: 5 }), []);
  assert.equal((await recall("anna", "погода", { limit: 5 }))[0]!.text, "Погода");
});

Deno.test("a text without words that tell anything is answered without reading", async () => {
  await using store = await openStore();
  await say(store.database, "anna", "Да, плечо два", { at: clock.now() });
  let uses = 0;
  const kv = new Proxy(store.kv, {
    get(kv, name: keyof Deno.Kv) {
      uses += 1;
      const member = kv[name];
      return typeof member === "function" ? member.bind(kv) : member;
    },
  });
  const recall = createRecall({ db: testDatabase(kv, { headOf }), clock });
  for (const text of ["", "да", "Что я говорила?"]) {
    assert.deepEqual(await recall("anna", text, { limit: 5 }), []);
  }
  assert.equal(uses, 0);
  assert.equal((await recall("anna", "плечо", { limit: 5 })).length, 1);
  assert.notEqual(uses, 0);
});

Deno.test("memory is bounded: a member let go is read again", async () => {
  await using store = await openStore();
  const db = store.database;
  const recall = createRecall({ db, clock }, { most: 3 });
  for (const memberId of ["anna", "boris", "vera"]) {
    for (const text of ["Чай", "Кофе"]) await say(db, memberId, text, { at: clock.now() });
  }
  for (const memberId of ["anna", "boris", "vera", "anna", "boris"]) {
    assert.equal((await recall(memberId, "кофе", { limit: 5 }))[0]!.sequence, 2);
  }
});

Deno.test("whatever is asked at once, nobody finds what another said", async () => {
  const names = ["anna", "boris", "vera"];
  const step = fc.record({
    member: fc.constantFrom(...names),
    does: fc.constantFrom("say", "ask", "fact"),
    word: fc.constantFrom("плечо", "чай", "кофе", "стоп"),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 25 }), async (steps) => {
      await using store = await openStore();
      const db = store.database;
      const recall = createRecall({ db, clock }, { most: 6 });
      const facts = createFacts({ db, clock, ids: testIds() });
      for (const name of names) await addTestMember(db, name, { createdAt: clock.now() });
      await Promise.all(steps.map(async ({ member, does, word }) => {
        const text = `${member} ${word}`;
        if (does === "say") return void await say(db, member, text, { at: clock.now() });
        if (does === "fact") {
          const source = { sequence: 1, sentence: text, at: clock.now() };
          return void await facts.add(member, { section: "bio", text, source });
        }
        const found = await recall(member, `${word} ${names.join(" ")}`, { limit: 20 });
        for (const { text } of found) assert.equal(text.split(" ")[0], member);
      }));
    }),
    { seed: 20261123, numRuns: 40 },
  );
});
