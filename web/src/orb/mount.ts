/** The orb alive on a canvas: draws only while it can be seen, and no oftener than it needs. */
import { makeBall, SIDE } from "./geometry.ts";
import { paletteFor } from "./palette.ts";
import { FLOW_FRAMES, flowInto, shadeInto } from "./shading.ts";
import { approach, followLevel, moved, type OrbState, STATES } from "./states.ts";

export interface Orb {
  set(state: OrbState): void;
  /** A voice's loudness, 0 to 1. */
  level(value: number): void;
  scheme(scheme: "light" | "dark"): void;
  /** Mean milliseconds a frame took so far. */
  cost(): number;
  stop(): void;
}

export interface OrbOptions {
  state: OrbState;
  scheme: "light" | "dark";
  /** One picture a state, nothing moves. */
  still: boolean;
  /** Told with each picture, for the CSS around the ball: scale, glow and warmth. */
  onLight(name: "--k" | "--glow" | "--warm", value: number): void;
}

/** A frame dearer than this, in milliseconds, halves the frames. */
const DEAR = 4;
/** Between frames at rest: thirty a second. */
const CALM = 30;

/** Draws into `canvas` until stopped. Returns null where a canvas gives no context. */
export function mountOrb(canvas: HTMLCanvasElement, options: OrbOptions): Orb | null {
  const context = canvas.getContext("2d");
  if (!context) return null;
  canvas.width = canvas.height = SIDE;
  const ball = makeBall(), image = context.createImageData(SIDE, SIDE);
  const blank = () => new Float32Array(ball.count * 3);
  let before = blank(), after = blank(), next = blank();
  let palette = paletteFor(options.scheme), state = options.state, goal = 0, level = 0;
  const light = { ...STATES[state] };
  let time = 3.4, phase = 0, flowTime = 0, last = 0, request = 0, frames = 0, cost = 0;
  let inView = true;

  function restartFlow(): void {
    flowInto(next, ball, time);
    before.set(next);
    after.set(next);
    phase = 0;
  }

  function draw(seconds: number): void {
    const started = performance.now();
    approach(light, state, seconds);
    level = followLevel(level, goal, seconds);
    time += seconds * (light.speed + level * 0.9);
    if (!seconds) restartFlow();
    if (phase === 0) flowTime = time;
    flowInto(next, ball, flowTime, phase, FLOW_FRAMES);
    const shown = moved(light, state, time, level);
    shadeInto(image.data, ball, palette, shown, [before, after, phase / FLOW_FRAMES]);
    context!.putImageData(image, 0, 0);
    if (++phase === FLOW_FRAMES) {
      [before, after, next] = [after, next, before];
      phase = 0;
    }
    options.onLight("--k", shown.scale);
    options.onLight(
      "--glow",
      Math.max(0, Math.min(1.2, shown.strength * (0.4 + 0.6 * shown.warmth))),
    );
    options.onLight("--warm", shown.warmth);
    cost += performance.now() - started;
    frames++;
  }

  function tick(at: number): void {
    request = requestAnimationFrame(tick);
    const resting = state === "idle" || state === "muted" || state === "ended";
    const pause = state === "ended" && light.strength < 0.03
      ? 1000
      : resting || (frames > 60 && cost / frames > DEAR)
      ? CALM
      : 0;
    if (at - last < pause) return;
    const seconds = last ? Math.min(0.05, (at - last) / 1000) : 0.016;
    last = at;
    draw(seconds);
  }

  function wake(): void {
    cancelAnimationFrame(request);
    last = 0;
    if (!options.still && inView && !document.hidden) request = requestAnimationFrame(tick);
  }

  const watch = new IntersectionObserver(([entry]) => {
    inView = entry?.isIntersecting ?? true;
    wake();
  });
  watch.observe(canvas);
  document.addEventListener("visibilitychange", wake);
  draw(0);
  wake();

  return {
    set(to) {
      state = to;
      if (options.still) draw(0);
    },
    level: (value) => goal = value,
    scheme(scheme) {
      palette = paletteFor(scheme);
      draw(options.still ? 0 : 0.001);
    },
    cost: () => frames ? cost / frames : 0,
    stop() {
      cancelAnimationFrame(request);
      watch.disconnect();
      document.removeEventListener("visibilitychange", wake);
    },
  };
}
