import { getMember } from "../db/members.ts";
import {
  findInviter,
  getReferral,
  getReferralCode,
  referralsOf,
  setReferral,
  setReferralCode,
} from "../db/referrals.ts";
import type { Database, Transaction } from "../db/tx.ts";
import type { Community, Plan } from "../domain/community.ts";
import { AppError } from "../domain/errors.ts";
import { termsOf } from "../domain/grant.ts";
import { makeCode, type RandomBytes, SHORT_LENGTH } from "../domain/promo_code.ts";
import type { Referral, ReferralStory } from "../domain/referral.ts";
import { grantIn } from "./grants.ts";
import type { Outbox } from "./outbox.ts";
import type { Clock } from "./ports.ts";
import type { Redemption } from "./promo_redemption.ts";
import type { Texts } from "./texts.ts";

/** Members who invite others, and the days that both get. */
export interface Referrals {
  /**
   * Notes who invited a member, in the commit that makes them one: only who is new is invited.
   *
   * Answers whether the code is somebody's, and invitations are on. It checks one key.
   */
  invite(
    tx: Transaction,
    invited: { memberId: string; code: string },
    now: number,
  ): Promise<boolean>;
  /**
   * What a code of an invitation comes to for a member who is here; undefined where it is nobody's.
   *
   * Errors: `promo_refused` with `own`, `new` or, where invitations are off, `over`.
   */
  look(memberId: string, code: string): Promise<Redemption | undefined>;
  /** Does the errand `first_payment`: gives both their days, each once, and tells them. */
  reward(memberId: string, invoiceId: string): Promise<void>;
  /** What a member's invitations came to; makes their code. Errors: `not_found` where they are off. */
  view(memberId: string): Promise<ReferralStory>;
}

/** Makes what invites. */
export function createReferrals(deps: {
  db: Database;
  clock: Clock;
  random: RandomBytes;
  community: Pick<Community, "plans" | "sales">;
  outbox: Pick<Outbox, "add" | "hurry">;
  texts: Texts;
}): Referrals {
  const { db, clock, random, community: { plans, sales }, outbox, texts } = deps;

  /** What both get; undefined where it is off. */
  function offered(): { plan: Plan; days: number } | undefined {
    const plan = plans.find(({ id }) => id === sales.referral?.planId);
    return plan && sales.referral ? { plan, days: sales.referral.days } : undefined;
  }

  function codeOf(memberId: string): Promise<string> {
    return db.tx(async (tx) => {
      const known = await getReferralCode(tx, memberId);
      if (known !== undefined) return known;
      if (!await getMember(tx, memberId)) {
        throw new AppError("not_found", { what: "member", id: memberId });
      }
      let code = makeCode(random, SHORT_LENGTH);
      if (await findInviter(tx, code) !== undefined) code = makeCode(random);
      setReferralCode(tx, memberId, code);
      return code;
    });
  }

  /** Writes down what both get, before the first of them gets it: so that it is the same for both. */
  function fix(memberId: string, invoiceId: string): Promise<Referral | undefined> {
    const now = clock.now();
    return db.tx(async (tx) => {
      const referral = await getReferral(tx, memberId);
      if (!referral || referral.reward !== null) return referral;
      const offer = offered();
      if (!offer) return undefined;
      const { plan, days } = offer;
      const reward = { invoiceId, planId: plan.id, days, terms: termsOf(plan), at: now };
      setReferral(tx, { ...referral, reward });
      return { ...referral, reward };
    });
  }

  /** Gives one of the two their days and tells them; whoever is gone gets nothing. */
  async function give(
    { invitedId, inviterId, reward }: Referral,
    side: "invited" | "inviter",
  ): Promise<void> {
    const { planId, days, terms, at, invoiceId } = reward!;
    const memberId = side === "invited" ? invitedId : inviterId;
    // By the invoice: what the inviter has must not name the invited, who may be erased.
    const id = `referral:${invoiceId}:${side}`;
    await db.tx(async (tx) => {
      const member = await getMember(tx, memberId);
      if (!member) return;
      const grant = {
        id,
        memberId,
        planId,
        source: "referral",
        days,
        earliest: at,
        terms,
      } as const;
      if (!await grantIn(tx, grant, clock.now())) return;
      await outbox.add(tx, {
        member,
        kind: "referral",
        dedupeKey: id,
        text: await texts.format(member.language, `bot-referral-${side}`, {
          days,
          plan: terms.name[member.language],
        }),
      });
    });
    outbox.hurry();
  }

  return {
    async invite(tx, { memberId, code }, now) {
      const inviterId = await findInviter(tx, code);
      if (inviterId === undefined || inviterId === memberId || !offered()) return false;
      setReferral(tx, { schema: 1, invitedId: memberId, inviterId, code, at: now, reward: null });
      return true;
    },

    async look(memberId, code) {
      const inviterId = await findInviter(db, code);
      if (inviterId === undefined) return undefined;
      const offer = offered();
      if (!offer) throw new AppError("promo_refused", { reason: "over", validUntil: null });
      if (inviterId === memberId) throw new AppError("promo_refused", { reason: "own" });
      const referral = await getReferral(db, memberId);
      if (referral?.code !== code) throw new AppError("promo_refused", { reason: "new" });
      const { plan: { id, name }, days } = offer;
      return { kind: "referral", code, plan: { id, name }, days };
    },

    async reward(memberId, invoiceId) {
      const referral = await fix(memberId, invoiceId);
      if (!referral) return;
      await give(referral, "invited");
      await give(referral, "inviter");
    },

    async view(memberId) {
      const offer = offered();
      if (!offer) throw new AppError("not_found", { what: "referral" });
      const story = { invited: 0, paid: 0, earnedDays: 0 };
      for await (const { reward } of referralsOf(db, memberId)) {
        story.invited += 1;
        if (!reward) continue;
        story.paid += 1;
        story.earnedDays += reward.days;
      }
      const { plan, days } = offer;
      return { code: await codeOf(memberId), days, planName: plan.name, ...story };
    },
  };
}
