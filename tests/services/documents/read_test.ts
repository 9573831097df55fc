import assert from "node:assert/strict";
import { AppError } from "../../../domain/errors.ts";
import { readDocument } from "../../../services/documents/mod.ts";
import {
  describeUnreadable,
  type UnreadableReason,
} from "../../../services/documents/unreadable.ts";
import { testTexts } from "../../kit/app.ts";
import { bytesOf, docxFile, pdfFile, utf16, windows1251 } from "./kit.ts";

const read = (file: string, content: string | Uint8Array) =>
  readDocument({ file, bytes: typeof content === "string" ? bytesOf(content) : content });

/** Expects a refusal; returns its details. */
async function refused(file: string, content: string | Uint8Array, reason: UnreadableReason) {
  const error = await read(file, content).then(
    (document) => assert.fail(`read as ${JSON.stringify(document.text.slice(0, 100))}`),
    (error) => error,
  );
  assert(error instanceof AppError, String(error));
  assert.equal(error.code, "document_unreadable");
  assert.equal(error.status, 422);
  assert.deepEqual([error.details.file, error.details.reason], [file, reason]);
  return error;
}

const GUIDE = "# Стоп-лосс\n\nСтавь стоп до входа в сделку, а не после: «потом» не наступает.\n";

Deno.test("Markdown is read with its title, language, keywords and summary from the front matter", async () => {
  const document = await read(
    "risk/stop.md",
    "---\ntitle: Стоп без боли\nlanguage: ru\nkeywords:\n  - stop-loss\n  - стоп\nsummary: Где ставить стоп.\nauthor: Аня\n---\n# Другой заголовок\n\nТекст.\n",
  );
  const { hash, ...rest } = document;
  assert.match(hash, /^[0-9a-f]{64}$/);
  assert.deepEqual(rest, {
    file: "risk/stop.md",
    title: "Стоп без боли",
    language: "ru",
    keywords: ["stop-loss", "стоп"],
    questions: [],
    summary: "Где ставить стоп.",
    text: "# Другой заголовок\n\nТекст.",
    bytes: 193,
  });
});

Deno.test("keywords may stand in one line with commas", async () => {
  const { keywords } = await read("a.md", "---\nkeywords: фандинг, funding rate\n---\nТекст.");
  assert.deepEqual(keywords, ["фандинг", "funding rate"]);
});

Deno.test("questions are a list, or a text with one in every line", async () => {
  const list = '---\nquestions:\n  - "стоп, где он?"\n  - where do I put it\n---\nТекст.';
  const lines = "---\nquestions: |\n  стоп, где он?\n\n  where do I put it\n---\nТекст.";
  for (const file of [list, lines]) {
    const { questions } = await read("a.md", file);
    assert.deepEqual(questions, ["стоп, где он?", "where do I put it"]);
  }
});

Deno.test("as many questions as there may be are read, however long", async () => {
  const all = Array.from({ length: 60 }, (_, place) => `${place}`.padEnd(150, "я"));
  const head = all.map((question) => `  - "${question}"`).join("\n");
  const { questions, text } = await read("a.md", `---\nquestions:\n${head}\n---\nТекст.`);
  assert.deepEqual([questions, text], [all, "Текст."]);
});

Deno.test("without front matter the title is the first heading, else the file's name", async () => {
  assert.equal((await read("x.md", `Вступление.\n\n${GUIDE}`)).title, "Стоп-лосс");
  assert.equal((await read("x.md", "Журнал сделок\n=====\n\nТекст.")).title, "Журнал сделок");
  assert.equal(
    (await read("x.md", "```\n# код\n```\n\n# **Журнал** [сделок](https://a.b)\n")).title,
    "Журнал сделок",
  );
  assert.equal(
    (await read("guides/риск-менеджмент_2.txt", "# не заголовок")).title,
    "Риск менеджмент 2",
  );
  assert.equal((await read("notes", "Просто текст.")).title, "Notes");
});

Deno.test("two lines of dashes with a text between them are a text", async () => {
  const text = "---\nПервое правило.\n---\n\nВторое.";
  assert.equal((await read("a.md", text)).text, text);
  assert.equal(
    (await read("a.md", "---\n\nЛекция: часть первая")).text,
    "---\n\nЛекция: часть первая",
  );
});

