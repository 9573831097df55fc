/**
 * Several processes over one real store, whose steps a number decides.
 *
 * Each call to the store waits until it is chosen, and then runs alone; timers fire when no call is
 * chosen. So every interleaving can happen, a process can die or stall between any two steps, and
 * the same number gives the same run.
 */
import { setImmediate } from "node:timers";
import { VirtualTime } from "./virtual_time.ts";

/** How likely each thing goes wrong at one step, 0 to 1. */
export interface Trouble {
  /** A commit fails before it, after it, or is reported as a conflict although it was applied. */
  commit: number;
  /** A read fails. */
  read: number;
  /** The process dies before or after the step. */
  death: number;
}

/** One thing that goes wrong at one place: the step or commit of this number, from 1. */
export type Fault =
  | { kind: "death"; step: number }
  | { kind: typeof COMMIT_FAULTS[number]; commit: number };

export const COMMIT_FAULTS = ["before", "after", "conflict"] as const;

export const CALM: Trouble = { commit: 0, read: 0, death: 0 };

interface Step {
  process: SimulatedProcess;
  run(): Promise<void>;
}

/** What one commit wrote. */
export type Writes = { key: Deno.KvKey; value: unknown }[];

export interface SimulatedProcess {
  kv: Deno.Kv;
  alive: boolean;
  /** Rejects when the process dies. */
  death: Promise<never>;
  /** What it has done so far: a read is a step, a commit is two, because it may die before or after. */
  steps: number;
  commits: number;
  /** What goes wrong with it, besides what goes wrong by chance. */
  fault: Fault | undefined;
  /** Until then none of its calls to the store gets through. */
  stalledUntil: number;
}

/** What those who waited for a process get when it dies. */
export class Death extends Error {
  override readonly name = "Death";
}

export class Simulation implements AsyncDisposable {
  readonly time = new VirtualTime(Date.parse("2026-11-23T12:00:00Z"));
  readonly random: () => number;
  trouble: Trouble = CALM;
  /** Whether each call to the store runs at once: nothing else is under way, and nothing goes wrong. */
  atOnce = false;
  /** Called after each commit that was applied. */
  onCommit: (writes: Writes) => Promise<void> | void = () => {};
  /** Called when a process has died, so that another takes its place. */
  onDeath: (process: SimulatedProcess) => void = () => {};
  readonly #steps: Step[] = [];
  readonly #deaths = new Map<SimulatedProcess, () => void>();

  constructor(readonly kv: Deno.Kv, seed: number) {
    this.random = numbersFrom(seed);
  }

  startProcess(): SimulatedProcess {
    const { promise: death, reject } = Promise.withResolvers<never>();
    death.catch(() => {});
    const kv = scheduledKv(this.kv, {
      read: (read) => this.#call(process, () => this.#read(process, read)),
      commit: (commit, writes) => this.#call(process, () => this.#commit(process, commit, writes)),
    });
    const counts = { steps: 0, commits: 0, stalledUntil: 0 };
    const process: SimulatedProcess = { kv, alive: true, death, fault: undefined, ...counts };
    this.#deaths.set(process, () => reject(new Death()));
    return process;
  }

  /** Nothing that this process does reaches anybody any more, and nothing answers it. */
  kill(process: SimulatedProcess): void {
    if (!process.alive) return;
    process.alive = false;
    this.#deaths.get(process)!();
    this.onDeath(process);
  }

  /** Takes steps until `done`, or until `milliseconds` have passed in this time. */
  async run(done: () => boolean, milliseconds = 3600_000): Promise<void> {
    const until = this.time.now() + milliseconds;
    await drain();
    while (!done()) {
      if (this.time.now() > until) throw new Error(`not done after ${milliseconds} ms`);
      await this.step();
    }
  }

  /** Takes steps until `milliseconds` of this time have passed. */
  async pass(milliseconds: number): Promise<void> {
    const until = this.time.now() + milliseconds;
    setTimeout(() => {}, milliseconds);
    await this.run(() => this.time.now() >= until, Infinity);
  }

