/** What a member's turns tell about them, by rules: what the model answers as "facts". */
import { factToldIn } from "../facts.ts";
import { bare, stemsOf } from "../language.ts";
import type { Task } from "./mod.ts";

interface KnownFact {
  id: string;
  section: string;
  text: string;
}

interface SaidTurn {
  sequence: number;
  /** For example `2026-11-23, Monday`. */
  day: string;
  text: string;
}

const SECTIONS = ["bio", "health", "plans", "preferences", "topics"];

/** How somebody says that something is different now, and what it is about. */
const CORRECTIONS: { pattern: RegExp; section: string; about: RegExp }[] = [
  {
    pattern: /(?<!\p{L})(?:я\s+)?(?:переехал\p{L}?|перебрал\p{L}+)\s+(?:в|во|на)\s+\p{Lu}/u,
    section: "bio",
    about: /жив[уёе]|переехал|перебрал|город|live|moved/iu,
  },
  {
    pattern: /(?<!\p{L})i(?:['’]ve|\s+have)?\s+(?:just\s+)?moved\s+to\s+\p{Lu}/iu,
    section: "bio",
    about: /live|moved|жив[уёе]|переехал/iu,
  },
];

/** "Плечо теперь три", "my leverage is now 3": the words before it say what is corrected. */
const NOW =
  /^(?:а\s+|и\s+|но\s+)?(.{2,60}?)\s+(?:теперь|уже\s+не|is\s+now|are\s+now|now\s+is)\s+\S/iu;

/** "До конца месяца …", "until Friday …". */
const UNTIL =
  /(?<!\p{L})(?:до\s+(конца\s+(?:недели|месяца|года)|\d{4}-\d\d-\d\d)|(?:until|till)\s+(the\s+end\s+of\s+the\s+(?:week|month|year)|\d{4}-\d\d-\d\d))/iu;

/** Living somewhere is worth keeping, and so is what somebody is called to do. */
const MORE_STATEMENTS =
  /(?<!\p{L})(?:я\s+)?(?:живу|работаю|учусь|родил\p{L}{2}|переехал\p{L}?|у\s+меня\s+(?:аллергия|диабет|депозит|плечо|есть)|(?:плечо|депозит|риск|стоп)\s+у\s+меня)(?!\p{L})|(?<!\p{L})i\s+(?:live|work|study|moved|have)(?!\p{L})/iu;

/** Answers with operations, as a careful model would. */
export const findFacts: Task = ({ texts }) => {
  const { facts, turns } = JSON.parse(texts.at(-1) ?? "{}") as {
    facts: KnownFact[];
    turns: SaidTurn[];
  };
  const told = turns.flatMap((turn) =>
    sentencesOf(turn.text).flatMap((sentence) => tell(sentence, turn, facts) ?? [])
  );
  return { operations: told };
};

function tell(sentence: string, turn: SaidTurn, facts: KnownFact[]) {
  if (sentence.endsWith("?")) return undefined;
  const text = bare(sentence);
  const { sequence } = turn;
  const temporary_until = untilOf(sentence, turn.day.slice(0, 10));
  const rest = { text, sequence, sentence, ...(temporary_until && { temporary_until }) };
  const corrected = correctedBy(sentence, facts);
  if (corrected) {
    return { supersede: { factId: corrected.id, section: corrected.section, ...rest } };
  }
  const fact = factToldIn(sentence, SECTIONS) ?? stated(text, temporary_until !== undefined) ??
    changed(sentence, text);
  if (!fact || facts.some((known) => sameWords(known.text, fact.content))) return undefined;
  return { add: { ...rest, section: fact.section, text: fact.content } };
}

function stated(text: string, temporary: boolean) {
  if (!MORE_STATEMENTS.test(text) && !temporary) return undefined;
  const section = /аллерги|диабет|allerg|diabet/iu.test(text) ? "health" : "bio";
  return { section: temporary ? "plans" : section, content: text };
}

function changed(sentence: string, text: string) {
  const correction = CORRECTIONS.find(({ pattern }) => pattern.test(sentence));
  if (correction) return { section: correction.section, content: text };
  return NOW.test(sentence) ? { section: "topics", content: text } : undefined;
}

/** The fact that a sentence says is different now. */
function correctedBy(sentence: string, facts: KnownFact[]): KnownFact | undefined {
  const moved = CORRECTIONS.find(({ pattern }) => pattern.test(sentence));
  const fitting = facts.filter(({ text }) => !sameWords(text, sentence));
  if (moved) return fitting.findLast(({ text }) => moved.about.test(text));
  const subject = stemsOf(NOW.exec(sentence)?.[1] ?? "");
  return subject.length === 0
    ? undefined
    : fitting.findLast(({ text }) =>
      subject.every((stem) => stemsOf(text).some((word) => word.startsWith(stem)))
    );
}

/** The last day of what is said to be temporary, counted from the day it was said. */
function untilOf(sentence: string, day: string): string | undefined {
  const found = UNTIL.exec(sentence);
  const until = found?.[1] ?? found?.[2];
  if (until === undefined) return undefined;
  if (/^\d/.test(until)) return until;
  const [year = 0, month = 1, date = 1] = day.split("-").map(Number);
  if (/недел|week/iu.test(until)) {
    const weekday = new Date(`${day}T12:00:00Z`).getUTCDay() || 7;
    return dayName(year, month, date + 7 - weekday);
  }
  if (/месяц|month/iu.test(until)) return dayName(year, month + 1, 0);
  return dayName(year, 12, 31);
}

function dayName(year: number, month: number, date: number): string {
  return new Date(Date.UTC(year, month - 1, date)).toISOString().slice(0, 10);
}

/** Sentences, and the parts of one that tell different things. */
function sentencesOf(text: string): string[] {
  return (text.match(/[^.!?\n]+[.!?]*/gu) ?? [])
    .flatMap((sentence) => sentence.split(/,\s+(?:а|и|and)\s+(?:ещё|еще|also)\s+/iu))
    .map((one) => one.trim()).filter(Boolean);
}

function sameWords(one: string, other: string): boolean {
  const plain = (text: string) =>
    [...stemsOf(text), ...text.match(/(?<![\p{L}\p{N}])\p{N}{1,2}(?![\p{L}\p{N}])/gu) ?? []]
      .sort().join(" ");
  return plain(one) === plain(other);
}
