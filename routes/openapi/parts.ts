import type { z } from "zod";
import { problem } from "../schemas.ts";

/** An answer in JSON. */
export const json = (schema: z.ZodType, description: string) => ({
  description,
  content: { "application/json": { schema } },
});

const failure = json(problem, "What went wrong, in a plain sentence");

/** What each of these statuses answers with. */
export const failures = (...statuses: string[]) =>
  Object.fromEntries(statuses.map((status) => [status, failure]));

/** Asked with the token of a session. */
export const bearer = [{ session: [] }];
