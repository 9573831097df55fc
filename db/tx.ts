import { AppError } from "../domain/errors.ts";
import { Attempt, type HeadOf, type Reader, toValue } from "./attempt.ts";
import { Deadline } from "./deadline.ts";
import { keyText } from "./key_order.ts";
import { keys } from "./keys.ts";
import { Lanes } from "./lane.ts";
import { type ListOptions, type Selector, toKvSelector } from "./range.ts";
import { isLocked } from "./storage_error.ts";

export type { ListOptions, Selector } from "./range.ts";

export interface DatabaseOptions {
  /** Names transactions; never the same name twice, in no process, within ten minutes. */
  ids: { next(): string };
  /** 0 to 1, for the jitter between attempts. */
  random: () => number;
  /**
   * The head of the range in which `key` lies, or undefined where no range is listed in transactions.
   * It goes by the leading parts of the key, because it is also asked about made-up keys.
   */
  headOf: HeadOf;
  /** How long one KV call may take, 5000 by default. Real time, always. */
  deadlineMilliseconds?: number;
  /** How often a transaction is run before it gives up with `conflict`, 40 by default. */
  maxAttempts?: number;
}

/** What happened so far, for metrics and the bench. */
export interface Counters {
  /** Commits sent to the store. */
  commits: number;
  /** Attempts that lost against another writer. */
  conflicts: number;
  /** Attempts that found the database file locked by another process. */
  locked: number;
  /** Commits that had been applied although the store's answer was lost. */
  recovered: number;
}

/** The one way to the store. */
export interface Database {
  readonly counters: Readonly<Counters>;
  /**
   * Runs `run` and commits what it wrote, if all that it read is still as it was; else runs it again.
   *
   * So `run` may be called many times and does nothing but read and write through `tx`; in
   * particular it starts no other transaction. Its result is returned once, of the run that was
   * committed. An error it throws is passed on, after the same check of what it had read.
   *
   * `lane` names a hot key: transactions of one lane run one after another in this process.
   *
   * Errors: `conflict` (others kept winning; nothing was written), `storage_unavailable`, whose
   * `details.outcome`, after a commit, is `not_applied` or `unknown`.
   */
  tx<T>(run: (tx: Transaction) => Promise<T>, options?: { lane?: Deno.KvKey }): Promise<T>;
  /** Reads a key for showing, never for deciding. */
  get<T>(key: Deno.KvKey): Promise<T | undefined>;
  /** Reads keys for showing, ten of them at one moment and in one round trip. */
  getMany<T extends readonly unknown[]>(
    keys: readonly [...{ [I in keyof T]: Deno.KvKey }],
  ): Promise<{ [I in keyof T]: T[I] | undefined }>;
  /** Lists a range for showing; what is written meanwhile may be there or not. */
  list<T>(selector: Selector, options?: ListOptions): Promise<{ key: Deno.KvKey; value: T }[]>;
  close(): void;
}

/** Reads and writes of one transaction. Reads see its own earlier writes. Values are not copied. */
export interface Transaction {
  /** Reads a key; the commit checks that it has not changed. */
  get<T>(key: Deno.KvKey): Promise<T | undefined>;
  /** Reads a key on which nothing depends: it may change before the commit. */
  peek<T>(key: Deno.KvKey): Promise<T | undefined>;
  /**
   * Lists a range; the commit checks that nothing in it has changed, through `head`, which every
   * write below it bumps. What expires leaves the range without that: judge expiry by the value.
   */
  list<T>(
    selector: Selector,
    head: Deno.KvKey,
    options?: ListOptions,
  ): Promise<{ key: Deno.KvKey; value: T }[]>;
  /** Writes a key; `expireIn` is the earliest time of its deletion, in milliseconds of real time. */
  set(key: Deno.KvKey, value: unknown, options?: { expireIn?: number }): void;
  delete(key: Deno.KvKey): void;
}

const MARKER_LIFETIME_MILLISECONDS = 10 * 60_000;
const LONGEST_PAUSE_MILLISECONDS = 250;
/** Entries that one call to the store lists, unless told otherwise: Deno KV's own figure. */
const LIST_BATCH = 100;

/** Wraps a KV into the transaction tool; closing the result closes the KV. */
export function createDatabase(kv: Deno.Kv, options: DatabaseOptions): Database {
  return new KvDatabase(kv, options);
}

