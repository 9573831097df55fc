/** The live model's controls over HTTP, for tests in another process and for scripts. */
import { z } from "zod";
import { check } from "../protocol.ts";
import type { GeminiLive } from "./server.ts";

/** Where they are served: `POST` steers, `GET` shows the sessions. */
export const CONTROL_PATH = "/live/control";

const call = z.strictObject({
  name: z.string(),
  arguments: z.record(z.string(), z.unknown()).optional(),
});

/** Each field is one order; several in one body are followed in this order. */
const order = z.strictObject({
  clear: z.literal(true).optional(),
  hears: z.array(z.string()).optional(),
  says: z.array(z.strictObject({
    text: z.string().optional(),
    calls: z.array(call).optional(),
    silent: z.boolean().optional(),
    after: z.number().min(0).optional(),
  })).optional(),
  stall: z.enum(["interruption", "tool"]).optional(),
  refuse: z.strictObject({
    with: z.union([z.int().min(400).max(599), z.enum(["hang", "drop"])]),
    times: z.int().min(1).optional(),
  }).optional(),
  goAway: z.number().min(0).optional(),
  break: z.strictObject({ code: z.int(), reason: z.string().optional() }).optional(),
  forgetTalks: z.literal(true).optional(),
});

/** What may be sent to `CONTROL_PATH`. */
export type LiveOrder = z.infer<typeof order>;

/** Follows orders; throws a `Refusal` where they are not such. */
export function steer(live: GeminiLive, body: unknown): void {
  const orders = check(order, body);
  if (orders.clear) live.clear();
  live.hears(...orders.hears ?? []);
  for (const answer of orders.says ?? []) live.says(answer);
  if (orders.stall) live.stall(orders.stall);
  if (orders.refuse) live.refuse(orders.refuse);
  if (orders.goAway !== undefined) live.goAway(orders.goAway);
  if (orders.break) live.break(orders.break.code, orders.break.reason);
  if (orders.forgetTalks) live.forgetTalks();
}
