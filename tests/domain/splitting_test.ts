import assert from "node:assert/strict";
import { serialize } from "node:v8";
import fc from "fast-check";
import { chunkIdOf, isOfChapter, parseChunkId } from "../../domain/knowledge.ts";
import { splitIntoChunks } from "../../domain/splitting.ts";
import { wordsOf } from "../../domain/words.ts";

const textsOf = (markdown: string) => splitIntoChunks(markdown).map(({ text }) => text);

Deno.test("each heading begins a chunk, which knows the headings above it", () => {
  const chunks = splitIntoChunks(
    "Начало.\n\n# Книга\n\n## Раз\nТекст.\n### А\nВнутри.\n## Два\nЕщё.",
  );
  assert.deepEqual(chunks.map(({ headings, text }) => [headings.join(" / "), text]), [
    ["", "Начало."],
    ["Книга / Раз", "Текст."],
    ["Книга / Раз / А", "Внутри."],
    ["Книга / Два", "Ещё."],
  ]);
  assert.deepEqual(chunks.map(({ position }) => position), [0, 1, 2, 3]);
});

Deno.test("a heading with nothing below it is told as text, so that its words are found", () => {
  assert.deepEqual(textsOf("# Пусто\n\n## И здесь\n\n# Конец"), ["И здесь", "Конец"]);
  assert.deepEqual(splitIntoChunks(""), []);
  assert.deepEqual(splitIntoChunks("\n---\n\n#\n"), []);
});

Deno.test("lines that only the page's width broke are one; items and hard breaks stay lines", () => {
  assert.deepEqual(textsOf("Одно\nпредложение.\n\n- раз\n  и два\n\n- три  \n  четыре"), [
    "Одно предложение.\n\n- раз и два\n- три\n  четыре",
  ]);
});

Deno.test("short paragraphs come together up to about 900 characters, long ones are cut at sentences", () => {
  const sentence = "Стоп стоит за уровнем, а не на нём. ";
  const short = Array.from({ length: 12 }, () => sentence.repeat(6).trim()).join("\n\n");
  const lengths = textsOf(short).map(({ length }) => length);
  assert.ok(lengths.every((length) => length > 400 && length <= 900), String(lengths));
  const giant = textsOf(sentence.repeat(500));
  assert.ok(giant.every((text) => text.length <= 1600 && text.endsWith("на нём.")));
  assert.equal(giant.join(" "), sentence.repeat(500).trim());
});

Deno.test("a sentence above a list stays with it", () => {
  const list = Array.from({ length: 20 }, (_, at) => `- пункт ${at}: ${"слово ".repeat(6)}`);
  const [first] = textsOf(`Вот пять вопросов.\n\n${list.join("\n")}`);
  assert.match(first!, /^Вот пять вопросов\.\n\n- пункт 0/);
});

Deno.test("tables and code stay whole; a table that is too long says its head again", () => {
  const row = (at: number) => `| ${at} | ${"ячейка ".repeat(8)}|`;
  const table = (rows: number) =>
    ["| № | Что |", "| --- | --- |", ...Array.from({ length: rows }, (_, at) => row(at))].join(
      "\n",
    );
  assert.deepEqual(textsOf(table(40)), [table(40)]);
  const parts = textsOf(table(400));
  assert.ok(parts.length > 10);
  assert.ok(parts.every((part) => part.startsWith("| № | Что |\n| --- | --- |\n| ")));
  assert.equal(parts.flatMap((part) => part.split("\n").slice(2)).length, 400);
  const code = "```ts\n# не заголовок\n\nconst a = 1;\n```";
  assert.deepEqual(textsOf(`Код:\n\n${code}\n\nКонец.`), [`Код:\n\n${code}\n\nКонец.`]);
});

const piece = fc.oneof(
  fc.string({ unit: "grapheme", maxLength: 60 }),
  fc.constantFrom(
    "# ",
    "## ",
    "- ",
    "1. ",
    "|a|b|\n|---|---|\n",
    "```\n",
    "\n",
    "\n\n",
    "  ",
    "...",
    "Да. Нет! ",
  ),
  fc.integer({ min: 1, max: 3000 }).map((length) => "слово. ".repeat(length)),
  fc.integer({ min: 1, max: 9000 }).map((length) => "ы".repeat(length)),
  fc.integer({ min: 1, max: 3000 }).map((length) => "👩‍👩‍👧‍👦".repeat(length)),
);
const markdown = fc.array(piece, { maxLength: 30 }).map((pieces) => pieces.join(""));

Deno.test("whatever a text is, every chunk fits into the store and no word is lost", () => {
  fc.assert(
    fc.property(markdown, (text) => {
      const chunks = splitIntoChunks(text);
      const words = (texts: string[]) => wordsOf(texts.join(" ")).join("");
      for (const chunk of chunks) {
        assert.ok(serialize(chunk).length < 20 * 1024);
        assert.ok(chunk.text.isWellFormed() || !text.isWellFormed());
        assert.notEqual(chunk.text.trim(), "");
      }
      const kept = words(chunks.flatMap(({ headings, text }) => [...headings, text]));
      for (const word of wordsOf(text.replaceAll("\0", ""))) {
        if (word.length < 100) assert.ok(kept.includes(word), word);
      }
    }),
    { seed: 20261123, numRuns: 150 },
  );
});

Deno.test("dots without end and one endless line are split in time", () => {
  const began = performance.now();
  splitIntoChunks(". ".repeat(500_000));
  splitIntoChunks(".".repeat(1_000_000));
  splitIntoChunks("слово ".repeat(500_000));
  splitIntoChunks("#".repeat(1_000_000));
  splitIntoChunks(`# ${" ".repeat(200_000)}x`);
  splitIntoChunks(`Конец.${" ".repeat(200_000)}x`);
  assert.ok(performance.now() - began < 60_000);
});

Deno.test("the id of a chunk leads back to its place, and nothing else does", () => {
  const place = { documentId: "0a1b", revision: "01JD-x_y", position: 12 };
  assert.deepEqual(parseChunkId(chunkIdOf(place)), place);
  for (const wrong of ["", "a.b", "a.b.-1", "a.b.1.2", "a b.c.1", "a.b.12345678", "é.b.1"]) {
    assert.equal(parseChunkId(wrong), undefined, wrong);
  }
});

Deno.test("a chapter is what stands under one heading, or one subheading below the first", () => {
  const yes: [string[], string[]][] = [[["А"], ["А", "Б"]], [["А", "Б", "В"], ["А", "Б", "Г"]], [
    [],
    [],
  ]];
  const no: [string[], string[]][] = [[["А"], ["Б"]], [["А", "Б"], ["А", "В"]], [["А", "Б"], [
    "А",
  ]]];
  for (const [chapter, headings] of yes) assert.equal(isOfChapter(chapter, headings), true);
  for (const [chapter, headings] of no) assert.equal(isOfChapter(chapter, headings), false);
});