/*
 * Exactly once, although replies get lost.
 *
 * All attempts of one transaction share one marker, ["tx", id]. Every commit checks that the marker
 * is absent and sets it to the number of its attempt. So at most one attempt is ever applied,
 * whatever happens to the requests: a commit that KV Connect sends again, and an attempt that was
 * given up and arrives after a later one, find the marker and are refused. The checks of the attempt
 * itself would not do: a blind write has none, and an attempt that does not write what it read
 * passes them twice.
 *
 * A conflict or a throw with the marker present means that the attempt it names was applied, and
 * that attempt's result is the answer. The marker also carries a name of this process, so that a
 * repeated id is an error and not somebody else's success.
 *
 * After a throw or a deadline the commit may still be on its way. Setting the marker to attempt 0
 * forbids it for good, and then the outcome is known; only where that fails too it is not.
 */
interface Marker {
  writer: string;
  attempt: number;
}

/** To whom an attempt lost: to another writer, or to another process that holds the file. */
type Lost = "conflict" | "locked";

/** The number of the attempt that is in the store, or none of them. */
type Outcome = { applied: number } | { lost: Lost };

class KvDatabase implements Database {
  readonly counters: Counters = { commits: 0, conflicts: 0, locked: 0, recovered: 0 };
  readonly #deadline: Deadline;
  /** For the last word after a deadline: the caller has waited long enough. */
  readonly #shortDeadline: Deadline;
  readonly #lanes = new Lanes();
  readonly #writer = crypto.randomUUID();
  readonly #reader: Reader = {
    entry: (key) => this.#deadline.race(this.#kv.get(key)),
    entries: (selector, options) => this.#entries(selector, options),
  };
  readonly #kv: Deno.Kv;
  readonly #options: DatabaseOptions;

  constructor(kv: Deno.Kv, options: DatabaseOptions) {
    this.#kv = kv;
    this.#options = options;
    const milliseconds = options.deadlineMilliseconds ?? 5000;
    this.#deadline = new Deadline(milliseconds);
    this.#shortDeadline = new Deadline(Math.min(1000, milliseconds));
  }

  tx<T>(run: (tx: Transaction) => Promise<T>, options: { lane?: Deno.KvKey } = {}): Promise<T> {
    if (!options.lane) return this.#transact(run);
    return this.#lanes.run(keyText(options.lane), () => this.#transact(run));
  }

  async get<T>(key: Deno.KvKey): Promise<T | undefined> {
    return toValue<T>(await this.#reader.entry(key));
  }

  async getMany<T extends readonly unknown[]>(
    keys: readonly [...{ [I in keyof T]: Deno.KvKey }],
  ): Promise<{ [I in keyof T]: T[I] | undefined }> {
    if (keys.length <= 10) {
      const entries = await this.#snapshot(keys);
      return entries.map(toValue) as { [I in keyof T]: T[I] | undefined };
    }
    const tens = Array.from(
      { length: Math.ceil(keys.length / 10) },
      (_, index) => keys.slice(index * 10, index * 10 + 10),
    );
    const entries = await Promise.all(tens.map((ten) => this.#snapshot(ten)));
    return entries.flat().map(toValue) as { [I in keyof T]: T[I] | undefined };
  }

  async list<T>(
    selector: Selector,
    options: ListOptions = {},
  ): Promise<{ key: Deno.KvKey; value: T }[]> {
    const entries = await this.#entries(selector, options);
    return entries.map(({ key, value }) => ({ key, value: value as T }));
  }

  close(): void {
    this.#kv.close();
  }

  async #transact<T>(run: (tx: Transaction) => Promise<T>): Promise<T> {
    const marker = keys.transaction(this.#options.ids.next());
    const maxAttempts = this.#options.maxAttempts ?? 40;
    const results: T[] = [];
    let lost: Lost = "conflict";
    for (let number = 1; number <= maxAttempts; number++) {
      if (number > 1) await this.#pause(number);
      const outcome = await this.#attempt(run, marker, number, results).catch((error) => {
        if (isLocked(error)) return { lost: "locked" as const };
        throw error;
      });
      if ("result" in outcome) return outcome.result;
      lost = outcome.lost;
      this.counters[lost === "locked" ? "locked" : "conflicts"] += 1;
    }
    if (lost === "conflict") throw new AppError("conflict", { attempts: maxAttempts });
    const reason = "another process holds the database file";
    throw new AppError("storage_unavailable", { reason, outcome: "not_applied" });
  }

  async #attempt<T>(
    run: (tx: Transaction) => Promise<T>,
    marker: Deno.KvKey,
    number: number,
    results: T[],
  ): Promise<{ result: T } | { lost: Lost }> {
    const attempt = new Attempt(this.#reader, this.#options.headOf);
    const ended = await attempt.run(run);
    if ("error" in ended || !attempt.writes) {
      if (!await this.#isOfOneMoment(attempt)) return { lost: "conflict" };
      if ("error" in ended) throw ended.error;
      return { result: ended.value };
    }
    results[number] = ended.value;
    const outcome = await this.#commit(attempt, marker, number);
    return "applied" in outcome ? { result: results[outcome.applied]! } : outcome;
  }

  /**
   * Whether all that an attempt read was so at one moment: the keys are read again together, and one
   * `getMany` is one moment. That is as good as a commit of the checks alone, and takes no lock.
   */
  async #isOfOneMoment(attempt: Attempt): Promise<boolean> {
    if (!attempt.mayBeTorn) return true;
    const checks = await attempt.checks();
    const now = await this.#snapshot(checks.map(({ key }) => key));
    return checks.every(({ versionstamp }, index) => now[index]!.versionstamp === versionstamp);
  }

  async #commit(attempt: Attempt, marker: Deno.KvKey, number: number): Promise<Outcome> {
    const checks = await attempt.checks();
    const operation = this.#markedOperation(marker, number).check(...checks);
    attempt.addWrites(operation);
    this.counters.commits += 1;
    let lost: Lost = "conflict";
    try {
      const result = await this.#deadline.race(operation.commit());
      if (result.ok) return { applied: number };
    } catch (error) {
      if (!isLocked(error)) return await this.#settle(marker, error);
      lost = "locked";
    }
    const applied = await this.#appliedAttempt(marker, this.#deadline).catch((error) => {
      throw isLocked(error) ? error : withOutcome(error, "unknown");
    });
    if (applied === undefined) return { lost };
    this.counters.recovered += 1;
    return { applied };
  }

  /** After a commit that threw: forbids it, or finds that it was applied, or says that it cannot tell. */
  async #settle(marker: Deno.KvKey, cause: unknown): Promise<Outcome> {
    if (!(cause instanceof AppError)) throw cause;
    let applied: number | undefined;
    try {
      const forbid = this.#markedOperation(marker, 0);
      const result = await this.#shortDeadline.race(forbid.commit());
      applied = result.ok ? 0 : await this.#appliedAttempt(marker, this.#shortDeadline);
    } catch {
      throw withOutcome(cause, "unknown");
    }
    if (applied === 0) throw withOutcome(cause, "not_applied");
    if (applied === undefined) throw withOutcome(cause, "unknown");
    this.counters.recovered += 1;
    return { applied };
  }

  #markedOperation(marker: Deno.KvKey, attempt: number): Deno.AtomicOperation {
    const value: Marker = { writer: this.#writer, attempt };
    return this.#kv.atomic()
      .check({ key: marker, versionstamp: null })
      .set(marker, value, { expireIn: MARKER_LIFETIME_MILLISECONDS });
  }

  async #appliedAttempt(marker: Deno.KvKey, deadline: Deadline): Promise<number | undefined> {
    const found = toValue<Marker>(await deadline.race(this.#kv.get(marker)));
    if (found && found.writer !== this.#writer) {
      throw new Error(`ids.next() gave ${String(marker[1])}, which another transaction has used`);
    }
    return found?.attempt;
  }

  #snapshot(keys: readonly Deno.KvKey[]): Promise<Deno.KvEntryMaybe<unknown>[]> {
    return this.#deadline.race(this.#kv.getMany(keys as Deno.KvKey[]));
  }

  async #entries(selector: Selector, options: ListOptions): Promise<Deno.KvEntry<unknown>[]> {
    const iterator = this.#kv.list(toKvSelector(selector), options);
    const entries: Deno.KvEntry<unknown>[] = [];
    // The store is called once for so many entries, so each of them needs no deadline of its own.
    const readSome = async (): Promise<boolean> => {
      for (let count = 0; count < LIST_BATCH; count += 1) {
        const next = await iterator.next();
        if (next.done) return false;
        entries.push(next.value);
      }
      return true;
    };
    while (await this.#deadline.race(readSome()));
    return entries;
  }

  /** Full jitter: writers that met once should not meet again. */
  #pause(attempt: number): Promise<void> {
    const longest = Math.min(LONGEST_PAUSE_MILLISECONDS, 2 ** attempt);
    return new Promise((resolve) => setTimeout(resolve, this.#options.random() * longest));
  }
}

function withOutcome(error: unknown, outcome: "not_applied" | "unknown"): unknown {
  if (!(error instanceof AppError)) return error;
  return new AppError(error.code, { ...error.details, outcome }, { cause: error.cause });
}
