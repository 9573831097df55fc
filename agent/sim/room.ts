/**
 * What stands for a LiveKit room in the simulator: one member, who types, and sinks for all that the
 * agent says and shows.
 */
import { voice } from "@livekit/agents";
import type { AudioFrame } from "@livekit/rtc-node";
import type { CallMessage } from "../../domain/call_messages.ts";
import { LiveModel } from "../gemini_live.ts";
import type { MembersRoom, RoomWatch } from "../members_room.ts";
import type { CallPlace } from "../place.ts";

/** The place of one call, and what happens in it. */
export class SilentRoom implements CallPlace {
  /** What the assistant said, each answer as it was kept. */
  readonly said: string[] = [];
  /** What the app was told. */
  readonly told: CallMessage[] = [];
  /** Milliseconds of sound that the assistant gave. */
  get sounded(): number {
    return this.#loudspeaker.played;
  }
  /** The agent has gone, and all that it had to do is done. */
  readonly left: Promise<void>;
  #leave!: () => void;
  readonly #loudspeaker = new Loudspeaker();
  readonly #callbacks: (() => Promise<void>)[] = [];
  #session: voice.AgentSession | undefined;
  #typed: (text: string) => void = () => {};
  #gone = false;
  #memberPresent = false;
  /** An answer of the model is due. */
  #due = false;
  #changedAt = performance.now();

  constructor() {
    this.left = new Promise((resolve) => this.#leave = resolve);
  }

  /** How long nothing happened, in milliseconds; 0 while something is said or an answer is due. */
  get quiet(): number {
    const state = this.#session?.agentState;
    const busy = this.#due || (state !== "listening" && state !== "idle");
    return busy && !this.#gone ? 0 : performance.now() - this.#changedAt;
  }

  /** The agent is on its way out. */
  get gone(): boolean {
    return this.#gone;
  }

  /** The member types. */
  type(text: string): void {
    this.changed();
    this.#typed(text);
  }

  /** Something happened that may be followed by something. */
  changed(): void {
    this.#changedAt = performance.now();
  }

  watch(watch: RoomWatch): MembersRoom {
    const check = () => {
      if (this.#memberPresent) return;
      this.#memberPresent = true;
      watch.onPresence(true);
    };
    const isPresent = () => this.#memberPresent;
    return {
      check,
      get memberPresent() {
        return isPresent();
      },
      tell: (message) => {
        this.told.push(message);
        this.changed();
      },
      told: () => Promise.resolve(),
      stop() {},
    };
  }

  async start(
    session: voice.AgentSession,
    { agent, typed }: Parameters<CallPlace["start"]>[1],
  ): Promise<void> {
    this.#session = session;
    this.#typed = typed;
    session.output.audio = this.#loudspeaker;
    session.on(voice.AgentSessionEventTypes.AgentStateChanged, () => this.changed());
    session.on(voice.AgentSessionEventTypes.ConversationItemAdded, ({ item }) => {
      this.changed();
      if (item.type === "message" && item.role === "assistant") {
        this.said.push(item.textContent ?? "");
      }
    });
    if (session.llm instanceof LiveModel) {
      session.llm.watch({
        asked: () => this.#setDue(true),
        settled: () => this.#setDue(false),
      });
    }
    await session.start({ agent, record: false });
  }

  leave(): void {
    if (this.#gone) return;
    this.#gone = true;
    void this.#end();
  }

  onLeft(callback: () => Promise<void>): void {
    this.#callbacks.push(callback);
  }

  async #end(): Promise<void> {
    await this.#session?.close();
    for (const callback of this.#callbacks) await callback();
    this.#leave();
  }

  #setDue(due: boolean): void {
    this.#due = due;
    this.changed();
  }
}

/** Plays everything in no time. */
class Loudspeaker extends voice.AudioOutput {
  /** In all, in milliseconds. */
  played = 0;
  #queued = 0;

  constructor() {
    super(24_000);
  }

  override async captureFrame(frame: AudioFrame): Promise<void> {
    await super.captureFrame(frame);
    if (this.#queued === 0) this.onPlaybackStarted(Date.now());
    this.#queued += frame.samplesPerChannel / frame.sampleRate * 1000;
  }

  override flush(): void {
    super.flush();
    this.#finish(false);
  }

  clearBuffer(): void {
    this.#finish(true);
  }

  #finish(interrupted: boolean): void {
    if (this.#queued === 0) return;
    const playbackPosition = this.#queued / 1000;
    this.played += this.#queued;
    this.#queued = 0;
    this.onPlaybackFinished({ playbackPosition, interrupted });
  }
}
