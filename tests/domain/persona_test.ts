import assert from "node:assert/strict";
import { choosePersona } from "../../domain/persona.ts";

const persona = (id: string, triggers: string[], byDefault = false) => ({
  id,
  name: { ru: id, en: id },
  prompt: id,
  triggers: { ru: triggers, en: [] },
  default: byDefault,
});
const personas = [
  persona("partner", [], true),
  persona("mentor", ["что такое", "почему"]),
  persona("psychologist", ["страх", "отыграться"]),
];

Deno.test("a trigger calls its persona, in any form of the word and anywhere in the text", () => {
  assert.equal(choosePersona(personas, "А что такое спред?").id, "mentor");
  assert.equal(choosePersona(personas, "Хочу отыграться, останови меня").id, "psychologist");
  assert.equal(choosePersona(personas, "Живу в страхе").id, "psychologist");
});

Deno.test("a trigger inside another word calls nobody", () => {
  assert.equal(choosePersona(personas, "бесстрашно").id, "partner");
  assert.equal(choosePersona(personas, "").id, "partner");
});
