import { getMember } from "../db/members.ts";
import { dropNotice, getNotices } from "../db/notices.ts";
import type { Database } from "../db/tx.ts";
import { noticesAt } from "../domain/notice.ts";
import { refuseBanned } from "./members.ts";
import type { Clock } from "./ports.ts";

/** A message that could not be sent, as the app shows it. */
export interface NoticeView {
  id: string;
  text: string;
  at: number;
}

export interface NoticesService {
  /** What a member could not be sent, newest first. Errors: `banned`, `session_invalid`. */
  list(memberId: string): Promise<NoticeView[]>;
  /** The member has seen one; again it changes nothing. */
  seen(memberId: string, noticeId: string): Promise<void>;
}

/** Makes what the app shows of messages that could not be sent. */
export function createNotices({ db, clock }: { db: Database; clock: Clock }): NoticesService {
  return {
    async list(memberId) {
      const [member, kept] = await Promise.all([
        getMember(db, memberId),
        getNotices(db, memberId),
      ]);
      refuseBanned(member);
      const notices = noticesAt(kept, clock.now()).map(({ id, text, at }) => ({ id, text, at }));
      return notices.toReversed();
    },
    async seen(memberId, noticeId) {
      await db.tx(async (tx) => {
        refuseBanned(await getMember(tx, memberId));
        await dropNotice(tx, memberId, noticeId, clock.now());
      });
    },
  };
}
