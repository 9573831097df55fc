/** What was said so far in sessions that may be resumed, by their handles. */
import type { Content } from "../protocol.ts";

interface Talk {
  contents: Content[];
  at: number;
}

/** https://ai.google.dev/gemini-api/docs/live-session: a handle is good for two hours. */
const LIFETIME = 2 * 60 * 60_000;
const MOST = 500;

/** The newest handles; an older one is as unknown as one that never was. */
export class Talks {
  readonly #talks = new Map<string, Talk>();
  #next = 1;

  /** Keeps a talk as it is now and gives it a handle. */
  keep(contents: readonly Content[]): string {
    const handle = `handle-${this.#next++}`;
    this.#talks.set(handle, { contents: [...contents], at: Date.now() });
    for (const oldest of this.#talks.keys()) {
      if (this.#talks.size <= MOST) break;
      this.#talks.delete(oldest);
    }
    return handle;
  }

  /** The talk of a handle, unless it is unknown or too old. */
  find(handle: string): Content[] | undefined {
    const talk = this.#talks.get(handle);
    return talk && Date.now() - talk.at < LIFETIME ? [...talk.contents] : undefined;
  }

  /** Makes every handle unknown. */
  forget(): void {
    this.#talks.clear();
  }
}
