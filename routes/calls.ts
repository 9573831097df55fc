import { Hono } from "hono";
import type { Call } from "../domain/call.ts";
import { millisecondsLeft } from "../domain/call_life.ts";
import type { Calls, CallTicket as Ticket } from "../services/calls.ts";
import type { Clock } from "../services/ports.ts";
import { checkCallRequest } from "./checks.ts";
import type { RequestEnvironment } from "./environment.ts";
import type { RateLimit } from "./limits.ts";
import type { CallTicket, CallView, CurrentCall } from "./schemas.ts";

/**
 * `/calls`: start a call with the assistant, go on with it on another device, hang up.
 *
 * `POST /calls` follows LiveKit's convention for token endpoints, so that its `TokenSource.endpoint`
 * can ask it.
 */
export function callRoutes(
  deps: { calls: () => Promise<Calls>; liveness: Clock; limit: RateLimit },
) {
  const { calls, liveness, limit } = deps;
  const view = (call: Call) => callView(call, liveness.now());
  const ticket = ({ call, serverUrl, participantToken }: Ticket) =>
    ({
      server_url: serverUrl,
      participant_token: participantToken,
      call: view(call),
    }) satisfies CallTicket;

  return new Hono<RequestEnvironment>()
    .use("/calls/*", async (context, next) => {
      if (context.req.method === "POST") limit.count(context.get("memberId"));
      await next();
      context.header("Cache-Control", "no-store");
    })
    .post("/calls", checkCallRequest, async (context) => {
      const { incognito = false } = context.req.valid("json");
      const memberId = context.get("memberId");
      return context.json(ticket(await (await calls()).start({ memberId, incognito })), 201);
    })
    .get("/calls/current", async (context) => {
      const call = await (await calls()).current(context.get("memberId"));
      return context.json({ call: call ? view(call) : null } satisfies CurrentCall);
    })
    .get("/calls/:callId", async (context) => {
      const { callId } = context.req.param();
      return context.json(view(await (await calls()).find(context.get("memberId"), callId)));
    })
    .post("/calls/:callId/join", async (context) => {
      const { callId } = context.req.param();
      return context.json(ticket(await (await calls()).join(context.get("memberId"), callId)), 201);
    })
    .post("/calls/:callId/end", async (context) => {
      const { callId } = context.req.param();
      return context.json(view(await (await calls()).hangUp(context.get("memberId"), callId)));
    });
}

function callView(call: Call, now: number): CallView {
  const { id, status, incognito, startedAt, talkedMilliseconds, endReason, charged } = call;
  const left = millisecondsLeft(call, now);
  return {
    id,
    status,
    incognito,
    startedAt,
    talkedSeconds: Math.round(talkedMilliseconds / 1000),
    secondsLeft: left === null ? null : Math.ceil(left / 1000),
    endReason,
    charged,
  };
}
