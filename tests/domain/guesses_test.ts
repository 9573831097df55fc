import assert from "node:assert/strict";
import fc from "fast-check";
import { type Guesses, waitBeforeTry, withGuess, withGuessOfAll } from "../../domain/guesses.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** The guesses of a member at these moments. */
const ownAt = (...moments: number[]) =>
  moments.reduce<Guesses | undefined>((own, at) => withGuess(own, at), undefined);
const allAt = (...moments: number[]) =>
  moments.reduce<Guesses | undefined>((all, at) => withGuessOfAll(all, at), undefined);

Deno.test("five wrong codes within ten minutes are too many until the first is ten minutes ago", () => {
  const own = ownAt(0, 1, 2, 3, 4 * MINUTE);
  const all = undefined;
  assert.equal(waitBeforeTry({ own: ownAt(0, 1, 2, 3), all }, 4 * MINUTE), 0);
  assert.equal(waitBeforeTry({ own, all }, 4 * MINUTE), 6 * MINUTE);
  assert.equal(waitBeforeTry({ own, all }, 10 * MINUTE - 1), 1);
  assert.equal(waitBeforeTry({ own, all }, 10 * MINUTE), 0);
});

Deno.test("a hundred wrong ones of all in a minute are an alarm for ten minutes", () => {
  const often = Array.from({ length: 100 }, (_, at) => at * 100);
  const last = often.at(-1)!;
  const all = allAt(...often);
  const own = ownAt(0);
  assert.equal(waitBeforeTry({ own, all }, last), HOUR - last);
  assert.equal(waitBeforeTry({ own: undefined, all }, last), 0, "who has got none wrong may try");
  assert.equal(waitBeforeTry({ own, all }, last + 10 * MINUTE), 0);
  assert.equal(waitBeforeTry({ own, all: allAt(...often.slice(1)) }, last), 0);
  const slow = Array.from({ length: 100 }, (_, at) => at * 700);
  assert.equal(waitBeforeTry({ own, all: allAt(...slow) }, slow.at(-1)!), 0);
});

Deno.test("nobody gets more than five wrong in any ten minutes, however they try", () => {
  fc.assert(fc.property(fc.array(fc.nat(4 * MINUTE), { maxLength: 60 }), (pauses) => {
    let [now, own] = [0, undefined as Guesses | undefined];
    const wrong: number[] = [];
    for (const pause of pauses) {
      now += pause;
      if (waitBeforeTry({ own, all: undefined }, now) > 0) continue;
      own = withGuess(own, now);
      wrong.push(now);
    }
    for (const at of wrong) {
      assert(wrong.filter((one) => one >= at && one < at + 10 * MINUTE).length <= 5);
    }
  }));
});
