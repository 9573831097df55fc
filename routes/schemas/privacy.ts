import { z } from "zod";
import { moment } from "./parts.ts";

/** Where the file with everything about a member can be had for a few minutes. */
export const exportLink = z.object({
  url: z.string(),
  fileName: z.string(),
  expiresAt: moment,
}).meta({ id: "ExportLink" });

/** Erasing is asked for with this word, so that no stray request does it. */
export const erasureRequest = z.object({ confirm: z.literal("erase") }).strict()
  .meta({ id: "ErasureRequest" });

/** What an erasure removed, and that a search afterwards found nothing. */
export const erasureReceipt = z.object({
  id: z.string(),
  at: moment,
  removed: z.array(z.object({ what: z.string(), count: z.number().int() })),
  left: z.number().int().meta({ description: "Keys that still name the member: 0" }),
  kept: z.array(z.string()).meta({ description: "What the law or a ban keeps, in plain words" }),
}).meta({ id: "ErasureReceipt" });

export type ExportLink = z.infer<typeof exportLink>;
export type ErasureReceipt = z.infer<typeof erasureReceipt>;