const WRONG_FIELDS: [string, string, RegExp][] = [
  [
    "title: [a, b]",
    "title",
    /, field "title": expected a title of up to 200 .+, came "\["a","b"\]"\. /,
  ],
  ["title: ''", "title", /, came ""\./],
  ["language: de", "language", /expected ru or en, came "de"\./],
  ["keywords: {a: b}", "keywords", /expected a list of words, .+, came "\{"a":"b"\}"\./],
  ["questions: {a: b}", "questions", /expected a list of questions, .+, came "\{"a":"b"\}"\./],
  [`questions: ["${"я".repeat(151)}"]`, "questions", /at most 60 of up to 150 characters, came "/],
  [`questions: ${JSON.stringify(Array(61).fill("где?"))}`, "questions", /at most 60 of/],
  [`summary: ${"я".repeat(1001)}`, "summary", /expected a text of up to 1000 .+, came "я{60}…"\./],
  ["title: «Стоп»\nsummary: a: b", "yaml", /line 3: expected YAML .+, came "summary: a: b"\./],
];

for (const [head, field, sentence] of WRONG_FIELDS) {
  Deno.test(`front matter with a wrong ${field} names it: ${head.slice(0, 30)}`, async () => {
    const error = await refused("a.md", `---\n${head}\n---\nТекст.`, "front_matter");
    assert.equal(error.details.field, field);
    assert.match(await describeUnreadable(await testTexts(), "en", error), sentence);
  });
}

Deno.test("the same text comes out of every encoding that Russian files are in", async () => {
  const encodings = {
    "UTF-8": bytesOf(GUIDE),
    "UTF-8 with a mark": bytesOf(`\uFEFF${GUIDE}`),
    "UTF-16 little": utf16(GUIDE, "little"),
    "UTF-16 big": utf16(GUIDE, "big"),
    "windows-1251": windows1251(GUIDE),
    "line ends of Windows": bytesOf(GUIDE.replaceAll("\n", "\r\n")),
  };
  for (const [name, bytes] of Object.entries(encodings)) {
    const { text, title, language } = await read("a.md", bytes);
    assert.deepEqual([text, title, language], [GUIDE.trim(), "Стоп-лосс", "ru"], name);
  }
});

Deno.test("front matter is found in windows-1251 with line ends of Windows too", async () => {
  const bytes = windows1251("---\r\ntitle: Стоп\r\n---\r\nСтавь стоп до входа.\r\n");
  const { title, text } = await read("a.txt", bytes);
  assert.deepEqual([title, text], ["Стоп", "Ставь стоп до входа."]);
});

Deno.test("other encodings are refused rather than read as nonsense", async () => {
  const latin = Uint8Array.from("Le café, où l'on dîne, est fermé à Noël.", (x) => x.charCodeAt(0));
  await refused("a.txt", latin, "binary");
  // «Привет, это гайд о рисках» in KOI8-R.
  const koi8 = Uint8Array.from(
    [0xf0, 0xd2, 0xc9, 0xd7, 0xc5, 0xd4, 0x2c, 0x20, 0xdc, 0xd4, 0xcf, 0x20, 0xc7, 0xc1, 0xca, 0xc4]
      .concat([0x20, 0xcf, 0x20, 0xd2, 0xc9, 0xd3, 0xcb, 0xc1, 0xc8]),
  );
  await refused("a.txt", koi8, "binary");
});

Deno.test("the language follows from the letters, Latin names in a Russian text aside", async () => {
  assert.equal((await read("a.md", "Place the stop before you enter the trade.")).language, "en");
  assert.equal(
    (await read("a.md", "Funding на Binance и Bybit: смотри rate и mark price до входа.")).language,
    "ru",
  );
});

Deno.test("an empty file, and one of blanks alone, is empty", async () => {
  await refused("a.md", "", "empty");
  await refused("a.md", " \n\n\t\n", "empty");
  await refused("a.md", "---\ntitle: Пусто\n---\n\n", "empty");
});

Deno.test("binary data is binary whatever its name says", async () => {
  const noise = new Uint8Array(4096);
  for (let at = 0; at < noise.length; at += 1) noise[at] = (at * 7919 + (at >> 3) * 104729) & 0xff;
  await refused("a.md", noise, "binary");
  await refused("a.txt", bytesOf(`Текст${"\0".repeat(3)}`), "binary");
});

Deno.test("kinds of files that are not read are unsupported; a false name is not believed", async () => {
  await refused("table.xlsx", docxFile([]).subarray(0, 60), "unsupported");
  await refused("photo.png", "любой текст", "unsupported");
  await refused(
    "old.doc",
    Uint8Array.of(0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1, 0, 0),
    "unsupported",
  );
  await refused("a.pdf", "Это вовсе не PDF", "broken");
  await refused("a.docx", "И не DOCX", "broken");
  const pdf = pdfFile([[{ text: "Guide to stops", foot: 700 }]]);
  assert.equal((await read("named.md", pdf)).text, "Guide to stops");
});

Deno.test("a locked DOCX is told to be locked, not to be an old file", async () => {
  const mark = Uint8Array.of(0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1);
  const locked = new Uint8Array([...mark, ...utf16("EncryptedPackage", "little").subarray(2)]);
  await refused("a.docx", locked, "broken");
});

Deno.test("what is over 20 MB is refused, and 20 MB of text are read in time", async () => {
  const sentence = "Риск на сделку не больше одного процента счёта, считай объём от стопа.\n";
  const most = 20 * 1024 * 1024;
  const bytes = bytesOf(sentence.repeat(Math.floor(most / bytesOf(sentence).length)));
  const started = performance.now();
  const { text, language } = await read("big.txt", bytes);
  const seconds = (performance.now() - started) / 1000;
  assert.equal(language, "ru");
  assert(text.length > 10_000_000);
  // What goes over it again and again takes many minutes; a busy machine does not.
  assert(seconds < 120, `took ${seconds} s`);
  await refused("big.txt", new Uint8Array(most + 1), "too_large");
});

Deno.test("every refusal has a sentence in both languages that says what to do", async () => {
  const texts = await testTexts();
  const reasons: UnreadableReason[] = [
    "empty",
    "binary",
    "too_large",
    "no_text",
    "unsupported",
    "broken",
    "front_matter",
  ];
  for (const reason of reasons) {
    const error = new AppError("document_unreadable", {
      file: "a.md",
      reason,
      field: "title",
      received: "[1]",
    });
    for (const language of ["ru", "en"] as const) {
      const sentence = await describeUnreadable(texts, language, error);
      assert.match(sentence, /^\p{Lu}.+\. \p{Lu}.+\.$|^\p{Lu}.+: .+\. \p{Lu}.+\.$/u, reason);
    }
  }
});
