import assert from "node:assert/strict";
import { isInCrisis, speaksOfSelfHarm } from "../../domain/crisis.ts";

const WORDS = [
  "Слил весь депозит. Не хочу больше жить",
  "не хочу жить",
  "думаю покончить с собой",
  "Наверное, покончу с этой... покончу с жизнью",
  "иногда хочется себя... хочу умереть",
  "лучше бы меня не было",
  "Сведу счёты с жизнью",
  "читаю про самоубийство весь вечер",
  "выпрыгну из окна",
  "I want to die",
  "I’m going to kill myself",
  "thinking about suicide",
  "I don't want to live anymore",
  "there is no point in living",
];
const OTHERS = [
  "Хочу умереть со смеху",
  "Убить время в самолёте",
  "Рынок убил мой депозит",
  "Я конченый трейдер, опять тильт",
  "Как жить на проценты",
  "Не хочу больше торговать",
  "I want to diet",
  "this trade is killing me",
  "end the trade",
  "How do I cut my losses",
  "",
];

Deno.test("words of self-harm are noticed in both languages", () => {
  for (const text of WORDS) assert(speaksOfSelfHarm(text), text);
});

Deno.test("ordinary despair about a trade is not taken for it", () => {
  for (const text of OTHERS) assert(!speaksOfSelfHarm(text), text);
});

Deno.test("it stays the subject for an hour and a few messages", () => {
  const minute = 60_000;
  const said = (...messages: [string, number][]) =>
    messages.map(([text, minutes]) => ({ text, at: minutes * minute }));
  assert(!isInCrisis([]));
  assert(isInCrisis(said(["не хочу жить", 0], ["да", 5])));
  assert(!isInCrisis(said(["не хочу жить", 0], ["привет", 90])));
  const small = Array.from({ length: 5 }, (_, at): [string, number] => ["да", at + 1]);
  assert(!isInCrisis(said(["не хочу жить", 0], ...small)));
});
