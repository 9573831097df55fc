/** What the light does in each state: where it goes, how it breathes, what a voice does to it. */

/** The light inside the ball. Lengths in radii, the rest from 0 to about 1. */
export interface Light {
  x: number;
  y: number;
  size: number;
  strength: number;
  /** 1 her voice, 0 her attention. */
  warmth: number;
  /** Speed of the silk. */
  speed: number;
  /** 0 grey stone, 1 full colour. */
  colour: number;
  scale: number;
}

const light = (...[x, y, size, strength, warmth, speed, colour, scale]: number[]): Light =>
  ({ x, y, size, strength, warmth, speed, colour, scale }) as Light;

export const STATES = {
  idle: light(0.12, 0.28, 0.70, 0.86, 0.85, 0.22, 1.00, 1.000),
  connecting: light(0.00, 0.55, 0.45, 0.55, 0.60, 0.55, 0.85, 0.980),
  listening: light(-0.04, 0.40, 0.66, 0.70, 0.12, 0.34, 0.95, 1.000),
  thinking: light(0.00, 0.00, 0.58, 0.84, 0.70, 0.80, 1.00, 0.985),
  speaking: light(0.02, 0.08, 0.78, 0.94, 1.00, 0.60, 1.05, 1.010),
  muted: light(0.00, 0.46, 0.60, 0.34, 0.20, 0.12, 0.55, 0.985),
  reconnecting: light(0.06, 0.26, 0.44, 0.44, 0.75, 0.10, 0.35, 0.970),
  ended: light(0.00, 0.60, 0.40, 0.02, 0.30, 0.04, 0.12, 0.940),
} as const;

export type OrbState = keyof typeof STATES;

/** Moves the light towards its state; the way takes about 0.6 s. `seconds` 0 jumps there. */
export function approach(now: Light, state: OrbState, seconds: number): void {
  const share = seconds ? 1 - Math.exp(-seconds / 0.28) : 1;
  const goal = STATES[state];
  for (const name of Object.keys(goal) as (keyof Light)[]) {
    now[name] += (goal[name] - now[name]) * share;
  }
}

/** Follows a voice's level, 0 to 1: up in 60 ms, down in 240. */
export function followLevel(now: number, goal: number, seconds: number): number {
  return now + (goal - now) * (seconds ? 1 - Math.exp(-seconds / (goal > now ? 0.06 : 0.24)) : 1);
}

/** The light at a moment of its own time: each state's movement on top of where it stands. */
export function moved(base: Light, state: OrbState, time: number, level: number): Light {
  const next = { ...base };
  if (state === "idle") {
    const breath = Math.sin(time * 4.6);
    next.strength += breath * 0.05;
    next.scale += breath * 0.006;
  } else if (state === "thinking") {
    next.x = Math.cos(time * 2.4 - 1) * 0.42;
    next.y = Math.sin(time * 2.4 - 1) * 0.34;
  } else if (state === "connecting") {
    const rise = (time * 1.1) % 1;
    next.y = 0.7 - rise * 0.7;
    next.strength *= Math.sin(rise * Math.PI) * 0.6 + 0.6;
  } else if (state === "reconnecting") {
    next.strength *= 0.7 + 0.5 * Math.sin(time * 22);
  } else if (state === "listening") {
    next.strength += level * 0.38;
    next.size += level * 0.10;
    next.y -= level * 0.12;
  } else if (state === "speaking") {
    next.strength += (level - 0.4) * 0.36;
    next.size += (level - 0.4) * 0.22;
    next.scale += level * 0.035;
  }
  return next;
}
