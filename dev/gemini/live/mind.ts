/** What the model says in a call: the demo brain of the text, with a call's instructions. */
import type { Persona } from "../../../domain/community.ts";
import { isInCrisis } from "../../../domain/crisis.ts";
import { sentencesOf } from "../../../domain/markdown.ts";
import { choosePersona } from "../../../domain/persona.ts";
import { type BrainAnswer, think } from "../brain.ts";
import { type Language, languageOf } from "../language.ts";
import { asksForName } from "../names.ts";
import { type Content, type Declaration, textOf } from "../protocol.ts";
import { helpIn, roleIn } from "../roles.ts";

/** What was heard where nobody scripted the words: a voice without words. */
export const UNHEARD = "…";

const NO_WORDS: Record<Language, string> = {
  ru: "Слышу твой голос, но в демо-режиме не разбираю слов. Напиши мне, и я отвечу вслух.",
  en: "I hear your voice, but in demo mode I make out no words. Type to me, and I answer aloud.",
};
const ONWARD: Record<Language, string> = {
  ru: "Я здесь, продолжим.",
  en: "I am here, let us go on.",
};
const GREETING: Record<Language, string> = { ru: "Привет", en: "Hello" };

export interface MindRequest {
  instructions: string;
  /** What this one answer is to be, as the client said it. */
  direction?: string;
  contents: Content[];
  tools: Declaration[];
}

/** The model's next step in a call; its words are such as can be spoken. */
export function thinkAloud(request: MindRequest): BrainAnswer {
  const { direction = "", contents, tools } = request;
  const exact = exactWordsIn(direction);
  if (exact !== undefined) return { text: exact };
  const language = languageIn(request);
  const said = contents.filter(({ role }) => role === "user").map(textOf).filter(Boolean);
  const last = contents.at(-1);
  // Asked to go on where nothing waits for an answer.
  if (direction !== "" && last?.role === "model") return { text: ONWARD[language] };
  if (said.at(-1) === UNHEARD) return { text: NO_WORDS[language] };
  const asked = said.length > 0
    ? contents
    : [...contents, { role: "user", parts: [{ text: GREETING[language] }] }];
  const answer = think({
    instructions: withoutQuestion(instructionsFor(request.instructions, said), contents),
    contents: asked,
    tools,
  });
  return "text" in answer ? { text: withoutKeys(spoken(answer.text), language) } : answer;
}

/** In a call the instructions stay as they were at its beginning, and she asks for the name once. */
function withoutQuestion(instructions: string, contents: Content[]): string {
  const asked = contents.some((content) =>
    content.role === "model" && asksForName(textOf(content))
  );
  return asked ? instructions.replace(/^\s*<ask_name\b[^>]*>/gmu, "") : instructions;
}

const REAL_ANSWERS: Record<Language, string> = {
  ru: "Настоящие ответы включает ключ Gemini.",
  en: "A Gemini key turns on the real answers.",
};

/** Names of variables are for the eye. */
function withoutKeys(text: string, language: Language): string {
  if (!text.includes("GEMINI_API_KEY")) return text;
  const rest = sentencesOf(text).map((sentence) => sentence.text)
    .filter((sentence) => !/GEMINI_API_KEY|\.env/u.test(sentence));
  return [...rest, REAL_ANSWERS[language]].join(" ");
}

const EXACTLY =
  /(?:say|repeat)\s+exactly|word for word|скажи\s+(?:ровно|точно|дословно)|слово в слово|дословно/iu;

/** The words that a direction wants said exactly: what stands in its outer quotes. */
export function exactWordsIn(direction: string): string | undefined {
  const place = EXACTLY.exec(direction)?.index;
  if (place === undefined) return undefined;
  const start = direction.indexOf("«", place);
  if (start < 0) return /[“"]([\s\S]+?)[”"]/u.exec(direction.slice(place))?.[1];
  const whole = direction.trimEnd();
  if (whole.endsWith("»")) return whole.slice(start + 1, -1);
  let depth = 0;
  for (let at = start; at < direction.length; at++) {
    if (direction[at] === "«") depth += 1;
    if (direction[at] === "»") depth -= 1;
    if (depth === 0) return direction.slice(start + 1, at);
  }
  return direction.slice(start + 1);
}

/** The language of the talk: of its last words, or else the member's own. */
export function languageIn({ instructions, contents }: MindRequest): Language {
  const spoken = contents.filter(({ role }) => role === "user").map(textOf);
  const written = spoken.reverse().map(languageOf).find(Boolean);
  if (written) return written;
  return /<member\b[^>]*\slanguage="en"/u.test(instructions) ? "en" : "ru";
}

// Each stands on lines of its own; the prompt also speaks of them in its sentences.
const PERSONA = /^<persona\b([^>\n]*)>\n[\s\S]*?^<\/persona>\s*/gmu;
const CRISIS = /^<crisis>\n[\s\S]*?^<\/crisis>\s*/gmu;

/**
 * The instructions as they hold for the last words: one role of those that they describe, and what
 * is for a crisis only in one.
 */
export function instructionsFor(instructions: string, said: string[]): string {
  const messages = said.map((text) => ({ text, at: 0 }));
  if (messages.length > 0 && isInCrisis(messages)) return instructions.replace(PERSONA, "");
  const calm = instructions.replace(CRISIS, "");
  const personas = [...calm.matchAll(PERSONA)].map(([, attributes = ""]) => toPersona(attributes));
  if (personas.length < 2) return calm;
  const chosen = personas.indexOf(choosePersona(personas, messages));
  let index = 0;
  return calm.replace(PERSONA, (block) => index++ === chosen ? block : "");
}

/** The role that instructions give to the answer to these words: its name, or `crisis`. */
export function roleFor(instructions: string, said: string[]): string | undefined {
  const chosen = instructionsFor(instructions, said);
  return roleIn(chosen) ?? (helpIn(chosen) ? "crisis" : undefined);
}

function toPersona(attributes: string): Persona {
  const read = (name: string) =>
    new RegExp(`\\b${name}="([^"]*)"`, "u").exec(attributes)?.[1] ?? "";
  const triggers = read("triggers").split(",").map((word) => word.trim()).filter(Boolean);
  const id = read("name");
  return {
    id,
    name: { ru: id, en: id },
    prompt: id,
    triggers: { ru: triggers, en: [] },
    default: read("default") === "true",
  };
}

/** A text without what only an eye can read. */
export function spoken(text: string): string {
  return text
    .replace(/```[\s\S]*?```/gu, " ")
    .replace(/\[([^\]]+)\]\([^)\s]+\)/gu, "$1")
    .replace(/\s?\[\d+\]/gu, "")
    .replace(/^\s*(?:[-*+]|#{1,6}|\d+[.)])\s+/gmu, "")
    .replace(/(\*{1,3}|`+)(?=\S)([^\n]*?\S)\1/gu, "$2")
    .replace(/(?<![\p{L}\p{N}])(_{1,3})(?=\S)([^\n]*?\S)\1(?![\p{L}\p{N}])/gu, "$2")
    .replace(/\s+/gu, " ")
    .trim();
}
