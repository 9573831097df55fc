/** The line under the orb: still while nobody talks, swinging with the member's voice. */
import { followLevel } from "../orb/states.ts";
import { swing } from "./swing.ts";

/** `dots`: the microphone is off, or the connection lost. */
export type LineKind = "still" | "voice" | "dots";

export interface Horizon {
  set(kind: LineKind): void;
  /** Draws anew in the colours of the theme. */
  paint(): void;
  stop(): void;
}

interface HorizonOptions {
  kind: LineKind;
  /** Nothing moves. */
  still: boolean;
  level(): number;
}

/** Points of a curve. */
const POINTS = 120;

/** Colours of the line as the theme has them, `r g b`. */
function inks(): { ink: string; accent: string } {
  const { scheme } = document.documentElement.dataset;
  const accent = getComputedStyle(document.documentElement).getPropertyValue("--accent-text");
  return { ink: scheme === "dark" ? "255 255 255" : "20 28 44", accent: accent.trim() };
}

/** Draws the line into `canvas` until stopped; null where a canvas gives no context. */
export function mountHorizon(canvas: HTMLCanvasElement, options: HorizonOptions): Horizon | null {
  const context = canvas.getContext("2d");
  if (!context) return null;
  let { kind } = options, time = 1.7, level = 0, last = 0, request = 0, colours = inks();
  let resting = false;

  function fade(width: number, stops: readonly (readonly [number, string])[]): CanvasGradient {
    const gradient = context!.createLinearGradient(0, 0, width, 0);
    for (const [at, colour] of stops) gradient.addColorStop(at, colour);
    return gradient;
  }

  function trace(width: number, height: number, curve: number): void {
    context!.beginPath();
    for (let point = 0; point <= POINTS; point++) {
      const u = point / POINTS;
      const y = height / 2 + level * height * 0.42 * swing(u, time, curve);
      if (point) context!.lineTo(u * width, y);
      else context!.moveTo(0, y);
    }
  }

  function draw(seconds: number): void {
    const scale = Math.min(2, devicePixelRatio || 1);
    const { clientWidth: width, clientHeight: height } = canvas;
    if (canvas.width !== Math.round(width * scale)) {
      canvas.width = Math.round(width * scale);
      canvas.height = Math.round(height * scale);
    }
    level = followLevel(level, kind === "voice" ? options.level() : 0, seconds);
    time += seconds;
    context!.setTransform(scale, 0, 0, scale, 0, 0);
    context!.clearRect(0, 0, width, height);
    context!.lineCap = "round";
    context!.setLineDash(kind === "dots" ? [2, 6] : []);
    for (let curve = 2; curve >= 0; curve--) {
      if (curve && level < 0.02) continue;
      trace(width, height, curve);
      const part = curve ? 0.16 / curve : 0.3;
      const ink = (share: number) => `rgb(${colours.ink} / ${part * share})`;
      context!.lineWidth = curve ? 1 : 1.5;
      context!.strokeStyle = fade(width, [
        [0, ink(0)],
        [0.22, ink(0.6 + level)],
        [0.5, ink(0.8)],
        [0.78, ink(0.6 + level)],
        [1, ink(0)],
      ]);
      context!.stroke();
      if (curve || level < 0.02) continue;
      context!.globalAlpha = Math.min(1, level * 1.3);
      const clear = "transparent", { accent } = colours;
      context!.strokeStyle = fade(width, [
        [0.02, clear],
        [0.24, accent],
        [0.42, clear],
        [0.58, clear],
        [0.76, accent],
        [0.98, clear],
      ]);
      context!.stroke();
      context!.globalAlpha = 1;
    }
  }

  function tick(at: number): void {
    request = requestAnimationFrame(tick);
    const seconds = last ? Math.min(0.05, (at - last) / 1000) : 0.016;
    last = at;
    // A line at rest is drawn once.
    const rests = kind !== "voice" && level < 0.01;
    if (!rests || !resting) draw(seconds);
    resting = rests;
  }

  const redraw = () => draw(0);
  const watch = new ResizeObserver(() => {
    canvas.width = 0;
    redraw();
  });
  watch.observe(canvas);
  redraw();
  if (!options.still) request = requestAnimationFrame(tick);

  return {
    set(next) {
      kind = next;
      resting = false;
      if (options.still) redraw();
    },
    paint() {
      colours = inks();
      redraw();
    },
    stop() {
      cancelAnimationFrame(request);
      watch.disconnect();
    },
  };
}
