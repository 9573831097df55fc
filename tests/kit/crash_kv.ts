import { interceptCommits } from "./intercept_commits.ts";

/** What goes wrong with a commit. */
export type CommitFault =
  /** It throws and nothing was written. */
  | "before"
  /** It is applied and then throws. */
  | "after"
  /** It is applied and reports a conflict, as KV Connect does when a reply was lost. */
  | "conflict"
  /** It is applied and never answers. */
  | "silence"
  /** Another process held the file: it throws and nothing was written. */
  | "locked";

export interface CrashPlan {
  /** What goes wrong with the commit of this number, counted from 1; nothing where it is absent. */
  commit?: (number: number) => CommitFault | undefined;
  /** The step, counted from 1, at which the process dies: it throws, and so does all after it. */
  crashAt?: number;
}

/** What the dead process would not have lived to see. */
export class Crash extends Error {
  override readonly name = "Crash";
}

/** A KV that fails by plan, and counts. */
export interface CrashingKv extends Deno.Kv {
  /** Steps so far: a read is one, a commit is two, because a process dies before it or after it. */
  readonly steps: number;
  readonly commits: number;
}

/**
 * A KV whose commits fail by plan, or that dies at a chosen step.
 *
 * To crash a piece of work between any two of its steps, count them once and then die at each:
 *
 * ```ts
 * const counted = crashingKv(kv, {});
 * await work(counted);
 * for (let step = 1; step <= counted.steps; step++) {
 *   await work(crashingKv(fresh, { crashAt: step })).catch(() => {});
 *   await work(fresh); // the next process finds it half done and ends it
 *   await checkInvariants(fresh);
 * }
 * ```
 */
export function crashingKv(kv: Deno.Kv, plan: CrashPlan): CrashingKv {
  const state = new State(plan);
  const intercepted = interceptCommits(kv, (send) => state.commit(send));
  const wrapper = {
    get steps() {
      return state.steps;
    },
    get commits() {
      return state.commits;
    },
    get: async (key: Deno.KvKey) => {
      state.step();
      return await kv.get(key);
    },
    getMany: async (keys: Deno.KvKey[]) => {
      state.step();
      return await kv.getMany(keys);
    },
    list: (selector: Deno.KvListSelector, options?: Deno.KvListOptions) =>
      listing(kv.list(selector, options), state),
    set: (key: Deno.KvKey, value: unknown, options?: { expireIn?: number }) =>
      state.commit(() => kv.set(key, value, options)),
    delete: (key: Deno.KvKey) => state.commit(() => kv.delete(key)),
    atomic: () => intercepted.atomic(),
    close: () => kv.close(),
  };
  return wrapper as unknown as CrashingKv;
}

class State {
  steps = 0;
  commits = 0;
  #dead = false;

  constructor(readonly plan: CrashPlan) {}

  step(): void {
    this.steps += 1;
    if (this.steps === this.plan.crashAt) this.#dead = true;
    if (this.#dead) throw new Crash(`crashed at step ${this.plan.crashAt}`);
  }

  async commit<T>(commit: () => Promise<T>): Promise<T> {
    this.step();
    this.commits += 1;
    const fault = this.plan.commit?.(this.commits);
    if (fault === "before") throw new Crash("failed before the commit");
    if (fault === "locked") throw new TypeError("database is locked");
    const result = await commit();
    this.step();
    if (fault === "after") throw new Crash("failed after the commit");
    if (fault === "conflict") return { ok: false } as T;
    if (fault === "silence") return await new Promise<never>(() => {});
    return result;
  }
}

async function* listing(entries: AsyncIterable<Deno.KvEntry<unknown>>, state: State) {
  state.step();
  yield* entries;
}
