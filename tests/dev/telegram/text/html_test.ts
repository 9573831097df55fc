import assert from "node:assert/strict";
import { parseHtml } from "../../../../dev/telegram/text/html.ts";

Deno.test("tags become entities that count UTF-16 code units", () => {
  assert.deepEqual(parseHtml("🙂 <b>жир <i>курсив</i></b> &lt;&#1103;&amp;"), {
    text: "🙂 жир курсив <я&",
    entities: [
      { type: "italic", offset: 7, length: 6 },
      { type: "bold", offset: 3, length: 10 },
    ],
  });
});

Deno.test("links, code with a language, quotations and spoilers are read", () => {
  assert.deepEqual(parseHtml('<a href="https://a.example/?a=1&amp;b=2">x</a>').entities, [
    { type: "text_link", offset: 0, length: 1, url: "https://a.example/?a=1&b=2" },
  ]);
  assert.deepEqual(parseHtml('<pre><code class="language-ts">x</code></pre>').entities, [
    { type: "pre", offset: 0, length: 1, language: "ts" },
  ]);
  assert.deepEqual(parseHtml('<code class="language-ts">x</code>').entities, [
    { type: "code", offset: 0, length: 1 },
  ]);
  assert.deepEqual(parseHtml("<blockquote expandable>x</blockquote>").entities, [
    { type: "expandable_blockquote", offset: 0, length: 1 },
  ]);
  assert.deepEqual(parseHtml('<span class="tg-spoiler">x</span>').entities, [
    { type: "spoiler", offset: 0, length: 1 },
  ]);
});

Deno.test("what does not parse is named with its byte offset", () => {
  const wrong: [string, string][] = [
    ["я<b>x", 'Can\'t find end tag corresponding to start tag "b"'],
    ["я<b>x</i>", 'Unmatched end tag at byte offset 6, expected "</b>", found "</i>"'],
    ["x</b>", "Unexpected end tag at byte offset 1"],
    ["1 < 2", 'Unsupported start tag "" at byte offset 2'],
    ["<div>x</div>", 'Unsupported start tag "div" at byte offset 0'],
    ["<b", "Unclosed start tag at byte offset 0"],
    ["<span>x</span>", 'Tag "span" must have class "tg-spoiler" at byte offset 0'],
  ];
  for (const [source, message] of wrong) assert.throws(() => parseHtml(source), { message });
});