  /** Takes one step: a call to the store, or the next timer. */
  async step(): Promise<void> {
    const now = this.time.now();
    const ready = this.#steps.filter(({ process }) => process.stalledUntil <= now);
    if (ready.length > 0 && this.random() < 0.9) {
      const step = ready[Math.floor(this.random() * ready.length)]!;
      this.#steps.splice(this.#steps.indexOf(step), 1);
      if (step.process.alive) await step.run();
    } else if (!this.time.fireNext() && ready.length === 0) {
      throw new Error("nothing is left to be done, and still somebody waits");
    }
    await drain();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await drain();
    this.time[Symbol.dispose]();
  }

  #call<T>(process: SimulatedProcess, work: () => Promise<T>): Promise<T> {
    if (this.atOnce && process.alive) return work();
    return new Promise((resolve, reject) => {
      const run = async () => {
        const outcome = await work().then((value) => ({ value }), (error) => ({ error }));
        // Nothing is answered to the dead.
        if (!process.alive) return;
        if ("value" in outcome) resolve(outcome.value);
        else reject(outcome.error);
      };
      this.#steps.push({ process, run });
    });
  }

  /** One place where the process may die; answers whether it did. */
  #dies(process: SimulatedProcess): boolean {
    process.steps += 1;
    const fault = process.fault;
    const planned = fault?.kind === "death" && fault.step === process.steps;
    if (planned || this.random() < this.trouble.death) this.kill(process);
    return !process.alive;
  }

  async #read<T>(process: SimulatedProcess, read: () => Promise<T>): Promise<T> {
    if (this.#dies(process)) throw new Death();
    if (this.random() < this.trouble.read) throw new TypeError("the connection was lost");
    return await read();
  }

  async #commit(
    process: SimulatedProcess,
    commit: () => Promise<Deno.KvCommitResult | Deno.KvCommitError>,
    writes: Writes,
  ): Promise<Deno.KvCommitResult | Deno.KvCommitError> {
    if (this.#dies(process)) throw new Death();
    process.commits += 1;
    const fault = this.#commitFault(process);
    if (fault === "before") throw new TypeError("the connection was lost");
    const result = await commit();
    if (result.ok) await this.onCommit(writes);
    if (this.#dies(process)) throw new Death();
    if (fault === "after") throw new TypeError("the connection was lost");
    return fault === "conflict" ? { ok: false } : result;
  }

  #commitFault({ fault, commits }: SimulatedProcess): Fault["kind"] | undefined {
    if (fault && fault.kind !== "death" && fault.commit === commits) return fault.kind;
    if (this.random() >= this.trouble.commit) return undefined;
    return COMMIT_FAULTS[Math.floor(this.random() * COMMIT_FAULTS.length)];
  }
}

interface Scheduler {
  read<T>(read: () => Promise<T>): Promise<T>;
  commit(
    commit: () => Promise<Deno.KvCommitResult | Deno.KvCommitError>,
    writes: Writes,
  ): Promise<Deno.KvCommitResult | Deno.KvCommitError>;
}

/** A KV whose every call waits for its turn; it takes what the transaction tool uses. */
function scheduledKv(kv: Deno.Kv, scheduler: Scheduler): Deno.Kv {
  const wrapper = {
    get: (key: Deno.KvKey) => scheduler.read(() => kv.get(key)),
    getMany: (keys: Deno.KvKey[]) => scheduler.read(() => kv.getMany(keys)),
    async *list(selector: Deno.KvListSelector, options?: Deno.KvListOptions) {
      yield* await scheduler.read(() => Array.fromAsync(kv.list(selector, options)));
    },
    atomic() {
      const inner = kv.atomic();
      const writes: Writes = [];
      const operation = {
        check(...checks: Deno.AtomicCheck[]) {
          inner.check(...checks);
          return operation;
        },
        set(key: Deno.KvKey, value: unknown, options?: { expireIn?: number }) {
          writes.push({ key, value });
          inner.set(key, value, options);
          return operation;
        },
        delete(key: Deno.KvKey) {
          writes.push({ key, value: undefined });
          inner.delete(key);
          return operation;
        },
        commit: () => scheduler.commit(() => inner.commit(), writes),
      };
      return operation;
    },
    close() {},
  };
  return wrapper as unknown as Deno.Kv;
}

/** Lets everything go on that can go on without the store or a timer. */
async function drain(): Promise<void> {
  for (let turn = 0; turn < 2; turn += 1) await new Promise<void>((go) => setImmediate(go));
}

/** Numbers from 0 up to 1 that follow from a seed (mulberry32). */
export function numbersFrom(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
