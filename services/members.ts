import { listGrants } from "../db/granted.ts";
import { addMember, findMemberId, getMember, setMember } from "../db/members.ts";
import { keys } from "../db/keys.ts";
import { getSettings } from "../db/settings.ts";
import type { Database, Transaction } from "../db/tx.ts";
import { accessOf, freePlan, timelineOf } from "../domain/access.ts";
import { NO_USAGE, type Usage } from "../domain/allowance.ts";
import { dayOf } from "../domain/calendar.ts";
import { type Community, type Language, languageOf, type Plan } from "../domain/community.ts";
import { AppError } from "../domain/errors.ts";
import type { GrantSource } from "../domain/grant.ts";
import type { Member } from "../domain/member.ts";
import { packsAt } from "../domain/pack.ts";
import { type AllowanceLeft, describeAllowances, describePacks } from "./allowances.ts";
import type { Erasures } from "./erasure.ts";
import type { Clock, Ids } from "./ports.ts";

/** A Telegram user whose identity has been verified. */
export interface TelegramUser {
  id: number;
  languageCode?: string;
  /** False where they opened the app and Telegram does not say that the bot may write to them. */
  reachable?: boolean;
  /** What the link said by which they came, such as `ref_…`. */
  startParam?: string | null;
}

/** What a member sees of themself. */
export interface MemberView {
  member: {
    id: string;
    name: string | null;
    language: Language;
    interactionCount: number;
    subscriptionTier: string;
    createdAt: number;
  };
  access: {
    plan: { id: string; name: string };
    /** When it is over with all that is queued in it; `null` means never. */
    until: number | null;
    /** `free`: everybody has it; `grace`: its days are over and it goes on for a little. */
    reason: "free" | "granted" | "grace";
    /** How the member came by it; `null` for what everybody has. */
    source: GrantSource | null;
    /** The plans that come after it, the next first. */
    waiting: { plan: { id: string; name: string }; from: number; until: number | null }[];
    /** Why, stretch by stretch: `domain/access.ts`. */
    timeline: {
      plan: { id: string; name: string };
      from: number;
      until: number | null;
      reason: "free" | "granted" | "grace";
      source: GrantSource | null;
    }[];
  };
  allowances: AllowanceLeft[];
  /** Minutes of calls beside the plan, those that are used next first; used up ones are left out. */
  packs: { name: string; minutesLeft: number; until: number | null }[];
  operator: boolean;
  now: number;
}

export interface Members {
  /** The member of a verified Telegram user, made at the first meeting, banned or not. */
  enter(user: TelegramUser): Promise<Member>;
  /** What a member sees of themself; `banned`, or `session_invalid` where there is no such member. */
  view(memberId: string): Promise<MemberView>;
  /** The member, or `not_found`; takes an internal id or a Telegram id. */
  find(id: string): Promise<Member>;
  /** Bans a member everywhere, or lets them in again. */
  setBanned(memberId: string, banned: boolean): Promise<Member>;
  /** Marks that Telegram refuses messages to a member, or takes them again. */
  setUnreachable(memberId: string, unreachable: boolean): Promise<void>;
}

