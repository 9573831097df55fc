import type { Card, EmergencyContact } from "../domain/card.ts";
import type { Community, Language } from "../domain/community.ts";
import { isInCrisis, speaksOfSelfHarm } from "../domain/crisis.ts";
import type { Texts } from "./texts.ts";

/** What is done while a member speaks of harming themself. */
export interface Crisis {
  /** Takes the place of the persona in the model's instructions. */
  instructions: string;
  /** Shown with the answer to such words, before anything is written. */
  card: Card | undefined;
  /** Said where the model does not answer. */
  words: string;
}

/**
 * Looks whether the conversation is about self-harm now, and names help in the member's country and
 * language; undefined where it is not. `said` are the member's messages, oldest first.
 */
export async function crisisIn(
  said: readonly { text: string; at: number }[],
  { texts, ...where }: Where & { texts: Texts },
): Promise<Crisis | undefined> {
  if (!isInCrisis(said)) return undefined;
  const { language } = where;
  const contacts = contactsFor(where);
  const card: Card = {
    kind: "emergency",
    title: await texts.format(language, "crisis-title"),
    text: await texts.format(language, "crisis-text"),
    contacts,
  };
  return {
    instructions: crisisPrompt(where),
    card: speaksOfSelfHarm(said.at(-1)!.text) ? card : undefined,
    words: await texts.format(language, "crisis-answer"),
  };
}

/** What is done where a member speaks of harming themself, with the numbers of their country. */
export function crisisPrompt(where: Where): string {
  const lines = contactsFor(where).map(({ name, phone }) => `- ${name}: ${phone}`).join("\n");
  return [
    where.community.prompts.crisis ?? "",
    `<emergency country="${where.country ?? "unknown"}">\n${lines}\n</emergency>`,
  ].join("\n\n").trim();
}

interface Where {
  community: Community;
  country: string | null;
  language: Language;
}

function contactsFor({ community, country, language }: Where): EmergencyContact[] {
  const known = country !== null && Object.hasOwn(community.help, country) ? country : "default";
  return community.help[known]!.map(({ name, phone }) => ({ name: name[language], phone }));
}
