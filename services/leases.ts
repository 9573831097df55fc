import { getLogger } from "@logtape/logtape";
import { giveBackLease, takeLease } from "../db/leases.ts";
import type { Database } from "../db/tx.ts";
import type { Clock } from "./ports.ts";
import { Wakes } from "./wakes.ts";

const log = getLogger(["sfera", "leases"]);

/** How long a lease lasts without renewal, and how often it is renewed or asked for, in ms. */
export const LEASE_TIME = 15_000;
const RENEW_EVERY = 5_000;
const ASK_EVERY = 1_000;
/** Work ends this long before the lease does, because clocks and timers are not exact, in ms. */
const MARGIN = 2_000;

export interface Leases {
  /**
   * Does `work` while this process holds the named lease, again and again until `signal` ends it.
   *
   * `work` gets a signal that ends when the lease is lost; it should return soon after. Work that
   * throws is logged and started again after a pause.
   */
  hold(
    name: string,
    work: (signal: AbortSignal) => Promise<void>,
    signal: AbortSignal,
  ): Promise<void>;
}

/** Makes leases for one process; `holder` tells it from all others, `clock` is real time. */
export function createLeases(deps: { db: Database; clock: Clock; holder: string }): Leases {
  const { db, clock, holder } = deps;
  const naps = new Wakes();

  /** The moment until which one may work, or undefined where another holds the lease. */
  function take(name: string): Promise<number | undefined> {
    return db.tx(async (tx) => {
      const now = clock.now();
      const until = now + LEASE_TIME;
      const taken = await takeLease(tx, name, { holder, now, until });
      return taken ? until - MARGIN : undefined;
    });
  }

  /**
   * Renews until `signal` ends. A timer ends the work, whatever the store does meanwhile: while it is
   * silent the lease runs out, and another process may take it.
   */
  async function renew(name: string, heldUntil: number, lose: () => void, signal: AbortSignal) {
    const loseAt = (moment: number) => setTimeout(lose, Math.max(0, moment - clock.now()));
    let timer = loseAt(heldUntil);
    while (!signal.aborted) {
      await naps.wait("renew", RENEW_EVERY, signal);
      if (signal.aborted) break;
      const renewed = await take(name).catch((): "unknown" => "unknown");
      if (renewed === "unknown") continue;
      clearTimeout(timer);
      if (renewed === undefined) return lose();
      timer = loseAt(renewed);
    }
    clearTimeout(timer);
  }

  async function workWhileHeld(
    name: string,
    heldUntil: number,
    work: (signal: AbortSignal) => Promise<void>,
    signal: AbortSignal,
  ): Promise<void> {
    const lost = new AbortController();
    const either = AbortSignal.any([signal, lost.signal]);
    const renewing = renew(name, heldUntil, () => lost.abort(), either);
    try {
      await work(either);
    } catch (error) {
      if (!either.aborted) log.error("Work under lease {name} failed: {error}", { name, error });
    } finally {
      lost.abort();
      await renewing;
      await db.tx((tx) => giveBackLease(tx, name, holder)).catch(() => {});
    }
  }

  return {
    async hold(name, work, signal) {
      while (!signal.aborted) {
        const heldUntil = await take(name).catch(() => undefined);
        // A store that answered late may have given what is over by now.
        const held = heldUntil !== undefined && heldUntil > clock.now();
        if (held) await workWhileHeld(name, heldUntil, work, signal);
        await naps.wait("ask", ASK_EVERY, signal);
      }
    },
  };
}
