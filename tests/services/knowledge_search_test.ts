import assert from "node:assert/strict";
import { openDatabaseKv } from "../../db/open.ts";
import type { LanguageModel } from "../../services/ports.ts";
import {
  knowledgeDatabase,
  letterModel,
  searchFor,
  sourceText,
  testKnowledge,
} from "../kit/knowledge.ts";
import { temporaryFolder, temporaryKv } from "../kit/temporary_kv.ts";

const STOP = `## Зачем нужен стоп-лосс

Стоп-лосс закрывает позицию, если цена дошла до уровня. Он ставится до входа в сделку.

## Куда его ставить

Хорошее место для защиты там, где идея уже неверна. Обычный шум не должен его задевать.`;
const FEES = `## Сколько стоит сделка

Биржа берёт комиссию дважды: при входе и при выходе. Мейкер платит меньше, чем тейкер.`;
const TILT = `## Когда хочется отыграться

После убытка руки сами открывают сделку. Закрой терминал и выйди на воздух.`;
const GLOSSARY = [
  ["стоп-лосс", "стоп", "stop-loss", "stop loss"],
  ["комиссия", "fee"],
  ["биржа", "exchange"],
];

async function club(db: ReturnType<typeof knowledgeDatabase>) {
  const knowledge = testKnowledge(db, { glossary: GLOSSARY });
  await knowledge.store(sourceText("stop.md", STOP, { title: "Стоп-лосс" }));
  await knowledge.store(sourceText("fees.md", FEES, { title: "Комиссии" }));
  await knowledge.store(sourceText("tilt.md", TILT, { title: "Тильт" }));
  return knowledge;
}

const files = (hits: { file: string }[]) => hits.map(({ file }) => file);

Deno.test("a question finds the passage that answers it, in any form of its words", async () => {
  await using store = await temporaryKv();
  const knowledge = await club(knowledgeDatabase(store.kv));
  const [hit] = await searchFor(knowledge, "какую комиссию платят мейкеры?");
  assert.equal(hit!.file, "fees.md");
  assert.deepEqual(hit!.headings, ["Сколько стоит сделка"]);
  assert.match(hit!.quote, /Мейкер платит меньше, чем тейкер\.$/);
  assert.ok(hit!.text.includes(hit!.quote));
  assert.equal((await knowledge.passage(hit!.chunkId))?.title, "Комиссии");
});

Deno.test("an English question finds a Russian text by the glossary alone", async () => {
  await using store = await temporaryKv();
  const knowledge = await club(knowledgeDatabase(store.kv));
  assert.equal((await searchFor(knowledge, "what is a stop loss"))[0]?.file, "stop.md");
  assert.equal((await searchFor(knowledge, "exchange fees"))[0]?.file, "fees.md");
  const without = testKnowledge(knowledgeDatabase(store.kv));
  assert.deepEqual(await searchFor(without, "exchange fees"), []);
});

Deno.test("what the material says nothing about finds nothing", async () => {
  await using store = await temporaryKv();
  const knowledge = await club(knowledgeDatabase(store.kv));
  const questions = [
    "как сварить борщ",
    "best pizza in Rome",
    "столица Австралии",
    "?!",
    "что это",
  ];
  for (const question of questions) {
    assert.deepEqual(await searchFor(knowledge, question), [], question);
  }
  // One word of many is not enough.
  assert.deepEqual(await searchFor(knowledge, "цена билета на поезд до Казани"), []);
});

Deno.test("how a question is put changes nothing, in either language", async () => {
  await using store = await temporaryKv();
  const knowledge = await club(knowledgeDatabase(store.kv));
  for (const question of ["Объясни, что такое стоп-лосс", "Explain what a stop-loss is", "стоп?"]) {
    assert.equal((await searchFor(knowledge, question))[0]?.file, "stop.md", question);
  }
});

const QUESTIONS = {
  "stop.md": ["почему меня вынесло на шуме", "where do I get out when I was wrong"],
  "fees.md": ["куда утекают деньги при каждом клике"],
  "tilt.md": ["меня трясёт и хочется мстить рынку"],
};

