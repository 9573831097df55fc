import assert from "node:assert/strict";
import fc from "fast-check";
import { parseMarkdown } from "../../../../dev/telegram/text/markdown.ts";

Deno.test("marks become entities, also inside one another", () => {
  assert.deepEqual(parseMarkdown("*жир _курсив_* ~нет~ ||тайна||"), {
    text: "жир курсив нет тайна",
    entities: [
      { type: "italic", offset: 4, length: 6 },
      { type: "bold", offset: 0, length: 10 },
      { type: "strikethrough", offset: 11, length: 3 },
      { type: "spoiler", offset: 15, length: 5 },
    ],
  });
  assert.deepEqual(parseMarkdown("__a__ `b_c` [d](https://a.example/\\))"), {
    text: "a b_c d",
    entities: [
      { type: "underline", offset: 0, length: 1 },
      { type: "code", offset: 2, length: 3 },
      { type: "text_link", offset: 6, length: 1, url: "https://a.example/)" },
    ],
  });
});

Deno.test("blocks keep their language, quotations their lines", () => {
  assert.deepEqual(parseMarkdown("```ts\nlet a;\n```"), {
    text: "let a;\n",
    entities: [{ type: "pre", offset: 0, length: 7, language: "ts" }],
  });
  assert.deepEqual(parseMarkdown(">one\n>two\nthree"), {
    text: "one\ntwo\nthree",
    entities: [{ type: "blockquote", offset: 0, length: 7 }],
  });
});

Deno.test("what does not parse is named with its byte offset", () => {
  const reserved = (character: string) =>
    `Character '${character}' is reserved and must be escaped with the preceding '\\'`;
  const wrong: [string, string][] = [
    ["1. пункт", reserved(".")],
    ["a-b", reserved("-")],
    ["ого!", reserved("!")],
    ["я*b", "Can't find end of Bold entity at byte offset 2"],
    ["[a](b", "Can't find end of a URL at byte offset 4"],
  ];
  for (const [source, message] of wrong) assert.throws(() => parseMarkdown(source), { message });
});

Deno.test("any text survives when every special character is escaped", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), (text) => {
      const escaped = text.replace(/[\x20-\x7e]/g, "\\$&");
      assert.deepEqual(parseMarkdown(escaped), { text, entities: [] });
    }),
  );
});
