/** What a test, or a person at the box, tells the stand-in to hear, to say and to break. */

/** An answer instead of the brain's. */
export interface LiveScript {
  /** Spoken. */
  text?: string;
  /** Tools called in parallel, after the text where there is one. */
  calls?: { name: string; arguments?: Record<string, unknown> }[];
  /** Nothing is said and the turn never ends. */
  silent?: boolean;
  /** The pause before the answer, in milliseconds. */
  after?: number;
}

/** Where the next silence falls: the model takes what is sent and answers nothing any more. */
export type Stall = "interruption" | "tool";

/** What happens to the next sessions that are asked for. */
export interface ConnectionRefusal {
  /** An HTTP status instead of the upgrade, `hang` for no answer at all, `drop` for a lost line. */
  with: number | "hang" | "drop";
  /** 1 by default. */
  times?: number;
}

const KEPT = 500;

/** The queues of scripts, taken by whichever session comes first. */
export class LiveScripts {
  readonly #heard: string[] = [];
  readonly #answers: LiveScript[] = [];
  readonly #refusals: (ConnectionRefusal & { times: number })[] = [];
  readonly #stalls = new Set<Stall>();

  hears(words: readonly string[]): void {
    this.#heard.push(...words);
    this.#heard.splice(0, this.#heard.length - KEPT);
  }

  says(answer: LiveScript): void {
    this.#answers.push(answer);
    this.#answers.splice(0, this.#answers.length - KEPT);
  }

  refuse(refusal: ConnectionRefusal): void {
    this.#refusals.push({ times: 1, ...refusal });
  }

  stall(after: Stall): void {
    this.#stalls.add(after);
  }

  /** The words of the next utterance; undefined where none were scripted. */
  nextHeard(): string | undefined {
    return this.#heard.shift();
  }

  nextAnswer(): LiveScript | undefined {
    return this.#answers.shift();
  }

  nextRefusal(): ConnectionRefusal | undefined {
    const refusal = this.#refusals[0];
    if (!refusal) return undefined;
    refusal.times -= 1;
    if (refusal.times <= 0) this.#refusals.shift();
    return refusal;
  }

  /** Whether the model is to fall silent here; it does so once. */
  takeStall(after: Stall): boolean {
    return this.#stalls.delete(after);
  }

  clear(): void {
    this.#heard.length = this.#answers.length = this.#refusals.length = 0;
    this.#stalls.clear();
  }
}