/** The club's guides with the questions that they answer. */
async function clubWithQuestions(db: ReturnType<typeof knowledgeDatabase>) {
  const knowledge = testKnowledge(db, { glossary: GLOSSARY });
  const texts = { "stop.md": STOP, "fees.md": FEES, "tilt.md": TILT };
  for (const [file, text] of Object.entries(texts)) {
    const questions = QUESTIONS[file as keyof typeof QUESTIONS];
    await knowledge.store(sourceText(file, text, { questions }));
  }
  return knowledge;
}

Deno.test("a question in words that no guide has finds the guide by a question like it", async () => {
  await using store = await temporaryKv();
  const knowledge = await clubWithQuestions(knowledgeDatabase(store.kv));
  const asked: [string, string][] = [
    ["трясёт, надо мстить рынку", "tilt.md"],
    ["утекают деньги с каждым кликом", "fees.md"],
    ["how to get out if I am wrong", "stop.md"],
  ];
  await using plain = await temporaryKv();
  const without = await club(knowledgeDatabase(plain.kv));
  for (const [question, file] of asked) {
    assert.equal((await searchFor(knowledge, question))[0]?.file, file, question);
    assert.notEqual((await searchFor(without, question))[0]?.file, file, question);
  }
});

Deno.test("the passage is the one that has most of the like question", async () => {
  await using store = await temporaryKv();
  const knowledge = await clubWithQuestions(knowledgeDatabase(store.kv));
  const [hit] = await searchFor(knowledge, "вынесло, почему?");
  assert.deepEqual([hit?.file, hit?.headings], ["stop.md", ["Куда его ставить"]]);
  assert.ok(!JSON.stringify(hit).includes("вынесло"), "the question itself is shown to nobody");
});

Deno.test("the single question that is closest counts, not the words of all of them", async () => {
  await using store = await temporaryKv();
  const knowledge = testKnowledge(knowledgeDatabase(store.kv));
  const questions = {
    "one.md": ["как продать гараж зимой", "чем красят забор летом"],
    "two.md": ["как красят гараж", "чем топят зимой", "что продать летом", "забор зимой"],
  };
  for (const [file, asked] of Object.entries(questions)) {
    await knowledge.store(sourceText(file, "Совсем о другом.", { questions: asked }));
  }
  assert.deepEqual(files(await searchFor(knowledge, "красят гараж")), ["two.md", "one.md"]);
  assert.deepEqual(files(await searchFor(knowledge, "продать гараж зимой")), ["one.md", "two.md"]);
});

Deno.test("questions about other things find nothing beside questions that share a word", async () => {
  await using store = await temporaryKv();
  const knowledge = await clubWithQuestions(knowledgeDatabase(store.kv));
  for (
    const question of [
      "куда поехать отдыхать в феврале",
      "почему небо синее",
      "where do I buy a used violin",
      "когда в гавани начинается регата на деньги спонсора",
    ]
  ) assert.deepEqual(await searchFor(knowledge, question), [], question);
});

Deno.test("a document that changes its questions is found by the new ones alone", async () => {
  await using store = await temporaryKv();
  const db = knowledgeDatabase(store.kv);
  const knowledge = await clubWithQuestions(db);
  const other = testKnowledge(db, { glossary: GLOSSARY });
  assert.equal((await searchFor(other, "хочется мстить рынку"))[0]?.file, "tilt.md");
  const { document } = await knowledge.store(
    sourceText("tilt.md", TILT, { questions: ["пальцы сами жмут кнопку"], hash: "another" }),
  );
  for (const either of [knowledge, other]) {
    assert.deepEqual(await searchFor(either, "мстить"), []);
    assert.equal((await searchFor(either, "пальцы жмут"))[0]?.file, "tilt.md");
  }
  await knowledge.undo(document.id);
  assert.equal((await searchFor(other, "мстить"))[0]?.file, "tilt.md");
  assert.deepEqual(await searchFor(other, "пальцы жмут"), []);
});

