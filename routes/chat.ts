import { getLogger } from "@logtape/logtape";
import { Hono } from "hono";
import type { Generation } from "../domain/conversation.ts";
import { AppError } from "../domain/errors.ts";
import type { Chat } from "../services/chat.ts";
import type { Ids } from "../services/ports.ts";
import { checkChatRequest, checkHistoryQuery } from "./checks.ts";
import type { RequestContext, RequestEnvironment } from "./environment.ts";
import { streamEvents } from "./event_stream.ts";
import type { RateLimit } from "./limits.ts";
import type { History } from "./schemas.ts";

const log = getLogger(["sfera", "http"]);

/** `/chat`: write to the assistant, read the answer as it comes, stop it, read what was said. */
export function chatRoutes(deps: { chat: Chat; ids: Ids; limit: RateLimit }) {
  const { chat, ids, limit } = deps;

  function streamAnswer(context: RequestContext, generation: Generation): Response {
    const after = lastEventId(context, generation);
    context.header("X-Generation-Id", generation.id);
    return streamEvents(
      context,
      (gone) => chat.follow(generation.id, after, gone),
      // The stream ends without `done`, so the page asks for the rest again.
      (error) =>
        log.error("The events of {generationId} broke off: {error}", {
          generationId: generation.id,
          error,
        }),
    );
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
      return streamAnswer(context, generation);
    })
    .get("/chat/:generationId/events", async (context) => {
      const id = context.req.param("generationId");
      return streamAnswer(context, await chat.find(context.get("memberId"), id));
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
