import { MOST_TURNS_AT_ONCE } from "../domain/call.ts";
import { TURN_LENGTH } from "../domain/conversation.ts";
import type { TurnsAnswer, TurnsRequest } from "../routes/schemas.ts";
import { log, wordless } from "./log.ts";
import { ServiceError } from "./service.ts";
import { pause, within } from "./pause.ts";

/** Something that was said, to be stored. */
export interface Said {
  role: "member" | "assistant";
  text: string;
  interrupted: boolean;
}

/** Keeps what was said until the service has it. */
export interface Spool {
  /** Sends it as soon as what was said before is stored; one without words is left out. */
  add(said: Said): void;
  /** Waits until all that was added is stored, at most so long; answers whether it is. */
  flush(milliseconds: number): Promise<boolean>;
  /** Sends nothing more. */
  stop(): void;
}

type Turn = Omit<TurnsRequest["turns"][number], "millisecondsAgo"> & { saidAt: number };

/**
 * A spool whose turns go out one request at a time, in the order in which they were said.
 *
 * While the service is away it tries again and again, ever more slowly up to two seconds; the index
 * of a turn makes a repeated request harmless.
 */
export function createSpool(options: {
  send(turns: TurnsRequest["turns"]): Promise<TurnsAnswer>;
  /** The index of the first turn. */
  nextTurn: number;
  onStored(answer: TurnsAnswer): void;
  /** The service takes no more turns of this agent. */
  onOver(): void;
}): Spool {
  const waiting: Turn[] = [];
  let { nextTurn } = options;
  let stopped = false;
  let sending = Promise.resolve();

  /** Sends the oldest turns; answers how long to wait before going on, 0 where all is well. */
  const sendSome = async (attempt: number): Promise<number> => {
    const turns = waiting.slice(0, MOST_TURNS_AT_ONCE);
    try {
      const answer = await options.send(turns.map(({ saidAt, ...turn }) => ({
        ...turn,
        millisecondsAgo: Math.max(0, Math.round(performance.now() - saidAt)),
      })));
      waiting.splice(0, turns.length);
      options.onStored(answer);
      return 0;
    } catch (error) {
      if (!(error instanceof ServiceError)) return Math.min(2000, 200 * 2 ** attempt);
      return settle(error, turns);
    }
  };

  const settle = (error: ServiceError, turns: Turn[]): number => {
    const { expected } = error.details;
    if (error.over) {
      stopped = true;
      options.onOver();
    } else if (error.code === "turn_gap" && typeof expected === "number") {
      // An earlier request went through although its answer was lost, or the store lost turns.
      while (waiting.length > 0 && waiting[0]!.index < expected) waiting.shift();
      waiting.forEach((turn, place) => turn.index = expected + place);
      nextTurn = expected + waiting.length;
    } else if (error.code === "conflict" || error.code === "turn_gap") return 200;
    else {
      log("error", "turns refused", { code: wordless(error), turns: turns.length });
      // What the service never takes must not hold up the rest.
      waiting.splice(0, turns.length);
      waiting.forEach((turn) => turn.index -= turns.length);
      nextTurn -= turns.length;
    }
    return 0;
  };

  const sendAll = async (): Promise<void> => {
    for (let attempt = 0; waiting.length > 0 && !stopped; attempt++) {
      const wait = await sendSome(attempt);
      if (wait > 0) await pause(wait);
      else attempt = -1;
    }
  };

  return {
    add({ role, text, interrupted }) {
      const words = text.trim().slice(0, TURN_LENGTH);
      if (words === "" || stopped) return;
      waiting.push({
        index: nextTurn++,
        role,
        text: words,
        interrupted,
        saidAt: performance.now(),
      });
      sending = sending.then(sendAll);
    },
    async flush(milliseconds) {
      await within(milliseconds, sending);
      return waiting.length === 0;
    },
    stop() {
      stopped = true;
    },
  };
}
