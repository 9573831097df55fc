import { AppError } from "../domain/errors.ts";

/** Longest time one answer may take, in milliseconds. */
const LONGEST_ANSWER = 90_000;

/** Answers that this process is writing, whoever reads along. */
export interface Background {
  /**
   * Runs `work`, which never throws; `controller` ends it: after 90 seconds with `model_timeout`, at
   * a stop with `stopping`.
   */
  run(id: string, work: (controller: AbortController) => Promise<void>): void;
  /** Ends the work of this id, where it runs here. */
  abort(id: string, reason: unknown): void;
  /** Throws `stopping` once the process has begun to stop. */
  refuseWhenStopping(): void;
  /** Lets what runs finish for `milliseconds`, then ends the rest. */
  drain(milliseconds: number): Promise<void>;
}

/** Makes the background of one process. */
export function createBackground(): Background {
  const running = new Map<string, { controller: AbortController; done: Promise<void> }>();
  let stopping = false;
  return {
    run(id, work) {
      const controller = new AbortController();
      const limit = setTimeout(
        () => controller.abort(new AppError("model_timeout", { milliseconds: LONGEST_ANSWER })),
        LONGEST_ANSWER,
      );
      const done = work(controller).finally(() => {
        clearTimeout(limit);
        running.delete(id);
      });
      running.set(id, { controller, done });
    },
    abort: (id, reason) => running.get(id)?.controller.abort(reason),
    refuseWhenStopping() {
      if (stopping) throw new AppError("stopping");
    },
    async drain(milliseconds) {
      stopping = true;
      const timer = setTimeout(() => {
        for (const { controller } of running.values()) controller.abort(new AppError("stopping"));
      }, milliseconds);
      await Promise.all([...running.values()].map(({ done }) => done));
      clearTimeout(timer);
    },
  };
}
