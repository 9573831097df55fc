/**
 * Notices that an answer does not come, and asks again: first in the same connection, then in a new one;
 * a model that is silent then too is given up.
 */
import type { AnswerWatcher, AskKind, LiveModel } from "./gemini_live.ts";

/** In milliseconds. */
export interface StallTimes {
  /** From the end of what was said (or sent) until it is asked again … */
  askAgain: number;
  /** … from then until the connection is dropped and resumed … */
  restart: number;
  /** … and from then until the model is given up. */
  giveUp: number;
}

/** For reading what came, in milliseconds. */
const TO_READ = 100;

export const STALL_TIMES: StallTimes = { askAgain: 4_000, restart: 4_000, giveUp: 8_000 };

/** Whom a stall concerns. */
export interface StallOptions {
  times?: StallTimes;
  /** It is asked again now: the app is told `asking_again`. */
  onAskingAgain?: (kind: AskKind) => void;
  /** It was asked again in vain, in a new connection too. */
  onGivenUp?: () => void;
}

/** Watches one model until it is closed. */
export class StallWatch implements AnswerWatcher {
  #timer: ReturnType<typeof setTimeout> | undefined;
  /** How often the answer that is due was asked for again. */
  #tries = 0;
  readonly #times: StallTimes;
  readonly #unwatch: () => void;

  constructor(
    private readonly model: Pick<LiveModel, "watch" | "askAgain" | "restart" | "open">,
    private readonly options: StallOptions = {},
  ) {
    this.#times = options.times ?? STALL_TIMES;
    this.#unwatch = model.watch(this);
  }

  asked(kind: AskKind, quiet: number): void {
    this.#tries = 0;
    this.#wait(kind, this.#times.askAgain - quiet);
  }

  settled(): void {
    clearTimeout(this.#timer);
  }

  close(): void {
    clearTimeout(this.#timer);
    this.#unwatch();
  }

  #wait(kind: AskKind, milliseconds: number): void {
    clearTimeout(this.#timer);
    // In two steps: where this process was held up, the answer may be there and only not be read yet.
    this.#timer = setTimeout(() => {
      this.#timer = setTimeout(() => this.#stalled(kind), TO_READ);
    }, milliseconds - TO_READ);
  }

  #stalled(kind: AskKind): void {
    // While the connection is being found again the answer cannot come; that is told by other words.
    if (!this.model.open) return this.#wait(kind, this.#times.askAgain);
    this.#tries++;
    if (this.#tries === 1) {
      this.options.onAskingAgain?.(kind);
      this.model.askAgain();
      this.#wait(kind, this.#times.restart);
    } else if (this.#tries === 2) {
      this.model.restart();
      this.#wait(kind, this.#times.giveUp);
    } else this.options.onGivenUp?.();
  }
}
