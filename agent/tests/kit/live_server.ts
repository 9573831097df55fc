/** A small Gemini Live that does what a test says; it speaks the protocol, and has no mind of its own. */
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { type WebSocket, WebSocketServer } from "ws";
import { PATIENCE } from "../../../tests/kit/conditions.ts";

/** A message of the client, as it came. */
// deno-lint-ignore no-explicit-any
export type ClientMessage = any;

/** One connection, as the server sees it. */
export class LivePeer {
  readonly messages: ClientMessage[] = [];
  #waiting: (() => void)[] = [];
  closed = false;

  constructor(readonly number: number, readonly socket: WebSocket) {}

  take(message: ClientMessage): void {
    this.messages.push(message);
    this.#waiting.splice(0).forEach((wake) => wake());
  }

  wake(): void {
    this.#waiting.splice(0).forEach((wake) => wake());
  }

  send(message: unknown): void {
    this.socket.send(JSON.stringify(message));
  }

  get setup(): ClientMessage {
    return this.messages[0]?.setup;
  }

  /** The handle this connection resumed with. */
  get handle(): string | undefined {
    return this.setup?.sessionResumption?.handle;
  }

  /** Texts of all content, as `role:text`; with `!` where an answer was asked for. */
  get texts(): string[] {
    return this.messages.filter((message) => message.clientContent).flatMap(({ clientContent }) => {
      const turns = (clientContent.turns ?? []).map((turn: ClientMessage) =>
        `${turn.role}:${turn.parts.map((part: ClientMessage) => part.text).join("")}`
      );
      if (!clientContent.turnComplete) return turns;
      return turns.length === 0 ? ["!"] : [...turns.slice(0, -1), `${turns.at(-1)}!`];
    });
  }

  get audio(): Int16Array {
    const chunks = this.messages.flatMap((message) => message.realtimeInput?.audio?.data ?? [])
      .map((data: string) => Uint8Array.from(atob(data), (letter) => letter.charCodeAt(0)));
    const all = new Uint8Array(
      chunks.reduce((sum: number, chunk: Uint8Array) => sum + chunk.length, 0),
    );
    let at = 0;
    for (const chunk of chunks) {
      all.set(chunk, at);
      at += chunk.length;
    }
    return new Int16Array(all.buffer);
  }

  get toolResponses(): ClientMessage[] {
    return this.messages.flatMap((message) => message.toolResponse?.functionResponses ?? []);
  }

  /** Waits until `holds`; throws with what there is after a long time. */
  async until(holds: (peer: LivePeer) => boolean): Promise<void> {
    const end = Date.now() + PATIENCE;
    while (!holds(this)) {
      if (Date.now() > end) {
        const kinds = this.messages.map((message) => JSON.stringify(message).slice(0, 160));
        const told = kinds.filter((kind) => !kind.includes("audio/pcm"));
        throw new Error(`connection ${this.number} never came to that:\n${told.join("\n")}`);
      }
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, 50);
        this.#waiting.push(() => {
          clearTimeout(timer);
          resolve();
        });
      });
    }
  }

  /** Says something: a tone for each word, by default a tenth of a second. */
  say(text: string, { end = true, handle = "", word: length = 100 } = {}): void {
    for (const word of text.split(/(?<= )/)) {
      const data = tone(length);
      const parts = [{ inlineData: { mimeType: "audio/pcm;rate=24000", data } }];
      this.send({ serverContent: { modelTurn: { role: "model", parts } } });
      this.send({ serverContent: { outputTranscription: { text: word } } });
    }
    if (end) this.endTurn(handle);
  }

  endTurn(handle = ""): void {
    this.send({ serverContent: { generationComplete: true } });
    this.send({ serverContent: { turnComplete: true } });
    if (handle) this.offer(handle);
  }

  offer(newHandle: string): void {
    this.send({ sessionResumptionUpdate: { newHandle, resumable: true } });
  }

  understand(text: string): void {
    this.send({ serverContent: { inputTranscription: { text } } });
  }

  call(...functionCalls: { id: string; name: string; args: unknown }[]): void {
    this.send({ toolCall: { functionCalls } });
  }
}

/** What a server does with a connection that comes. */
export type OnConnection = (peer: LivePeer) => void;

/** The server; `refuse` decides on upgrades: an HTTP status, or null to let in. */
export class LiveServer implements AsyncDisposable {
  readonly peers: LivePeer[] = [];
  /** Upgrades, also refused ones. */
  attempts = 0;
  refuse: (attempt: number) => number | null = () => null;
  /** Instead of `setupComplete`: closes with this code and reason. */
  closeAtSetup: (peer: LivePeer) => [number, string] | null = () => null;
  /** Takes connections and says nothing at all. */
  mute = false;
  #http = createServer();
  #sockets = new WebSocketServer({ noServer: true });

  static async start(): Promise<LiveServer> {
    const server = new LiveServer();
    server.#http.on("upgrade", (request, socket, head) => {
      const status = server.refuse(++server.attempts);
      if (status !== null) {
        socket.end(`HTTP/1.1 ${status} Refused\r\nConnection: close\r\n\r\n`);
        return;
      }
      server.#sockets.handleUpgrade(request, socket, head, (ws: WebSocket) => server.#accept(ws));
    });
    await new Promise<void>((resolve) => server.#http.listen(0, "127.0.0.1", resolve));
    return server;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#http.address() as AddressInfo).port}`;
  }

  /** The n-th connection, waited for; its setup is there. */
  async peer(number: number): Promise<LivePeer> {
    const end = Date.now() + PATIENCE;
    while (!this.peers[number - 1]?.setup) {
      if (Date.now() > end) {
        throw new Error(`no connection ${number} came, only ${this.peers.length}`);
      }
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    return this.peers[number - 1];
  }

  #accept(ws: WebSocket): void {
    // The client closes with an empty frame; anything but 1000 in answer is an error to the plain plugin.
    const close = ws.close.bind(ws);
    ws.close = (code?: number, reason?: string) => close(code ?? 1000, reason);
    const peer = new LivePeer(this.peers.length + 1, ws);
    this.peers.push(peer);
    ws.on("message", (data: Uint8Array) => {
      const message = JSON.parse(new TextDecoder().decode(data));
      if (message.setup) {
        if (this.mute) return peer.take(message);
        const refusal = this.closeAtSetup({ ...peer, setup: message.setup } as LivePeer);
        if (refusal) ws.close(...refusal);
        else peer.send({ setupComplete: {} });
      }
      peer.take(message);
    });
    ws.on("close", () => {
      peer.closed = true;
      peer.wake();
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const peer of this.peers) peer.socket.terminate();
    this.#sockets.close();
    this.#http.closeAllConnections();
    await new Promise((resolve) => this.#http.close(resolve));
  }
}

function tone(milliseconds: number): string {
  const samples = new Int16Array(24 * milliseconds);
  for (let index = 0; index < samples.length; index++) {
    samples[index] = 8_000 * Math.sin(2 * Math.PI * 440 * index / 24_000);
  }
  return btoa(String.fromCharCode(...new Uint8Array(samples.buffer)));
}
