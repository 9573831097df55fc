import { beginningOf } from "../domain/beginning.ts";
import type { Community } from "../domain/community.ts";
import type { Turn } from "../domain/conversation.ts";
import type { Member } from "../domain/member.ts";
import { describeTalk } from "./assistant.ts";
import { type ContextSources, escape, fillContext, type FittingContext } from "./context_parts.ts";

/*
 * What the live model is told at the start of a call.
 *
 * It answers as soon as the member stops, so nobody can choose a role for each answer as in text:
 * it is given all of them and chooses itself. After the prompt `voice` each role stands as
 *
 *   <persona name="mentor" called="Лиса" triggers="объясни, что такое, …">
 *   …
 *   </persona>
 *
 * in the order of the pack, where the upper one wins; `called` is there where the member gave her a
 * name in this role, and the one that answers without a trigger has `default="true"` at the end.
 * What is done where the member speaks of harming themself follows as
 *
 *   <crisis>
 *   …
 *   <emergency country="RU">
 *   - …: 112
 *   </emergency>
 *   </crisis>
 *
 * Once they do, that prompt stands there alone, without `<persona>` and without the `<crisis>`
 * around it: it is no longer a case to look out for but what the talk is about.
 */

/** Longest piece of an earlier turn, in UTF-16 units: what was spoken is seldom longer. */
const SAID_LENGTH = 650;

/** Estimated tokens that the other parts leave to the talk that goes on. */
const TALK_FIRST = 1000;

/** Stands for `prompts/voice.md` in a pack without one. */
const PLAIN_VOICE =
  `This is a call: you are heard, not read. Say one or two short sentences, numbers as words, no
markup, no marks such as [1]; name a source once, aloud, as in its \`spoken\`. Tools may be slow: say
that you are looking, and do not answer in their place. All roles are given below, each as
<persona>: before each answer take the one of whose \`triggers\` the member just said one, the upper
one of several; without any stay in the last role for a while, then take the one marked \`default\`.
Change it silently. <crisis> stands above all roles once the member speaks of harming themself.`;

export interface CallContextInput extends ContextSources {
  community: Community;
  member: Member;
  /** What was said before, oldest first; nothing of it has to be told. */
  turns: readonly Turn[];
  asksName: boolean;
  /** What the member calls a persona, by the persona's id. */
  personaNames?: Record<string, string>;
  /** What is done where the member speaks of harming themself. */
  crisis: string;
  /** They do now. */
  inCrisis: boolean;
  /** The call goes on with another agent: what was said matters more than what is known. */
  goesOn?: boolean;
}

/**
 * Builds what the live model is told: who it is in all its roles, whom it talks to, what was said.
 *
 * It keeps the budget of the text's context, unless the operator's prompts grow; the longest of
 * the earlier turns are cut.
 */
export function buildCallContext(input: CallContextInput): FittingContext {
  const earlier = input.turns.map((turn) => ({ ...turn, text: excerpt(turn.text) }));
  const turnsFirst = input.goesOn ? TALK_FIRST : undefined;
  return fillContext(describePrompt(input), input, { earlier, turnsFirst });
}

function describePrompt(input: CallContextInput): string {
  const { community, member, asksName, crisis, inCrisis, now } = input;
  const { assistant, prompts } = community;
  const roles = inCrisis
    ? [crisis]
    : [...describePersonas(input), `<crisis>\n${crisis}\n</crisis>`];
  return [
    prompts.system ?? "",
    prompts.voice ?? PLAIN_VOICE,
    ...roles,
    ...describeTalk({ assistant, member, asksName: asksName && !inCrisis, now }),
  ].filter((part) => part !== "").join("\n\n");
}

function describePersonas({ community, personaNames }: CallContextInput): string[] {
  const { assistant, prompts } = community;
  return assistant.personas.map((persona) => {
    const called = personaNames?.[persona.id];
    const triggers = Object.values(persona.triggers).flat().join(", ");
    const attributes = [
      `name="${persona.id}"`,
      called ? `called="${inAttribute(called)}"` : "",
      `triggers="${inAttribute(triggers)}"`,
      persona.default ? 'default="true"' : "",
    ].filter((attribute) => attribute !== "").join(" ");
    return `<persona ${attributes}>\n${prompts[persona.prompt] ?? ""}\n</persona>`;
  });
}

function inAttribute(text: string): string {
  return escape(text).replaceAll(">", "&gt;");
}

function excerpt(text: string): string {
  if (text.length <= SAID_LENGTH) return text;
  return `${beginningOf(text, SAID_LENGTH - 1)}…`;
}
