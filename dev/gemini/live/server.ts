/** Gemini Live over WebSocket, as far as a call uses it. */
import type { IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";
// @ts-types="npm:@types/ws@^8.18.2"
import { type WebSocket, WebSocketServer } from "ws";
import type { Faults } from "../../faults.ts";
import { pause } from "../../pause.ts";
import { Closing, readMessage } from "./messages.ts";
import { type LiveRecord, newRecord } from "./record.ts";
import { type ConnectionRefusal, type LiveScript, LiveScripts, type Stall } from "./script.ts";
import { LiveSession } from "./session.ts";
import { Talks } from "./talks.ts";

export interface LiveOptions {
  /** The only key that is accepted; any key where it is absent. */
  apiKey?: string;
  /** How much faster than it sounds speech is sent; 5 by default, `Infinity` without a pause. */
  pace?: number;
  /** How many times as fast as it does by itself the voice speaks; 1 by default. */
  tempo?: number;
  /** The sound is short silence, which costs nothing to make; false by default. */
  muted?: boolean;
  /** `turnComplete` waits until what was sent has sounded; it does not by default. */
  waitsForPlayback?: boolean;
  /** How long a connection may be, in milliseconds; ten minutes by default. */
  sessionMilliseconds?: number;
  /** How long before its end `goAway` is sent, in milliseconds; 50 seconds by default. */
  goAwayMilliseconds?: number;
}

/** The live model of a stand-in, for tests and people to steer. */
export interface GeminiLive {
  /** What the next utterances that are detected are taken for; `""` is a noise without words. */
  hears(...words: string[]): void;
  /** Makes the model answer as told instead of thinking; scripts are used in their order. */
  says(answer: LiveScript): void;
  /** Falls silent once: after the next interruption, or after the next results of tools. */
  stall(after: Stall): void;
  /** Turns the next connections away. */
  refuse(refusal: ConnectionRefusal): void;
  /** Announces the end of the open connections and closes them when the time is over. */
  goAway(seconds: number): void;
  /** Closes the open connections with a code; 1006 drops them without a word. */
  break(code: number, reason?: string): void;
  /** Makes every resumption handle unknown. */
  forgetTalks(): void;
  /** Drops every script that was not used. */
  clear(): void;
  /** The last connections, oldest first. */
  sessions(): readonly LiveRecord[];
}

/** The live part of a stand-in's server. */
export interface LiveServer {
  live: GeminiLive;
  upgrade(incoming: IncomingMessage, socket: Duplex, head: Uint8Array): void;
  close(): void;
}

const PATH =
  /^\/ws\/google\.ai\.generativelanguage\.v1(?:beta|alpha)?\.GenerativeService\.BidiGenerateContent$/;
const LARGEST_MESSAGE = 1024 * 1024;
const KEPT_SESSIONS = 100;
/** A close frame has room for no more, in bytes. */
const LONGEST_REASON = 123;

interface Connection {
  socket: WebSocket;
  record: LiveRecord;
  goAway(milliseconds: number): void;
  end(code: number, reason?: string): void;
}

/** Makes the live part; `faults` are those of the whole stand-in. */
export function createLive(options: LiveOptions, faults: Faults): LiveServer {
  const { sessionMilliseconds = 600_000, goAwayMilliseconds = 50_000 } = options;
  const scripts = new LiveScripts();
  const talks = new Talks();
  const records: LiveRecord[] = [];
  const connections = new Set<Connection>();
  const hanging = new Set<Duplex>();
  const closing = new AbortController();
  const sockets = new WebSocketServer({ noServer: true, maxPayload: LARGEST_MESSAGE });
  let next = 1;

  return {
    live: {
      hears: (...words) => scripts.hears(words),
      says: (answer) => scripts.says(answer),
      stall: (after) => scripts.stall(after),
      refuse: (refusal) => scripts.refuse(refusal),
      goAway: (seconds) => connections.forEach((each) => each.goAway(seconds * 1000)),
      break: (code, reason) => connections.forEach((each) => each.end(code, reason)),
      forgetTalks: () => talks.forget(),
      clear: () => scripts.clear(),
      sessions: () => records,
    },
    upgrade(incoming, socket, head) {
      admit(incoming, socket, head).catch(() => socket.destroy());
    },
    close() {
      closing.abort();
      for (const connection of connections) connection.socket.terminate();
      for (const socket of hanging) socket.destroy();
      sockets.close();
    },
  };

  async function admit(incoming: IncomingMessage, socket: Duplex, head: Uint8Array) {
    socket.on("error", () => socket.destroy());
    // The SDK sends a double slash before `ws`.
    const url = new URL((incoming.url ?? "/").replace(/^\/+/, "/"), "http://stand-in");
    if (!PATH.test(url.pathname)) return refuse(socket, 404);
    const refusal = scripts.nextRefusal()?.with ?? await nextFault();
    if (refusal === "hang") {
      socket.once("close", () => hanging.delete(socket));
      return void hanging.add(socket);
    }
    if (refusal === "drop") return void socket.destroy();
    if (refusal !== undefined) return refuse(socket, refusal);
    const key = url.searchParams.get("key") ?? incoming.headers["x-goog-api-key"];
    sockets.handleUpgrade(incoming, socket, head as never, (webSocket) => {
      const connection = connect(webSocket);
      if (options.apiKey !== undefined && key !== options.apiKey) {
        connection.end(1007, "API key not valid. Please pass a valid API key.");
      }
    });
  }

  /** What the next fault for connections says. */
  async function nextFault(): Promise<ConnectionRefusal["with"] | undefined> {
    const fault = faults.take("live:connect");
    if (fault?.kind === "slow") await pause(fault.milliseconds ?? 0, closing.signal);
    if (fault?.kind === "status") return fault.status ?? 500;
    return fault && fault.kind !== "slow" && fault.kind !== "duplicate" ? "drop" : undefined;
  }

  function connect(socket: WebSocket): Connection {
    const record = newRecord(next++);
    records.push(record);
    records.splice(0, records.length - KEPT_SESSIONS);
    const timers: ReturnType<typeof setTimeout>[] = [];
    const connection: Connection = {
      socket,
      record,
      goAway(milliseconds) {
        send({ goAway: { timeLeft: `${milliseconds / 1000}s` } });
        const end = () => connection.end(1011, "Deadline expired before operation could complete.");
        timers.push(setTimeout(end, milliseconds));
      },
      end(code, reason = "") {
        record.closed ??= { code, reason, by: "service" };
        session.close();
        if (code === 1006) return socket.terminate();
        socket.close(code, fitting(reason));
      },
    };
    const session = new LiveSession({
      send,
      fail: (error) => connection.end(1011, `Internal error encountered. ${error}`),
      scripts,
      talks,
      pace: options.pace ?? 5,
      tempo: options.tempo ?? 1,
      muted: options.muted ?? false,
      waitsForPlayback: options.waitsForPlayback ?? false,
    }, record);
    connections.add(connection);
    timers.push(setTimeout(
      () => connection.goAway(goAwayMilliseconds),
      Math.max(0, sessionMilliseconds - goAwayMilliseconds),
    ));
    answerEmptyClose(socket);
    socket.on("message", (data) => take(connection, session, String(data)));
    socket.on("error", () => socket.terminate());
    socket.on("close", (code, reason) => {
      timers.forEach(clearTimeout);
      session.close();
      record.open = false;
      record.closed ??= { code, reason: String(reason), by: "client" };
      connections.delete(connection);
    });
    return connection;

    function send(message: unknown) {
      // Gemini sends its JSON in binary frames.
      if (socket.readyState === socket.OPEN) {
        socket.send(new TextEncoder().encode(JSON.stringify(message)));
      }
    }
  }

  function take(connection: Connection, session: LiveSession, raw: string): void {
    if (connection.record.closed || breaks(connection)) return;
    try {
      session.receive(readMessage(raw));
    } catch (error) {
      if (error instanceof Closing) return connection.end(error.code, error.message);
      connection.end(1011, "Internal error encountered.");
    }
  }

  /** Breaks an open connection where a fault of the box says so. */
  function breaks(connection: Connection): boolean {
    const fault = faults.takeNamed("live:talk");
    if (fault?.kind === "cut") connection.goAway(fault.milliseconds ?? 10_000);
    if (fault?.kind === "drop") connection.end(1006);
    if (fault?.kind === "status") {
      const quota = fault.status === 429;
      connection.end(1011, quota ? QUOTA : "The service is currently unavailable.");
    }
    return connection.record.closed !== undefined;
  }
}

/** What an exhausted quota says in the middle of a session. */
export const QUOTA =
  "You exceeded your current quota, please check your plan and billing details. " +
  "For more information on this error, head to: https://ai.google.dev/gemini-api/docs/rate-limits.";

function refuse(socket: Duplex, status: number): void {
  const names: Record<number, string> = { 429: "Too Many Requests", 503: "Service Unavailable" };
  socket.end(
    `HTTP/1.1 ${status} ${names[status] ?? "Refused"}\r\nConnection: close\r\n` +
      "Content-Length: 0\r\n\r\n",
  );
}

/** A client that closes without a code is answered with 1000, as Gemini does. */
function answerEmptyClose(socket: WebSocket): void {
  const close = socket.close.bind(socket);
  socket.close = (code, reason) => close(code ?? 1000, reason);
}

function fitting(reason: string): string {
  return reason.slice(0, LONGEST_REASON);
}