/** Makes the use cases around members; `liveness` is real time. */
export function createMembers(deps: {
  db: Database;
  clock: Clock;
  liveness: Clock;
  ids: Ids;
  community: Community;
  /** Telegram ids of those who look after the knowledge; nobody where it is absent. */
  operators?: readonly string[];
  /** What knows who was erased; nobody was where it is absent. */
  erasures?: Pick<Erasures, "finish" | "isUnderWay" | "restored">;
  /** Notes by whose link a new member came, in the commit that makes them one. */
  invited?: (tx: Transaction, memberId: string, startParam: string) => Promise<void>;
}): Members {
  const { db, clock, liveness, ids, community, operators = [], erasures, invited } = deps;

  async function change(memberId: string, by: (member: Member) => Member): Promise<Member> {
    return await db.tx(async (tx) => {
      const member = await getMember(tx, memberId);
      if (!member) throw new AppError("not_found", { what: "member", id: memberId });
      const changed = by(member);
      if (changed !== member) setMember(tx, changed);
      return changed;
    });
  }

  /** The member who comes back, or a new one; or who is being erased, and cannot come before the end. */
  function meet(
    telegramId: string,
    ofTelegram: Language,
    { startParam, reachable = true }: Pick<TelegramUser, "startParam" | "reachable">,
  ): Promise<Member | { erasing: string }> {
    return db.tx(async (tx) => {
      const memberId = await findMemberId(tx, telegramId);
      const member = memberId && await getMember(tx, memberId);
      if (member) {
        const language = (await getSettings(tx, member.id)).language ?? ofTelegram;
        const unreachableSince = reachable ? null : member.unreachableSince;
        const back = { ...member, language, telegramLanguage: ofTelegram, unreachableSince };
        setMember(tx, back);
        return back;
      }
      if (memberId && await erasures?.isUnderWay(tx, memberId)) return { erasing: memberId };
      const made = newMember(ids.next(), telegramId, ofTelegram, clock.now());
      const restored = await erasures?.restored(tx, made) ?? made;
      addMember(tx, restored);
      // Whoever was erased after they had bought or tried something is not new.
      const isNew = restored.trialGone !== true;
      if (isNew && startParam?.startsWith("ref_")) await invited?.(tx, restored.id, startParam);
      return restored;
    });
  }

  return {
    async enter(user) {
      const telegramId = String(user.id);
      const ofTelegram = languageOf(user.languageCode, community.assistant.defaultLanguage);
      const knownId = await findMemberId(db, telegramId);
      const known = knownId && await getMember(db, knownId);
      const isNews = known && known.unreachableSince !== null && user.reachable !== false;
      if (known && speaks(known, ofTelegram) && !isNews) return known;
      while (true) {
        const entered = await meet(telegramId, ofTelegram, user);
        if (!("erasing" in entered)) return entered;
        // Whoever comes again so soon begins anew, with nothing of what was.
        await erasures?.finish(entered.erasing);
      }
    },

    async view(memberId) {
      const now = clock.now();
      const day = dayOf(now, community.assistant.timeZone);
      const [[found, messages = NO_USAGE, calls = NO_USAGE], grants] = await Promise.all([
        db.getMany<[Member, Usage, Usage]>([
          keys.member(memberId),
          keys.usage(memberId, "messages", day.name),
          keys.usage(memberId, "calls", day.name),
        ]),
        listGrants(db, memberId),
      ]);
      const access = accessOf(community.plans, grants, now);
      const used = { access, day, ofDay: { messages, calls } };
      const member = refuseBanned(found);
      const { plan, until } = access;
      const free = freePlan(community.plans);
      const named = (id: string, { name }: Pick<Plan, "name">) => ({
        id,
        name: name[member.language],
      });
      return {
        member: {
          id: member.id,
          name: member.name,
          language: member.language,
          interactionCount: member.interactionCount,
          subscriptionTier: plan.id,
          createdAt: member.createdAt,
        },
        access: {
          plan: named(plan.id, plan),
          until,
          reason: access.reason,
          source: access.grant?.source ?? null,
          waiting: access.waiting.map(({ planId, terms, from, until }) => ({
            plan: named(planId, terms),
            from,
            until,
          })),
          timeline: timelineOf(access.spans, member.createdAt, now).map((stretch) => ({
            plan: stretch.grant
              ? named(stretch.grant.planId, stretch.grant.terms)
              : named(free.id, free),
            from: stretch.from,
            until: stretch.until,
            reason: stretch.reason,
            source: stretch.grant?.source ?? null,
          })),
        },
        allowances: await describeAllowances(db, memberId, used, liveness.now()),
        packs: await describePacks(db, memberId, packsAt(grants, now), member.language),
        operator: operators.includes(member.telegramId),
        now,
      };
    },

    async find(id) {
      const memberId = await findMemberId(db, id) ?? id;
      const member = await getMember(db, memberId);
      if (!member) throw new AppError("not_found", { what: "member", id });
      return member;
    },

    setBanned: (memberId, banned) =>
      change(memberId, (member) => ({ ...member, bannedAt: banned ? clock.now() : null })),

    async setUnreachable(memberId, unreachable) {
      await change(
        memberId,
        (member) =>
          (member.unreachableSince !== null) === unreachable
            ? member
            : { ...member, unreachableSince: unreachable ? clock.now() : null },
      );
    },
  };
}

/** Whether a language of Telegram's is what the member is known to have; a chosen one may differ. */
function speaks(member: Member, ofTelegram: Language): boolean {
  return (member.telegramLanguage ?? member.language) === ofTelegram;
}

/** The member, unless banned; `session_invalid` where the session is of a member who is gone. */
export function refuseBanned(member: Member | undefined): Member {
  if (!member) throw new AppError("session_invalid", { reason: "no such member" });
  if (member.bannedAt !== null) throw new AppError("banned");
  return member;
}

function newMember(id: string, telegramId: string, language: Language, now: number): Member {
  return {
    schema: 1,
    id,
    telegramId,
    name: null,
    nameAskedAt: null,
    language,
    telegramLanguage: language,
    interactionCount: 0,
    bannedAt: null,
    unreachableSince: null,
    createdAt: now,
  };
}
