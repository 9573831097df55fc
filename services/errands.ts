import { getLogger } from "@logtape/logtape";
import { listDue } from "../db/due.ts";
import { dropErrand, getErrand, postponeErrand } from "../db/errands.ts";
import { keys } from "../db/keys.ts";
import type { Database } from "../db/tx.ts";
import type { Flag, Notice } from "../domain/invoice.ts";
import type { Clock } from "./ports.ts";
import { wordless } from "./wordless.ts";

const log = getLogger(["sfera", "errands"]);

/** What follows from a commit and did not fit into it; done once by its id. */
export type Errand =
  /** Tells the operators of a payment that needs a person. */
  | { kind: "flag"; id: string; memberId: string; invoiceId: string; flag: Flag }
  /** Tells the member what became of a payment. */
  | { kind: "notice"; id: string; memberId: string; invoiceId: string; notice: Notice }
  /** What an invoice was for is bought: others for the same that could be paid bring it no more. */
  | { kind: "settle"; id: string; memberId: string; invoiceId: string }
  /** A member paid for the first time: whoever invited them, and they, get their days. */
  | { kind: "first_payment"; id: string; memberId: string; invoiceId: string }
  /** A gift that was redeemed is of other days now, or taken back: its grant follows. */
  | { kind: "gift"; id: string; memberId: string; code: string };

/** Does an errand; doing one again, or in two processes, changes nothing. */
export type ErrandRunners = {
  [Kind in Errand["kind"]]: (errand: Errand & { kind: Kind }) => Promise<void>;
};

export interface Errands {
  /** Does this errand, if it is there still; a failure is put off. Answers whether it was done. */
  run(id: string): Promise<boolean>;
  /** Does what is due; answers how many were done. */
  sweep(): Promise<number>;
}

/** Most errands of one sweep. */
const BATCH = 500;
/** The longest pause before another try, in milliseconds. */
const LONGEST_PAUSE = 3600_000;

/** Makes what does errands. */
export function createErrands(
  deps: { db: Database; clock: Clock; runners: ErrandRunners },
): Errands {
  const { db, clock, runners } = deps;

  async function run(id: string): Promise<boolean> {
    const stored = await getErrand<Errand>(db, id);
    if (!stored) return false;
    try {
      await (runners[stored.errand.kind] as (errand: Errand) => Promise<void>)(stored.errand);
    } catch (error) {
      log.error("Errand {id} is put off: {error}", { id, error: wordless(error) });
      await db.tx(async (tx) => {
        const still = await getErrand<Errand>(tx, id);
        if (still?.dueAt !== stored.dueAt) return;
        const pause = Math.min(LONGEST_PAUSE, 2_000 * 2 ** still.attempts);
        postponeErrand(tx, still, clock.now() + pause);
      });
      return false;
    }
    await db.tx(async (tx) => {
      const still = await getErrand<Errand>(tx, id);
      // It may have been left anew meanwhile.
      if (still && JSON.stringify(still) === JSON.stringify(stored)) dropErrand(tx, id, still);
    });
    return true;
  }

  return {
    run,
    async sweep() {
      let done = 0;
      for (const due of await listDue(db, "errand", clock.now(), BATCH)) {
        const { id, moment } = due;
        if (await run(id)) done += 1;
        // One that was left twice has two entries.
        await db.tx(async (tx) => {
          const still = await getErrand<Errand>(tx, id);
          if (still?.dueAt !== moment) tx.delete(keys.due("errand", moment, id));
        });
      }
      return done;
    },
  };
}
