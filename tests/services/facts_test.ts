import assert from "node:assert/strict";
import { listFacts } from "../../db/facts.ts";
import { keys } from "../../db/keys.ts";
import type { Conversation } from "../../domain/conversation.ts";
import { AppError } from "../../domain/errors.ts";
import { FACT_LENGTH, RESTORE_TIME } from "../../domain/fact.ts";
import { createFacts } from "../../services/facts.ts";
import { movableClock, testIds } from "../kit/app.ts";
import { openStore, say } from "../kit/facts.ts";
import { addTestMember } from "../kit/members.ts";

const failsWith = (code: string) => (error: unknown) =>
  error instanceof AppError && error.code === code;

/** The facts of Anna, who has said two things, and of Boris, on a store of their own. */
async function open() {
  const store = await openStore();
  const db = store.database;
  const clock = movableClock();
  const facts = createFacts({ db, clock, ids: testIds() });
  await addTestMember(db, "anna", { createdAt: clock.now() });
  await addTestMember(db, "boris", { createdAt: clock.now() });
  const tell = async (memberId: string, text: string) => {
    const { sequence, at } = await say(db, memberId, text, { at: clock.now() });
    const source = { sequence, sentence: text, at };
    return (await facts.add(memberId, { section: "bio", text, source }))!;
  };
  return { db, clock, facts, tell, [Symbol.asyncDispose]: () => store[Symbol.asyncDispose]() };
}

Deno.test("what was said is listed, the newest first, with its sentence", async () => {
  await using house = await open();
  const { facts, clock, tell } = house;
  await tell("anna", "Плечо два");
  clock.move(1000);
  await tell("anna", "Живу в Самаре");
  await tell("boris", "Люблю чай");
  const listed = await facts.list("anna");
  assert.deepEqual(listed.map(({ text, source }) => [text, source?.sequence, source?.sentence]), [
    ["Живу в Самаре", 2, "Живу в Самаре"],
    ["Плечо два", 1, "Плечо два"],
  ]);
});

Deno.test("a change by the member takes the old one's place, which is shown as earlier", async () => {
  await using house = await open();
  const { facts, clock, tell } = house;
  const { id } = await tell("anna", "Плечо два");
  clock.move(1000);
  const changed = await facts.change("anna", id, " Плечо\nтри ");
  assert.deepEqual(changed, (await facts.list("anna"))[0]);
  assert.deepEqual([changed.text, changed.source], ["Плечо три", null]);
  assert.deepEqual(changed.earlier, [{ text: "Плечо два", validTo: clock.now() }]);
  assert.notEqual(changed.id, id);
  assert.deepEqual(await facts.change("anna", changed.id, "Плечо три"), changed);
  await assert.rejects(facts.change("anna", id, "Плечо пять"), failsWith("not_found"));
});

Deno.test("a change of letters alone is a change", async () => {
  await using house = await open();
  const { facts, tell } = house;
  const { id } = await tell("anna", "живу в самаре");
  const changed = await facts.change("anna", id, "Живу в Самаре");
  assert.deepEqual((await facts.list("anna")).map(({ text }) => text), [changed.text]);
});

Deno.test("a fact of ten thousand characters, or of none, is refused with the reason", async () => {
  await using house = await open();
  const { facts, tell } = house;
  const { id } = await tell("anna", "Плечо два");
  for (const text of ["я".repeat(10_000), " \n"]) {
    await assert.rejects(facts.change("anna", id, text), (error: AppError) => {
      assert.equal(error.code, "bad_request");
      assert.match(String(error.details.expected), new RegExp(`${FACT_LENGTH}`));
      return true;
    });
  }
  assert.equal((await facts.list("anna"))[0]!.text, "Плечо два");
});

Deno.test("a deleted fact can be brought back with its earlier forms for ten minutes", async () => {
  await using house = await open();
  const { db, facts, clock, tell } = house;
  const { id } = await tell("anna", "Плечо два");
  const changed = await facts.change("anna", id, "Плечо три");
  const { restorableUntil } = await facts.remove("anna", changed.id);
  assert.equal(restorableUntil, clock.now() + RESTORE_TIME);
  assert.deepEqual(await facts.list("anna"), []);
  await assert.rejects(facts.remove("anna", changed.id), failsWith("not_found"));
  clock.move(RESTORE_TIME - 1);
  assert.equal(await facts.sweep(), 0);
  assert.deepEqual(await facts.restore("anna", changed.id), changed);
  assert.deepEqual(await facts.restore("anna", changed.id), changed);
  clock.move(RESTORE_TIME);
  assert.equal(await facts.sweep(), 0);
  assert.deepEqual(await facts.list("anna"), [changed]);
  assert.equal((await listFacts(db, "anna")).length, 2);
});

