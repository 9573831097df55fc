/** What the chat routes check with zod; apart from them, so that zod is loaded with a first request. */
import { zValidator } from "@hono/zod-validator";
import { refuseInvalid } from "./errors.ts";
import { chatRequest, historyQuery } from "./schemas.ts";

export const checkHistoryQuery = zValidator("query", historyQuery, refuseInvalid);
export const checkChatRequest = zValidator("json", chatRequest, refuseInvalid);
