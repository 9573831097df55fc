import assert from "node:assert/strict";
import { cleanName } from "../../domain/member.ts";

Deno.test("a name is one bounded line without markup", () => {
  assert.equal(cleanName("  Артём \n"), "Артём");
  assert.equal(cleanName('<b>"Артём"</b>'), "b Артём /b");
  assert.equal(cleanName("\u202Eمحمد\u0000"), "محمد");
  assert.equal(cleanName("👨‍👩‍👧".repeat(200))!.length <= 4 * 64, true);
  assert.equal(cleanName(" \n\t"), undefined);
});
