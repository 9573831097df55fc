/**
 * What stops the voice: a word, not a sound.
 *
 * Gemini stops at any sound it hears, so while the assistant speaks the member's audio is held back
 * here and judged. A word interrupts at once, and all that was held goes out from its beginning; a short
 * sound goes out as silence. While the assistant is silent everything passes untouched and at once.
 */
import type { voice } from "@livekit/agents";
import { AudioFrame } from "@livekit/rtc-node";
import type { LiveModel } from "./gemini_live.ts";
import { SpeechDetector, WORD } from "./speech_detector.ts";

/** How much is held while it is judged, in milliseconds: the window, and the breath before it. */
const HELD = WORD.window + 200;

/** Judges one track, frame by frame; pure but for what it is given. */
export class InterruptionGate {
  #detector = new SpeechDetector();
  #held: AudioFrame[] = [];
  #letThrough = false;
  #wasSpeaking = false;

  constructor(
    private readonly speaking: () => boolean,
    private readonly interrupt: () => void,
  ) {}

  /** What goes on to the model for this frame, in order. */
  push(frame: AudioFrame): AudioFrame[] {
    const speaking = this.speaking();
    // What was said before the assistant began is being answered; only what comes now interrupts.
    if (speaking && !this.#wasSpeaking) this.#detector.reset();
    this.#wasSpeaking = speaking;
    const word = this.#detector.push(mono(frame), frame.sampleRate);
    if (!speaking) {
      this.#letThrough = false;
      return [...this.#take(), frame];
    }
    if (word && !this.#letThrough) {
      this.#letThrough = true;
      this.interrupt();
    }
    if (this.#letThrough && !word) this.#letThrough = false;
    if (this.#letThrough) return [...this.#take(), frame];
    this.#held.push(frame);
    return this.#overdue();
  }

  /** All that is held, as it was: a word was found, or nobody is talked over any more. */
  #take(): AudioFrame[] {
    return this.#held.splice(0);
  }

  /** What was held for the whole window and is no word; silence of the same length in its place. */
  #overdue(): AudioFrame[] {
    const silent: AudioFrame[] = [];
    let held = this.#held.reduce((sum, frame) => sum + milliseconds(frame), 0);
    while (this.#held.length > 0 && held - milliseconds(this.#held[0]) >= HELD) {
      const frame = this.#held.shift()!;
      held -= milliseconds(frame);
      silent.push(silence(frame));
    }
    return silent;
  }
}

/** Guards a session: only words stop the voice. Before or after `start`. */
export function guardInterruptions(
  session: voice.AgentSession,
  model: Pick<LiveModel, "hearThrough">,
): void {
  const gate = new InterruptionGate(
    () => session.agentState === "speaking",
    () => interruptNow(session),
  );
  model.hearThrough((frame) => gate.push(frame));
}

/** Stops the voice at once, as for a typed message; tools go on. Nothing if nothing is being said. */
export function interruptNow(session: voice.AgentSession): void {
  try {
    session.interrupt();
  } catch {
    // What is being said may not be interrupted, such as the goodbye at the end of the allowance.
  }
}

function mono(frame: AudioFrame): Int16Array {
  if (frame.channels === 1) return frame.data;
  return Int16Array.from(
    { length: frame.samplesPerChannel },
    (_, index) => frame.data[index * frame.channels],
  );
}

function milliseconds(frame: AudioFrame): number {
  return frame.samplesPerChannel / frame.sampleRate * 1_000;
}

function silence(frame: AudioFrame): AudioFrame {
  const { sampleRate, channels, samplesPerChannel } = frame;
  return new AudioFrame(
    new Int16Array(samplesPerChannel * channels),
    sampleRate,
    channels,
    samplesPerChannel,
  );
}
