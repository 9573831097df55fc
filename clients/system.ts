import type { RandomBytes } from "../domain/promo_code.ts";
import type { Clock, Ids } from "../services/ports.ts";

/** The clock on the wall. */
export const systemClock: Clock = { now: () => Date.now() };

/** Chance that nobody can foresee. */
export const systemBytes: RandomBytes = (length) => crypto.getRandomValues(new Uint8Array(length));

/** Crockford's base 32: no letter that could be taken for a digit. */
const DIGITS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const TIME_LENGTH = 10;
const RANDOM_LENGTH = 16;

/**
 * ULIDs: 26 characters that sort by the time they were made, also within a millisecond.
 *
 * Made here because the package loads `node:crypto` for them, a tenth of the time to start.
 * Source: https://github.com/ulid/spec
 */
export function systemIds(now: () => number = systemClock.now): Ids {
  const random = new Uint8Array(RANDOM_LENGTH);
  let last = -1;
  let time = "";
  return {
    next() {
      const moment = now();
      if (moment > last) {
        last = moment;
        time = digitsOf(moment);
        crypto.getRandomValues(random);
        for (let place = 0; place < RANDOM_LENGTH; place++) random[place]! &= 31;
        // Room to count up: the first digit cannot overflow within a millisecond.
        random[0]! &= 15;
      } else {
        countUp(random);
      }
      let id = time;
      for (let place = 0; place < RANDOM_LENGTH; place++) id += DIGITS[random[place]!];
      return id;
    },
  };
}

function digitsOf(moment: number): string {
  let digits = "";
  for (let rest = moment; digits.length < TIME_LENGTH; rest = Math.floor(rest / 32)) {
    digits = DIGITS[rest % 32] + digits;
  }
  return digits;
}

function countUp(digits: Uint8Array): void {
  for (let place = digits.length - 1; place >= 0; place--) {
    if (digits[place]! < 31) {
      digits[place]! += 1;
      return;
    }
    digits[place] = 0;
  }
}
