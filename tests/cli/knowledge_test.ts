/** `deno task sfera knowledge …` as an operator runs it. */
import assert from "node:assert/strict";
import { startGemini } from "../../dev/gemini/server.ts";
import { docxFile, pdfFile, windows1251 } from "../services/documents/kit.ts";
import { type Run, runSfera } from "./kit.ts";

interface Desk {
  /** A folder of its own, with the store in it. */
  folder: string;
  write(path: string, content: string | Uint8Array): Promise<string>;
  sfera(words: string[], environment?: Record<string, string>): Promise<Run>;
}

/** Runs commands with the permissions of the task; the folder takes the place of `./data`. */
function test(title: string, run: (desk: Desk) => Promise<void>) {
  Deno.test(title, async () => {
    const folder = await Deno.realPath(await Deno.makeTempDir({ prefix: "sfera-" }));
    try {
      await run({
        folder,
        async write(path, content) {
          const full = `${folder}/${path}`;
          await Deno.mkdir(full.slice(0, full.lastIndexOf("/")), { recursive: true });
          const bytes = typeof content === "string" ? new TextEncoder().encode(content) : content;
          await Deno.writeFile(full, bytes);
          return full;
        },
        sfera: (words, environment) =>
          runSfera(folder, ["knowledge", ...words], { GEMINI_API_KEY: "", ...environment }),
      });
    } finally {
      await Deno.remove(folder, { recursive: true });
    }
  });
}

const WORDS_ALONE = /^GEMINI_API_KEY is not set: a question finds texts by their words/;

test("a folder is added a line a file; bad files are named and the rest is done", async (desk) => {
  await desk.write("guides/a/stop.md", "# Стоп-лосс\n\nСтавь стоп до входа в сделку.");
  await desk.write("guides/fees.txt", windows1251("Комиссии биржи съедают прибыль скальпера."));
  await desk.write(
    "guides/order.pdf",
    pdfFile([[{ text: "A limit order waits for its price.", foot: 700 }]]),
  );
  await desk.write(
    "guides/size.docx",
    docxFile([{ text: "Размер позиции", style: "Heading1" }, { text: "Считай от стопа." }]),
  );
  await desk.write("guides/empty.md", "");
  await desk.write(
    "guides/noise.md",
    Uint8Array.from({ length: 900 }, (_, at) => (at * 7919) & 255),
  );
  await desk.write("guides/scan.pdf", pdfFile([[]]));
  await desk.write("guides/picture.png", "png");
  await desk.write("guides/.hidden.md", "# Скрытый");
  const { code, output, errors } = await desk.sfera(["add", `${desk.folder}/guides`]);
  assert.equal(code, 1);
  assert.deepEqual(output.slice(0, -1), [
    "1/7 a/stop.md  added, 1 chunk",
    "3/7 fees.txt  added, 1 chunk",
    "5/7 order.pdf  added, 1 chunk",
    "7/7 size.docx  added, 1 chunk",
    "7 files: 4 added, 3 failed.",
    "1 file of other kinds left alone.",
  ]);
  assert.match(output.at(-1)!, WORDS_ALONE);
  assert.deepEqual(errors, [
    "2/7 empty.md  failed: The file is empty. See that it was saved, and send it again.",
    "4/7 noise.md  failed: The file holds no text, or its encoding cannot be told. Save it as .md or .txt in UTF-8.",
    "6/7 scan.pdf  failed: The file has no text, only pictures: it looks like a scan. Run text recognition and send the result.",
  ]);
});

test("what has not changed is skipped; a change takes the place of what was there", async (desk) => {
  const path = await desk.write("guides/stop.md", "# Стоп\n\nСтавь стоп до входа.");
  await desk.write("guides/fees.md", "# Комиссии\n\nСчитай комиссии.");
  await desk.sfera(["add", `${desk.folder}/guides`]);
  await Deno.writeTextFile(path, "# Стоп\n\nСтоп ставят до входа, всегда.");
  const { code, output } = await desk.sfera(["add", `${desk.folder}/guides`]);
  assert.equal(code, 0);
  assert.deepEqual(output.slice(0, 3), [
    "1/2 fees.md  unchanged",
    "2/2 stop.md  changed, 1 chunk",
    "2 files: 1 changed, 1 unchanged.",
  ]);
});

test("without a path the pack's own folder is added; its files have one name however they are given", async (desk) => {
  const whole = await desk.sfera(["add"]);
  assert.deepEqual([whole.code, whole.errors], [0, []]);
  assert(whole.output.some((line) => /^\d+\/\d+ stop-loss\.md {2}added, \d+ chunks?$/.test(line)));
  const one = await desk.sfera(["add", "community/knowledge/stop-loss.md"]);
  assert.equal(one.output[0], "1/1 stop-loss.md  unchanged");
});

