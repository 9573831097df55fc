import assert from "node:assert/strict";
import fc from "fast-check";
import { readableText } from "../../clients/page_text.ts";
import { HIDDEN_INSTRUCTION } from "../../dev/outside/pages.ts";

const LONG = "Биткоин провёл неделю в узком диапазоне, объём торгов вырос на восемь процентов. ";

Deno.test("the article is read, and what surrounds it is not", () => {
  const { title, text } = readableText(`<!doctype html><html><head>
    <title>Биткоин &amp; рынок</title><style>p { color: red }</style>
    <script>if (a < b) document.write("<p>script</p>");</script></head>
    <body><header>Газета</header><nav><ul><li>Главная страница нашей большой газеты</li></ul></nav>
    <p>${"Подпишись на нашу рассылку, чтобы не пропустить ничего важного. ".repeat(4)}</p>
    <main><h1>Неделя биткоина</h1><p>${LONG}<b>Жирно</b>&nbsp;и&nbsp;просто.</p>
    <p>${LONG}${LONG}</p>
    <p><a href="/1">Читай также: самое важное за эту неделю и за прошлую</a></p>
    <form>Оставь свой адрес, и мы напишем тебе обо всём</form></main>
    <footer>Все права защищены, копировать нельзя никому и никогда</footer></body></html>`);
  assert.equal(title, "Биткоин & рынок");
  assert.deepEqual(text.split("\n"), [
    `${LONG}Жирно и просто.`,
    `${LONG}${LONG}`.trim(),
  ]);
});

const HIDDEN = [
  `<p hidden>${HIDDEN_INSTRUCTION}</p>`,
  `<p style="display:none">${HIDDEN_INSTRUCTION}</p>`,
  `<div style="color:red;DISPLAY : none"><p>${HIDDEN_INSTRUCTION}</p></div>`,
  `<p style="visibility: hidden">${HIDDEN_INSTRUCTION}</p>`,
  `<p style="font-size:0px">${HIDDEN_INSTRUCTION}</p>`,
  `<p style="opacity:0">${HIDDEN_INSTRUCTION}</p>`,
  `<span aria-hidden="true">${HIDDEN_INSTRUCTION}</span>`,
  `<!-- ${HIDDEN_INSTRUCTION} -->`,
  `<noscript>${HIDDEN_INSTRUCTION}</noscript>`,
  `<template><p>${HIDDEN_INSTRUCTION}</p></template>`,
  `<script type="text/plain">${HIDDEN_INSTRUCTION}</script>`,
  `<meta name="description" content="${HIDDEN_INSTRUCTION}">`,
  `<img alt="${HIDDEN_INSTRUCTION}">`,
];

for (const html of HIDDEN) {
  Deno.test(`what people do not see is not read: ${html.slice(0, 40)}`, () => {
    const { text } = readableText(`<p>${LONG}</p>${html}<p>${LONG}</p>`);
    assert.equal(text, `${LONG.trim()}\n${LONG.trim()}`);
  });
}

Deno.test("what is only pale is read", () => {
  const style = "opacity:0.9;font-size:0.8em";
  assert.equal(readableText(`<p style="${style}">${LONG}</p>`).text, LONG.trim());
});

Deno.test("a short page is read as it is", () => {
  assert.equal(readableText("<p>Курс: 90</p><p>Рост: 1</p>").text, "Курс: 90\nРост: 1");
});

Deno.test("invisible marks and controls are dropped", () => {
  assert.equal(
    readableText("<p>a\u202eb\u200bc\u0000d\u{e0041}</p>").text,
    "abc d".replace(" ", " "),
  );
});

Deno.test("whatever a page is made of, it is read, and no tag is left", () => {
  const piece = fc.oneof(
    fc.constantFrom("<p>", "</p>", "<div hidden>", "</div>", "<br>", "<a>", "</a>", "<script>"),
    fc.constantFrom("</script>", "<svg>", "</svg>", "<title>", "</title>", "<!--", "-->", "&lt;"),
    fc.constantFrom("<p", "&#x0;", "<img alt=", "]]>", "</main>", "<main>", '"', "слово "),
    fc.string(),
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 40 }), (pieces) => {
      const { text, title } = readableText(pieces.join(""));
      assert.equal(typeof text + typeof title, "stringstring");
      assert.doesNotMatch(text, /(?!\n)[\p{Cc}\u202e]/u);
    }),
    { seed: 20261123, numRuns: 500 },
  );
});

const HOSTILE: [what: string, html: string][] = [
  ["deep elements", "<div>".repeat(200_000)],
  ["deep hidden elements", "<div hidden>".repeat(80_000)],
  ["ends without a beginning", "</div>".repeat(160_000)],
  ["a tag that does not end", `<p ${"a ".repeat(500_000)}`],
  ["entities", "&amp".repeat(250_000)],
  ["spaces", " ".repeat(1_000_000)],
  ["a style without end", `<p style="${"display :".repeat(100_000)}">`],
];

for (const [what, html] of HOSTILE) {
  Deno.test(`a megabyte of ${what} takes no time`, () => {
    const began = performance.now();
    assert.match(readableText(`<p>${LONG}</p>${html}<p>${LONG}</p>`).text, /Биткоин/);
    // What goes over it again and again for each part of it takes minutes.
    assert(performance.now() - began < 60_000);
  });
}
