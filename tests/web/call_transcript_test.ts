import assert from "node:assert/strict";
import type { Card, Citation } from "../../web/src/chat/items.ts";
import type { Piece } from "../../web/src/call/port.ts";
import {
  divided,
  type Line,
  settled,
  withCard,
  withCitation,
  withPiece,
} from "../../web/src/call/transcript.ts";

const hers = (segment: string, text: string, final = false): Piece => ({
  role: "assistant",
  segment,
  text,
  appended: true,
  final,
});
const mine = (segment: string, text: string, final = false): Piece => ({
  role: "member",
  segment,
  text,
  appended: false,
  final,
});
const after = (...pieces: Piece[]) => pieces.reduce<Line[]>(withPiece, []);
const words = (lines: readonly Line[]) =>
  lines.map((line) => line.kind === "said" ? [line.role, line.text, line.final] : [line.kind]);

const citation = (chunkId: string): Citation => ({
  number: 1,
  chunkId,
  title: "Регламент",
  headings: [],
  quote: "",
});
const card: Card = { kind: "limit", title: "Осталось мало", text: "" } as Card;

Deno.test("her words are appended, the member's are replaced", () => {
  const lines = after(
    hers("a", "При"),
    hers("a", "вет."),
    hers("a", "", true),
    mine("b", "Что"),
    mine("b", "Что с биткоином?", true),
  );
  assert.deepEqual(words(lines), [
    ["assistant", "Привет.", true],
    ["member", "Что с биткоином?", true],
  ]);
});

Deno.test("what began first stays first, also when it is whole later", () => {
  const lines = after(mine("a", "Тогда"), hers("b", "Да"), mine("a", "Тогда посчитай.", true));
  assert.deepEqual(words(lines), [["member", "Тогда посчитай.", true], ["assistant", "Да", false]]);
});

Deno.test("a cough leaves no line", () => {
  assert.deepEqual(after(mine("a", " "), mine("a", "", true)), []);
});

Deno.test("a last word without text keeps what was heard", () => {
  assert.deepEqual(words(after(mine("a", "Стоп"), mine("a", "", true))), [
    ["member", "Стоп", true],
  ]);
});

Deno.test("the same card is shown once, sources that come together stand together", () => {
  let lines = withCard([], card);
  lines = withCard(lines, card);
  lines = withCitation(
    withCitation(withCitation(lines, citation("1")), citation("2")),
    citation("1"),
  );
  assert.equal(lines.length, 2);
  const last = lines.at(-1)!;
  assert.deepEqual(last.kind === "sources" && last.citations.map((one) => one.chunkId), ["1", "2"]);
});

Deno.test("a reader is told the lines that are whole, in order", () => {
  const lines = after(
    hers("a", "Привет.", true),
    mine("b", "Что с"),
    hers("c", "Секунду.", true),
  );
  const { whole, coming } = divided(lines);
  assert.deepEqual([whole.length, coming.length], [1, 2]);
  assert.equal(divided(settled(lines)).coming.length, 0);
});
