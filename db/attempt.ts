import { compareKeys, keyText, kindOf } from "./key_order.ts";
import { type ListOptions, type Selector, selects } from "./range.ts";
import type { Transaction } from "./tx.ts";

/** The self-hosted server's limit; Deno's own is 100. */
const MAX_CHECKS = 10;

/** How an attempt reads the store; errors are those of `storageError`. */
export interface Reader {
  entry(key: Deno.KvKey): Promise<Deno.KvEntryMaybe<unknown>>;
  entries(selector: Selector, options: ListOptions): Promise<Deno.KvEntry<unknown>[]>;
}

export type HeadOf = (key: Deno.KvKey) => Deno.KvKey | undefined;

type Write = { key: Deno.KvKey } & ({ value: unknown; expireIn?: number } | { deleted: true });

interface Read {
  key: Deno.KvKey;
  entry: Promise<Deno.KvEntryMaybe<unknown>>;
}

/** How the caller's function ended: with a value or with an error of its own. */
export type Ended<T> = { value: T } | { error: unknown };

/** One run of a transaction's function: what it read becomes checks, what it wrote mutations. */
export class Attempt implements Transaction {
  #reads = new Map<string, Read>();
  #writes = new Map<string, Write>();
  /** What was listed, so that a range which is asked for again is not read again. */
  #ranges = new Map<string, Promise<Deno.KvEntry<unknown>[]>>();
  #failure: { error: unknown } | undefined;
  #over = false;

  constructor(readonly reader: Reader, readonly headOf: HeadOf) {}

  /**
   * Runs the function to its end. An error of the store or of the use of this transaction is thrown,
   * also where the function caught it: what it decided afterwards stands on nothing.
   */
  async run<T>(run: (tx: Transaction) => Promise<T>): Promise<Ended<T>> {
    let ended: Ended<T>;
    try {
      ended = { value: await run(this) };
    } catch (error) {
      ended = { error };
    }
    this.#over = true;
    await Promise.allSettled([...this.#reads.values()].map(({ entry }) => entry));
    if (this.#failure) throw this.#failure.error;
    return ended;
  }

  get writes(): boolean {
    return this.#writes.size > 0;
  }

  /** Whether what was read may be of different moments; one key by itself is always of one. */
  get mayBeTorn(): boolean {
    return this.#reads.size > 1 || this.#ranges.size > 0;
  }

  /** What the commit must check: each key that was read is as it was. */
  async checks(): Promise<Deno.AtomicCheck[]> {
    const entries = await Promise.all([...this.#reads.values()].map(({ entry }) => entry));
    return entries.map(({ key, versionstamp }) => ({ key, versionstamp }));
  }

  /** Adds the writes, and a write to the head of every range that they touch. */
  addWrites(operation: Deno.AtomicOperation): void {
    const heads = new Map<string, Deno.KvKey>();
    for (const write of this.#writes.values()) {
      if ("deleted" in write) operation.delete(write.key);
      else if (write.expireIn === undefined) operation.set(write.key, write.value);
      else operation.set(write.key, write.value, { expireIn: write.expireIn });
      const head = this.headOf(write.key);
      if (head) heads.set(keyText(head), head);
    }
    for (const [text, head] of heads) {
      // Any write gives the head a new versionstamp, and that is all that readers check.
      if (!this.#writes.has(text)) operation.set(head, true);
    }
  }

  get<T>(key: Deno.KvKey): Promise<T | undefined> {
    return this.#guard(async () => {
      const write = this.#writes.get(keyText(key));
      if (write) return valueOf<T>(write);
      return toValue<T>(await this.#checked(key));
    });
  }

  peek<T>(key: Deno.KvKey): Promise<T | undefined> {
    return this.#guard(async () => {
      const text = keyText(key);
      const write = this.#writes.get(text);
      if (write) return valueOf<T>(write);
      return toValue<T>(await (this.#reads.get(text)?.entry ?? this.reader.entry(key)));
    });
  }

  list<T>(
    selector: Selector,
    head: Deno.KvKey,
    options: ListOptions = {},
  ): Promise<{ key: Deno.KvKey; value: T }[]> {
    return this.#guard(async () => {
      this.#requireHead(selector.prefix, head);
      const own = [...this.#writes.values()].filter(({ key }) => selects(selector, key));
      // The head first: if it is unchanged at the commit, so was the range while it was read.
      await this.#checked(head);
      const limit = options.limit === undefined ? undefined : options.limit + own.length;
      const stored = await this.#entries(selector, { ...options, limit });
      const wrong = stored.find(({ key }) => !sameKey(this.headOf(key), head));
      if (wrong) {
        throw new Error(`a list from ${kindOf(selector.prefix)} reaches keys of another head`);
      }
      return merge<T>(stored, own, options);
    });
  }

  #entries(selector: Selector, options: ListOptions): Promise<Deno.KvEntry<unknown>[]> {
    const { prefix, start, end } = selector;
    const bounds = [prefix, start, end].map((key) => key && keyText(key));
    const text = JSON.stringify([bounds, options.limit, options.reverse]);
    const known = this.#ranges.get(text);
    if (known) return known;
    const entries = this.reader.entries(selector, options);
    this.#ranges.set(text, entries);
    return entries;
  }

  set(key: Deno.KvKey, value: unknown, options: { expireIn?: number } = {}): void {
    this.#write({ key, value, expireIn: options.expireIn });
  }

  delete(key: Deno.KvKey): void {
    this.#write({ key, deleted: true });
  }

  #write(write: Write): void {
    try {
      this.#requireOpen();
      this.#writes.set(keyText(write.key), write);
      this.#requireRoom(this.#readKeys());
    } catch (error) {
      this.#failure ??= { error };
      throw error;
    }
  }

  async #guard<T>(read: () => Promise<T>): Promise<T> {
    try {
      this.#requireOpen();
      return await read();
    } catch (error) {
      this.#failure ??= { error };
      throw error;
    }
  }

  #checked(key: Deno.KvKey): Promise<Deno.KvEntryMaybe<unknown>> {
    const text = keyText(key);
    const known = this.#reads.get(text);
    if (known) return known.entry;
    this.#requireRoom([...this.#readKeys(), key]);
    const entry = this.reader.entry(key);
    this.#reads.set(text, { key, entry });
    return entry;
  }

