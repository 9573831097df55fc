import assert from "node:assert/strict";
import { type Fold, folded, isOpen, minutesOf, setOpen } from "../../web/src/chat/folds.ts";
import { type Item, NO_EXTRAS } from "../../web/src/chat/items.ts";

const item = (key: string, at: number, callId?: string): Item => ({
  ...NO_EXTRAS,
  key,
  role: "member",
  text: key,
  at,
  status: "complete",
  generationId: null,
  callId,
  sent: null,
});
const shape = (items: readonly Item[]) =>
  folded(items).map((row) => "items" in row ? row.items.map(({ key }) => key) : row.key);

Deno.test("the turns of a call are one row, and each call its own", () => {
  const rows = shape([
    item("1", 0),
    item("2", 1, "a"),
    item("3", 2, "a"),
    item("4", 3, "b"),
    item("5", 4),
  ]);
  assert.deepEqual(rows, ["1", ["2", "3"], ["4"], "5"]);
});

Deno.test("a call is as long as from its first word to its last, at least a minute", () => {
  const [fold] = folded([item("1", 0, "a"), item("2", 12 * 60_000, "a")]) as Fold[];
  assert.equal(minutesOf(fold!), 12);
  assert.equal(minutesOf({ callId: "a", items: [item("1", 0, "a")] }), 1);
});

Deno.test("a call opens to its words, and closes", () => {
  setOpen("a", true);
  assert.deepEqual([isOpen("a"), isOpen("b")], [true, false]);
  setOpen("a", false);
  assert.equal(isOpen("a"), false);
});
