import { getLogger } from "@logtape/logtape";
import { listEvents } from "../db/generations.ts";
import { listDue } from "../db/due.ts";
import type { Database } from "../db/tx.ts";
import type { Card } from "../domain/card.ts";
import type { Citation } from "../domain/citation.ts";
import { type Generation, isAbandoned } from "../domain/conversation.ts";
import { AppError } from "../domain/errors.ts";
import { createBackground } from "./background.ts";
import type { Closing } from "./closing.ts";
import type { Converse } from "./converse.ts";
import { GenerationOver, GenerationWriter } from "./generation_writer.ts";
import type { Outbox } from "./outbox.ts";
import type { Clock } from "./ports.ts";
import type { Wakes } from "./wakes.ts";

const log = getLogger(["sfera", "answers"]);

/** Generations read at once in a sweep. */
const SWEEP_BATCH = 100;

export interface Answers {
  /** Writes the answer of a running generation in the background. */
  write(generation: Generation): void;
  /** Closes a running generation because the member asked; what was shown stays and is charged. */
  cancel(generation: Generation): Promise<Generation>;
  /** Stops writing an answer of a member who is being erased, where it is written here. */
  abandon(generationId: string): void;
  /** Closes a generation whose process died, uncharged. */
  closeAbandoned(generationId: string): Promise<Generation | undefined>;
  /** Closes every generation whose process died; answers how many. */
  sweep(): Promise<number>;
  /** Throws `stopping` once the process has begun to stop. */
  refuseWhenStopping(): void;
  /** Lets running answers finish for `milliseconds`, then closes the rest, uncharged. */
  drain(milliseconds: number): Promise<void>;
}

/** Makes the writer of answers; `liveness` is real time. */
export function createAnswers(deps: {
  db: Database;
  liveness: Clock;
  converse: Converse;
  closing: Closing;
  outbox: Outbox;
  wakes: Wakes;
}): Answers {
  const { db, liveness, converse, closing, outbox, wakes } = deps;
  const background = createBackground();

  async function writeAnswer(generation: Generation, controller: AbortController): Promise<void> {
    const { id } = generation;
    const over = (reason: unknown) => controller.abort(reason);
    const writer = new GenerationWriter({ db, liveness, wakes }, generation, over);
    try {
      await converse(generation, writer, controller.signal);
      await writer.end((tx, current) =>
        closing.close(tx, current, {
          status: "complete",
          text: writer.text.trim(),
          cards: writer.cards,
          citations: writer.citations,
        })
      );
    } catch (caught) {
      const error = controller.signal.aborted ? controller.signal.reason : caught;
      if (error instanceof GenerationOver || caught instanceof GenerationOver) return;
      logFailure(generation, error);
      const code = error instanceof AppError ? error.code : "internal";
      await closing.closeRunning(id, () => ({ status: "failed", code }));
    } finally {
      writer.stop();
      outbox.hurry();
    }
  }

  function closeAbandoned(generationId: string): Promise<Generation | undefined> {
    return closing.closeRunning(
      generationId,
      (current) =>
        isAbandoned(current, liveness.now()) ? { status: "failed", code: "stopping" } : undefined,
    );
  }

  /** Answers false for one that cannot be closed, so that it holds up no other. */
  async function closeOverdue(generationId: string): Promise<boolean> {
    try {
      return await closeAbandoned(generationId) !== undefined;
    } catch (error) {
      log.error("Answer {generationId} could not be closed: {error}", { generationId, error });
      return false;
    }
  }

  return {
    closeAbandoned,

    write(generation) {
      background.run(
        generation.id,
        (controller) =>
          writeAnswer(generation, controller).catch((error) =>
            log.error("Answer {generationId} could not be closed: {error}", {
              generationId: generation.id,
              error,
            })
          ),
      );
    },

    async cancel({ id }) {
      const closed = await closing.closeRunning(id, async ({ lastEvent }) => {
        const events = (await listEvents(db, id, 0)).filter((event) => event.id <= lastEvent);
        const shown = <Data>(name: string) =>
          events.filter((event) => event.name === name).map(({ data }) => data as Data);
        const text = shown<{ text: string }>("text").map(({ text }) => text).join("").trim();
        return {
          status: "cancelled",
          text,
          cards: shown<Card>("card"),
          citations: shown<Citation>("citation"),
        };
      });
      background.abort(id, new GenerationOver());
      if (!closed) throw new AppError("not_found", { what: "generation" });
      return closed;
    },

    abandon: (generationId) => background.abort(generationId, new GenerationOver()),

    async sweep() {
      let closed = 0;
      const stuck = new Set<string>();
      while (true) {
        const due = await listDue(db, "generation", liveness.now(), SWEEP_BATCH + stuck.size);
        const ids = due.map(({ id }) => id).filter((id) => !stuck.has(id));
        if (ids.length === 0) return closed;
        for (const id of ids) {
          if (await closeOverdue(id)) closed += 1;
          else stuck.add(id);
        }
      }
    },

    refuseWhenStopping: background.refuseWhenStopping,
    drain: background.drain,
  };
}

function logFailure({ id: generationId, memberId }: Generation, error: unknown): void {
  if (error instanceof AppError) {
    const { code, details } = error;
    const what = { generationId, memberId, code, details };
    return log.warn("Answer {generationId} of {memberId} failed: {code}", what);
  }
  const what = { generationId, memberId, error };
  log.error("Answer {generationId} of {memberId} failed: {error}", what);
}
