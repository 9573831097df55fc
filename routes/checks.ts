/** What the routes check of a request by its schema; zod is loaded with the first that needs one. */
import { later } from "../domain/later.ts";
import { lazily } from "./lazy.ts";

const checks = async () =>
  await import(later("./schema_checks.ts")) as typeof import("./schema_checks.ts");

export const checkCallRequest = lazily(async () => (await checks()).checkCallRequest);
export const checkChatRequest = lazily(async () => (await checks()).checkChatRequest);
export const checkCheckout = lazily(async () => (await checks()).checkCheckout);
export const checkEndRequest = lazily(async () => (await checks()).checkEndRequest);
export const checkErasureRequest = lazily(async () => (await checks()).checkErasureRequest);
export const checkFactChange = lazily(async () => (await checks()).checkFactChange);
export const checkHistoryQuery = lazily(async () => (await checks()).checkHistoryQuery);
export const checkIncognitoRequest = lazily(async () => (await checks()).checkIncognitoRequest);
export const checkLeaseRequest = lazily(async () => (await checks()).checkLeaseRequest);
export const checkLessonAnswer = lazily(async () => (await checks()).checkLessonAnswer);
export const checkMemoryQuery = lazily(async () => (await checks()).checkMemoryQuery);
export const checkPurchase = lazily(async () => (await checks()).checkPurchase);
export const checkRefundAddress = lazily(async () => (await checks()).checkRefundAddress);
export const checkRedemption = lazily(async () => (await checks()).checkRedemption);
export const checkSettingsChange = lazily(async () => (await checks()).checkSettingsChange);
export const checkToolRequest = lazily(async () => (await checks()).checkToolRequest);
export const checkTurnsRequest = lazily(async () => (await checks()).checkTurnsRequest);
