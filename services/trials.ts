import { listGrants } from "../db/grants.ts";
import { getMember } from "../db/members.ts";
import type { Database, Transaction } from "../db/tx.ts";
import type { Community, Localized } from "../domain/community.ts";
import { AppError } from "../domain/errors.ts";
import { foldGrants, type Grant, spanAt } from "../domain/grant.ts";
import { isTrialGone, trialGrant, trialPlan } from "../domain/trial.ts";
import { grantIn } from "./grants.ts";
import { refuseBanned } from "./members.ts";
import type { Outbox } from "./outbox.ts";
import type { Clock } from "./ports.ts";
import type { Texts } from "./texts.ts";

/** The days that a member may have once, for nothing. */
export interface TrialOffer {
  planId: string;
  name: Localized;
  days: number;
}

/** Trials: once a member, and for nobody who has had a paid plan. */
export interface Trials {
  /** What a member may still try; null where nothing is left of it, or nothing is tried here. */
  offered(memberId: string): Promise<TrialOffer | null>;
  /**
   * Begins the trial, and lets the bot say until when it lasts.
   *
   * Errors: `not_sold` where no plan has a trial, `trial_used`, `banned`, `session_invalid`.
   */
  start(memberId: string): Promise<Grant>;
}

/** Makes trials of the plan that has days for it. */
export function createTrials(deps: {
  db: Database;
  clock: Clock;
  community: Pick<Community, "plans" | "assistant">;
  outbox: Pick<Outbox, "add" | "hurry">;
  texts: Texts;
}): Trials {
  const { db, clock, community: { plans, assistant }, outbox, texts } = deps;
  const plan = trialPlan(plans);

  async function tell(tx: Transaction, memberId: string, grant: Grant): Promise<void> {
    const member = (await getMember(tx, memberId))!;
    const { language } = member;
    const spans = foldGrants(await listGrants(tx, memberId)).spans;
    // Where a higher plan is in force, the trial waits until it is over.
    const isNow = spanAt(spans, clock.now())?.grant.id === grant.id;
    const until = spans.findLast((span) => span.grant.id === grant.id)?.until;
    const format = new Intl.DateTimeFormat(language, {
      timeZone: assistant.timeZone,
      day: "numeric",
      month: "long",
      hour: "2-digit",
      minute: "2-digit",
    });
    await outbox.add(tx, {
      member,
      kind: "trial",
      dedupeKey: grant.id,
      text: await texts.format(language, "bot-trial-started", {
        plan: grant.terms.name[language],
        starts: isNow ? "now" : "later",
        until: until ? format.format(until) : "",
      }),
    });
  }

  return {
    async offered(memberId) {
      if (!plan) return null;
      const [member, grants] = await Promise.all([
        getMember(db, memberId),
        listGrants(db, memberId),
      ]);
      if (!member || isTrialGone(member, grants)) return null;
      return { planId: plan.id, name: plan.name, days: plan.trialDays };
    },

    async start(memberId) {
      if (!plan) throw new AppError("not_sold", { reason: "no plan has a trial" });
      const now = clock.now();
      const given = await db.tx(async (tx) => {
        const member = refuseBanned(await getMember(tx, memberId));
        const grants = await listGrants(tx, memberId);
        const grant = trialGrant(plan, memberId, now);
        if (isTrialGone(member, grants) || !await grantIn(tx, grant, now)) {
          throw new AppError("trial_used");
        }
        await tell(tx, memberId, grant);
        return grant;
      });
      outbox.hurry();
      return given;
    },
  };
}
