/** One connection to Gemini Live: opened or failed in bounded time, and its end told whatever its kind. */
import {
  GoogleGenAI,
  type LiveConnectConfig,
  type LiveServerMessage,
  type Session,
} from "@google/genai";

/** Why the live model cannot be had. */
export type LiveFailure =
  /** Too many requests, or the quota is used up (429, RESOURCE_EXHAUSTED). */
  | "quota"
  /** Down, overloaded or out of reach. */
  | "unavailable"
  /** The key, the model's name or the setup is refused; trying again changes nothing. */
  | "refused";

/** An attempt that failed, or the end of a connection. */
export class LiveEnded extends Error {
  constructor(
    /** Close code of the WebSocket, or HTTP status where it never opened; 0 if neither came. */
    readonly code: number,
    readonly reason: string,
  ) {
    super(`Gemini Live ended with ${code}`);
  }

  get failure(): LiveFailure {
    if (this.code === 429 || /quota|exhausted|rate limit/i.test(this.reason)) return "quota";
    const refused = [400, 401, 403, 404, 1007, 1008].includes(this.code);
    return refused || /api key|not found|not supported/i.test(this.reason)
      ? "refused"
      : "unavailable";
  }

  /** Whether trying again is of no use: refused, or the day's quota is gone. */
  get final(): boolean {
    return this.failure === "refused" || /PerDay/i.test(this.reason);
  }
}

/** Where and as what to connect. */
export interface LiveAddress {
  apiKey: string;
  model: string;
  /** Address of the API; null for Google's own. */
  baseUrl: string | null;
}

/** An open connection. */
export interface LiveConnection {
  session: Session;
  /** Nothing that is sent when this is false arrives. */
  readonly open: boolean;
  /** Settles when it is over, also when it was closed from here. */
  readonly ended: Promise<LiveEnded>;
  close(): void;
}

/** The part of the package's own WebSocket that is needed; it is not exported. */
interface Conn {
  ws?: { readyState: number; terminate(): void };
}

const OPEN = 1;

/**
 * Connects and waits for `setupComplete`.
 *
 * The package's own `connect` never settles when the server refuses the upgrade, or closes before
 * `setupComplete`; here both throw `LiveEnded`, and so does silence of `timeout` milliseconds.
 */
export async function openLive(
  address: LiveAddress,
  config: LiveConnectConfig,
  timeout: number,
  received: (message: LiveServerMessage) => void,
): Promise<LiveConnection> {
  const client = new GoogleGenAI({
    apiKey: address.apiKey,
    httpOptions: address.baseUrl === null ? {} : { baseUrl: address.baseUrl },
  });
  const conn = catchSocket(client);
  const ended = Promise.withResolvers<LiveEnded>();
  let status = 0;
  const timer = setTimeout(() => ended.resolve(new LiveEnded(0, "no answer in time")), timeout);
  const connecting = client.live.connect({
    model: address.model,
    config,
    callbacks: {
      onmessage: received,
      // A refused upgrade: "Unexpected server response: 429"; the close that follows says only 1006.
      onerror: (event) => status = Number(/response: (\d{3})/.exec(event.message)?.[1] ?? 0),
      onclose: (event) => ended.resolve(new LiveEnded(status || event.code, event.reason)),
    },
  });
  const first = await Promise.race([
    connecting.catch((error) => new LiveEnded(0, String(error))),
    ended.promise,
  ]);
  clearTimeout(timer);
  if (first instanceof LiveEnded) {
    conn.current?.ws?.terminate();
    throw first;
  }
  return {
    session: first,
    get open() {
      return conn.current?.ws?.readyState === OPEN;
    },
    ended: ended.promise,
    close: () => first.close(),
  };
}

/** Keeps the socket that the package opens, so that one that never answers can be dropped. */
function catchSocket(client: GoogleGenAI): { current?: Conn } {
  const caught: { current?: Conn } = {};
  const live = client.live as unknown as {
    webSocketFactory: { create(...given: unknown[]): Conn };
  };
  const factory = live.webSocketFactory;
  live.webSocketFactory = {
    create: (...given) => caught.current = factory.create(...given),
  };
  return caught;
}