test("two files with one title get a warning, two with one name are not mixed up", async (desk) => {
  await desk.write("one/risk.md", "# Риск\n\nОдин процент.");
  await desk.write("two/risk.md", "# риск\n\nДва процента.");
  const folders = [`${desk.folder}/one`, `${desk.folder}/two`];
  const mixed = await desk.sfera(["add", ...folders]);
  assert.equal(mixed.code, 1);
  assert.equal(
    mixed.errors[0],
    `2/2 risk.md  failed: It has the same name as ${
      folders[0]
    }/risk.md. Give the folder above both instead.`,
  );
  await desk.write("all/one/risk.md", "# Риск\n\nОдин процент.");
  await desk.write("all/two/risk.md", "# риск\n\nДва процента.");
  const both = await desk.sfera(["add", `${desk.folder}/all`]);
  assert.equal(both.code, 0);
  assert.match(
    both.errors[0]!,
    /^Warning: one\/risk\.md and risk\.md and two\/risk\.md have one title, "риск"\./,
  );
});

test("a path that is not there is named, and the rest is done", async (desk) => {
  const path = await desk.write("stop.md", "# Стоп\n\nДо входа.");
  const { code, output, errors } = await desk.sfera(["add", `${desk.folder}/nowhere`, path]);
  assert.equal(code, 1);
  assert.deepEqual(errors, [`${desk.folder}/nowhere: There is no such file or folder.`]);
  assert.deepEqual(output.slice(0, 2), [
    "1/1 stop.md  added, 1 chunk",
    "1 file: 1 added, 1 failed.",
  ]);
});

test("documents are listed, and removed by their file or their id", async (desk) => {
  await desk.write("guides/stop.md", "# Стоп\n\nДо входа.");
  await desk.write("guides/fees.md", "# Комиссии\n\nСчитай их.");
  await desk.sfera(["add", `${desk.folder}/guides`]);
  const { output } = await desk.sfera(["list"]);
  const id = /^([0-9a-f]{16}) {2}fees\.md {2}"Комиссии"$/.exec(output[0]!)![1]!;
  assert.match(output[1]!, /^ {18}ru, 1 chunk, .+ \(Europe\/Moscow\), words alone$/);
  assert.equal(output[4], "2 documents, 2 chunks.");
  assert.deepEqual((await desk.sfera(["remove", id])).output, [
    "fees.md is removed, with its 1 chunk.",
  ]);
  assert.deepEqual((await desk.sfera(["remove", "stop.md"])).output, [
    "stop.md is removed, with its 1 chunk.",
  ]);
  const again = await desk.sfera(["remove", "stop.md"]);
  assert.deepEqual([again.code, again.errors], [1, [
    "There is no document stop.md. knowledge list shows what there is.",
  ]]);
  assert.equal((await desk.sfera(["list"])).output[0], "0 documents, 0 chunks.");
});

test("search prints an object a line, for one question or for a file of them", async (desk) => {
  await desk.sfera(["add"]);
  const one = await desk.sfera(["search", "куда", "ставить", "стоп-лосс", "--top", "3", "--json"]);
  assert.equal(one.code, 0);
  const hits = one.output.map((line) => JSON.parse(line));
  assert(hits.length > 0 && hits.length <= 3);
  assert.equal(hits[0].file, "stop-loss.md");
  assert.deepEqual(Object.keys(hits[0]), ["file", "heading", "score", "title"]);
  assert(hits[0].score > 0 && hits[0].score <= 1);
  const queries = await desk.write("queries.txt", "\uFEFFчто такое фандинг\r\n\r\nрецепт борща\n");
  const many = await desk.sfera(["search", "--queries", queries, "--json"]);
  const found = many.output.map((line) => JSON.parse(line));
  assert(found.length > 0);
  assert(found.every(({ query }) => query === "что такое фандинг"));
  assert.equal(found[0].file, "funding.md");
  assert.match(many.errors.at(-1)!, WORDS_ALONE);
  const read = await desk.sfera(["search", "рецепт борща"]);
  assert.deepEqual(read.output, ["Nothing answers that."]);
});

test("words that do not fit get the usage", async (desk) => {
  const wrong = [[], ["add", "--all"], ["remove"], ["remove", "a", "b"], ["search"], [
    "search",
    "a",
    "--top",
    "0",
  ]]
    .concat([["search", "a", "--queries", "b"], ["structure"], ["list", "all"], ["toString"]]);
  for (const words of wrong) {
    const { code, errors } = await desk.sfera(words);
    assert.equal(code, 2, words.join(" "));
    assert.equal(errors[0], "Usage: deno task sfera COMMAND");
  }
});

test("with a key documents are embedded, and reindex embeds what is not", async (desk) => {
  const gemini = await startGemini();
  try {
    const path = await desk.write("stop.md", "# Стоп\n\nСтавь стоп до входа.");
    await desk.sfera(["add", path]);
    const key = { GEMINI_API_KEY: "key-of-a-test", GEMINI_BASE_URL: gemini.url };
    const { output } = await desk.sfera(["reindex"], key);
    assert.deepEqual(output, ["1 chunk embedded, 0 left-over revisions removed."]);
    const added = await desk.sfera(
      ["add", await desk.write("fees.md", "# Комиссии\n\nСчитай.")],
      key,
    );
    assert.deepEqual(added.output, ["1/1 fees.md  added, 1 chunk", "1 file: 1 added."]);
    assert(!(await desk.sfera(["list"], key)).output.some((line) => line.includes("words alone")));
  } finally {
    await gemini.close();
  }
});