Deno.test("a document that is taken away takes its questions with it", async () => {
  await using store = await temporaryKv();
  const knowledge = await clubWithQuestions(knowledgeDatabase(store.kv));
  const documents = await knowledge.list();
  await knowledge.remove(documents.find(({ file }) => file === "tilt.md")!.id);
  assert.deepEqual(await searchFor(knowledge, "мстить"), []);
  assert.equal((await searchFor(knowledge, "вынесло"))[0]?.file, "stop.md");
});

Deno.test("a slip of the pen finds what was meant", async () => {
  await using store = await temporaryKv();
  const knowledge = await club(knowledgeDatabase(store.kv));
  assert.deepEqual(files(await searchFor(knowledge, "тирминал")), ["tilt.md"]);
});

Deno.test("an empty knowledge finds nothing, whatever is asked", async () => {
  await using store = await temporaryKv();
  const model = letterModel();
  const knowledge = testKnowledge(knowledgeDatabase(store.kv), { model });
  for (const question of ["стоп-лосс", "", " ", "x".repeat(500)]) {
    assert.deepEqual(await searchFor(knowledge, question), []);
  }
  assert.deepEqual(model.texts, []);
});

Deno.test("a document has its two best passages, and as many come as were wanted", async () => {
  await using store = await temporaryKv();
  const knowledge = testKnowledge(knowledgeDatabase(store.kv));
  const chapters = [1, 2, 3, 4].map((number) => `## Глава ${number}\n\nПро ликвидацию.`);
  for (const file of ["a.md", "b.md", "c.md"]) {
    await knowledge.store(sourceText(file, chapters.join("\n\n")));
  }
  const found = files(await searchFor(knowledge, "ликвидация", 10));
  assert.deepEqual(found.sort(), ["a.md", "a.md", "b.md", "b.md", "c.md", "c.md"]);
  assert.equal((await searchFor(knowledge, "ликвидация", 3)).length, 3);
});

Deno.test("a quote is one or two sentences as they stand, and never longer than 300 characters", async () => {
  await using store = await temporaryKv();
  const knowledge = testKnowledge(knowledgeDatabase(store.kv));
  const endless = `Фандинг ${"и так далее без конца ".repeat(60)}`;
  await knowledge.store(sourceText("a.md", `Начало. Маржа это залог. Залог возвращают. Конец.`));
  await knowledge.store(sourceText("b.md", endless));
  const [margin] = await searchFor(knowledge, "маржа, которую возвращают");
  assert.equal(margin!.quote, "Маржа это залог. Залог возвращают.");
  const [funding] = await searchFor(knowledge, "фандинг");
  assert.ok(funding!.quote.length <= 300 && funding!.quote.endsWith("…"));
});

Deno.test("what one process changes, another finds with its next search", async () => {
  await using folder = await temporaryFolder();
  const kvs = await Promise.all([1, 2].map(() => openDatabaseKv(`${folder.path}/k.sqlite3`)));
  const [writer, reader] = kvs.map((kv) => testKnowledge(knowledgeDatabase(kv)));
  assert.deepEqual(await searchFor(reader!, "биткоин"), []);
  const { document } = await writer!.store(sourceText("a.md", "Про биткоин."));
  assert.equal((await searchFor(reader!, "биткоин"))[0]!.text, "Про биткоин.");
  await writer!.store(sourceText("a.md", "Про эфир."));
  assert.deepEqual(await searchFor(reader!, "биткоин"), []);
  assert.equal((await searchFor(reader!, "эфир"))[0]!.text, "Про эфир.");
  await reader!.undo(document.id);
  assert.equal((await searchFor(writer!, "биткоин"))[0]!.text, "Про биткоин.");
  await writer!.remove(document.id);
  assert.deepEqual(await searchFor(reader!, "биткоин"), []);
  kvs.forEach((kv) => kv.close());
});

