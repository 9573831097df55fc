import { addMember } from "../../db/members.ts";
import type { Database } from "../../db/tx.ts";
import type { Member } from "../../domain/member.ts";

/** A member of this id who is known by nothing yet and reads Russian, with changes. */
export function testMember(id: string, change: Partial<Member> = {}): Member {
  return {
    schema: 1,
    id,
    telegramId: id,
    name: null,
    nameAskedAt: null,
    language: "ru",
    interactionCount: 0,
    bannedAt: null,
    unreachableSince: null,
    createdAt: 0,
    ...change,
  };
}

/** Adds such a member to a store. */
export async function addTestMember(
  db: Database,
  id: string,
  change: Partial<Member> = {},
): Promise<Member> {
  const member = testMember(id, change);
  await db.tx((tx) => Promise.resolve(addMember(tx, member)));
  return member;
}
