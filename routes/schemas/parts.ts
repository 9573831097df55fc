import { z } from "zod";
import { LANGUAGES } from "../../domain/community.ts";

export const language = z.enum(LANGUAGES);

/** A moment, in milliseconds since the Unix epoch. */
export const moment = z.number().int().meta({ description: "Milliseconds since the Unix epoch" });

export const problem = z.object({
  error: z.object({
    code: z.string(),
    message: z.string().meta({ description: "A plain sentence in the language of the reader" }),
    requestId: z.string(),
    details: z.record(z.string(), z.unknown()).optional(),
  }),
}).meta({ id: "Problem" });

export type Problem = z.infer<typeof problem>;
