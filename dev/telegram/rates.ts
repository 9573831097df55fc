/**
 * How much a bot may send.
 *
 * The Bot API FAQ promises about one message a second to one chat and about thirty a second
 * overall, and says that short bursts may go over the first; it does not say by how much. The burst
 * of ten is this box's choice: enough for a lively dialogue, too little for a loop without a queue.
 */
export interface RateLimits {
  perChatPerSecond: number;
  perChatBurst: number;
  overallPerSecond: number;
  overallBurst: number;
}

export const RATE_LIMITS: Readonly<RateLimits> = {
  perChatPerSecond: 1,
  perChatBurst: 10,
  overallPerSecond: 30,
  overallBurst: 30,
};

interface Bucket {
  tokens: number;
  at: number;
}

/** Counts what is sent: a bucket of tokens for each chat and one for all of them. */
export class Rates {
  readonly #chats = new Map<number, Bucket>();
  readonly #overall: Bucket;

  /** `now` is real time in milliseconds: a clock that a person moves must not lift the limits. */
  constructor(private readonly limits: RateLimits, private readonly now: () => number) {
    this.#overall = { tokens: limits.overallBurst, at: now() };
  }

  /** Takes one message to `chatId`: 0 if it may go out, else the whole seconds to wait. */
  take(chatId: number): number {
    const { perChatPerSecond, perChatBurst, overallPerSecond, overallBurst } = this.limits;
    const chat = this.#chats.get(chatId) ?? { tokens: perChatBurst, at: this.now() };
    this.#chats.set(chatId, chat);
    this.#refill(chat, perChatPerSecond, perChatBurst);
    this.#refill(this.#overall, overallPerSecond, overallBurst);
    const wait = Math.max(
      (1 - chat.tokens) / perChatPerSecond,
      (1 - this.#overall.tokens) / overallPerSecond,
    );
    if (wait > 0) return Math.max(1, Math.ceil(wait));
    chat.tokens -= 1;
    this.#overall.tokens -= 1;
    return 0;
  }

  #refill(bucket: Bucket, perSecond: number, burst: number): void {
    const now = this.now();
    bucket.tokens = Math.min(burst, bucket.tokens + (now - bucket.at) / 1000 * perSecond);
    bucket.at = now;
  }
}
