import type { JobContext } from "@livekit/agents";
import type { CallBegin, DispatchMetadata } from "../routes/schemas.ts";
import { createFigures } from "./figures.ts";
import { log } from "./log.ts";
import { pause } from "./pause.ts";
import { roomOf } from "./place.ts";
import { RunningCall } from "./running_call.ts";
import { type CallService, createCallService, ServiceAway, ServiceError } from "./service.ts";
import type { AgentSettings } from "./settings.ts";

/** How long the service may be away when a call begins: then no agent comes in time anyway. */
const BEGIN_WITHIN = 15_000;

/** Runs the call of a job until it is over; answers once it goes on by itself. */
export async function runCall(context: JobContext, settings: AgentSettings): Promise<void> {
  const figures = createFigures();
  const { callId, token } = JSON.parse(context.job.metadata) as DispatchMetadata;
  const service = createCallService({ serviceUrl: settings.serviceUrl, callId, token });
  // The way into the room takes longest, and so is gone while the service is asked.
  const place = roomOf(context);
  const begin = await beginCall(service);
  if (!begin) {
    log("info", "the call is another agent's, or over", { callId });
    return context.shutdown("not this agent's call");
  }
  log("info", "a call begins", { callId, epoch: begin.epoch });
  const { gemini } = settings;
  await new RunningCall({ place, gemini, callId, service, begin, figures }).start();
}

/** Begins; undefined where the service has no use for this agent. */
async function beginCall(service: CallService): Promise<CallBegin | undefined> {
  const until = performance.now() + BEGIN_WITHIN;
  while (true) {
    try {
      return await service.begin();
    } catch (error) {
      if (error instanceof ServiceError && error.over) return undefined;
      if (!(error instanceof ServiceAway) || performance.now() > until) throw error;
      await pause(300);
    }
  }
}
