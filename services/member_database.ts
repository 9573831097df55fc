import { getMember } from "../db/members.ts";
import type { Database } from "../db/tx.ts";
import { AppError } from "../domain/errors.ts";

/**
 * The store for work that belongs to one member: its transactions find out whether the member is
 * still there, and write nothing once they are gone.
 *
 * It takes one of a transaction's checks. Errors besides those of `Database`: `session_invalid`.
 */
export function ofMember(db: Database, memberId: string): Database {
  return {
    counters: db.counters,
    get: (key) => db.get(key),
    getMany: (keys) => db.getMany(keys),
    list: (selector, options) => db.list(selector, options),
    close: () => db.close(),
    tx: (run, options) =>
      db.tx(async (tx) => {
        if (!await getMember(tx, memberId)) {
          throw new AppError("session_invalid", { reason: "no such member" });
        }
        return await run(tx);
      }, options),
  };
}
