/** How long Telegram waits for the bot's word on a payment, in milliseconds. */
export const PRE_CHECKOUT_TIME = 10_000;

/** What the bot said of a payment that is about to be made. */
export type PreCheckoutAnswer =
  | { kind: "ok" }
  | { kind: "refused"; message: string }
  | { kind: "late" };

/** Payments that wait for the bot's word. */
export class PreCheckouts {
  readonly #waiting = new Map<string, (answer: PreCheckoutAnswer) => void>();

  constructor(private readonly milliseconds: number) {}

  /** Resolves with the bot's word, or when the time is over. */
  wait(queryId: string): Promise<PreCheckoutAnswer> {
    const { promise, resolve } = Promise.withResolvers<PreCheckoutAnswer>();
    const finish = (answer: PreCheckoutAnswer) => {
      clearTimeout(timer);
      this.#waiting.delete(queryId);
      resolve(answer);
    };
    const timer = setTimeout(() => finish({ kind: "late" }), this.milliseconds);
    this.#waiting.set(queryId, finish);
    return promise;
  }

  /** False where nobody waits for it, any more or at all. */
  answer(queryId: string, answer: PreCheckoutAnswer): boolean {
    const finish = this.#waiting.get(queryId);
    finish?.(answer);
    return finish !== undefined;
  }

  /** Nobody waits any more: the box closes. */
  close(): void {
    for (const finish of this.#waiting.values()) finish({ kind: "late" });
  }
}
