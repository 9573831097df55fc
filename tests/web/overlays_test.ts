import assert from "node:assert/strict";
import { closeTop, hasOverlay, layOver } from "../../web/src/parts/overlays.ts";

Deno.test("Back closes what lies on top, one thing at a time, and says when nothing does", () => {
  const closed: string[] = [];
  const gone = {
    sheet: layOver(() => closed.push("sheet")),
    question: layOver(() => closed.push("question")),
  };
  assert.ok(closeTop());
  assert.deepEqual(closed, ["question"]);
  gone.question();
  assert.ok(closeTop());
  assert.deepEqual(closed, ["question", "sheet"]);
  assert.ok(hasOverlay.value);
  gone.sheet();
  assert.ok(!hasOverlay.value);
  assert.ok(!closeTop());
});

Deno.test("what went by itself from below leaves the rest where it is", () => {
  const closed: string[] = [];
  const below = layOver(() => closed.push("below"));
  const above = layOver(() => closed.push("above"));
  below();
  assert.ok(closeTop());
  assert.deepEqual(closed, ["above"]);
  above();
});
