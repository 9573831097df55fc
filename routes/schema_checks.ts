/** The checks of `checks.ts` themselves; apart from them, so that zod is loaded with a request. */
import { zValidator } from "@hono/zod-validator";
import { refuseInvalid } from "./errors.ts";
import {
  chatRequest,
  erasureRequest,
  factChange,
  historyQuery,
  incognitoRequest,
  lessonAnswer,
  memoryQuery,
  settingsChange,
} from "./schemas.ts";

export const checkChatRequest = zValidator("json", chatRequest, refuseInvalid);
export const checkErasureRequest = zValidator("json", erasureRequest, refuseInvalid);
export const checkFactChange = zValidator("json", factChange, refuseInvalid);
export const checkHistoryQuery = zValidator("query", historyQuery, refuseInvalid);
export const checkIncognitoRequest = zValidator("json", incognitoRequest, refuseInvalid);
export const checkLessonAnswer = zValidator("json", lessonAnswer, refuseInvalid);
export const checkMemoryQuery = zValidator("query", memoryQuery, refuseInvalid);
export const checkSettingsChange = zValidator("json", settingsChange, refuseInvalid);
