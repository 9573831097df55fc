import type { Clock } from "../services/ports.ts";

/** Answers of the outside that are still recent: at most `most` of them, each for a time. */
export class Recent<Value> {
  readonly #kept = new Map<string, { value: Value; until: number }>();

  /** `milliseconds` is how long an answer counts as recent. */
  constructor(
    private readonly clock: Clock,
    private readonly milliseconds: number,
    private readonly most = 500,
  ) {}

  /** The recent answer for this key, else a new one; errors are not kept. */
  async get(key: string, make: () => Promise<Value>): Promise<Value> {
    const kept = this.#kept.get(key);
    const now = this.clock.now();
    // A clock that was set back must not make an answer last for ever.
    if (kept && now < kept.until && kept.until - now <= this.milliseconds) return kept.value;
    const value = await make();
    this.#kept.delete(key);
    this.#kept.set(key, { value, until: this.clock.now() + this.milliseconds });
    if (this.#kept.size > this.most) this.#kept.delete(this.#kept.keys().next().value!);
    return value;
  }
}
