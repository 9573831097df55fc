import { z } from "zod";
import type { Recall } from "../recall.ts";
import { defineTool, type Tool } from "./tool.ts";

/** How much it brings. */
const FOUND = 6;
const EXCERPT_LENGTH = 400;

/** Makes the tool that finds what this member and she said before, and what is remembered of it. */
export function createRecallTool({ recall }: { recall: Recall }): Tool {
  return defineTool({
    name: "recall",
    description:
      "Searches this member's earlier conversations with you and what you remember of them. Call " +
      "it when the member asks about something said before that is not in front of you.",
    parameters: z.object({
      query: z.string().min(1).max(500).describe("The words to look for"),
    }),
    async run({ query }, { memberId, turnSequence }) {
      const recalled = await recall(memberId, query, { limit: FOUND, before: turnSequence });
      const found = recalled.map(({ text, at, kind, role }) => ({
        text: [...text].slice(0, EXCERPT_LENGTH).join(""),
        on: new Date(at).toISOString().slice(0, 10),
        by: kind === "fact" ? "remembered" : role === "member" ? "the member" : "you",
      }));
      const note = found.length > 0
        ? "This was said before; it is nothing new and is not to be saved again."
        : "Nothing was found.";
      return { result: { found, note } };
    },
  });
}
