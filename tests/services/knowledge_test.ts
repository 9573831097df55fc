import assert from "node:assert/strict";
import fc from "fast-check";
import { keys } from "../../db/keys.ts";
import { listRevisions } from "../../db/knowledge.ts";
import { openDatabaseKv } from "../../db/open.ts";
import type { Database } from "../../db/tx.ts";
import {
  type Chunk,
  type Document,
  MOST_QUESTIONS,
  QUESTION_LENGTH,
} from "../../domain/knowledge.ts";
import { documentIdOf } from "../../services/knowledge.ts";
import { movableClock } from "../kit/app.ts";
import { crashingKv } from "../kit/crash_kv.ts";
import { knowledgeDatabase, letterModel, sourceText, testKnowledge } from "../kit/knowledge.ts";
import { temporaryFolder, temporaryKv } from "../kit/temporary_kv.ts";
import { failsWith } from "../kit/transactions.ts";

const guide = (...chapters: string[]) =>
  chapters.map((text, index) => `## Глава ${index + 1}\n\n${text}`).join("\n\n");

/** What a reader sees of a document: its revision, with all of its words. */
async function wordsOf(db: Database, file: string): Promise<string | undefined> {
  const document = await db.get<Document>(keys.document(await documentIdOf(file)));
  if (!document) return undefined;
  const chunks = await db.list<Chunk>({ prefix: keys.chunks(document.id, document.revision) });
  assert.equal(chunks.length, document.chunkCount, "the chunks of a revision are all there");
  assert.deepEqual(chunks.map(({ value }) => value.position), chunks.map((_, index) => index));
  return chunks.map(({ value }) => value.text).join("\n");
}

Deno.test("a file is added, the same again changes nothing, another text takes its place", async () => {
  await using store = await temporaryKv();
  const db = knowledgeDatabase(store.kv);
  const clock = movableClock();
  const knowledge = testKnowledge(db, { clock });
  const added = await knowledge.store(sourceText("a.md", guide("Первая.", "Вторая.")));
  assert.deepEqual([added.outcome, added.document.chunkCount], ["added", 2]);
  clock.move(1000);
  const again = await knowledge.store(sourceText("a.md", guide("Первая.", "Вторая.")));
  assert.deepEqual([again.outcome, again.document], ["unchanged", added.document]);
  const changed = await knowledge.store(sourceText("a.md", guide("Третья.")));
  assert.equal(changed.outcome, "changed");
  assert.notEqual(changed.document.revision, added.document.revision);
  assert.equal(changed.document.previous?.revision, added.document.revision);
  assert.equal(await wordsOf(db, "a.md"), "Третья.");
  assert.deepEqual((await knowledge.list()).map(({ file }) => file), ["a.md"]);
});

Deno.test("two files with one title both stay", async () => {
  await using store = await temporaryKv();
  const knowledge = testKnowledge(knowledgeDatabase(store.kv));
  await knowledge.store(sourceText("one/fees.md", "Комиссия.", { title: "Комиссии" }));
  await knowledge.store(sourceText("two/fees.md", "Сбор.", { title: "Комиссии" }));
  const files = (await knowledge.list()).map(({ file, title }) => [file, title]);
  assert.deepEqual(files, [["one/fees.md", "Комиссии"], ["two/fees.md", "Комиссии"]]);
});

Deno.test("the change before is kept to go back to, what was before that is cleared away", async () => {
  await using store = await temporaryKv();
  const db = knowledgeDatabase(store.kv);
  const knowledge = testKnowledge(db);
  for (const text of ["Первый.", "Второй.", "Третий."]) {
    await knowledge.store(sourceText("a.md", text));
  }
  assert.equal((await listRevisions(db)).length, 2);
  const id = await documentIdOf("a.md");
  await knowledge.undo(id);
  assert.equal(await wordsOf(db, "a.md"), "Второй.");
  await knowledge.undo(id);
  assert.equal(await wordsOf(db, "a.md"), "Третий.");
  await knowledge.remove(id);
  assert.deepEqual([await knowledge.list(), await listRevisions(db)], [[], []]);
  for (const gone of [knowledge.undo(id), knowledge.remove(id)]) {
    await assert.rejects(gone, failsWith("not_found"));
  }
});

Deno.test("a document that was never changed has nothing to go back to, and stays", async () => {
  await using store = await temporaryKv();
  const db = knowledgeDatabase(store.kv);
  const knowledge = testKnowledge(db);
  const { document } = await knowledge.store(sourceText("a.md", "Первый."));
  await assert.rejects(knowledge.undo(document.id), failsWith("not_found"));
  assert.equal(await wordsOf(db, "a.md"), "Первый.");
});

