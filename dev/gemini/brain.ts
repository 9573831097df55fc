/**
 * A small deterministic stand-in for a language model.
 *
 * It sees what a real model would see (instructions, conversation, declared tools), asks for the
 * tools that are offered to it, and answers from their results in the language of the question.
 */
import { careCallFor, tellCare } from "./care.ts";
import { factToldIn } from "./facts.ts";
import { bare, type Language, languageOf, stemsOf } from "./language.ts";
import { linesAbout, memoryQuestionIn } from "./memory.ts";
import { asksForName, nameToldIn } from "./names.ts";
import { type Content, type Declaration, textOf } from "./protocol.ts";
import * as say from "./replies.ts";
import { failed, found, quotesIn, type ToolResult } from "./results.ts";
import { answerInRole, checkOf, helpIn, roleIn } from "./roles.ts";
import { isKnown, tell, toolFor } from "./tools.ts";

export interface BrainRequest {
  instructions: string;
  contents: Content[];
  tools: Declaration[];
}

export interface BrainCall {
  name: string;
  arguments: Record<string, unknown>;
}

/** The model's next step: tools that it wants called, or its words. */
export type BrainAnswer = { calls: BrainCall[] } | { text: string };

/** Takes the next step of a conversation. */
export function think(request: BrainRequest): BrainAnswer {
  const situation = look(request);
  const help = helpIn(request.instructions);
  if (help || SELF_HARM.test(situation.question)) {
    return { text: say.emergency(situation.language, help) };
  }
  if (situation.results.length > 0) {
    return { text: withQuestion(situation, tellResults(situation)) };
  }
  const calls = callsFor(situation);
  if (calls.length > 0) return { calls };
  return { text: withQuestion(situation, answer(situation)) };
}

interface Situation {
  question: string;
  language: Language;
  /** What was said before the question. */
  earlier: Content[];
  results: ToolResult[];
  /** What the instructions say that the member has told. */
  facts: string[];
  memberName?: string;
  /** The instructions want the answer to end with the question for the name. */
  asksName: boolean;
  /** The model's last words asked for the name, and the member asks for nothing else now. */
  askedName: boolean;
  tools: Declaration[];
  /** Such as `mentor`. */
  role: string | undefined;
}

function look({ instructions, contents, tools }: BrainRequest): Situation {
  const at = contents.findLastIndex((content) => content.role === "user" && textOf(content) !== "");
  const question = textOf(contents[at]);
  const earlier = contents.slice(0, Math.max(at, 0));
  const said = earlier.filter(({ role }) => role === "user").map(textOf);
  const lastWords = textOf(earlier.findLast((content) => textOf(content) !== ""));
  const profile = /^\s*<member\b[^>]*?(?:\/>|>[\s\S]*?<\/member>|>)/mu.exec(instructions)?.[0] ??
    "";
  const facts = /\n<profile>\n([\s\S]*?)\n<\/profile>/u.exec(instructions)?.[1]?.split("\n")
    .map((line) => unescape(line.replace(/^- \w+: /u, ""))) ?? [];
  const memberName = /^\s*<member\b[^>]*?\sname="([^"]+)"/u.exec(profile)?.[1];
  return {
    question,
    language: [question, ...said.reverse(), lastWords].map(languageOf).find(Boolean) ?? "ru",
    earlier,
    results: resultsIn(contents.slice(at + 1)),
    facts,
    memberName: memberName && unescape(memberName),
    asksName: /^\s*<ask_name\b[^>]*>/mu.test(instructions),
    askedName: asksForName(lastWords) && toolFor(question, tools) === undefined,
    tools,
    role: roleIn(instructions),
  };
}

function resultsIn(contents: Content[]): ToolResult[] {
  const parts = contents.flatMap((content) => content.parts);
  const calls = parts.flatMap(({ functionCall }) => functionCall ?? []);
  return parts.flatMap(({ functionResponse }) => functionResponse ?? []).map((answered, index) => {
    const call = calls.find(({ id }) => id !== undefined && id === answered.id) ?? calls[index];
    return { name: answered.name, arguments: call?.args ?? {}, response: answered.response };
  });
}

