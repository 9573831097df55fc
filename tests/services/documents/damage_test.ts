/** Whatever is in a file, it is read or refused in words; nothing else is ever thrown. */
import assert from "node:assert/strict";
import fc from "fast-check";
import { AppError } from "../../../domain/errors.ts";
import { readDocument } from "../../../services/documents/mod.ts";
import { bytesOf, docxFile, pdfFile, utf16, windows1251 } from "./kit.ts";

async function isReadOrRefused(file: string, bytes: Uint8Array): Promise<void> {
  const before = bytes.slice();
  try {
    const { text, title } = await readDocument({ file, bytes });
    assert(text.trim() !== "" && title.trim() !== "");
    assert.equal(text.includes("\0"), false);
  } catch (error) {
    assert(error instanceof AppError && error.code === "document_unreadable", Deno.inspect(error));
  }
  assert.deepEqual(bytes, before, "the bytes were left as they are");
}

const SEEDS: Record<string, Uint8Array> = {
  "a.pdf": pdfFile([
    [{ text: "Типы ордеров", foot: 780, size: 20 }, { text: "Лимитный ждёт цены.", foot: 740 }],
    [{ text: "Рыночный не ждёт.", foot: 740 }],
  ], { title: "Orders" }),
  "a.docx": docxFile([{ text: "Риск", style: "Heading1" }, {
    text: "Один процент.",
    picture: true,
  }]),
  "a.md": bytesOf("---\ntitle: Риск\nkeywords: [стоп, объём]\n---\n# Риск\n\nОдин процент.\n"),
  "a.txt": windows1251("Один процент на сделку, не больше.\n"),
};

for (const [file, seed] of Object.entries(SEEDS)) {
  Deno.test(`${file} with bytes changed, cut off or put in is read or refused`, async () => {
    const damage = fc.array(
      fc.record({
        at: fc.nat(seed.length - 1),
        bytes: fc.uint8Array({ maxLength: 4 }),
        drop: fc.integer({ min: 0, max: 40 }),
      }),
      { minLength: 1, maxLength: 4 },
    );
    await fc.assert(
      fc.asyncProperty(damage, async (damages) => {
        let bytes = [...seed];
        for (const { at, bytes: put, drop } of damages) {
          bytes = [...bytes.slice(0, at), ...put, ...bytes.slice(at + drop)];
        }
        await isReadOrRefused(file, Uint8Array.from(bytes));
      }),
      { numRuns: /pdf|docx/.test(file) ? 25 : 200 },
    );
  });
}

Deno.test("any bytes under any name are read or refused", async () => {
  const name = fc.constantFrom(
    "a.md",
    "a.txt",
    "a.pdf",
    "a.docx",
    "a.doc",
    "a",
    ".md",
    "ё/й.markdown",
  );
  const head = fc.constantFrom("", "%PDF-1.7\n", "PK\x03\x04", "---\n", "\xff\xfe", "\xef\xbb\xbf");
  await fc.assert(
    fc.asyncProperty(name, head, fc.uint8Array({ maxLength: 300 }), async (file, start, rest) => {
      const bytes = Uint8Array.from([...[...start].map((sign) => sign.charCodeAt(0)), ...rest]);
      await isReadOrRefused(file, bytes);
    }),
    { numRuns: 150 },
  );
});

Deno.test("Russian sentences come out of windows-1251 and UTF-16 as they went in", async () => {
  const word = fc.constantFrom(
    ..."риск стоп объём сделка Binance вход ещё BTC рынок не в счёт тейк ордер USDT журнал 5".split(
      " ",
    ),
  );
  const sentence = fc.array(word, { minLength: 6, maxLength: 30 })
    .map((words) => `Правило: ${words.join(" ")}.`);
  await fc.assert(
    fc.asyncProperty(sentence, async (text) => {
      for (const bytes of [windows1251(text), utf16(text, "big"), utf16(text, "little")]) {
        assert.equal((await readDocument({ file: "a.txt", bytes })).text, text);
      }
    }),
    { numRuns: 200 },
  );
});