const LECTURE = Array.from(
  { length: 200 },
  (_, index) =>
    `Смотри, сделка номер ${index} учит простому: сначала риск, потом объём, потом вход. ` +
    `Стоп стоит до входа, а журнал пишем после каждой сделки.`,
).join("\n\n");

test("a transcript becomes a guide; the day's quota stops it and the next run goes on", async (desk) => {
  const gemini = await startGemini();
  try {
    const key = { GEMINI_API_KEY: "key-of-a-test", GEMINI_BASE_URL: gemini.url };
    const path = await desk.write("raw/lecture_01.txt", LECTURE);
    const out = `${desk.folder}/structured`;
    const words = ["structure", path, "--out", out];
    gemini.faults.add({ kind: "slow", milliseconds: 0, match: "generateContent" });
    gemini.faults.add({ kind: "status", status: 429, detail: "per-day", match: "generateContent" });
    const first = await desk.sfera(words, key);
    assert.equal(first.code, 1);
    assert.match(first.output[0]!, /^1\/1 lecture_01\.txt {2}part 1 of \d+$/);
    assert.match(first.errors[0]!, /^Gemini's quota for today is used up\. What is done is kept:/);
    const asked = gemini.requests().length;

    const second = await desk.sfera(words, key);
    assert.deepEqual([second.code, second.errors], [0, []]);
    assert.match(second.output[0]!, /part 2 of/);
    const parts = Number(/of (\d+)/.exec(second.output[0]!)![1]);
    assert.equal(gemini.requests().length, asked + parts - 1);
    assert.match(
      second.output.at(-3)!,
      /^1\/1 lecture_01\.txt {2}\d+ parts, 1 made before, \d+ words in, \d+ out: /,
    );
    const guide = await Deno.readTextFile(`${out}/lecture_01.md`);
    assert.match(guide, /^---\ntitle: /);
    assert(guide.includes("номер 199"));
    assert.equal(await Deno.readTextFile(path), LECTURE);
    assert.deepEqual((await Array.fromAsync(Deno.readDir(out))).map(({ name }) => name), [
      "lecture_01.md",
    ]);

    const third = await desk.sfera(words, key);
    assert.equal(third.output[0], "1/1 lecture_01.txt  unchanged");
    const added = await desk.sfera(["add", out]);
    assert.match(added.output[0]!, /^1\/1 lecture_01\.md {2}added, \d+ chunks$/);
  } finally {
    await gemini.close();
  }
});

test("a guide that was worked on by hand is kept when the transcript changes", async (desk) => {
  const gemini = await startGemini();
  try {
    const key = { GEMINI_API_KEY: "key-of-a-test", GEMINI_BASE_URL: gemini.url };
    const words = [
      "structure",
      await desk.write("talk.txt", LECTURE.slice(0, 2000)),
      "--out",
      `${desk.folder}/out`,
    ];
    await desk.sfera(words, key);
    const guide = `${desk.folder}/out/talk.md`;
    await Deno.writeTextFile(guide, `${await Deno.readTextFile(guide)}\nДописано рукой.\n`);
    await desk.write("talk.txt", LECTURE.slice(0, 3000));
    await desk.sfera(words, key);
    assert(
      (await Deno.readTextFile(`${desk.folder}/out/.talk.earlier.md`)).includes("Дописано рукой."),
    );
    await Deno.writeTextFile(guide, "# Написано человеком\n");
    const { code, errors } = await desk.sfera(words, key);
    assert.equal(code, 1);
    assert.match(errors[0]!, /was not made of this transcript/);
    assert.equal(await Deno.readTextFile(guide), "# Написано человеком\n");
  } finally {
    await gemini.close();
  }
});

test("two transcripts of one name do not take each other's guide", async (desk) => {
  const gemini = await startGemini();
  try {
    const key = { GEMINI_API_KEY: "key-of-a-test", GEMINI_BASE_URL: gemini.url };
    await desk.write("raw/talk.md", LECTURE.slice(0, 2000));
    await desk.write("raw/talk.txt", LECTURE.slice(2000, 4000));
    const words = ["structure", `${desk.folder}/raw`, "--out", `${desk.folder}/out`];
    const { code, errors } = await desk.sfera(words, key);
    assert.equal(code, 1);
    assert.match(errors[0]!, /^2\/2 talk\.txt {2}failed: .+ was not made of this transcript\./);
    assert.equal((await desk.sfera(words, key)).output[0], "1/2 talk.md  unchanged");
  } finally {
    await gemini.close();
  }
});

test("without a key no transcript is structured, and it is said where a key comes from", async (desk) => {
  const { code, errors } = await desk.sfera(["structure", await desk.write("a.txt", LECTURE)]);
  assert.deepEqual([code, errors], [2, [
    "GEMINI_API_KEY is not set. Make a key at https://aistudio.google.com/apikey.",
  ]]);
});
