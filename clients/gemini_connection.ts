import type { Fetch } from "@google/genai/web";

/**
 * One HTTP exchange with Gemini, as `@google/genai` makes it.
 *
 * The SDK's own `timeout` bounds a whole answer and it leaves an abandoned stream open, so the time
 * without a byte is watched here and the exchange is ended here.
 */
export class GeminiConnection {
  /** Nothing came for the allowed time. */
  silent = false;
  /** The status line and headers came. */
  answered = false;
  /** The network failed: refused, unknown host, or closed before the end. */
  broken = false;

  /**
   * Held as long as the connection: Deno keeps it weakly, and once it is collected an abort does not
   * reach its body any more (seen with 2.5.7 and 2.9.6).
   */
  #response: Response | undefined;
  readonly #controller = new AbortController();
  readonly #abort = () => this.#controller.abort();

  /**
   * @param caller ends the exchange at once when it aborts
   * @param silenceMilliseconds the longest time without a byte
   */
  constructor(private readonly caller: AbortSignal, private readonly silenceMilliseconds: number) {
    if (caller.aborted) this.#abort();
    caller.addEventListener("abort", this.#abort);
  }

  /** For the SDK's `abortSignal`. */
  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** For the SDK's `httpOptions.fetch`. A redirect is an error: it would carry the key elsewhere. */
  readonly fetch: Fetch = async (input, init) => {
    // Deno 2.5 knows another RequestInit in packages than in our own files.
    const asked = { ...init, redirect: "error" } as RequestInit;
    const response = await this.#hear(fetch(input, asked));
    this.answered = true;
    this.#response = response;
    return new Response(response.body && this.#watch(response.body), response);
  };

  /** Ends the exchange if it is still open. */
  close(): void {
    this.caller.removeEventListener("abort", this.#abort);
    this.#abort();
  }

  #watch(body: ReadableStream<Uint8Array<ArrayBuffer>>): ReadableStream<Uint8Array<ArrayBuffer>> {
    const reader = body.getReader();
    return new ReadableStream({
      pull: async (controller) => {
        const { done, value } = await this.#hear(reader.read());
        if (done) controller.close();
        else controller.enqueue(value);
      },
      cancel: (reason) => reader.cancel(reason),
      // Read only when asked: a slow reader is not a silent model.
    }, { highWaterMark: 0 });
  }

  async #hear<T>(next: Promise<T>): Promise<T> {
    const timer = setTimeout(() => {
      this.silent = true;
      this.#abort();
    }, this.silenceMilliseconds);
    try {
      return await next;
    } catch (error) {
      this.broken = true;
      throw error;
    } finally {
      clearTimeout(timer);
    }
  }
}
