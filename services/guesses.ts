import { Lanes } from "../db/lane.ts";
import { keys } from "../db/keys.ts";
import { ALL, getGuesses, guesserOf, setGuesses } from "../db/promos.ts";
import type { Database } from "../db/tx.ts";
import { AppError } from "../domain/errors.ts";
import { GUESSES_MATTER, waitBeforeTry, withGuess, withGuessOfAll } from "../domain/guesses.ts";
import type { Clock } from "./ports.ts";

/** Keeps codes from being guessed. */
export interface Guessing {
  /**
   * Looks a code up for a member; what is not found counts as a wrong guess.
   *
   * Errors: `promo_refused` with `unknown`, or, where there were too many, with `tries` and
   * `retryAfterSeconds`; nothing is looked up then.
   */
  lookUp<T>(memberId: string, find: () => Promise<T | undefined>): Promise<T>;
}

/** Makes what counts guesses, in the store, for all processes; `liveness` is real time. */
export function createGuessing(deps: { db: Database; liveness: Clock }): Guessing {
  const { db, liveness } = deps;
  // Of many tries at once the later ones are to know what became of the ones before.
  const lanes = new Lanes();

  async function refuseTooMany(memberId: string): Promise<void> {
    const [own, all] = await Promise.all([
      getGuesses(db, guesserOf(memberId)),
      getGuesses(db, ALL),
    ]);
    const wait = waitBeforeTry({ own, all }, liveness.now());
    if (wait === 0) return;
    throw new AppError("promo_refused", {
      reason: "tries",
      retryAfterSeconds: Math.ceil(wait / 1000),
    });
  }

  async function count(memberId: string): Promise<void> {
    const now = liveness.now();
    const own = guesserOf(memberId);
    await db.tx(async (tx) => {
      setGuesses(tx, own, withGuess(await getGuesses(tx, own), now), GUESSES_MATTER);
      setGuesses(tx, ALL, withGuessOfAll(await getGuesses(tx, ALL), now), GUESSES_MATTER);
    }, { lane: keys.promoGuesses(ALL) });
  }

  return {
    lookUp: (memberId, find) =>
      lanes.run(memberId, async () => {
        await refuseTooMany(memberId);
        const found = await find();
        if (found !== undefined) return found;
        await count(memberId);
        throw new AppError("promo_refused", { reason: "unknown" });
      }),
  };
}
