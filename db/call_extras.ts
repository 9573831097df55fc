import { type CallExtras, NO_EXTRAS } from "../domain/call_extras.ts";
import { keys } from "./keys.ts";
import type { Reader } from "./reader.ts";
import type { Transaction } from "./tx.ts";

/** Long after the longest call and the last turn that comes late. */
const KEPT_FOR = 24 * 3600_000;

/** What a call knows between its turns. */
export async function getCallExtras(reader: Reader, callId: string): Promise<CallExtras> {
  return await reader.get<CallExtras>(keys.callExtras(callId)) ?? NO_EXTRAS;
}

/** Keeps it for a day: a call is long over then. */
export function setCallExtras(tx: Transaction, callId: string, extras: CallExtras): void {
  tx.set(keys.callExtras(callId), extras, { expireIn: KEPT_FOR });
}