/** The calls that a question needs, at once and in parallel. */
function callsFor(situation: Situation): BrainCall[] {
  const { question, memberName, tools, askedName, facts, earlier } = situation;
  const care = careCallFor(question, textOf(earlier.at(-1)), tools);
  if (care) return [care];
  const offered = (name: string) => tools.find((tool) => tool.name === name);
  const calls: BrainCall[] = [];
  const name = nameToldIn(question, askedName);
  if (name && name.name !== memberName && offered("save_user_name")) {
    calls.push({ name: "save_user_name", arguments: { name: name.name } });
  }
  const rest = name ? question.replace(name.words, " ") : question;
  const memory = memoryQuestionIn(rest);
  const known = memory?.about === "name"
    ? memberName !== undefined
    : factsAbout(memory?.query ?? "", facts).length > 0;
  if (memory) {
    if (!known && offered("recall")) {
      calls.push({ name: "recall", arguments: { query: memory.query } });
    }
    return calls;
  }
  const profileTool = offered("update_profile");
  const fact = profileTool && factToldIn(rest, sectionsOf(profileTool));
  if (fact) calls.push({ name: "update_profile", arguments: { ...fact } });
  const tool = fact ? undefined : toolFor(rest, tools);
  if (tool) calls.push(tool);
  return calls;
}

/** The sections that `update_profile` accepts, as it declares them. */
function sectionsOf({ parametersJsonSchema }: Declaration): string[] {
  const properties = parametersJsonSchema.properties as
    | Record<string, { enum?: unknown[] }>
    | undefined;
  return properties?.section?.enum?.filter((value) => typeof value === "string") ?? [];
}

function tellResults(situation: Situation): string {
  const { results, language } = situation;
  const sentences = results.map((result) => tellResult(result, situation));
  const onlyName = results.every(({ name }) => name === "save_user_name") && !results.some(failed);
  if (onlyName) sentences.push(say.replies.onward[language]);
  return sentences.join(" ");
}

function tellResult(result: ToolResult, situation: Situation): string {
  const { question, language, memberName, role } = situation;
  const { name, arguments: args, response } = result;
  if (name === "save_user_name") {
    if (failed(result)) return say.replies.nameFailed[language];
    const saved = typeof response.name === "string" ? response.name : String(args.name ?? "");
    return say.niceToMeet(language, saved);
  }
  if (name === "update_profile") {
    if (failed(result)) return say.replies.factFailed[language];
    return say.noted(language, String(args.section ?? "bio"), String(args.content ?? ""));
  }
  if (failed(result)) return say.replies.toolFailed[language];
  const care = tellCare(result, language);
  if (care) return care;
  if (name === "recall") {
    const quotes = quotesIn(result, question);
    if (quotes.length > 0) return say.remembered(language, quotes);
    const aboutName = memoryQuestionIn(question)?.about === "name" && !memberName;
    return say.replies[aboutName ? "nameUnknown" : "nothingRemembered"][language];
  }
  if (!isKnown(name)) return say.demo(language, question);
  const teaches = name === "search_knowledge_base" && found(result);
  return tell(result, question, language) + (teaches ? checkOf(role, language) : "");
}

const GREETING =
  /^(?:\/start|привет\p{L}*|здравствуй\p{L}*|добр(?:ый|ое|ой)\s+(?:день|вечер|утро|ночи)|хай|салют|hi|hello|hey|good\s+(?:morning|afternoon|evening))(?!\p{L})/iu;
const IDENTITY =
  /(?<!\p{L})(?:кто\s+ты|ты\s+кто|кто\s+тебя\s+(?:создал|сделал|разработал|придумал)|как(?:ая|ой)\s+ты\s+(?:модель|бот|нейросеть)|на\s+как(?:ой|ом)\s+(?:ты\s+)?(?:модел|движк|нейросет)\p{L}*|промпт\p{L}*|твои\s+инструкци\p{L}*|системн\p{L}+\s+инструкци\p{L}*|(?:тво[юя]|сво[юя])\s+модель|ты\s+(?:chat\s?gpt|gpt|gemini|claude|нейросеть|бот|человек)|who\s+(?:are\s+you|made\s+you|built\s+you|created\s+you)|what\s+(?:model|llm)|which\s+(?:model|llm)|(?:system|your)\s+(?:prompt|instructions)|are\s+you\s+(?:chat\s?gpt|gpt|gemini|claude|an?\s+(?:ai|bot|human|robot)))(?!\p{L})/iu;