Deno.test("then it is removed for good, in all its forms, and nothing is due any more", async () => {
  await using house = await open();
  const { db, facts, clock, tell } = house;
  const { id } = await tell("anna", "Плечо два");
  const changed = await facts.change("anna", id, "Плечо три");
  await tell("boris", "Плечо два");
  await facts.remove("anna", changed.id);
  clock.move(RESTORE_TIME);
  await assert.rejects(facts.restore("anna", changed.id), failsWith("not_found"));
  const swept = await Promise.all([facts.sweep(), facts.sweep()]);
  assert.equal(swept[0]! + swept[1]!, 2);
  assert.deepEqual(await listFacts(db, "anna"), []);
  assert.equal((await listFacts(db, "boris")).length, 1);
  assert.deepEqual(await db.list(keys.dueBefore("fact", Infinity)), []);
});

Deno.test("nothing is drawn again from a turn whose fact was deleted", async () => {
  await using house = await open();
  const { db, facts, tell } = house;
  const { id } = await tell("anna", "Плечо два");
  await facts.remove("anna", id);
  const conversation = await db.get<Conversation>(keys.conversation("anna"));
  assert.deepEqual(conversation!.forgotten, [1]);
});

Deno.test("the source is shown among the turns around it", async () => {
  await using house = await open();
  const { db, facts, clock, tell } = house;
  for (let count = 0; count < 6; count += 1) await say(db, "anna", "ещё", { at: clock.now() });
  const { id } = await tell("anna", "Плечо два");
  await say(db, "anna", "Понятно.", { at: clock.now(), role: "assistant" });
  const { sequence, sentence, turns } = await facts.origin("anna", id);
  assert.deepEqual([sequence, sentence], [7, "Плечо два"]);
  assert.deepEqual(turns.map(({ sequence }) => sequence), [4, 5, 6, 7, 8]);
  const written = await facts.change("anna", id, "Плечо три");
  await assert.rejects(facts.origin("anna", written.id), failsWith("not_found"));
});

Deno.test("a member reaches no fact of another, and a banned one none", async () => {
  await using house = await open();
  const { db, facts, tell } = house;
  const { id } = await tell("anna", "Плечо два");
  const asked = [
    () => facts.change("boris", id, "Моё"),
    () => facts.remove("boris", id),
    () => facts.restore("boris", id),
    () => facts.origin("boris", id),
  ];
  for (const ask of asked) await assert.rejects(ask(), failsWith("not_found"));
  assert.deepEqual(await facts.list("boris"), []);
  await db.tx(async (tx) => {
    const member = await tx.get<object>(keys.member("boris"));
    tx.set(keys.member("boris"), { ...member, bannedAt: 1 });
  });
  for (const ask of [...asked, () => facts.list("boris")]) {
    await assert.rejects(ask(), failsWith("banned"));
  }
  assert.deepEqual((await facts.list("anna")).map(({ text }) => text), ["Плечо два"]);
});

Deno.test("nothing is kept of a member who is gone", async () => {
  await using house = await open();
  const { facts, db } = house;
  await db.tx((tx) => Promise.resolve(tx.delete(keys.member("anna"))));
  const source = { sequence: 1, sentence: "Плечо два", at: 1 };
  const said = { section: "bio" as const, text: "Плечо два", source };
  await assert.rejects(facts.add("anna", said), failsWith("session_invalid"));
  assert.deepEqual(await listFacts(db, "anna"), []);
});

Deno.test("the same said twice at once is one fact", async () => {
  await using house = await open();
  const { facts, db } = house;
  const source = { sequence: 1, sentence: "Плечо два", at: 1 };
  const said = { section: "bio" as const, text: "Плечо два", source };
  await Promise.all(Array.from({ length: 8 }, () => facts.add("anna", said)));
  assert.equal((await listFacts(db, "anna")).length, 1);
});
