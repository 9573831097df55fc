import { z } from "zod";
import { getMember, setMember } from "../../db/members.ts";
import { cleanName } from "../../domain/member.ts";
import { defineTool, type Tool } from "./tool.ts";

/** Makes the tool that remembers what the member wants to be called. */
export function createSaveUserNameTool(): Tool {
  return defineTool({
    name: "save_user_name",
    description:
      "Saves what the member wants to be called. Call it as soon as the member says their " +
      "name, or asks to be called otherwise.",
    parameters: z.object({
      name: z.string().min(1).max(200).describe("The name alone, as the member wrote it"),
    }),
    stores: true,
    async run({ name }, { db, memberId }) {
      const cleaned = cleanName(name);
      if (!cleaned) return { result: { error: "That is not a name. Ask again, briefly." } };
      await db.tx(async (tx) => {
        const member = await getMember(tx, memberId);
        if (member) setMember(tx, { ...member, name: cleaned });
      });
      return { result: { saved: cleaned } };
    },
  });
}
