/** A real AgentSession without a room: what goes into its ears and what comes out of its mouth. */
import { initializeLogger, voice } from "@livekit/agents";
import type { llm } from "@livekit/agents";
import { AudioFrame } from "@livekit/rtc-node";
import { PATIENCE } from "../../../tests/kit/conditions.ts";

initializeLogger({ pretty: false, level: Deno.env.get("AGENT_LOG") ?? "silent" });

/** The member's microphone: frames that a test pushes. */
export class Microphone extends voice.AudioInput {
  #controller!: ReadableStreamDefaultController<AudioFrame>;

  constructor() {
    super();
    const stream = new ReadableStream<AudioFrame>({ start: (c) => void (this.#controller = c) });
    this.multiStream.addInputStream(stream as never);
  }

  /** Samples at 24 kHz, in frames of 50 ms, at once. */
  push(samples: Int16Array): void {
    for (let at = 0; at < samples.length; at += 1_200) {
      const part = samples.slice(at, at + 1_200);
      this.#controller.enqueue(new AudioFrame(part, 24_000, 1, part.length));
    }
  }

  /** As a microphone gives it: 50 ms each 50 ms. */
  async speak(samples: Int16Array): Promise<void> {
    const start = performance.now();
    for (let at = 0; at < samples.length; at += 1_200) {
      this.push(samples.slice(at, at + 1_200));
      const due = start + (at + 1_200) / 24;
      await new Promise((resolve) => setTimeout(resolve, Math.max(0, due - performance.now())));
    }
  }
}

/** A loudspeaker that plays in real time, or `speed` times faster, and keeps when it fell silent. */
export class Loudspeaker extends voice.AudioOutput {
  /** Played in all, in milliseconds. */
  played = 0;
  /** When `clearBuffer` stopped it, by `performance.now()`. */
  stoppedAt: number | null = null;
  #queued = 0;
  #startedAt: number | null = null;
  #flushed = false;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(readonly speed = 1) {
    super(24_000);
  }

  override async captureFrame(frame: AudioFrame): Promise<void> {
    await super.captureFrame(frame);
    if (this.#startedAt === null) {
      this.#startedAt = performance.now();
      this.onPlaybackStarted(Date.now());
    }
    this.#flushed = false;
    this.#queued += frame.samplesPerChannel / frame.sampleRate * 1_000;
  }

  override flush(): void {
    super.flush();
    if (this.#startedAt === null || this.#flushed) return;
    this.#flushed = true;
    const left = this.#queued / this.speed - (performance.now() - this.#startedAt);
    this.#timer = setTimeout(() => this.#finish(this.#queued, false), Math.max(0, left));
  }

  clearBuffer(): void {
    if (this.#startedAt === null) return;
    clearTimeout(this.#timer);
    this.stoppedAt = performance.now();
    const position = (performance.now() - this.#startedAt) * this.speed;
    this.#finish(Math.min(position, this.#queued), true);
  }

  #finish(milliseconds: number, interrupted: boolean): void {
    this.played += milliseconds;
    this.#queued = 0;
    this.#startedAt = null;
    super.flush();
    this.onPlaybackFinished({ playbackPosition: milliseconds / 1_000, interrupted });
  }
}

/** The framework's own part that shows words as they are heard; it is made for rooms, and not exported. */
const { TranscriptionSynchronizer } = await import(
  new URL("voice/transcription/synchronizer.js", import.meta.resolve("@livekit/agents")).href
);

class Transcript {
  text = "";
  captureText(text: string | voice.TimedString): Promise<void> {
    this.text += typeof text === "string" ? text : text.text;
    return Promise.resolve();
  }
  flush(): void {}
  onAttached(): void {}
  onDetached(): void {}
}

/** What was said, in order: `user: …`, `assistant: …`, with `~` where it was interrupted. */
export interface Talk extends AsyncDisposable {
  session: voice.AgentSession;
  microphone: Microphone;
  loudspeaker: Loudspeaker;
  items: string[];
  /** Reason of the session's end; null while it goes on. */
  ended: () => string | null;
}

/** Starts a session with this model. */
export async function startTalk(
  model: llm.RealtimeModel,
  {
    tools = [] as llm.ToolContextEntry[],
    chatCtx = undefined as llm.ChatContext | undefined,
    speed = 1,
  } = {},
): Promise<Talk> {
  const session = new voice.AgentSession({
    llm: model,
    vad: null,
    turnHandling: { turnDetection: "realtime_llm" },
    // Else the first seconds of the assistant are deaf.
    aecWarmupDuration: null,
  });
  const microphone = new Microphone();
  const loudspeaker = new Loudspeaker(speed);
  session.input.audio = microphone;
  const synchronizer = new TranscriptionSynchronizer(loudspeaker, new Transcript());
  session.output.audio = synchronizer.audioOutput;
  session.output.transcription = synchronizer.textOutput;
  const items: string[] = [];
  let ended: string | null = null;
  session.on(voice.AgentSessionEventTypes.ConversationItemAdded, ({ item }) => {
    if (item.type !== "message") return;
    items.push(`${item.role}: ${item.textContent}${item.interrupted ? "~" : ""}`);
  });
  session.on(voice.AgentSessionEventTypes.Close, ({ reason }) => ended = reason);
  const agent = new voice.Agent({ instructions: "You are Sfera.", tools, chatCtx });
  await session.start({ agent, record: false });
  return {
    session,
    microphone,
    loudspeaker,
    items,
    ended: () => ended,
    [Symbol.asyncDispose]: () => session.close(),
  };
}

/** In milliseconds. */
const BEAT = 10;

/** Measures what this process itself takes: moments in which others had the machine do not count. */
export class OwnTime implements Disposable {
  readonly #beats: number[] = [];
  readonly #timer = setInterval(() => this.#beats.push(performance.now()), BEAT);

  /** Milliseconds of its own between two moments of `performance.now()`. */
  between(from: number, to: number): number {
    return this.#beats.filter((at) => at >= from && at <= to).length * BEAT;
  }

  [Symbol.dispose](): void {
    clearInterval(this.#timer);
  }
}

/** Waits until something is so; throws with what was looked for after a long time. */
export async function until(holds: () => boolean, what = "that"): Promise<void> {
  const end = Date.now() + PATIENCE;
  while (!holds()) {
    if (Date.now() > end) throw new Error(`it never came to ${what}: ${holds}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
