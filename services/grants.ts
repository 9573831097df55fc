import { getLogger } from "@logtape/logtape";
import {
  addGrant,
  findGrantOwner,
  listDueAccess,
  listGrants,
  passAccessChange,
  revokeGrant,
} from "../db/grants.ts";
import { getMember } from "../db/members.ts";
import type { Database, Transaction } from "../db/tx.ts";
import {
  type Access,
  accessOf,
  freePlan,
  type PlanInForce,
  type Stretch,
  stretchesOf,
} from "../domain/access.ts";
import type { Community, Plan } from "../domain/community.ts";
import { AppError } from "../domain/errors.ts";
import { foldGrants, type Grant, termsOf } from "../domain/grant.ts";
import type { Clock, Ids } from "./ports.ts";

const log = getLogger(["sfera", "grants"]);

/** Most changes of access that one sweep looks at. */
const BATCH = 500;

/** What the operator gives. */
export interface GrantRequest {
  memberId: string;
  planId: string;
  /** A whole number of days from 1 on; null means for ever. */
  days: number | null;
  note?: string;
}

/** What a member has and had, with the reason of every day. */
export interface AccessStory {
  access: Access;
  /** From the first meeting on, without a gap. */
  stretches: Stretch[];
  /** Top-ups, which run beside. */
  besides: Stretch[];
  grants: Grant[];
  /** The plan everybody has. */
  free: PlanInForce;
}

export interface Grants {
  /** Gives days of a plan, in the operator's name. Errors: `not_found` (`what`: member or plan). */
  give(request: GrantRequest): Promise<Grant>;
  /**
   * Takes a grant back from now on; what queued behind it moves up. One taken back before stays.
   *
   * Errors: `not_found`.
   */
  revoke(grantId: string): Promise<{ grant: Grant; changed: boolean }>;
  /** Every day of a member's access and why. Errors: `not_found`. */
  explain(memberId: string): Promise<AccessStory>;
  /** Moves the index on behind what has changed, 500 at most; answers how much has. */
  sweep(): Promise<number>;
}

/**
 * Writes a grant within a transaction, once for its id; answers whether it was the first time.
 *
 * Nothing is written for a member who is not there: `not_found`.
 */
export async function grantIn(
  tx: Transaction,
  grant: Omit<Grant, "schema" | "revokedAt">,
  now: number,
): Promise<boolean> {
  const { memberId } = grant;
  if (!await getMember(tx, memberId)) {
    throw new AppError("not_found", { what: "member", id: memberId });
  }
  return await addGrant(tx, { schema: 1, ...grant, revokedAt: null }, now);
}

/** Makes what gives days of plans and takes them back. */
export function createGrants(deps: {
  db: Database;
  clock: Clock;
  ids: Ids;
  community: Pick<Community, "plans">;
}): Grants {
  const { db, clock, ids, community: { plans } } = deps;

  return {
    async give({ memberId, planId, days, note }) {
      const plan = soldPlan(plans, planId);
      const now = clock.now();
      const grant = {
        id: `operator:${ids.next()}`,
        memberId,
        planId,
        source: "operator" as const,
        days,
        earliest: now,
        terms: termsOf(plan),
        ...(note !== undefined && { note }),
      };
      await db.tx((tx) => grantIn(tx, grant, now));
      return { schema: 1, ...grant, revokedAt: null };
    },

    async revoke(grantId) {
      const now = clock.now();
      return await db.tx(async (tx) => {
        const owner = await findGrantOwner(tx, grantId);
        const revoked = owner !== undefined && await getMember(tx, owner) &&
          await revokeGrant(tx, grantId, now, "operator");
        if (!revoked) throw new AppError("not_found", { what: "grant", id: grantId });
        return revoked;
      });
    },

    async explain(memberId) {
      const now = clock.now();
      return await db.tx(async (tx) => {
        const member = await getMember(tx, memberId);
        if (!member) throw new AppError("not_found", { what: "member", id: memberId });
        const grants = await listGrants(tx, memberId);
        const timeline = foldGrants(grants);
        return {
          access: accessOf(plans, grants, now),
          stretches: stretchesOf(timeline.spans, member.createdAt),
          besides: timeline.besides,
          free: freePlan(plans),
          grants: grants.toSorted((one, other) => one.earliest - other.earliest),
        };
      });
    },

    async sweep() {
      let passed = 0;
      for (const due of await listDueAccess(db, clock.now(), BATCH)) {
        try {
          if (await db.tx((tx) => passAccessChange(tx, due, clock.now()))) passed += 1;
        } catch (error) {
          const { memberId } = due;
          log.error("The access of {memberId} waits for the next sweep: {error}", {
            memberId,
            error,
          });
        }
      }
      return passed;
    },
  };
}

/** The plan of this id, unless it is the one everybody has. */
function soldPlan(plans: readonly Plan[], planId: string): Plan {
  const plan = plans.find(({ id, rank }) => id === planId && rank > 0);
  if (!plan) throw new AppError("not_found", { what: "plan", id: planId });
  return plan;
}