Deno.test("all that a file may say of itself fits into the store, with what it said before", async () => {
  await using store = await temporaryKv();
  const knowledge = testKnowledge(knowledgeDatabase(store.kv));
  const fullest = (text: string) => ({
    title: "я".repeat(300),
    keywords: Array<string>(200).fill("я".repeat(100)),
    questions: Array<string>(MOST_QUESTIONS + 1).fill("я".repeat(QUESTION_LENGTH + 1)),
    summary: "я".repeat(1000),
    hash: text,
  });
  const file = `${"я".repeat(250)}.md`;
  await knowledge.store(sourceText(file, "Раз.", fullest("one")));
  const { document } = await knowledge.store(sourceText(file, "Два.", fullest("two")));
  for (const questions of [document.questions, document.previous!.questions]) {
    assert.deepEqual([questions!.length, questions![0]!.length], [MOST_QUESTIONS, QUESTION_LENGTH]);
  }
});

Deno.test("a text without words is refused, and what was there stays", async () => {
  await using store = await temporaryKv();
  const db = knowledgeDatabase(store.kv);
  const knowledge = testKnowledge(db);
  await knowledge.store(sourceText("a.md", "Первый."));
  await assert.rejects(knowledge.store(sourceText("a.md", " \n\n")), failsWith("bad_request"));
  assert.equal(await wordsOf(db, "a.md"), "Первый.");
});

Deno.test("a passage comes with its chapter, also of the text before a change, until it is gone", async () => {
  await using store = await temporaryKv();
  const knowledge = testKnowledge(knowledgeDatabase(store.kv));
  const long = (word: string) => `${`${word} `.repeat(150).trim()}.`;
  const text = `# Книга\n\n## Один\n\n${long("раз")}\n\n${long("два")}\n\n## Два\n\n${long("три")}`;
  const { document } = await knowledge.store(sourceText("a.md", text));
  const id = `${document.id}.${document.revision}.1`;
  const passage = (await knowledge.passage(id))!;
  assert.deepEqual(passage.headings, ["Книга", "Один"]);
  assert.deepEqual(passage.chapter.map(({ text }) => text.slice(0, 3)), ["раз", "два"]);
  assert.equal(passage.chapter[1]!.chunkId, id);
  await knowledge.store(sourceText("a.md", "Совсем другое."));
  assert.deepEqual((await knowledge.passage(id))?.chapter, passage.chapter);
  await knowledge.store(sourceText("a.md", "И ещё раз другое."));
  assert.equal(await knowledge.passage(id), undefined);
  for (const nothing of ["", "x", "a.b.c", `${document.id}.${document.revision}.7`, "../a.b.1"]) {
    assert.equal(await knowledge.passage(nothing), undefined);
  }
});

/** Enough chapters for several commits. */
const OLD = guide(...Array.from({ length: 650 }, (_, number) => `Старое слово ${number}.`));
const NEW = guide(...Array.from({ length: 640 }, (_, number) => `Новое слово ${number}.`));

Deno.test("wherever the process dies, readers see the old or the new whole, and the next one ends it", async () => {
  await using counting = await temporaryKv();
  await testKnowledge(knowledgeDatabase(counting.kv)).store(sourceText("a.md", "Первое."));
  await testKnowledge(knowledgeDatabase(counting.kv)).store(sourceText("a.md", OLD));
  const counted = crashingKv(counting.kv, {});
  await testKnowledge(knowledgeDatabase(counted)).store(sourceText("a.md", NEW));
  assert.ok(counted.steps > 20, `${counted.steps} steps`);

  for (let crashAt = 1; crashAt <= counted.steps; crashAt++) {
    await using store = await temporaryKv();
    const db = knowledgeDatabase(store.kv);
    const knowledge = testKnowledge(db);
    await knowledge.store(sourceText("a.md", "Первое."));
    await knowledge.store(sourceText("a.md", OLD));
    const dying = testKnowledge(knowledgeDatabase(crashingKv(store.kv, { crashAt })));
    await dying.store(sourceText("a.md", NEW)).catch(() => {});
    const seen = (await wordsOf(db, "a.md"))!;
    assert.ok(/^(?:Старое слово \d+\.\n?){650}$|^(?:Новое слово \d+\.\n?){640}$/.test(seen), seen);
    await knowledge.store(sourceText("a.md", NEW));
    assert.match((await wordsOf(db, "a.md"))!, /^Новое/);
    await knowledge.reindex({ embed: false });
    assert.equal((await listRevisions(db)).length, 2, `crashed at ${crashAt}`);
  }
});

