import { AppError } from "../domain/errors.ts";
import { DeadlineExceeded } from "./storage_error.ts";

interface Waiting {
  start(): void;
  refuse(error: unknown): void;
}

/** In-process queues by name: within a lane, one piece of work at a time, in the order of asking. */
export class Lanes {
  #queues = new Map<string, Waiting[]>();

  /**
   * Runs `work` when all that asked for the same lane earlier has ended, however it ended.
   *
   * When work ends because the store did not answer in time, those who wait behind it fail at
   * once with `storage_unavailable`: each of them would otherwise wait a deadline longer than the one before.
   */
  async run<T>(lane: string, work: () => Promise<T>): Promise<T> {
    await this.#turn(lane);
    try {
      return await work();
    } catch (error) {
      if (error instanceof Error && error.cause instanceof DeadlineExceeded) {
        this.#refuseAll(lane, error.cause);
      }
      throw error;
    } finally {
      this.#next(lane);
    }
  }

  #turn(lane: string): Promise<void> | undefined {
    const queue = this.#queues.get(lane);
    if (queue) return new Promise((start, refuse) => queue.push({ start, refuse }));
    this.#queues.set(lane, []);
  }

  #refuseAll(lane: string, cause: DeadlineExceeded): void {
    const details = { reason: "the store did not answer the one before", outcome: "not_applied" };
    for (const waiting of this.#queues.get(lane)!.splice(0)) {
      waiting.refuse(new AppError("storage_unavailable", details, { cause }));
    }
  }

  #next(lane: string): void {
    const next = this.#queues.get(lane)!.shift();
    if (next) next.start();
    else this.#queues.delete(lane);
  }
}
