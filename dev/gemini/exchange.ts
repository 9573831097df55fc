import type { ServerResponse } from "node:http";
import type { Fault } from "../faults.ts";
import { Refusal } from "./protocol.ts";

/** One answer on its way out. */
export class Exchange {
  /** What goes wrong on the way. */
  fault?: Fault;

  constructor(
    private readonly outgoing: ServerResponse,
    private readonly chunkPause: number,
    private readonly closing: AbortSignal,
  ) {
    // On a kept connection `fetch` sends a request again by itself when it is dropped, so that a
    // fault would happen twice or not at all.
    outgoing.setHeader("connection", "close");
  }

  json(body: unknown, status = 200): void {
    if (this.#lost()) return;
    const { kind } = this.fault ?? {};
    const text = JSON.stringify(body, null, 2);
    this.outgoing.writeHead(status, { "content-type": "application/json; charset=UTF-8" });
    if (kind !== "cut") return void this.outgoing.end(text);
    this.outgoing.write(text.slice(0, text.length / 2), () => this.outgoing.destroy());
  }

  async stream(events: string[]): Promise<void> {
    if (this.#lost()) return;
    const { kind, detail, milliseconds = 0 } = this.fault ?? {};
    this.outgoing.writeHead(200, { "content-type": "text/event-stream" });
    this.outgoing.flushHeaders();
    const last = kind !== "cut" ? events.length : detail === "start" ? 0 : 1;
    for (const [index, event] of events.slice(0, last).entries()) {
      if (index > 0) await this.pause(this.chunkPause);
      if (index === 1 && kind === "slow") await this.pause(milliseconds);
      if (this.outgoing.destroyed) return;
      await this.#write(`data: ${event}\r\n\r\n`);
    }
    if (kind === "cut" && detail !== "clean") this.outgoing.destroy();
    else this.outgoing.end();
  }

  refuse(error: unknown): void {
    if (this.outgoing.headersSent) return void this.outgoing.destroy();
    const refusal = error instanceof Refusal ? error : new Refusal(500, "The stand-in failed.");
    this.json(refusal.body, refusal.status);
  }

  /** Waits; ends early when the stand-in closes or nobody listens any more. */
  pause(milliseconds: number): Promise<void> {
    if (milliseconds === 0 || this.closing.aborted) return Promise.resolve();
    return new Promise((resolve) => {
      const done = () => {
        clearTimeout(timer);
        this.closing.removeEventListener("abort", done);
        this.outgoing.off("close", done);
        resolve();
      };
      const timer = setTimeout(done, milliseconds);
      this.closing.addEventListener("abort", done);
      this.outgoing.on("close", done);
    });
  }

  #lost(): boolean {
    const lost = this.fault?.kind === "drop" || this.fault?.kind === "lose-reply";
    if (lost) this.outgoing.destroy();
    return lost || this.outgoing.destroyed;
  }

  #write(text: string): Promise<void> {
    return new Promise((resolve) => this.outgoing.write(text, () => resolve()));
  }
}
