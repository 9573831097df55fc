/**
 * What the public routes take and give, in zod: the checks at the edge, the types of the Mini App
 * and `/api/openapi.json` all come from here.
 *
 * The Mini App imports types only, so that zod stays out of its bundle.
 */
export * from "./schemas/calls.ts";
export * from "./schemas/cards.ts";
export * from "./schemas/care_plans.ts";
export * from "./schemas/chat.ts";
export * from "./schemas/knowledge.ts";
export * from "./schemas/lessons.ts";
export * from "./schemas/member.ts";
export * from "./schemas/memory.ts";
export * from "./schemas/payments.ts";
export { type Problem, problem } from "./schemas/parts.ts";
export * from "./schemas/privacy.ts";
export * from "./schemas/settings.ts";
