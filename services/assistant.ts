import type { Assistant, Community } from "../domain/community.ts";
import type { Turn } from "../domain/conversation.ts";
import type { Member } from "../domain/member.ts";
import { choosePersona } from "../domain/persona.ts";
import { type ContextSources, escape, fillContext } from "./context_parts.ts";
import type { ModelContent } from "./ports.ts";

export interface AssistantContext {
  instructions: string;
  contents: ModelContent[];
  /** Estimated tokens by part, for the log. */
  tokens: Record<string, number>;
}

export interface ContextInput extends ContextSources {
  community: Community;
  member: Member;
  /** What was said, oldest first; it ends with the turn to be answered. */
  turns: readonly Turn[];
  asksName: boolean;
  /** What the member calls a persona, by the persona's id. */
  personaNames?: Record<string, string>;
  /** Where the talk is about self-harm: what is said of help, in the place of every role. */
  crisis?: string;
}

/**
 * Builds what the model is told before it answers: who it is, whom it talks to, what was said.
 *
 * The prompt and the turn to be answered are always kept, and fit the budget unless the operator's
 * prompts grow; of all else it is told what fits, the newest facts and turns first.
 */
export function buildContext(input: ContextInput): AssistantContext {
  const { turns } = input;
  const { instructions, said, tokens } = fillContext(describePrompt(input), input, {
    earlier: turns.slice(0, -1),
    answered: turns.at(-1),
  });
  return { instructions, contents: toContents(said), tokens };
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

/** Who she is, which role she is in, when it is, and whom she talks to. */
function describePrompt(input: ContextInput): string {
  const { community, member, turns, asksName, personaNames, crisis, now } = input;
  const { assistant, prompts } = community;
  const said = turns.filter(({ role }) => role === "member");
  const persona = choosePersona(assistant.personas, said);
  const name = personaNames?.[persona.id];
  const called = name ? ` called="${escape(name)}"` : "";
  return [
    prompts.system ?? "",
    crisis ??
      `<persona name="${persona.id}"${called}>\n${prompts[persona.prompt] ?? ""}\n</persona>`,
    ...describeTalk({ assistant, member, asksName: asksName && !crisis, now }),
  ].filter((part) => part !== "").join("\n\n");
}

/** What follows the roles: how she speaks of herself, when it is, and whom she talks to. */
export function describeTalk(
  { assistant, member, asksName, now }: {
    assistant: Assistant;
    member: Member;
    asksName: boolean;
    now: number;
  },
): string[] {
  return [
    `<identity>${assistant.identity[member.language]}</identity>`,
    describeNow(assistant, now),
    describeMember(member),
    asksName ? "<ask_name/>" : "",
  ];
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
