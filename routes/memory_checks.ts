/** What the memory routes check with zod; apart from them, so that zod is loaded with a request. */
import { zValidator } from "@hono/zod-validator";
import { refuseInvalid } from "./errors.ts";
import { factChange, memoryQuery } from "./schemas.ts";

export const checkFactChange = zValidator("json", factChange, refuseInvalid);
export const checkMemoryQuery = zValidator("query", memoryQuery, refuseInvalid);
