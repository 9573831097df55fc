/** One answer of the model on its way: words as sound and text, or calls that wait for results. */
import { pause } from "../../pause.ts";
import type { Content } from "../protocol.ts";
import type { ToolResponse } from "./messages.ts";
import type { LiveTurn } from "./record.ts";
import { durationOf, SPOKEN_RATE, toBase64 } from "./sound.ts";
import { speak, spokenParts } from "./synthesiser.ts";

/** How a turn speaks. */
export interface Delivery {
  send(message: unknown): void;
  voice: string;
  /** How much faster than it sounds the sound is sent. */
  pace: number;
  /** How many times as fast as it does by itself the voice speaks. */
  tempo: number;
  /** The sound is short silence. */
  muted: boolean;
  /** The client asked for the words beside the sound. */
  transcribes: boolean;
}

export interface FunctionCall {
  id: string;
  name: string;
  args: Record<string, unknown>;
}

const CHUNK_MILLISECONDS = 100;
const CHUNK = SPOKEN_RATE * CHUNK_MILLISECONDS / 1000;

export class Turn {
  readonly #stopping = new AbortController();
  readonly #waiting = new Map<string, FunctionCall>();
  #answered: Content["parts"] = [];
  #allAnswered: (() => void) | undefined;
  /** When who listens from the first chunk on has heard all that was sent. */
  soundsUntil = 0;
  /** The model has said all. */
  generated = false;
  /** Milliseconds of sound that were sent. */
  spokenMilliseconds = 0;
  #said = "";

  constructor(private readonly delivery: Delivery, readonly record: LiveTurn) {}

  get signal(): AbortSignal {
    return this.#stopping.signal;
  }

  get stopped(): boolean {
    return this.signal.aborted;
  }

  /** Calls that have no result yet. */
  get waitingFor(): string[] {
    return [...this.#waiting.keys()];
  }

  /** The words that were sent since this was asked last. */
  takeSaid(): string {
    const said = this.#said.trim();
    this.#said = "";
    return said;
  }

  /** Nothing more of it is sent. */
  stop(): void {
    this.#stopping.abort();
    this.#allAnswered?.();
  }

  /** Speaks; ends early when it is stopped. */
  async speak(text: string): Promise<void> {
    for (const part of spokenParts(text)) {
      const { muted, voice, tempo } = this.delivery;
      const samples = muted ? new Int16Array(CHUNK) : await speak(part, voice, { tempo });
      if (this.stopped) return;
      await this.#send(samples, part);
      if (this.stopped) return;
    }
  }

  async #send(samples: Int16Array, text: string): Promise<void> {
    const words = text.match(/\S+\s*/gu) ?? [text];
    const chunks = Math.max(1, Math.ceil(samples.length / CHUNK));
    let told = 0;
    for (let index = 0; index < chunks; index++) {
      const chunk = samples.subarray(index * CHUNK, (index + 1) * CHUNK);
      this.#sendSound(chunk);
      const upTo = Math.ceil((index + 1) / chunks * words.length);
      if (upTo > told) this.#sendWords(words.slice(told, upTo).join(""), upTo === words.length);
      told = upTo;
      await pause(durationOf(chunk) / this.delivery.pace, this.signal);
      if (this.stopped) return;
    }
  }

  #sendSound(chunk: Int16Array): void {
    const now = Date.now();
    this.record.firstSoundAt ??= now;
    this.soundsUntil = Math.max(this.soundsUntil, now) + durationOf(chunk);
    this.spokenMilliseconds += durationOf(chunk);
    const inlineData = { mimeType: `audio/pcm;rate=${SPOKEN_RATE}`, data: toBase64(chunk) };
    this.delivery.send({
      serverContent: { modelTurn: { role: "model", parts: [{ inlineData }] } },
    });
  }

  #sendWords(words: string, last: boolean): void {
    const text = last ? `${words.trimEnd()} ` : words;
    this.#said += text;
    this.record.said += text;
    if (this.delivery.transcribes) {
      this.delivery.send({ serverContent: { outputTranscription: { text } } });
    }
  }

  /** Asks for tools at once and waits for all of their results, or for the end of the turn. */
  async call(calls: FunctionCall[]): Promise<Content["parts"]> {
    this.#answered = [];
    for (const call of calls) this.#waiting.set(call.id, call);
    const answered = new Promise<void>((resolve) => this.#allAnswered = resolve);
    this.delivery.send({ toolCall: { functionCalls: calls } });
    await answered;
    return this.#answered;
  }

  /** Takes results, in any order and one by one; those of unknown calls are left. */
  takeResults(responses: ToolResponse["functionResponses"]): void {
    for (const { id, response, willContinue } of responses) {
      const call = this.#waiting.get(id);
      if (!call || willContinue) continue;
      this.#waiting.delete(id);
      this.#answered.push({ functionResponse: { id, name: call.name, response: plain(response) } });
    }
    if (this.#waiting.size === 0) this.#allAnswered?.();
  }
}

/** A result as the tool gave it: clients wrap it in `output`, often as JSON. */
function plain(response: Record<string, unknown>): Record<string, unknown> {
  const { output } = response;
  if (typeof output === "object" && output !== null && !Array.isArray(output)) {
    return output as Record<string, unknown>;
  }
  if (typeof output !== "string") return response;
  try {
    const parsed = JSON.parse(output);
    const isObject = typeof parsed === "object" && parsed !== null && !Array.isArray(parsed);
    return isObject ? parsed : { output: parsed };
  } catch {
    return { output };
  }
}
