import { keys } from "../db/keys.ts";
import { pagesBelow } from "../db/pages.ts";
import type { Database } from "../db/tx.ts";
import type { StoredErrand } from "../db/errands.ts";
import type { StoredInvoice } from "../db/invoices.ts";
import type { Gift } from "../domain/gift.ts";
import type { Grant } from "../domain/grant.ts";
import type { Member } from "../domain/member.ts";
import type { Promo } from "../domain/promo.ts";
import type { Referral } from "../domain/referral.ts";
import { auditAccess, auditDue, auditGrant, auditOwner } from "./audit_access.ts";
import { type Difference, twice } from "./audit_difference.ts";
import { auditDueEntry, auditErrand } from "./audit_due.ts";
import { auditGift, auditGrantSource, auditReferral } from "./audit_grants.ts";
import { auditInvoice } from "./audit_invoices.ts";
import { auditPromo, auditUse } from "./audit_promos.ts";
import { auditUsage } from "./audit_usage.ts";
import type { Clock } from "./ports.ts";

export type { Difference } from "./audit_difference.ts";

/** What an audit has looked at, and how many differences it told. */
export interface Audited {
  members: number;
  grants: number;
  invoices: number;
  promos: number;
  differences: number;
}

export interface Audit {
  /**
   * Recomputes what is kept of access, usage and money from what was told and done, and tells of each
   * difference.
   *
   * It may run while the service does: what changes meanwhile is no difference.
   */
  run(tell: (difference: Difference) => void): Promise<Audited>;
}

/** Makes what proves the books; `clock` tells which tellings of a payment are too old to be kept. */
export function createAudit({ db, clock }: { db: Database; clock: Clock }): Audit {
  /** Looks at everything below a prefix. */
  async function each<Value>(
    prefix: Deno.KvKey,
    look: (key: Deno.KvKey, value: Value) => Promise<Difference[]>,
    tell: (difference: Difference) => void,
  ): Promise<number> {
    let count = 0;
    for await (const page of pagesBelow<Value>(db, prefix)) {
      count += page.length;
      for (const { key, value } of page) (await twice(() => look(key, value))).forEach(tell);
    }
    return count;
  }

  return {
    async run(tell) {
      let differences = 0;
      const note = (difference: Difference) => {
        differences += 1;
        tell(difference);
      };
      const members = await each<Member>(keys.members(), async (_, { id }) => [
        ...await auditAccess(db, id),
        ...await auditUsage(db, id),
      ], note);
      const grants = await each<Grant>(keys.allGrants(), async (key, grant) => [
        ...await auditGrant(db, key, grant),
        ...await auditGrantSource(db, key),
      ], note);
      await each<string>(keys.grantOwners(), (key, owner) => auditOwner(db, key, owner), note);
      const invoices = await each<StoredInvoice>(
        keys.invoices(),
        (_, { id }) => auditInvoice(db, id, clock.now()),
        note,
      );
      const promos = await each<Promo>(keys.promos(), (_, { code }) => auditPromo(db, code), note);
      await each(keys.allPromoUses(), (key) => auditUse(db, key), note);
      await each<Gift>(keys.gifts(), (_, { code }) => auditGift(db, code), note);
      await each<Referral>(
        keys.referrals(),
        (_, { invitedId }) => auditReferral(db, invitedId),
        note,
      );
      await each<StoredErrand<unknown>>(keys.errands(), (key) => auditErrand(db, key), note);
      const due = keys.dueBefore("access", Infinity).prefix;
      await each<string>(due, (key, member) => auditDue(db, key, member), note);
      for (const kind of ["invoice", "errand", "payment_event"] as const) {
        const { prefix } = keys.dueBefore(kind, Infinity);
        await each<string>(prefix, (key) => auditDueEntry(db, key), note);
      }
      return { members, grants, invoices, promos, differences };
    },
  };
}
