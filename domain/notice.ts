import { beginningOf } from "./beginning.ts";

/** A message that could not be sent to a member, to be shown in the app. */
export interface Notice {
  /** The id of the message. */
  id: string;
  /** What it is about, for example `reminder`. */
  kind: string;
  text: string;
  at: number;
}

/** What a member could not be sent, oldest first. */
export interface Notices {
  schema: 1;
  notices: Notice[];
}

/** How long a notice is kept, in milliseconds. */
export const NOTICE_TIME = 30 * 24 * 3600_000;
/** So many are kept, and so much of each: together they fit into one value of the store. */
const MOST_NOTICES = 20;
const NOTICE_LENGTH = 800;

/** The notices that are still to be shown. */
export function noticesAt(kept: Notices | undefined, now: number): Notice[] {
  return (kept?.notices ?? []).filter(({ at }) => now - at < NOTICE_TIME);
}

/** The notices with another one, the newest ones where it is too many; again it changes nothing. */
export function withNotice(kept: Notices | undefined, notice: Notice, now: number): Notices {
  const text = beginningOf(notice.text, NOTICE_LENGTH);
  const others = noticesAt(kept, now).filter(({ id }) => id !== notice.id);
  return { schema: 1, notices: [...others, { ...notice, text }].slice(-MOST_NOTICES) };
}

/** The notices without one. */
export function withoutNotice(kept: Notices | undefined, id: string, now: number): Notices {
  return { schema: 1, notices: noticesAt(kept, now).filter((notice) => notice.id !== id) };
}
