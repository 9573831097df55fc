import assert from "node:assert/strict";
import { zipSync } from "fflate";
import { readDocument } from "../../../services/documents/mod.ts";
import { bytesOf, docxFile } from "./kit.ts";

const read = (bytes: Uint8Array, file = "guide.docx") => readDocument({ file, bytes });

Deno.test("a DOCX becomes Markdown with its headings", async () => {
  const { title, text, language } = await read(docxFile([
    { text: "Размер позиции", style: "Heading1" },
    { text: "Считай объём от стопа: 1.5 % счёта - это много." },
    { text: "Пример (число 2)", style: "Heading2" },
    { text: "Счёт 1000 & риск <10." },
  ]));
  assert.deepEqual([title, language], ["Размер позиции", "ru"]);
  assert.equal(
    text,
    "# Размер позиции\n\nСчитай объём от стопа: 1.5 % счёта - это много.\n\n## Пример (число 2)\n\nСчёт 1000 & риск <10.",
  );
});

Deno.test("without a heading the title is the document's own, else the file's name", async () => {
  const paragraphs = [{ text: "Только текст." }];
  assert.equal((await read(docxFile(paragraphs, { title: "Риск & ты" }))).title, "Риск & ты");
  assert.equal((await read(docxFile(paragraphs))).title, "Guide");
});

Deno.test("a DOCX of pictures alone has no text", async () => {
  await assert.rejects(() => read(docxFile([])), {
    code: "document_unreadable",
    details: { file: "guide.docx", reason: "no_text" },
  });
});

Deno.test("pictures are left out, and the words around them stay", async () => {
  const { text } = await read(docxFile([{ text: "Так выглядит стакан.", picture: true }]));
  assert.equal(text, "Так выглядит стакан.");
});

Deno.test("a damaged DOCX is broken", async () => {
  const whole = docxFile([{ text: "Текст" }]);
  const broken = { details: { file: "guide.docx", reason: "broken" } };
  await assert.rejects(() => read(whole.subarray(0, whole.length - 40)), broken);
  await assert.rejects(
    () => read(zipSync({ "word/document.xml": bytesOf("<w:document") })),
    broken,
  );
});

Deno.test("a DOCX that unpacks to gigabytes is refused before it is unpacked", async () => {
  const bomb = docxFile([{ text: "Текст" }], {
    more: { "word/footnotes.xml": new Uint8Array(48 * 1024 * 1024) },
  });
  assert(bomb.length < 100_000);
  await assert.rejects(() => read(bomb), { details: { file: "guide.docx", reason: "too_large" } });
});

Deno.test("a DOCX that lies about what it unpacks to takes no more memory than it told", async () => {
  const bomb = docxFile([{ text: "Текст" }], {
    more: { "word/footnotes.xml": new Uint8Array(48 * 1024 * 1024) },
  });
  const view = new DataView(bomb.buffer, bomb.byteOffset);
  const size = 48 * 1024 * 1024;
  for (let at = 0; at + 4 <= bomb.length; at += 1) {
    if (view.getUint32(at, true) === size) view.setUint32(at, 1000, true);
  }
  const before = Deno.memoryUsage().rss;
  await read(bomb).catch(({ details }) => assert.equal(details.reason, "broken"));
  assert(Deno.memoryUsage().rss - before < 40 * 1024 * 1024);
});