Deno.test("searches while documents change never tell a mixture of two revisions", async () => {
  await using store = await temporaryKv();
  const writer = testKnowledge(knowledgeDatabase(store.kv));
  const reader = testKnowledge(knowledgeDatabase(store.kv));
  const text = (name: string) =>
    [1, 2].map((number) => `## Глава ${number}\n\nПро маржу, ${name}.`).join("\n\n");
  await writer.store(sourceText("a.md", text("вариант 0")));
  const writing = (async () => {
    for (let number = 1; number <= 30; number++) {
      await writer.store(sourceText("a.md", text(`вариант ${number}`)));
    }
  })();
  for (let search = 1; search <= 60; search++) {
    const hits = await searchFor(reader, "маржа");
    // A passage that was taken away under a reader is left out.
    assert.ok(new Set(hits.map(({ text }) => text)).size <= 1, JSON.stringify(hits));
  }
  await writing;
  assert.equal((await searchFor(reader, "маржа"))[0]!.text, "Про маржу, вариант 30.");
});

Deno.test("two files with one title are both found", async () => {
  await using store = await temporaryKv();
  const knowledge = testKnowledge(knowledgeDatabase(store.kv));
  await knowledge.store(sourceText("a.md", "Комиссия биржи.", { title: "Сбор" }));
  await knowledge.store(sourceText("b.md", "Комиссия сети.", { title: "Сбор" }));
  assert.deepEqual(files(await searchFor(knowledge, "комиссия")).sort(), ["a.md", "b.md"]);
});

Deno.test("meaning moves up what words alone leave behind, as soon as embeddings are there", async () => {
  await using store = await temporaryKv();
  const db = knowledgeDatabase(store.kv);
  /** It takes what is about a burnt deposit for the same, whatever the words. */
  const model: Pick<LanguageModel, "embed"> = {
    embed: ({ texts, dimensions }) =>
      Promise.resolve(texts.map((text) => {
        const direction = new Array<number>(dimensions).fill(0);
        direction[/ликвидац|сгорел/i.test(text) ? 0 : 1 + text.length % (dimensions - 1)] = 1;
        return direction;
      })),
  };
  const words = testKnowledge(db);
  for (let number = 1; number <= 20; number++) {
    await words.store(
      sourceText(`other${number}.md`, `Счёт и залог. ${"Ещё слово. ".repeat(number)}`),
    );
  }
  await words.store(
    sourceText("liquidation.md", "Ликвидация забирает залог, и позиции больше нет."),
  );
  const question = "залог сгорел";
  assert.notEqual((await searchFor(words, question))[0]?.file, "liquidation.md");
  const both = testKnowledge(db, { model });
  await both.reindex({ embed: true });
  assert.equal((await searchFor(both, question))[0]?.file, "liquidation.md");
});

Deno.test("a model that fails or is late leaves the search to words", async () => {
  await using store = await temporaryKv();
  const db = knowledgeDatabase(store.kv);
  await testKnowledge(db, { model: letterModel() }).store(sourceText("a.md", "Про ликвидацию."));
  const failing = testKnowledge(db, { model: { embed: () => Promise.reject(new Error("busy")) } });
  assert.deepEqual(files(await searchFor(failing, "ликвидация")), ["a.md"]);
  const silent = testKnowledge(db, { model: { embed: () => new Promise(() => {}) } });
  // It is never answered, and the search is over all the same.
  assert.deepEqual(files(await searchFor(silent, "ликвидация")), ["a.md"]);
});

Deno.test("a search that is stopped throws the reason", async () => {
  await using store = await temporaryKv();
  const db = knowledgeDatabase(store.kv);
  await testKnowledge(db, { model: letterModel() }).store(sourceText("a.md", "Про ликвидацию."));
  const controller = new AbortController();
  const { signal } = controller;
  const waiting = testKnowledge(db, {
    model: {
      embed: ({ signal }) =>
        new Promise((_, reject) => {
          signal.addEventListener("abort", () => reject(signal.reason));
          controller.abort(new Error("stopped"));
        }),
    },
  });
  await assert.rejects(waiting.search("ликвидация", { limit: 5, signal }), /stopped/);
});
