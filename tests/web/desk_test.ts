import assert from "node:assert/strict";
import { draft, giveBack, keepDraft, outgoing, take } from "../../web/src/chat/desk.ts";

Deno.test("words leave the field only when the chat takes them", () => {
  draft.value = "  Расскажи про свечи ";
  outgoing.value = "Расскажи про свечи";
  assert.equal(take(), "Расскажи про свечи");
  assert.deepEqual([draft.value, outgoing.value, take()], ["", null, null]);
});

Deno.test("a suggestion that was sent leaves other words in the field alone", () => {
  draft.value = "Недописанное";
  outgoing.value = "Что сейчас с биткоином";
  assert.equal(take(), "Что сейчас с биткоином");
  assert.equal(draft.value, "Недописанное");
});

Deno.test("words that were not taken come back before what was written since", () => {
  draft.value = "и ещё";
  giveBack("Первое");
  assert.equal(draft.value, "Первое\nи ещё");
});

Deno.test("words in the field outlive a reload, also in a storage that is full", () => {
  const kept = new Map([["draft", "Недописанное"]]);
  let full = false;
  const storage = {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem(key: string, text: string) {
      if (full) throw new Error("full");
      kept.set(key, text);
    },
  };
  keepDraft(storage, "draft");
  assert.equal(draft.value, "Недописанное");
  draft.value = "Дописанное";
  assert.equal(kept.get("draft"), "Дописанное");
  full = true;
  draft.value = "Ещё";
  assert.equal(draft.value, "Ещё");
});
