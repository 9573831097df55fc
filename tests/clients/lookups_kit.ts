import assert from "node:assert/strict";
import { startOutside } from "../../dev/outside/server.ts";
import { AppError } from "../../domain/errors.ts";
import { movableClock } from "../kit/app.ts";
import { until } from "../kit/conditions.ts";
import { HeldTimers } from "../kit/held_timers.ts";

export const SEARCH_KEY = "BSA-key-of-nobody";

/** The time of a question, which passes when a test says so. */
const QUESTION_TIME = 29_989;

/** The stand-in with a clock that a test moves. */
export async function outsideWorld() {
  const clock = movableClock();
  const world = await startOutside({ clock, searchKey: SEARCH_KEY });
  const deadlines = new HeldTimers(QUESTION_TIME);
  return {
    ...world,
    clock,
    /** For the client. */
    timeoutMilliseconds: QUESTION_TIME,
    /** What comes of a question; one that the service is silent about runs out of time. */
    async outcome<Answer>(ask: () => Promise<Answer>, { kind, match = "" }: Fault) {
      const before = world.requests().length;
      const asking = ask();
      asking.catch(() => {});
      if (kind === "slow") {
        const asked = () => world.requests().slice(before).some((path) => path.includes(match));
        await until(asked, "the question");
        deadlines.pass();
      }
      return await asking;
    },
    async [Symbol.asyncDispose]() {
      deadlines[Symbol.dispose]();
      await world[Symbol.asyncDispose]();
    },
  };
}

type Fault = Parameters<Awaited<ReturnType<typeof startOutside>>["faults"]["add"]>[0];

export type OutsideWorld = Awaited<ReturnType<typeof outsideWorld>>;

/** What may go wrong with any service, and the words that the operator's log has for it. */
export const TROUBLE: {
  name: string;
  fault: Fault;
  reason: RegExp;
  /** How often the service is asked in all. */
  asked: number;
}[] = [
  { name: "a quota", fault: { kind: "status", status: 429, times: 9 }, reason: /often/, asked: 1 },
  {
    name: "a refused key",
    fault: { kind: "status", status: 403, times: 9 },
    reason: /key/,
    asked: 1,
  },
  {
    name: "a country",
    fault: { kind: "status", status: 451, times: 9 },
    reason: /where/,
    asked: 1,
  },
  { name: "an error", fault: { kind: "status", status: 500, times: 9 }, reason: /own/, asked: 2 },
  { name: "a dropped call", fault: { kind: "drop", times: 9 }, reason: /reached/, asked: 2 },
  { name: "a cut answer", fault: { kind: "cut", times: 9 }, reason: /broke off/, asked: 2 },
  {
    name: "silence",
    fault: { kind: "slow", milliseconds: 60_000, times: 9 },
    reason: /long/,
    asked: 1,
  },
];

/** Expects the failure in words, without what the service or the question said. */
export async function assertOutsideFailed(promise: Promise<unknown>, reason: RegExp) {
  const error = await promise.then(() => undefined, (error) => error);
  assert(error instanceof AppError, `expected an AppError, came ${error}`);
  assert.equal(error.code, "outside_failed");
  assert.match(String(error.details.reason), reason);
  const shown = `${error.message} ${error.cause ?? ""}`;
  assert.doesNotMatch(shown, /internal-detail|127\.0\.0\.1|BSA-|биткоин|Казань|BTC/i);
}
