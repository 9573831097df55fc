import type { Member } from "../domain/member.ts";
import { keys } from "./keys.ts";
import type { Reader } from "./reader.ts";
import type { Transaction } from "./tx.ts";

/** The member with this id, if there is one. */
export function getMember(reader: Reader, memberId: string): Promise<Member | undefined> {
  return reader.get<Member>(keys.member(memberId));
}

/** The id of the member with this Telegram user id, if there is one. */
export function findMemberId(reader: Reader, telegramId: string): Promise<string | undefined> {
  return reader.get<string>(keys.memberByTelegram(telegramId));
}

/** Writes a new member with its index. */
export function addMember(tx: Transaction, member: Member): void {
  tx.set(keys.memberByTelegram(member.telegramId), member.id);
  setMember(tx, member);
}

/** Writes a member who is there already. */
export function setMember(tx: Transaction, member: Member): void {
  tx.set(keys.member(member.id), member);
}

/** Marks that a member cannot be written to; one who is marked already, or gone, stays so. */
export async function markUnreachable(
  tx: Transaction,
  memberId: string,
  since: number,
): Promise<void> {
  const member = await getMember(tx, memberId);
  if (member?.unreachableSince === null) setMember(tx, { ...member, unreachableSince: since });
}
