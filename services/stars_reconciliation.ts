/** Telegram keeps what it could not tell for a day; its list of transactions has all of it. */
import { getLogger } from "@logtape/logtape";
import { giveBackLease, takeLease } from "../db/leases.ts";
import { getStarsCursor, moveStarsCursor, type StarsCursor } from "../db/stars.ts";
import type { Database } from "../db/tx.ts";
import { AppError } from "../domain/errors.ts";
import { STARS } from "../domain/money.ts";
import type { Clock, Ids, Stars, StarsTransaction } from "./ports.ts";
import type { StarsPayments } from "./stars_payments.ts";

const log = getLogger(["sfera", "payments"]);

/** How often the list is read, in milliseconds of the community's time. */
const READ_EVERY = 10 * 60_000;
/** How long one process may be at it before another one may, in real time. */
const LEASE_TIME = 2 * 60_000;
/** Telegram gives a hundred at most. */
const PAGE = 100;
/** Pages of one sweep; the next one goes on from there. */
const MOST_PAGES = 20;

/**
 * Makes the sweep that applies what nobody was told of; answers how much that was.
 *
 * It reads on from where it stopped, in the order in which it happened: so of the payments of a
 * subscription the first one is seen first. Money that came before the bot was Sfera's is not asked
 * about: the first reading is quiet.
 */
export function createStarsReconciliation(deps: {
  db: Database;
  clock: Clock;
  liveness: Clock;
  ids: Ids;
  stars: Stars;
  payments: StarsPayments;
}): (signal: AbortSignal) => Promise<number> {
  const { db, clock, liveness, stars, payments } = deps;
  const holder = deps.ids.next();

  async function read(signal: AbortSignal): Promise<number> {
    let found = 0;
    for (let page = 1; page <= MOST_PAGES && !signal.aborted; page += 1) {
      const cursor = await getStarsCursor(db);
      const list = await stars.transactions({ offset: cursor.offset, limit: PAGE });
      for (const transaction of list) {
        if (signal.aborted) return found;
        if (await take(transaction, cursor)) found += 1;
      }
      const isEnd = list.length < PAGE;
      const next: StarsCursor = {
        schema: 1,
        offset: cursor.offset + list.length,
        readAt: isEnd ? clock.now() : cursor.readAt,
      };
      // Another process was quicker: it goes on.
      if (!await db.tx((tx) => moveStarsCursor(tx, cursor, next))) return found;
      await renewLease();
      if (isEnd) return found;
    }
    return found;
  }

  /** Applies a transaction of which nothing was told; answers whether it was one. */
  async function take(transaction: StarsTransaction, cursor: StarsCursor): Promise<boolean> {
    const { id: chargeId, direction, stars, at, telegramId, invoiceId, period } = transaction;
    if (telegramId === null || invoiceId === null) return false;
    const told = { chargeId, invoiceId, telegramId, stars, currency: STARS };
    if (direction === "out") {
      await payments.refunded(told);
      return false;
    }
    const recurring = period === null ? null : { expiresAt: at + period, first: undefined };
    const paid = { ...told, at, recurring };
    // It may have been kept by a process that died: what comes after it is to find it applied.
    if (await payments.applyKnown(paid)) return false;
    if (cursor.readAt === null && !await payments.isOurs(paid)) return false;
    await payments.paid(paid);
    log.info("Charge {chargeId} was found in Telegram's list", { chargeId });
    return true;
  }

  const renewLease = () =>
    db.tx((tx) => {
      const now = liveness.now();
      return takeLease(tx, "stars", { holder, now, until: now + LEASE_TIME });
    });

  return async (signal) => {
    const { readAt } = await getStarsCursor(db);
    // The clock of a box may go back.
    if (readAt !== null && Math.abs(clock.now() - readAt) < READ_EVERY) return 0;
    if (!await renewLease()) return 0;
    try {
      return await read(signal);
    } catch (error) {
      if (!(error instanceof AppError) || error.code !== "payments_unavailable") throw error;
      log.warn("Telegram's list of transactions is read later: {error}", { error });
      return 0;
    } finally {
      await db.tx((tx) => giveBackLease(tx, "stars", holder)).catch(() => {});
    }
  };
}
