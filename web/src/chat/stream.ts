/**
 * An answer as a stream of Server-Sent Events over fetch, picked up again where it broke.
 *
 * `EventSource` cannot send a POST or a header, so the format is read here (WHATWG HTML, 9.2.6).
 */
import type { ChatEvent } from "../../../routes/schemas.ts";
import { ApiError } from "../api.ts";

/** One event as it came over the wire; `data` is not parsed yet. */
export interface WireEvent {
  id: string;
  event: string;
  data: string;
}

/** Calls `onEvent` for each whole event in the bytes given so far; comments and unknown fields pass. */
export function createParser(onEvent: (event: WireEvent) => void): (bytes: Uint8Array) => void {
  const decoder = new TextDecoder();
  let rest = "", id = "", event = "", data: string[] = [];

  function line(text: string): void {
    if (text === "") {
      if (data.length > 0) onEvent({ id, event: event || "message", data: data.join("\n") });
      event = "";
      data = [];
      return;
    }
    const colon = text.indexOf(":");
    if (colon === 0) return;
    const name = colon < 0 ? text : text.slice(0, colon);
    const value = colon < 0 ? "" : text.slice(colon + 1).replace(/^ /, "");
    if (name === "data") data.push(value);
    else if (name === "event") event = value;
    else if (name === "id" && !value.includes("\0")) id = value;
  }

  return (bytes) => {
    rest += decoder.decode(bytes, { stream: true });
    // A carriage return at the very end may be half of a CRLF: it waits for what follows.
    const lines = rest.split(/\r\n|\n|\r(?!$)/);
    rest = lines.pop() ?? "";
    lines.forEach(line);
  };
}

export interface FollowOptions {
  /** Asks for the stream from after event `lastEventId`; 0 means from the start. */
  open(lastEventId: number, signal: AbortSignal): Promise<Response>;
  signal: AbortSignal;
  /** Waits before attempt `attempt`, from 1. */
  wait(attempt: number, signal: AbortSignal): Promise<void>;
  /** Told when the stream breaks and when it runs again. */
  onBroken?(broken: boolean): void;
  /** Attempts without a single new event before giving up. */
  attempts?: number;
  /** Milliseconds without a byte after which the stream counts as broken; pings come every 15 s. */
  silence?: number;
}

/**
 * The events of one answer, each once and in order, up to and with `done`.
 *
 * @throws {ApiError} what the service refused, or the last failure when all attempts are used up
 * @throws {DOMException} `AbortError` once `signal` fired
 */
export async function* follow(options: FollowOptions): AsyncGenerator<ChatEvent> {
  const { signal, attempts = 10, silence = 40_000 } = options;
  let lastEventId = 0;
  for (let attempt = 0;;) {
    if (signal.aborted) throw new DOMException("The answer was given up", "AbortError");
    let failure = new ApiError(0, "offline", "");
    try {
      const response = await options.open(lastEventId, signal);
      for await (const wire of read(response, silence, signal)) {
        const eventId = Number(wire.id);
        if (!(eventId > lastEventId)) continue;
        lastEventId = eventId;
        if (attempt > 0) options.onBroken?.(false);
        attempt = 0;
        const event = { id: eventId, name: wire.event, data: JSON.parse(wire.data) } as ChatEvent;
        yield event;
        if (event.name === "done") return;
      }
    } catch (error) {
      if (signal.aborted) throw error;
      if (error instanceof ApiError) {
        if (!error.passing) throw error;
        failure = error;
      }
    }
    if (signal.aborted) throw new DOMException("The answer was given up", "AbortError");
    if (++attempt > attempts) throw failure;
    options.onBroken?.(true);
    await options.wait(attempt, signal);
  }
}

/**
 * The events of one response as they come, to its end.
 *
 * @param silence milliseconds without a byte after which it is given up
 */
export async function* read(
  response: Response,
  silence: number,
  signal: AbortSignal,
): AsyncGenerator<WireEvent> {
  const reader = response.body?.getReader();
  if (!reader) return;
  const whole: WireEvent[] = [];
  const feed = createParser((event) => whole.push(event));
  const give = () => void reader.cancel().catch(() => {});
  signal.addEventListener("abort", give);
  try {
    while (true) {
      const watch = setTimeout(give, silence);
      const { done, value } = await reader.read().finally(() => clearTimeout(watch));
      if (done) return;
      feed(value);
      yield* whole.splice(0);
    }
  } finally {
    signal.removeEventListener("abort", give);
    give();
  }
}
