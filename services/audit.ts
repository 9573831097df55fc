import { getCall } from "../db/calls.ts";
import { getAccessMark, listGrants } from "../db/grants.ts";
import { keys } from "../db/keys.ts";
import { pagesBelow } from "../db/pages.ts";
import type { Database } from "../db/tx.ts";
import { getUsage } from "../db/usage.ts";
import type { Generation } from "../domain/conversation.ts";
import { foldGrants, type Grant, nextChange } from "../domain/grant.ts";
import type { Member } from "../domain/member.ts";
import { CALL_SECONDS } from "./allowances.ts";
import { spansOf } from "./held_units.ts";

/** Something that is kept otherwise than it follows from what it is kept for. */
export interface Difference {
  member: string;
  what: string;
  expected: string;
  found: string;
}

/** What an audit has looked at, and how many differences it told. */
export interface Audited {
  members: number;
  grants: number;
  differences: number;
}

export interface Audit {
  /**
   * Recomputes what is kept of access and usage, and tells of each difference.
   *
   * It may run while the service does: what changes meanwhile is no difference.
   */
  run(tell: (difference: Difference) => void): Promise<Audited>;
}

/** Makes what proves the books. */
export function createAudit({ db }: { db: Database }): Audit {
  return {
    async run(tell) {
      const audited: Audited = { members: 0, grants: 0, differences: 0 };
      const note = (difference: Difference) => {
        audited.differences += 1;
        tell(difference);
      };
      for await (const page of pagesBelow<Member>(db, keys.members())) {
        for (const { value: { id } } of page) {
          audited.members += 1;
          (await auditAccess(db, id)).forEach(note);
          (await auditUsage(db, id)).forEach(note);
        }
      }
      for await (const page of pagesBelow<Grant>(db, keys.allGrants())) {
        for (const { key, value } of page) {
          audited.grants += 1;
          (await auditGrant(db, key, value)).forEach(note);
        }
      }
      for await (const page of pagesBelow<string>(db, keys.grantOwners())) {
        for (const { key, value } of page) (await auditOwner(db, key, value)).forEach(note);
      }
      for await (const page of pagesBelow<string>(db, keys.dueBefore("access", Infinity).prefix)) {
        for (const { key, value } of page) (await auditDue(db, key, value)).forEach(note);
      }
      return audited;
    },
  };
}

/** What the index has of a member's next change is what their grants come to. */
async function auditAccess(db: Database, member: string): Promise<Difference[]> {
  return await db.tx(async (tx) => {
    const grants = await listGrants(tx, member);
    const mark = await getAccessMark(tx, member);
    const found = mark?.dueAt ?? null;
    // By the moment that the service had come to: the clock of the audit may be another.
    const expected = nextChange(foldGrants(grants), mark?.seenAt ?? -Infinity);
    const differences: Difference[] = [];
    if (found !== expected) {
      const what = "next change of access";
      differences.push({ member, what, expected: momentOf(expected), found: momentOf(found) });
    }
    const indexed = found === null || await tx.get(keys.due("access", found, member)) === member;
    if (!indexed) {
      const what = "entry among what is due";
      differences.push({ member, what, expected: momentOf(found), found: "none" });
    }
    return differences;
  });
}

/** A grant lies under its own names, of a member who is there. */
async function auditGrant(db: Database, key: Deno.KvKey, grant: Grant): Promise<Difference[]> {
  const [member, id] = [String(key[1]), String(key[2])];
  const [owner, known, there] = await db.getMany<[string, Grant, Member]>([
    keys.grantOwner(id),
    key,
    keys.member(member),
  ]);
  // Erased since it was listed, or being erased.
  if (!known || !there) return [];
  const differences: Difference[] = [];
  const what = `grant ${id}`;
  if (owner !== member) {
    differences.push({ member, what: `${what}: owner`, expected: member, found: owner ?? "none" });
  }
  if (grant.id !== id || grant.memberId !== member) {
    const found = `${grant.memberId} ${grant.id}`;
    differences.push({ member, what: `${what}: names`, expected: `${member} ${id}`, found });
  }
  return differences;
}

/** An owner has the grant. */
async function auditOwner(
  db: Database,
  key: Deno.KvKey,
  member: string,
): Promise<Difference[]> {
  const id = String(key[1]);
  const [grant, owner, there] = await db.getMany<[Grant, string, Member]>([
    keys.grant(member, id),
    key,
    keys.member(member),
  ]);
  if (grant || owner !== member || !there) return [];
  return [{ member, what: `grant ${id}`, expected: "the grant", found: "none" }];
}

/** What is due is what the member's mark says. */
async function auditDue(db: Database, key: Deno.KvKey, member: string): Promise<Difference[]> {
  return await db.tx(async (tx) => {
    const moment = Number(key[2]);
    const mark = await getAccessMark(tx, member);
    if (mark?.dueAt === moment || await tx.get(key) === undefined) return [];
    const what = "mark of what is due";
    const found = mark ? momentOf(mark.dueAt) : "none";
    return [{ member, what, expected: momentOf(moment), found }];
  });
}

/**
 * What was used is no less than the calls and the answers that are kept come to.
 *
 * It may be more: incognito talks leave nothing, answers are kept for a day, and what was used on
 * the day of an erasure outlives it. They are read before what was used, which only grows.
 */
async function auditUsage(db: Database, member: string): Promise<Difference[]> {
  const least = new Map<string, { kind: string; span: string; used: number }>();
  const add = (kind: string, span: string, used: number) => {
    const name = `${kind} ${span}`;
    least.set(name, { kind, span, used: used + (least.get(name)?.used ?? 0) });
  };
  for await (const page of pagesBelow(db, keys.callsOfMember(member))) {
    for (const { key } of page) {
      const call = await getCall(db, String(key[2]));
      if (!call) continue;
      const seconds = Math.floor(call.talkedMilliseconds / 1000);
      for (const span of spansOf(call)) {
        if (call.charged) add("calls", span, 1);
        if (seconds > 0) add(CALL_SECONDS, span, seconds);
      }
    }
  }
  for await (const page of pagesBelow<string>(db, keys.generationsByKey(member))) {
    const generations = await db.getMany<Generation[]>(
      page.map(({ value }) => keys.generation(value)),
    );
    for (const generation of generations) {
      const charged = generation && generation.answerSequence !== null && !generation.free;
      if (charged) spansOf(generation).forEach((span) => add("messages", span, 1));
    }
  }
  const differences: Difference[] = [];
  for (const { kind, span, used } of least.values()) {
    const found = (await getUsage(db, member, kind, span)).used;
    if (found >= used) continue;
    const what = `${kind} used in ${span}`;
    differences.push({ member, what, expected: `${used} or more`, found: String(found) });
  }
  // Whoever was erased meanwhile has used nothing.
  return differences.length > 0 && await db.get(keys.member(member)) ? differences : [];
}

function momentOf(moment: number | null): string {
  return moment === null ? "none" : new Date(moment).toISOString();
}
