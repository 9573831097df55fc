/** The checks of `checks.ts` themselves; apart from them, so that zod is loaded with a request. */
import { zValidator } from "@hono/zod-validator";
import { refuseInvalid } from "./errors.ts";
import {
  callRequest,
  chatRequest,
  checkout,
  endRequest,
  erasureRequest,
  factChange,
  historyQuery,
  incognitoRequest,
  leaseRequest,
  lessonAnswer,
  memoryQuery,
  purchase,
  redemption,
  refundAddress,
  settingsChange,
  toolRequest,
  turnsRequest,
} from "./schemas.ts";

export const checkCallRequest = zValidator("json", callRequest, refuseInvalid);
export const checkChatRequest = zValidator("json", chatRequest, refuseInvalid);
export const checkCheckout = zValidator("json", checkout, refuseInvalid);
export const checkEndRequest = zValidator("json", endRequest, refuseInvalid);
export const checkErasureRequest = zValidator("json", erasureRequest, refuseInvalid);
export const checkFactChange = zValidator("json", factChange, refuseInvalid);
export const checkHistoryQuery = zValidator("query", historyQuery, refuseInvalid);
export const checkIncognitoRequest = zValidator("json", incognitoRequest, refuseInvalid);
export const checkLeaseRequest = zValidator("json", leaseRequest, refuseInvalid);
export const checkLessonAnswer = zValidator("json", lessonAnswer, refuseInvalid);
export const checkMemoryQuery = zValidator("query", memoryQuery, refuseInvalid);
export const checkPurchase = zValidator("json", purchase, refuseInvalid);
export const checkRefundAddress = zValidator("json", refundAddress, refuseInvalid);
export const checkRedemption = zValidator("json", redemption, refuseInvalid);
export const checkSettingsChange = zValidator("json", settingsChange, refuseInvalid);
export const checkToolRequest = zValidator("json", toolRequest, refuseInvalid);
export const checkTurnsRequest = zValidator("json", turnsRequest, refuseInvalid);
