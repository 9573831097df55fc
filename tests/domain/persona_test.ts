import assert from "node:assert/strict";
import { choosePersona } from "../../domain/persona.ts";
import { testConfig } from "../kit/app.ts";

const { community } = await testConfig();
const { personas } = community.assistant;

/** Who answers messages that come a minute after one another. */
function answering(...texts: string[]): string {
  return choosePersona(personas, texts.map((text, index) => ({ text, at: index * 60_000 }))).id;
}

Deno.test("every word that the club named calls its persona", () => {
  const mentor =
    "объясни, что такое, как работает, научи, не понимаю, почему, стоп-лосс, индикатор, " +
    "стратегия, explain, what is, teach me";
  for (const trigger of mentor.split(", ")) assert.equal(answering(`${trigger} вот`), "mentor");
  const psychologist =
    "тильт, fomo, отыграться, страх, паника, нервы, злость, жадность, упустил, tilt, " +
    "panic, greed";
  for (const trigger of psychologist.split(", ")) {
    assert.equal(answering(`ох ${trigger} вот`), "psychologist", trigger);
  }
});

Deno.test("in any form of the word and anywhere in the text", () => {
  assert.equal(answering("А что такое спред?"), "mentor");
  assert.equal(answering("Объясните стоп-лоссы"), "mentor");
  assert.equal(answering("Хочу отыграться, останови меня"), "psychologist");
  assert.equal(answering("Живу в страхе"), "psychologist");
  assert.equal(answering("Я паникую и упустила вход"), "psychologist");
  assert.equal(answering("Сижу в тильте второй день"), "psychologist");
  assert.equal(answering("I am panicking"), "psychologist");
});

Deno.test("a trigger inside another word calls nobody", () => {
  assert.equal(answering("бесстрашно"), "partner");
  assert.equal(answering("Курс биткоина"), "partner");
  assert.equal(answering(""), "partner");
});

Deno.test("a feeling goes before a question, but a question about the feeling is a lesson", () => {
  assert.equal(answering("Не понимаю, почему я опять в тильте"), "psychologist");
  assert.equal(answering("Объясни, что такое тильт"), "mentor");
  assert.equal(answering("What is FOMO"), "mentor");
});

Deno.test("a role stays for the answers to it, and leaves with a command or after a while", () => {
  assert.equal(answering("Хочу отыграться", "да, давай подышим"), "psychologist");
  assert.equal(answering("Хочу отыграться", "Какая погода в Казани"), "partner");
  assert.equal(answering("Хочу отыграться", "да", "да", "да", "ладно"), "partner");
  const later = [{ text: "Хочу отыграться", at: 0 }, { text: "привет", at: 31 * 60_000 }];
  assert.equal(choosePersona(personas, later).id, "partner");
});
