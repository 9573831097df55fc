import {
  type Notice,
  NOTICE_TIME,
  type Notices,
  withNotice,
  withoutNotice,
} from "../domain/notice.ts";
import { keys } from "./keys.ts";
import type { Reader } from "./reader.ts";
import type { Transaction } from "./tx.ts";

/** What a member could not be sent. */
export function getNotices(reader: Reader, memberId: string): Promise<Notices | undefined> {
  return reader.get<Notices>(keys.notices(memberId));
}

/** Keeps something that could not be sent; again it changes nothing. */
export async function addNotice(
  tx: Transaction,
  memberId: string,
  notice: Notice,
  now: number,
): Promise<void> {
  setNotices(tx, memberId, withNotice(await getNotices(tx, memberId), notice, now));
}

/** Forgets a notice; one that is not there stays so. */
export async function dropNotice(
  tx: Transaction,
  memberId: string,
  id: string,
  now: number,
): Promise<void> {
  const kept = await getNotices(tx, memberId);
  if (kept) setNotices(tx, memberId, withoutNotice(kept, id, now));
}

function setNotices(tx: Transaction, memberId: string, notices: Notices): void {
  const key = keys.notices(memberId);
  if (notices.notices.length === 0) tx.delete(key);
  else tx.set(key, notices, { expireIn: NOTICE_TIME });
}
