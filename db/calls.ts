import type { Call } from "../domain/call.ts";
import { moveDue } from "./due.ts";
import { keys } from "./keys.ts";
import type { Reader } from "./reader.ts";
import type { Transaction } from "./tx.ts";

/** A call by its id, if anything of it is kept. */
export function getCall(reader: Reader, callId: string): Promise<Call | undefined> {
  return reader.get<Call>(keys.call(callId));
}

/** The id of the call that a member is in. */
export function findLiveCall(reader: Reader, memberId: string): Promise<string | undefined> {
  return reader.get<string>(keys.liveCall(memberId));
}

/** The id of the call that a room was made for. */
export function findCallOfRoom(reader: Reader, room: string): Promise<string | undefined> {
  return reader.get<string>(keys.callByRoom(room));
}

/** Writes a new call with all its indexes. */
export function addCall(tx: Transaction, call: Call): void {
  const { id, memberId, room } = call;
  tx.set(keys.liveCall(memberId), id);
  tx.set(keys.callByRoom(room), id);
  tx.set(keys.callOfMember(memberId, id), true);
  setCall(tx, undefined, call);
}

/** Writes a call; what is due and the member's live call follow the change. */
export function setCall(tx: Transaction, before: Call | undefined, after: Call): void {
  moveDue(tx, "call", after.id, before?.dueAt, after.dueAt);
  if (after.status === "ended" && before?.status !== "ended") {
    tx.delete(keys.liveCall(after.memberId));
  }
  tx.set(keys.call(after.id), after);
}

/** Ends what was left to do about a call that is over; an incognito one is forgotten. */
export function cleanCall(tx: Transaction, before: Call, after: Call): void {
  const { id, memberId, room, incognito } = after;
  if (incognito) {
    moveDue(tx, "call", id, before.dueAt, null);
    tx.delete(keys.callOfMember(memberId, id));
    for (const key of keysOfCall(after)) tx.delete(key);
  } else {
    tx.delete(keys.callExtras(id));
    tx.delete(keys.callByRoom(room));
    setCall(tx, before, { ...after, dueAt: null });
  }
}

/** Everything that is kept of a call, but for its entries among what is due and the member's calls. */
export function keysOfCall({ id, room }: Call): Deno.KvKey[] {
  return [keys.callExtras(id), keys.callByRoom(room), keys.call(id)];
}
