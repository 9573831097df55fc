import { getLogger } from "@logtape/logtape";
import { Hono } from "hono";
import { streamSSE } from "hono/streaming";
import type { Generation } from "../domain/conversation.ts";
import { AppError } from "../domain/errors.ts";
import { later } from "../domain/later.ts";
import type { Chat } from "../services/chat.ts";
import type { Ids } from "../services/ports.ts";
import type { RequestContext, RequestEnvironment } from "./environment.ts";
import { lazily } from "./lazy.ts";
import type { RateLimit } from "./limits.ts";
import type { History } from "./schemas.ts";

const log = getLogger(["sfera", "http"]);

/** A comment is sent this often, so that nothing on the way takes a silent stream for a dead one. */
const PING_EVERY = 15_000;

const checks = async () =>
  await import(later("./chat_checks.ts")) as typeof import("./chat_checks.ts");
const checkHistoryQuery = lazily(async () => (await checks()).checkHistoryQuery);
const checkChatRequest = lazily(async () => (await checks()).checkChatRequest);

/** `/chat`: write to the assistant, read the answer as it comes, stop it, read what was said. */
export function chatRoutes(deps: { chat: Chat; ids: Ids; limit: RateLimit }) {
  const { chat, ids, limit } = deps;

  function streamEvents(context: RequestContext, generation: Generation): Response {
    const after = lastEventId(context, generation);
    context.header("X-Generation-Id", generation.id);
    context.header("X-Accel-Buffering", "no");
    return streamSSE(context, async (stream) => {
      const gone = new AbortController();
      stream.onAbort(() => gone.abort());
      const ping = setInterval(() => stream.write(": ping\n\n").catch(() => {}), PING_EVERY);
      try {
        for await (const event of chat.follow(generation.id, after, gone.signal)) {
          await stream.writeSSE({
            id: String(event.id),
            event: event.name,
            data: JSON.stringify(event.data),
          });
        }
      } catch (error) {
        // The stream ends without `done`, so the page asks for the rest again.
        log.error("The events of {generationId} broke off: {error}", {
          generationId: generation.id,
          error,
        });
      } finally {
        clearInterval(ping);
        gone.abort();
      }
    });
  }

  return new Hono<RequestEnvironment>()
    .get("/chat", checkHistoryQuery, async (context) => {
      const history = await chat.history(context.get("memberId"), context.req.valid("query"));
      const turns = history.turns.map(({ schema: _, ...turn }) => turn);
      return context.json({ ...history, turns } satisfies History);
    })
    .post("/chat", checkChatRequest, async (context) => {
      const memberId = context.get("memberId");
      limit.count(memberId);
      const generation = await chat.send({
        memberId,
        text: context.req.valid("json").message,
        key: idempotencyKey(context) ?? ids.next(),
        source: "app",
      });
      return streamEvents(context, generation);
    })
    .get("/chat/:generationId/events", async (context) => {
      const id = context.req.param("generationId");
      return streamEvents(context, await chat.find(context.get("memberId"), id));
    })
    .post("/chat/:generationId/cancel", async (context) => {
      const { status } = await chat.cancel(
        context.get("memberId"),
        context.req.param("generationId"),
      );
      return context.json({ status });
    });
}

function idempotencyKey(context: RequestContext): string | undefined {
  const key = context.req.header("idempotency-key");
  if (key === undefined) return undefined;
  if (!/^[\x21-\x7e]{1,128}$/.test(key)) {
    throw new AppError("bad_request", {
      header: "Idempotency-Key",
      expected: "1 to 128 visible ASCII characters",
    });
  }
  return key;
}

/** The number of the last event that the reader has; 0 for a reader that has none. */
function lastEventId(context: RequestContext, generation: Generation): number {
  const text = context.req.header("last-event-id");
  if (text === undefined || text === "") return 0;
  const number = Number(text);
  if (!/^\d{1,9}$/.test(text) || number > generation.lastEvent) {
    throw new AppError("bad_request", {
      header: "Last-Event-ID",
      expected: `a whole number from 0 to ${generation.lastEvent}`,
    });
  }
  return number;
}
