import type { Assistant, Community } from "../domain/community.ts";
import type { Turn } from "../domain/conversation.ts";
import type { Member, Profile } from "../domain/member.ts";
import { choosePersona } from "../domain/persona.ts";
import { estimateTokens, newestWithin } from "../domain/tokens.ts";
import type { ModelContent } from "./ports.ts";

/** Most estimated tokens of a turn's context, and most of them for the profile. */
export const CONTEXT_BUDGET = 6000;
const PROFILE_BUDGET = 1000;
/** Where it gets tight, the profile leaves this many to what was said before. */
const HISTORY_FIRST = 500;

export interface AssistantContext {
  instructions: string;
  contents: ModelContent[];
  /** Estimated tokens by part, for the log. */
  tokens: { prompt: number; profile: number; turns: number };
}

/**
 * Builds what the model is told before it answers: who it is, whom it talks to, what was said.
 *
 * `turns` ends with the turn to be answered. It and the prompt are always kept, and fit the budget
 * unless the operator's prompts grow; of the profile and of older turns the newest that fit are told.
 */
export function buildContext(input: {
  community: Community;
  member: Member;
  profile: Profile;
  turns: readonly Turn[];
  asksName: boolean;
  /** Where the talk is about self-harm: what is said of help, in the place of every role. */
  crisis?: string;
  now: number;
}): AssistantContext {
  const { community, member, profile, turns, asksName, crisis, now } = input;
  const last = turns.at(-1);
  const persona = choosePersona(
    community.assistant.personas,
    turns.filter(({ role }) => role === "member"),
  );
  const prompt = [
    community.prompts.system ?? "",
    crisis ??
      `<persona name="${persona.id}">\n${community.prompts[persona.prompt] ?? ""}\n</persona>`,
    `<identity>${community.assistant.identity[member.language]}</identity>`,
    describeNow(community.assistant, now),
    describeMember(member),
    asksName && !crisis ? "<ask_name/>" : "",
  ].filter((part) => part !== "").join("\n\n");
  const asked = estimateTokens(last?.text ?? "");
  const room = CONTEXT_BUDGET - estimateTokens(prompt) - asked;
  const about = describeProfile(profile, Math.min(PROFILE_BUDGET, room - HISTORY_FIRST));
  const older = newestWithin(
    turns.slice(0, -1),
    room - estimateTokens(about),
    (turn) => turn.text,
  );
  const said = last ? [...older, last] : older;
  return {
    instructions: prompt + about,
    contents: toContents(said),
    tokens: {
      prompt: estimateTokens(prompt),
      profile: estimateTokens(about),
      turns: said.reduce((sum, turn) => sum + estimateTokens(turn.text), 0),
    },
  };
}

/** Turns as the model takes them: it starts with the member, and one role's turns are one content. */
function toContents(turns: readonly Turn[]): ModelContent[] {
  const contents: ModelContent[] = [];
  for (const turn of turns) {
    const role = turn.role === "member" ? "user" : "model";
    const last = contents.at(-1);
    if (last?.role === role) last.parts.push({ text: turn.text });
    else if (role === "user" || last) contents.push({ role, parts: [{ text: turn.text }] });
  }
  return contents;
}

function describeNow({ timeZone }: Assistant, now: number): string {
  const time = new Intl.DateTimeFormat("sv-SE", {
    timeZone,
    dateStyle: "short",
    timeStyle: "short",
  }).format(now);
  return `<now time_zone="${timeZone}">${time}</now>`;
}

function describeMember(member: Member): string {
  const name = member.name === null ? "" : ` name="${escape(member.name)}"`;
  return `<member${name} language="${member.language}"/>`;
}

/** The newest notes within a budget of tokens, as a part of the instructions; empty without any. */
function describeProfile(profile: Profile, budget: number): string {
  const notes = Object.entries(profile.sections).flatMap(([section, notes]) =>
    notes.map((note) => ({ line: `- ${section}: ${escape(note.text)}\n`, at: note.at }))
  ).sort((one, other) => one.at - other.at);
  const [open, close] = ["\n\n<profile>\n", "</profile>"];
  const kept = newestWithin(notes, budget - estimateTokens(open + close), (note) => note.line);
  return kept.length === 0 ? "" : open + kept.map((note) => note.line).join("") + close;
}

/** What a member said is data: it cannot end its line or close an element of the instructions. */
function escape(text: string): string {
  return text.replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, " ")
    .replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll('"', "&quot;");
}
