import { getLogger } from "@logtape/logtape";
import { Hono } from "hono";
import type { Exports } from "../services/export.ts";
import type { RequestEnvironment } from "./environment.ts";
import type { RateLimit } from "./limits.ts";
import type { ExportLink } from "./schemas.ts";

const log = getLogger(["sfera", "http"]);

/** `POST /me/export`: where the file with everything about the member can be had. */
export function exportRoutes(deps: { exports: Exports; publicUrl: string; limit: RateLimit }) {
  const { exports, publicUrl, limit } = deps;
  return new Hono<RequestEnvironment>().post("/me/export", async (context) => {
    const memberId = context.get("memberId");
    limit.count(memberId);
    const { token, fileName, expiresAt } = await exports.link(memberId);
    const url = `${publicUrl}/api/exports/${token}`;
    return context.json({ url, fileName, expiresAt } satisfies ExportLink);
  });
}

/**
 * `GET /api/exports/:token`: the file itself.
 *
 * Telegram's `downloadFile` fetches it without a session, and its web clients from their own origin
 * (https://core.telegram.org/bots/webapps#initializing-mini-apps), so it comes before what asks for
 * either.
 */
export function exportFileRoutes(deps: { exports: Exports; limit: RateLimit }) {
  const { exports, limit } = deps;
  return new Hono<RequestEnvironment>().get("/api/exports/:token", async (context) => {
    const { memberId, fileName, text } = await exports.open(context.req.param("token"));
    context.set("memberId", memberId);
    limit.count(memberId);
    const body = ReadableStream.from(told(text, memberId)).pipeThrough(new TextEncoderStream());
    return context.body(body, 200, {
      "Content-Type": "application/json; charset=utf-8",
      "Content-Disposition": `attachment; filename="${fileName}"`,
      "Cache-Control": "no-store",
      "Access-Control-Allow-Origin": "https://web.telegram.org",
    });
  });
}

/** A file that breaks off half way is told in the log: its reader only sees that it did. */
async function* told(text: AsyncIterable<string>, memberId: string): AsyncGenerator<string> {
  try {
    yield* text;
  } catch (error) {
    log.error("The export of {memberId} broke off: {error}", { memberId, error });
    throw error;
  }
}
