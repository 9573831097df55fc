import assert from "node:assert/strict";
import {
  addNote,
  cleanName,
  EMPTY_PROFILE,
  NOTE_LENGTH,
  NOTES_PER_SECTION,
} from "../../domain/member.ts";

Deno.test("a name is one bounded line without markup", () => {
  assert.equal(cleanName("  Артём \n"), "Артём");
  assert.equal(cleanName('<b>"Артём"</b>'), "b Артём /b");
  assert.equal(cleanName("\u202Eمحمد\u0000"), "محمد");
  assert.equal(cleanName("👨‍👩‍👧".repeat(200))!.length <= 4 * 64, true);
  assert.equal(cleanName(" \n\t"), undefined);
});

Deno.test("notes stand by section; the same words again only renew the date", () => {
  const once = addNote(EMPTY_PROFILE, "plans", { text: "Торгует на споте.", at: 1 });
  const twice = addNote(once, "plans", { text: "торгует на споте", at: 2 });
  assert.deepEqual(twice.sections, { plans: [{ text: "торгует на споте", at: 2 }] });
});

Deno.test("a section stays bounded: long notes are cut, old ones make room", () => {
  let profile = EMPTY_PROFILE;
  for (let at = 1; at <= NOTES_PER_SECTION + 3; at += 1) {
    profile = addNote(profile, "topics", { text: `${at} ` + "о".repeat(3 * NOTE_LENGTH), at });
  }
  const notes = profile.sections.topics!;
  assert.equal(notes.length, NOTES_PER_SECTION);
  assert.equal(notes[0]!.at, 4);
  assert(notes.every(({ text }) => text.length <= NOTE_LENGTH));
});