  #requireOpen(): void {
    if (this.#over) {
      throw new Error("the transaction is over: await everything inside its function");
    }
  }

  #requireRoom(reads: Deno.KvKey[]): void {
    // The commit of a transaction that writes also checks its own marker.
    if (reads.length + (this.writes ? 1 : 0) <= MAX_CHECKS) return;
    throw new Error(
      `a transaction may check ${MAX_CHECKS} keys, its own marker among them when it writes; ` +
        `this one ${this.writes ? "writes and " : ""}reads ${reads.map(kindOf).join(", ")}`,
    );
  }

  #readKeys(): Deno.KvKey[] {
    return [...this.#reads.values()].map(({ key }) => key);
  }

  /**
   * Decided with made-up keys below the prefix, because the range may be empty: a range lies under a
   * head when such a key, of some length, has that head and none has another.
   */
  #requireHead(prefix: Deno.KvKey, head: Deno.KvKey | undefined): void {
    if (head === undefined) {
      throw new Error(`a list from ${kindOf(prefix)} needs the head of its range`);
    }
    const heads = [0, 1, 2, 3].map((extra) =>
      this.headOf([...prefix, ...new Array<string>(extra).fill("")])
    ).filter((found) => found !== undefined);
    if (heads.length > 0 && heads.every((found) => sameKey(found, head))) return;
    throw new Error(
      `a list from ${kindOf(prefix)} got ${
        kindOf(head)
      } as its head, which is not the head of that range`,
    );
  }
}

function sameKey(left: Deno.KvKey | undefined, right: Deno.KvKey): boolean {
  return left !== undefined && compareKeys(left, right) === 0;
}

function valueOf<T>(write: Write): T | undefined {
  return "deleted" in write ? undefined : write.value as T;
}

/** The value of an entry, or undefined where there is none. */
export function toValue<T>(entry: Deno.KvEntryMaybe<unknown>): T | undefined {
  return entry.versionstamp === null ? undefined : entry.value as T;
}

function merge<T>(
  stored: Deno.KvEntry<unknown>[],
  own: Write[],
  { limit, reverse }: ListOptions,
): { key: Deno.KvKey; value: T }[] {
  const entries = new Map(
    stored.map(({ key, value }) => [keyText(key), { key, value: value as T }]),
  );
  for (const write of own) {
    if ("deleted" in write) entries.delete(keyText(write.key));
    else entries.set(keyText(write.key), { key: write.key, value: write.value as T });
  }
  const merged = [...entries.values()];
  if (own.length > 0) {
    merged.sort((left, right) => compareKeys(left.key, right.key) * (reverse ? -1 : 1));
  }
  return merged.slice(0, limit);
}
