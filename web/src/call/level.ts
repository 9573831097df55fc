/** How loud a track is, by Web Audio; nothing is heard by it. */
import { levelOf } from "./loudness.ts";

let context: AudioContext | null = null;

/** Makes what measures, or wakes it; phones ask that it be done in a tap. */
export function wakeAudio(): void {
  try {
    context ??= new AudioContext();
    if (context.state === "suspended") void context.resume().catch(() => {});
  } catch {
    // Without it the orb moves by its states alone.
  }
}

export interface Meter {
  /** 0 is quiet, 1 as loud as speech gets. */
  level(): number;
  stop(): void;
}

/** Measures a track until stopped; always 0 where the browser cannot. */
export function meter(track: MediaStreamTrack): Meter {
  wakeAudio();
  if (!context) return { level: () => 0, stop() {} };
  const source = context.createMediaStreamSource(new MediaStream([track]));
  const analyser = context.createAnalyser();
  analyser.fftSize = 1024;
  source.connect(analyser);
  const samples = new Float32Array(analyser.fftSize);
  return {
    level() {
      analyser.getFloatTimeDomainData(samples);
      let sum = 0;
      for (const sample of samples) sum += sample * sample;
      return levelOf(10 * Math.log10(sum / samples.length + 1e-12));
    },
    stop() {
      source.disconnect();
    },
  };
}
