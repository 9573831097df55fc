import { z } from "zod";
import { listTurns } from "../../db/turns.ts";
import { rankByWords } from "../../domain/recall.ts";
import { defineTool } from "./tool.ts";

/** How far back it looks, in turns, and how much it brings. */
const TURNS_SEARCHED = 500;
const TURNS_FOUND = 5;
const EXCERPT_LENGTH = 400;

/** Finds what this member said before, word for word. */
export const recall = defineTool({
  name: "recall",
  description:
    "Searches this member's earlier conversations with you, word for word. Call it when " +
    "the member asks about something said before that is not in front of you.",
  parameters: z.object({
    query: z.string().min(1).max(500).describe("The words to look for"),
  }),
  async run({ query }, { db, memberId, turnSequence }) {
    const turns = await listTurns(db, memberId, { before: turnSequence, limit: TURNS_SEARCHED });
    const said = turns.filter((turn) => turn.role === "member");
    const found = rankByWords(said, query, TURNS_FOUND).map((turn) => ({
      said: [...turn.text].slice(0, EXCERPT_LENGTH).join(""),
      on: new Date(turn.at).toISOString().slice(0, 10),
    }));
    return { result: found.length > 0 ? { found } : { found, note: "Nothing was found." } };
  },
});
