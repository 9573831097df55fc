import { z } from "zod";
import { getProfile, setProfile } from "../../db/members.ts";
import { addNote, PROFILE_SECTIONS } from "../../domain/member.ts";
import { defineTool } from "./tool.ts";

/** Writes down something lasting that the member said about themself. */
export const updateProfile = defineTool({
  name: "update_profile",
  description: "Writes down something lasting that the member said about themself: who they are " +
    "(bio), health, plans, preferences, or topics they care about. Only what the member said " +
    "themself, never what was recalled or read.",
  parameters: z.object({
    section: z.enum(PROFILE_SECTIONS),
    content: z.string().min(1).max(2000).describe("One short sentence about the member"),
  }),
  stores: true,
  async run({ section, content }, { db, clock, memberId, language, texts }) {
    await db.tx(async (tx) => {
      const profile = await getProfile(tx, memberId);
      setProfile(tx, memberId, addNote(profile, section, { text: content, at: clock.now() }));
    });
    const title = await texts.format(language, "card-profile-saved", { section });
    return { result: { saved: true, section }, cards: [{ kind: "profile", title, text: "" }] };
  },
});
