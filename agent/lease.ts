import type { LeaseAnswer } from "../routes/schemas.ts";
import { pause } from "./pause.ts";
import { ServiceError } from "./service.ts";

/** Why an agent has to leave although nobody told it to its face. */
export type LeaseLoss =
  /** Another agent has the call, or it is over. */
  | "over"
  /** The service was away for longer than is borne with. */
  | "service_away";

/** Tells the service that the agent is alive, and whether the member is there. */
export interface Lease {
  /** The member came or went: said at once, as charging follows it. */
  setPresence(memberPresent: boolean): void;
  stop(): void;
}

/** A lease that is renewed until it is stopped or lost; times in milliseconds. */
export function createLease(options: {
  renew(presence: { memberPresent: boolean }): Promise<LeaseAnswer>;
  renewEvery: number;
  /** How long the service may be away. */
  tolerance: number;
  onAnswer(answer: LeaseAnswer): void;
  onLost(loss: LeaseLoss): void;
}): Lease {
  const { renewEvery, tolerance } = options;
  const stopped = new AbortController();
  let hurry = new AbortController();
  let memberPresent = false;
  let answeredAt = performance.now();

  /** Answers how long to wait until the next one. */
  const renew = async (): Promise<number> => {
    try {
      const answer = await options.renew({ memberPresent });
      if (stopped.signal.aborted) return 0;
      answeredAt = performance.now();
      options.onAnswer(answer);
      return renewEvery;
    } catch (error) {
      if (stopped.signal.aborted) return 0;
      if (error instanceof ServiceError && error.over) options.onLost("over");
      else if (performance.now() - answeredAt >= tolerance) options.onLost("service_away");
      else return Math.min(1000, renewEvery);
      stopped.abort();
      return 0;
    }
  };

  const run = async (): Promise<void> => {
    while (!stopped.signal.aborted) {
      hurry = new AbortController();
      const told = memberPresent;
      const wait = await renew();
      if (told === memberPresent) {
        await pause(wait, AbortSignal.any([hurry.signal, stopped.signal]));
      }
    }
  };
  void run();

  return {
    setPresence(present) {
      if (present === memberPresent) return;
      memberPresent = present;
      hurry.abort();
    },
    stop: () => stopped.abort(),
  };
}
