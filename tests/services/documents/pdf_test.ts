import assert from "node:assert/strict";
import { readDocument } from "../../../services/documents/mod.ts";
import { type PageLine, pdfFile } from "./kit.ts";

const read = (bytes: Uint8Array) => readDocument({ file: "guides/order-types.pdf", bytes });

/** Lines one under the other, 14 points apart, from `top` down. */
function lines(top: number, ...texts: string[]): PageLine[] {
  return texts.map((text, index) => ({ text, foot: top - index * 14 }));
}

Deno.test("a PDF becomes paragraphs: lines joined, hyphens at line ends taken out", async () => {
  const { text, title, language } = await read(pdfFile([[
    { text: "Типы ордеров", foot: 780, size: 22 },
    ...lines(
      740,
      "Рыночный ордер исполняется сразу, лимит-",
      "ный ждёт своей цены. Выбирай, что",
      "важнее: цена или скорость.",
    ),
    { text: "Когда что брать", foot: 680, size: 16 },
    ...lines(660, "На новостях спред растёт, а не", "падает."),
    ...lines(610, "Это другой абзац."),
  ]]));
  assert.equal(
    text,
    [
      "# Типы ордеров",
      "Рыночный ордер исполняется сразу, лимитный ждёт своей цены. Выбирай, что важнее: цена или скорость.",
      "## Когда что брать",
      "На новостях спред растёт, а не падает.",
      "Это другой абзац.",
    ].join("\n\n"),
  );
  assert.deepEqual([title, language], ["Типы ордеров", "ru"]);
});

Deno.test("running heads, feet and page numbers are dropped; a sentence goes on over the page", async () => {
  const page = (number: number, body: PageLine[]) => [
    { text: `SferaTC, Chapter ${number}`, foot: 810, size: 9 },
    ...body,
    { text: `${number}`, foot: 30, size: 9 },
  ];
  const { text, title } = await read(pdfFile([
    page(
      1,
      lines(700, "A stop order becomes a market order", "once its price is touched, and it may"),
    ),
    page(2, lines(700, "fill lower than you asked for.", "Mind the gap.")),
    page(3, lines(700, "A limit order never does.")),
  ], { title: "Orders explained" }));
  assert.equal(
    text,
    "A stop order becomes a market order once its price is touched, and it may fill lower than you asked for. Mind the gap.\n\nA limit order never does.",
  );
  assert.equal(title, "Orders explained");
});

Deno.test("a title that a program made up is not taken", async () => {
  const made = pdfFile([lines(700, "Plain text.")], { title: "Microsoft Word - draft7.docx" });
  assert.equal((await read(made)).title, "Order types");
});

Deno.test("a PDF of pictures alone has no text, a locked or damaged one is broken", async () => {
  const reason = (reason: string) => ({
    code: "document_unreadable",
    details: { file: "guides/order-types.pdf", reason },
  });
  const page = lines(700, "Nobody is to read this.");
  await assert.rejects(() => read(pdfFile([[], []])), reason("no_text"));
  await assert.rejects(() => read(pdfFile([page], { locked: true })), reason("broken"));
  await assert.rejects(() => read(pdfFile([page]).subarray(0, 40)), reason("broken"));
});

Deno.test("the bytes stay whole, and the same file has the same hash", async () => {
  const bytes = pdfFile([lines(700, "Twice.")]);
  const first = await read(bytes);
  assert.equal(first.hash, (await read(bytes)).hash);
  assert.equal(first.bytes, bytes.length);
});

Deno.test("the time to read a book grows with its pages, not with their square", async () => {
  const page = Array.from({ length: 50 }, (_, line) => ({
    text: `Считай объём от стопа, строка ${line} и ещё немного слов`,
    foot: 800 - line * 14,
  }));
  const started = performance.now();
  const { text } = await read(pdfFile(Array(600).fill(page)));
  assert(text.length > 1_000_000);
  // What grows with the square of the pages takes many minutes; a busy machine does not.
  const seconds = (performance.now() - started) / 1000;
  assert(seconds < 120, `took ${seconds} s`);
});
