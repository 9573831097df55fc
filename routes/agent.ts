import { getLogger } from "@logtape/logtape";
import { Hono } from "hono";
import { streamSSE } from "hono/streaming";
import { memberIdentity } from "../domain/call.ts";
import { millisecondsLeft } from "../domain/call_life.ts";
import type { Calls } from "../services/calls.ts";
import type { CallTalk } from "../services/call_talk.ts";
import type { Clock } from "../services/ports.ts";
import { wordless } from "../services/wordless.ts";
import { bearer } from "./auth.ts";
import {
  checkEndRequest,
  checkLeaseRequest,
  checkToolRequest,
  checkTurnsRequest,
} from "./checks.ts";
import type { RequestContext, RequestEnvironment } from "./environment.ts";
import type { RateLimit } from "./limits.ts";
import type { CallBegin, LeaseAnswer, ToolAnswer, TurnsAnswer } from "./schemas.ts";

const log = getLogger(["sfera", "http"]);

/** An agent is told this often that its stream is alive, in milliseconds. */
const PING_EVERY = 5_000;

export interface AgentRoutesDependencies {
  calls: () => Promise<Calls>;
  talk: () => Promise<CallTalk>;
  /** Real time. */
  liveness: Clock;
  limit: RateLimit;
}

/**
 * `/agent/calls/:callId/…`: what the agent in a call asks of the service.
 *
 * It carries no session but the token of its call: that of a dispatch to begin, then that of an
 * epoch, which is good until another agent begins.
 */
export function agentRoutes(deps: AgentRoutesDependencies) {
  const { calls, talk, liveness, limit } = deps;

  async function stream(context: RequestContext, callId: string, token: string) {
    const life = await calls();
    await life.authorize(callId, token);
    const request = context.req.raw.signal;
    const gone = new AbortController();
    const leave = () => gone.abort();
    request.addEventListener("abort", leave, { once: true });
    if (request.aborted) leave();
    context.header("X-Accel-Buffering", "no");
    return streamSSE(context, async (events) => {
      events.onAbort(leave);
      const ping = () => events.writeSSE({ event: "ping", data: "{}" }).catch(leave);
      const pinging = setInterval(ping, PING_EVERY);
      try {
        await ping();
        const reason = await life.watch(callId, token, gone.signal);
        if (reason) await events.writeSSE({ event: "ended", data: JSON.stringify({ reason }) });
      } catch (error) {
        log.error("The stream of {callId} broke off: {error}", { callId, error: wordless(error) });
      } finally {
        clearInterval(pinging);
        request.removeEventListener("abort", leave);
      }
    });
  }

  return new Hono<RequestEnvironment>()
    .use("/agent/calls/:callId/*", async (context, next) => {
      limit.count(context.req.param("callId"));
      await next();
      context.header("Cache-Control", "no-store");
    })
    .post("/agent/calls/:callId/begin", async (context) => {
      const { begin, times } = await calls();
      const { call, token } = await begin(context.req.param("callId"), bearer(context));
      const beginning = await (await talk()).begin(call);
      const { renewEvery, tolerance, absence, warnings, goodbye, silence } = times;
      return context.json(
        {
          ...beginning,
          token,
          epoch: call.epoch,
          incognito: call.incognito,
          memberIdentity: memberIdentity(call),
          secondsLeft: secondsLeft(millisecondsLeft(call, liveness.now())),
          times: { renewEvery, tolerance, absence, warnings, goodbye, silence },
        } satisfies CallBegin,
      );
    })
    .get("/agent/calls/:callId/stream", async (context) => {
      return await stream(context, context.req.param("callId"), bearer(context));
    })
    .post("/agent/calls/:callId/lease", checkLeaseRequest, async (context) => {
      const presence = context.req.valid("json");
      const { callId } = context.req.param();
      const call = await (await calls()).lease(callId, bearer(context), presence);
      const left = millisecondsLeft(call, liveness.now());
      return context.json(
        { secondsLeft: secondsLeft(left), ended: call.endReason } satisfies LeaseAnswer,
      );
    })
    .post("/agent/calls/:callId/turns", checkTurnsRequest, async (context) => {
      const { callId } = context.req.param();
      // What was said last comes when the call is over already.
      const call = await (await calls()).authorize(callId, bearer(context), { ended: true });
      const { turns } = context.req.valid("json");
      return context.json(await (await talk()).append(call, turns) satisfies TurnsAnswer);
    })
    .post("/agent/calls/:callId/tools/:name", checkToolRequest, async (context) => {
      const { callId, name } = context.req.param();
      const call = await (await calls()).authorize(callId, bearer(context));
      const { id, arguments: given } = context.req.valid("json");
      const request = { name, id, arguments: given };
      const { signal } = context.req.raw;
      return context.json(await (await talk()).runTool(call, request, signal) satisfies ToolAnswer);
    })
    .post("/agent/calls/:callId/end", checkEndRequest, async (context) => {
      const { callId } = context.req.param();
      const { reason, figures } = context.req.valid("json");
      const call = await (await calls()).end(callId, bearer(context), reason);
      await (await talk()).keepFigures(call, figures);
      return context.body(null, 204);
    });
}

function secondsLeft(milliseconds: number | null): number | null {
  return milliseconds === null ? null : milliseconds / 1000;
}
