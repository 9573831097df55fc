/** Hears by loudness when somebody starts and stops to speak, as Gemini's own detection does. */
import { HEARD_RATE, loudnessOf } from "./sound.ts";

/** What `setup.realtimeInputConfig.automaticActivityDetection` may set. */
export interface HearingSettings {
  startOfSpeechSensitivity?: string;
  endOfSpeechSensitivity?: string;
  /** How much speech makes a start, in milliseconds. */
  prefixPaddingMs?: number;
  /** How much silence makes an end, in milliseconds. */
  silenceDurationMs?: number;
}

const FRAME_MILLISECONDS = 20;
const FRAME = HEARD_RATE * FRAME_MILLISECONDS / 1000;
const LOUD = { high: 500, low: 1200 };
const START = { high: 200, low: 400 };
const END = { high: 500, low: 800 };
/** Pauses between syllables do not start the count anew. */
const SHORT_PAUSE = 200;

/** Counts time by the samples alone, so that the same sound is always heard the same. */
export class Hearing {
  readonly #loud: number;
  readonly #start: number;
  readonly #end: number;
  #rest = new Int16Array(0);
  #speech = 0;
  #silence = 0;
  #speaking = false;

  constructor(settings: HearingSettings = {}) {
    const start = settings.startOfSpeechSensitivity === "START_SENSITIVITY_LOW" ? "low" : "high";
    const end = settings.endOfSpeechSensitivity === "END_SENSITIVITY_LOW" ? "low" : "high";
    this.#loud = LOUD[start];
    this.#start = settings.prefixPaddingMs ?? START[start];
    this.#end = settings.silenceDurationMs ?? END[end];
  }

  /** Somebody speaks as far as was heard. */
  get speaking(): boolean {
    return this.#speaking;
  }

  /** Takes the next samples and tells the starts and ends of speech in them, in their order. */
  take(samples: Int16Array): ("start" | "end")[] {
    const all = new Int16Array(this.#rest.length + samples.length);
    all.set(this.#rest);
    all.set(samples, this.#rest.length);
    const events: ("start" | "end")[] = [];
    let at = 0;
    for (; at + FRAME <= all.length; at += FRAME) {
      const event = this.#takeFrame(loudnessOf(all.subarray(at, at + FRAME)));
      if (event) events.push(event);
    }
    this.#rest = all.slice(at);
    return events;
  }

  /** The stream was paused: whoever spoke is taken to have finished. */
  finish(): ("end")[] {
    const spoke = this.#speaking;
    this.#speaking = false;
    this.#speech = this.#silence = 0;
    this.#rest = new Int16Array(0);
    return spoke ? ["end"] : [];
  }

  #takeFrame(loudness: number): "start" | "end" | undefined {
    if (loudness >= this.#loud) {
      this.#speech += FRAME_MILLISECONDS;
      this.#silence = 0;
      if (this.#speaking || this.#speech < this.#start) return undefined;
      this.#speaking = true;
      return "start";
    }
    this.#silence += FRAME_MILLISECONDS;
    if (!this.#speaking) {
      if (this.#silence >= SHORT_PAUSE) this.#speech = 0;
      return undefined;
    }
    if (this.#silence < this.#end) return undefined;
    this.#speaking = false;
    this.#speech = 0;
    return "end";
  }
}
