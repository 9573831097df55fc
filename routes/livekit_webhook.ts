import { Hono } from "hono";
import { AppError } from "../domain/errors.ts";
import type { Calls } from "../services/calls.ts";
import type { Rooms } from "../services/ports.ts";
import type { RequestEnvironment } from "./environment.ts";

/**
 * `POST /livekit/webhook`: what LiveKit tells of rooms, signed by it.
 *
 * It hurries what deadlines would bring about too, so that nothing is lost where it does not come.
 */
export function liveKitWebhookRoutes(
  deps: { calls: () => Promise<Calls>; rooms: Rooms | undefined },
) {
  const { calls, rooms } = deps;
  return new Hono<RequestEnvironment>().post("/livekit/webhook", async (context) => {
    if (!rooms) throw new AppError("not_found", { what: "page" });
    const authorization = context.req.header("authorization") ?? "";
    const told = await rooms.readWebhook(await context.req.text(), authorization);
    if (!told) throw new AppError("session_invalid", { reason: "not signed by LiveKit" });
    // Some of what it tells is of no room.
    if (told.room !== "") await (await calls()).roomEvent(told);
    return context.body(null, 204);
  });
}
