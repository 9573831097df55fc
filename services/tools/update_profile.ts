import { z } from "zod";
import { listTurns } from "../../db/turns.ts";
import type { Turn } from "../../domain/conversation.ts";
import { cleanFact, FACT_LENGTH, type FactSource, sentenceFor } from "../../domain/fact.ts";
import { PROFILE_SECTIONS } from "../../domain/member.ts";
import type { Facts } from "../facts.ts";
import { defineTool, type Tool } from "./tool.ts";

/** Turns among which the sentence is looked for: the one being answered and a few before. */
const TURNS_SEARCHED = 8;

/** Makes the tool that keeps something lasting that the member has just said about themself. */
export function createUpdateProfileTool({ facts }: { facts: Facts }): Tool {
  return defineTool({
    name: "update_profile",
    description: "Writes down something lasting that the member said about themself: who they " +
      "are (bio), health, plans, preferences, or topics they care about. Only what the member " +
      "said themself just now, in the member's language, never what was recalled or read.",
    parameters: z.object({
      section: z.enum(PROFILE_SECTIONS),
      content: z.string().min(1).max(FACT_LENGTH).describe("One short sentence about the member"),
    }),
    stores: true,
    listens: true,
    async run({ section, content }, { db, memberId, language, texts, turnSequence }) {
      const text = cleanFact(content);
      if (text === undefined) return { result: { error: "There are no words in it." } };
      const before = turnSequence + 1;
      const turns = await listTurns(db, memberId, { before, limit: TURNS_SEARCHED });
      const source = sourceOf(turns, text);
      if (!source) {
        const error = "The member did not say that in these words, so it was not saved. Save " +
          "only what the member said, in the member's own words and language.";
        return { result: { error } };
      }
      const fact = await facts.add(memberId, { section, text, source });
      if (!fact) {
        const error = "The memory is full. The member can delete facts on the Memory screen.";
        return { result: { error } };
      }
      const title = await texts.format(language, "card-profile-saved", { section });
      const card = { kind: "profile" as const, title, text: fact.text };
      return { result: { saved: true, section: fact.section }, cards: [card] };
    },
  });
}

/** The sentence of the member that a statement is drawn from; the newest of those that fit best. */
function sourceOf(turns: readonly Turn[], statement: string): FactSource | undefined {
  const sentences = turns.filter(({ role }) => role === "member").toReversed().flatMap((turn) => {
    const found = sentenceFor(turn.text, statement);
    return found ? [{ ...found, turn }] : [];
  });
  const best = sentences.toSorted((one, other) => other.shared - one.shared)[0];
  if (!best) return undefined;
  const { sequence, at } = best.turn;
  return { sequence, at, sentence: best.sentence.slice(0, FACT_LENGTH) };
}