Deno.test("what is left of a file that never came in is cleared away", async () => {
  await using store = await temporaryKv();
  const db = knowledgeDatabase(store.kv);
  const dying = testKnowledge(knowledgeDatabase(crashingKv(store.kv, { crashAt: 8 })));
  await assert.rejects(dying.store(sourceText("a.md", OLD)));
  assert.equal((await listRevisions(db)).length, 1);
  const { removed } = await testKnowledge(db).reindex({ embed: false });
  assert.equal(removed, 1);
  assert.deepEqual([...await Array.fromAsync(store.kv.list({ prefix: ["chunk"] }))], []);
});

Deno.test("two processes that store, undo and clear at once leave every document whole", async () => {
  await using folder = await temporaryFolder();
  const kvs = await Promise.all([1, 2].map(() => openDatabaseKv(`${folder.path}/k.sqlite3`)));
  const dbs = kvs.map(knowledgeDatabase);
  const processes = dbs.map((db) => testKnowledge(db));
  const texts = ["Один.", OLD, NEW, "Два."];
  const act = fc.record({
    at: fc.nat({ max: 1 }),
    what: fc.constantFrom("store", "store", "undo", "reindex", "remove"),
    text: fc.constantFrom(...texts),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(act, { minLength: 2, maxLength: 6 }), async (acts) => {
      const id = await documentIdOf("a.md");
      await Promise.all(acts.map(async ({ at, what, text }) => {
        const knowledge = processes[at]!;
        if (what === "store") return await knowledge.store(sourceText("a.md", text));
        if (what === "reindex") return await knowledge.reindex({ embed: false });
        return await knowledge[what](id).catch((error) => {
          assert.equal(error.code, "not_found");
        });
      }));
      const seen = await wordsOf(dbs[0]!, "a.md");
      if (seen !== undefined) assert.ok(/^(?:Один\.|Два\.|Старое.*|Новое.*)$/s.test(seen));
      await processes[0]!.reindex({ embed: false });
      const [document] = await processes[1]!.list();
      const held = [document, document?.previous].flatMap((one) => one?.revision ?? []);
      const there = (await listRevisions(dbs[1]!)).map(({ revision }) => revision);
      assert.deepEqual(there.sort(), held.sort());
    }),
    { seed: 20261123, numRuns: 12 },
  );
  kvs.forEach((kv) => kv.close());
});

Deno.test("a text of 20 MB comes in, in commits that the store takes, and can be told whole", async () => {
  await using store = await temporaryKv();
  const db = knowledgeDatabase(store.kv);
  const paragraph = `${"Стоп защищает счёт от одной большой ошибки. ".repeat(12).trim()}\n\n`;
  const chapters: string[] = [];
  for (let bytes = 0, number = 1; bytes < 20 * 1024 * 1024; number++) {
    const chapter = `## Глава ${number}\n\n${paragraph.repeat(20)}`;
    chapters.push(chapter);
    bytes += new TextEncoder().encode(chapter).length;
  }
  const steps: number[] = [];
  const { outcome, document } = await testKnowledge(db).store(
    sourceText("big.md", chapters.join("")),
    (progress) => progress.step === "storing" && steps.push(progress.done),
  );
  assert.equal(outcome, "added");
  assert.equal(steps.at(-1), document.chunkCount);
  assert.ok(document.chunkCount > 10_000 && steps.length > 20);
  assert.deepEqual(steps, steps.toSorted((one, other) => one - other));
  const words = (await wordsOf(db, "big.md"))!;
  assert.equal(words.match(/ошибки/g)!.length, chapters.length * 20 * 12);
});

Deno.test("embeddings that are missing are made later, and anew for another model", async () => {
  await using store = await temporaryKv();
  const db = knowledgeDatabase(store.kv);
  const stored = await testKnowledge(db).store(sourceText("a.md", guide("Раз.", "Два.")));
  assert.equal(stored.document.embedding, null);
  const model = letterModel();
  const knowledge = testKnowledge(db, { model });
  assert.deepEqual(await knowledge.reindex({ embed: true }), { embedded: 2, removed: 0 });
  assert.deepEqual(await knowledge.reindex({ embed: true }), { embedded: 0, removed: 0 });
  assert.equal(model.texts.length, 2);
  const another = testKnowledge(db, { model, embeddingModel: "another" });
  assert.deepEqual(await another.reindex({ embed: true }), { embedded: 2, removed: 0 });
  assert.equal((await another.list())[0]!.embedding, "another");
});

Deno.test("a model that fails keeps no file out", async () => {
  await using store = await temporaryKv();
  const model = { embed: () => Promise.resolve([[1, 2, 3]]) };
  const knowledge = testKnowledge(knowledgeDatabase(store.kv), { model });
  const { outcome, document } = await knowledge.store(sourceText("a.md", "Раз."));
  assert.deepEqual([outcome, document.embedding], ["added", null]);
});