const HOW_ARE_YOU =
  /^(?:\p{L}+[,.\s]+)?(?:как\s+(?:ты|дела|жизнь|настроение|сам[аи]?)|how\s+are\s+you|how['’]?s\s+it\s+going)(?!\p{L})/iu;
const THANKS =
  /^(?:(?:большое\s+)?спасибо|благодарю|thanks|thank\s+you)(?:[\s,]+\p{L}+){0,3}[\s.!)]*$/iu;
const GOODBYE =
  /^(?:пока|до\s+(?:свидания|встречи|завтра)|bye|goodbye|see\s+you)(?:,\s*\p{L}+)?[\s.!)]*$/iu;
/** Whatever else was said, this comes first. */
const SELF_HARM =
  /(?<!\p{L})(?:покончить\s+с\s+собой|суицид|самоубийств|убить\s+себя|не\s+хочу\s+(?:больше\s+)?жить|хочу\s+умереть|kill\s+myself|suicid|want\s+to\s+die|end\s+my\s+life)/iu;

function answer(situation: Situation): string {
  const { question, language, memberName, askedName, asksName } = situation;
  const words = question.trim();
  const name = nameToldIn(question, askedName)?.name;
  if (name) {
    const greeting = name === memberName ? say.knowName : say.niceToMeet;
    return `${greeting(language, name)} ${say.replies.onward[language]}`;
  }
  const memory = memoryQuestionIn(words);
  if (memory) return fromContext(situation, memory.about, memory.query);
  if (IDENTITY.test(words)) return say.replies.identity[language];
  if (HOW_ARE_YOU.test(words)) return say.howAreYou(language, memberName);
  if (THANKS.test(words)) return say.replies.thanks[language];
  if (GOODBYE.test(words)) return say.replies.goodbye[language];
  const inRole = answerInRole(situation.role, words, language);
  if (inRole) return inRole;
  const greeting = GREETING.exec(words)?.[0];
  if (greeting === undefined) return say.demo(language, words);
  const after = bare(words.slice(greeting.length));
  if (after.split(/\s+/u).length <= 2) return say.greet(language, memberName, !asksName);
  return `${say.greet(language, memberName, false)} ${say.demo(language, after)}`;
}

/** The facts that a question is about: the newest few where it asks for anything at all. */
function factsAbout(query: string, facts: string[]): string[] {
  return stemsOf(query).length === 0 ? facts.slice(-3) : linesAbout(query, facts.join("\n"));
}

/** Answers about the past from what is in front of the model. */
function fromContext(situation: Situation, about: "name" | "past", query: string): string {
  const { language, memberName, facts, earlier } = situation;
  if (about === "name") {
    return memberName ? say.nameIs(language, memberName) : say.replies.nameUnknown[language];
  }
  const said = earlier.filter(({ role }) => role === "user").map(textOf).join("\n");
  const told = factsAbout(query, facts);
  const lines = told.length > 0 ? told : linesAbout(query, said).slice(0, 3);
  return lines.length > 0
    ? say.remembered(language, lines)
    : say.replies.nothingRemembered[language];
}

function withQuestion(situation: Situation, text: string): string {
  const { asksName, memberName, question, askedName, language } = situation;
  const known = memberName !== undefined || nameToldIn(question, askedName) !== undefined;
  return asksName && !known ? `${text} ${say.replies.askName[language]}` : text;
}

function unescape(text: string): string {
  return text.replaceAll("&quot;", '"').replaceAll("&apos;", "'").replaceAll("&#39;", "'")
    .replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&amp;", "&");
}
