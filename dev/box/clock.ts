import { AppError } from "../../domain/errors.ts";
import type { Clock } from "../../services/ports.ts";

const KEY = ["box", "clock"];
const FURTHEST = 3660 * 86_400_000;
const UNITS = { d: 86_400_000, h: 3_600_000, m: 60_000, s: 1_000 } as const;

/** A clock that can be moved forward; the move outlives the process. Milliseconds. */
export interface BoxClock extends Clock {
  /** How far the clock is ahead of real time. */
  offset(): number;
  /** Moves the clock forward by a positive whole number of milliseconds. */
  advance(milliseconds: number): Promise<void>;
  /** Puts the clock back to real time. */
  reset(): Promise<void>;
}

/** Opens the clock of the box with the offset kept in `kv`. For development only. */
export async function createBoxClock(
  kv: Deno.Kv,
  realNow: () => number = Date.now,
): Promise<BoxClock> {
  const kept = await kv.get<number>(KEY);
  let offset = typeof kept.value === "number" && Number.isFinite(kept.value) ? kept.value : 0;
  return {
    now: () => realNow() + offset,
    offset: () => offset,
    async advance(milliseconds) {
      if (!Number.isSafeInteger(milliseconds) || milliseconds <= 0) {
        throw refused(`expected a positive number of milliseconds, got ${milliseconds}`);
      }
      if (offset + milliseconds > FURTHEST) {
        throw refused("the clock can be at most ten years ahead; reset it first");
      }
      await kv.set(KEY, offset + milliseconds);
      offset += milliseconds;
    },
    async reset() {
      await kv.delete(KEY);
      offset = 0;
    },
  };
}

/**
 * Reads a length of time such as `3d`, `1h`, `90m`, `45s` or `1d12h` as milliseconds.
 *
 * Errors: `bad_request` when it is anything else, or nothing.
 */
export function parseDuration(text: string): number {
  const match = /^(?:(\d{1,6})d)?(?:(\d{1,6})h)?(?:(\d{1,6})m)?(?:(\d{1,8})s)?$/.exec(text);
  const [, days, hours, minutes, seconds] = match ?? [];
  const total = Number(days ?? 0) * UNITS.d + Number(hours ?? 0) * UNITS.h +
    Number(minutes ?? 0) * UNITS.m + Number(seconds ?? 0) * UNITS.s;
  if (!match || total === 0) {
    throw refused(
      `expected a length of time such as 3d, 1h, 90m, 45s or 1d12h, got "${text.slice(0, 40)}"`,
    );
  }
  return total;
}

function refused(reason: string): AppError {
  return new AppError("bad_request", { reason });
}
