/** What is kept of access follows from the grants. */
import { getAccessMark, listGrants } from "../db/grants.ts";
import { keys } from "../db/keys.ts";
import type { Database } from "../db/tx.ts";
import { foldGrants, type Grant, nextChange } from "../domain/grant.ts";
import type { Member } from "../domain/member.ts";
import { type Difference, momentOf } from "./audit_difference.ts";

/** What the index has of a member's next change is what their grants come to. */
export async function auditAccess(db: Database, member: string): Promise<Difference[]> {
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
export async function auditGrant(
  db: Database,
  key: Deno.KvKey,
  grant: Grant,
): Promise<Difference[]> {
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
export async function auditOwner(
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
export async function auditDue(
  db: Database,
  key: Deno.KvKey,
  member: string,
): Promise<Difference[]> {
  return await db.tx(async (tx) => {
    const moment = Number(key[2]);
    const mark = await getAccessMark(tx, member);
    if (mark?.dueAt === moment || await tx.get(key) === undefined) return [];
    const what = "mark of what is due";
    const found = mark ? momentOf(mark.dueAt) : "none";
    return [{ member, what, expected: momentOf(moment), found }];
  });
}
