/**
 * Tells words from other sounds, by the sound alone. A pure part: samples in, judgement out, no clock
 * and no model, so that it costs no process and is the same in every test.
 *
 * Three measures of each 20 ms decide. Loud: above a noise floor that follows the room. Voiced: it
 * repeats with the period of a voice (70 to 400 Hz), which a cough, a click and a door do not. Bright:
 * the vowels of real words have strength above about 700 Hz, which «угу» and a hum with closed lips
 * have not. What was measured on synthesised speech stands in tests/speech_detector_test.ts.
 */

/** Samples a second inside; what comes in is averaged down to it. */
const RATE = 8_000;
/** Samples of one step, 20 ms. */
const STEP = 160;
/** Samples that one step looks at, 40 ms: two periods of the lowest voice. */
const WINDOW = 320;
const STEP_MILLISECONDS = 20;

/** What is asked of a sound before it counts as a word; milliseconds within the window. */
export const WORD = {
  /** How far back is looked. */
  window: 700,
  /** Loud in all … */
  loud: 100,
  /** … and of it voiced and bright; this much is in the shortest word, «стоп». */
  bright: 60,
  /** Voiced for so long is speech, however dark: no «угу» lasts so long. */
  voiced: 560,
} as const;

/** How quiet counts as the end of what was said, in milliseconds. */
const PAUSE = 600;
/** Root mean square below which nothing is heard, whatever the floor; samples are 16 bit. */
const LEAST = 130;
/** How many times the floor a sound must be. */
const OVER_FLOOR = 3;
/** Energy of the difference to the sample before, by the energy itself; measured: «угу» 0.19 at most. */
const BRIGHT_FROM = 0.22;
/** Above it, it is a hiss. */
const BRIGHT_TO = 1.4;
/** Likeness to the period before, 0 to 1. */
const VOICED_FROM = 0.5;

/** One step of 20 ms. */
export interface Step {
  loud: boolean;
  voiced: boolean;
  bright: boolean;
}

/** Judges a stream of samples; one for each track. */
export class SpeechDetector {
  #pending: number[] = [];
  #average = { sum: 0, count: 0 };
  #tail = new Float64Array(WINDOW - STEP);
  #floor = LEAST / OVER_FLOOR;
  #steps: Step[] = [];
  #speaking = false;
  #quiet = 0;
  #spoken = 0;

  /** A word was heard within the window, and the pause after it is not over. */
  get speaking(): boolean {
    return this.#speaking;
  }

  /** Milliseconds of loud and voiced sound in what is being said, or was said last. */
  get spoken(): number {
    return this.#spoken;
  }

  /** Milliseconds since the last loud sound. */
  get quiet(): number {
    return this.#quiet;
  }

  /** Takes 16-bit samples of one channel; answers whether a word is being said after them. */
  push(samples: Int16Array, rate: number): boolean {
    const ratio = Math.max(1, Math.round(rate / RATE));
    for (const sample of samples) {
      this.#average.sum += sample;
      if (++this.#average.count < ratio) continue;
      this.#pending.push(this.#average.sum / ratio);
      this.#average = { sum: 0, count: 0 };
      if (this.#pending.length === STEP) this.#step();
    }
    return this.#speaking;
  }

  /** Forgets what was heard, not how loud the room is. */
  reset(): void {
    this.#steps = [];
    this.#speaking = false;
    this.#quiet = 0;
    this.#spoken = 0;
  }

  #step(): void {
    const window = new Float64Array(WINDOW);
    window.set(this.#tail);
    window.set(this.#pending, WINDOW - STEP);
    this.#tail = window.slice(STEP);
    this.#pending = [];
    const step = this.#judge(window);
    this.#steps.push(step);
    if (this.#steps.length > WORD.window / STEP_MILLISECONDS) this.#steps.shift();
    this.#quiet = step.loud ? 0 : this.#quiet + STEP_MILLISECONDS;
    if (!this.#speaking && isWord(this.#steps)) {
      this.#speaking = true;
      this.#spoken = count(this.#steps, (each) => each.loud && each.voiced);
    } else if (this.#speaking) {
      if (step.loud && step.voiced) this.#spoken += STEP_MILLISECONDS;
      if (this.#quiet >= PAUSE) {
        this.#speaking = false;
        this.#steps = [];
      }
    }
  }

  #judge(window: Float64Array): Step {
    const { loudness, brightness } = measure(window);
    const loud = loudness > Math.max(LEAST, this.#floor * OVER_FLOOR);
    // Down at once, up slowly (a doubling takes about three seconds): speech does not raise it, a fan does.
    this.#floor = loudness < this.#floor
      ? this.#floor * 0.8 + loudness * 0.2
      : Math.min(loudness, this.#floor * 1.005 + 0.05);
    return {
      loud,
      voiced: loud && likeness(window) >= VOICED_FROM,
      bright: brightness >= BRIGHT_FROM && brightness <= BRIGHT_TO,
    };
  }
}

/** Whether these steps of the last moments hold a word. */
export function isWord(steps: readonly Step[]): boolean {
  const voiced = count(steps, (step) => step.loud && step.voiced);
  if (voiced >= WORD.voiced) return true;
  return count(steps, (step) => step.loud) >= WORD.loud &&
    count(steps, (step) => step.loud && step.voiced && step.bright) >= WORD.bright;
}

function count(steps: readonly Step[], holds: (step: Step) => boolean): number {
  return steps.filter(holds).length * STEP_MILLISECONDS;
}

function measure(window: Float64Array): { loudness: number; brightness: number } {
  let mean = 0;
  for (const sample of window) mean += sample;
  mean /= window.length;
  let energy = 1;
  let change = 0;
  for (let index = 0; index < window.length; index++) {
    window[index] -= mean;
    energy += window[index] ** 2;
    if (index > 0) change += (window[index] - window[index - 1]) ** 2;
  }
  return { loudness: Math.sqrt(energy / window.length), brightness: change / energy };
}

/** The best normalised correlation with itself, one period of a voice (70 to 400 Hz) before. */
function likeness(window: Float64Array): number {
  let best = 0;
  for (let lag = RATE / 400; lag <= RATE / 70; lag++) {
    let product = 0;
    let now = 1;
    let before = 1;
    for (let index = lag; index < window.length; index++) {
      product += window[index] * window[index - lag];
      now += window[index] ** 2;
      before += window[index - lag] ** 2;
    }
    best = Math.max(best, product / Math.sqrt(now * before));
  }
  return best;
}
