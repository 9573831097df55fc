/** Everything the box keeps lives below this prefix. */
const PREFIX = "telegram";
/** So many values of at most 64 KiB stay below Deno KV's limit of 800 KiB for one commit. */
const VALUES_PER_COMMIT = 10;

/** A key below the box's own prefix, for example `["message", 1001, 7]`. */
export type StorageKey = (string | number)[];

/**
 * Where the box writes down what must survive a restart; without a `Deno.Kv` it forgets.
 *
 * The box works in memory and one process owns it, so writes are plain sets: they are collected,
 * and `flush` commits them in their order before an answer goes out.
 */
export class Storage {
  readonly #pending = new Map<string, { key: StorageKey; value: unknown }>();
  #tail: Promise<void> = Promise.resolve();

  constructor(private readonly kv: Deno.Kv | undefined) {}

  /** Notes a value as it is now; `undefined` deletes. */
  put(key: StorageKey, value: unknown): void {
    if (!this.kv) return;
    const id = JSON.stringify(key);
    this.#pending.delete(id);
    this.#pending.set(id, { key, value: structuredClone(value) });
  }

  /** Resolves when everything noted so far is committed. */
  flush(): Promise<void> {
    this.#tail = this.#tail.catch(() => {}).then(() => this.#commit());
    return this.#tail;
  }

  /** Everything kept under a kind, in the order of its keys. */
  async load<T>(kind: string): Promise<{ key: StorageKey; value: T }[]> {
    if (!this.kv) return [];
    const found: { key: StorageKey; value: T }[] = [];
    for await (const entry of this.kv.list<T>({ prefix: [PREFIX, kind] })) {
      found.push({ key: entry.key.slice(1) as StorageKey, value: entry.value });
    }
    return found;
  }

  async #commit(): Promise<void> {
    const { kv } = this;
    if (!kv) return;
    while (this.#pending.size > 0) {
      const batch = [...this.#pending].slice(0, VALUES_PER_COMMIT);
      const commit = kv.atomic();
      for (const [id, { key, value }] of batch) {
        this.#pending.delete(id);
        if (value === undefined) commit.delete([PREFIX, ...key]);
        else commit.set([PREFIX, ...key], value);
      }
      await commit.commit();
    }
  }
}
