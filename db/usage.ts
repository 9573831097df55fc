import { NO_USAGE, type Usage } from "../domain/allowance.ts";
import { keys } from "./keys.ts";
import type { Reader } from "./reader.ts";
import type { Transaction } from "./tx.ts";

/** What a member has used of an allowance on a day of the community. */
export async function getUsage(
  reader: Reader,
  memberId: string,
  kind: string,
  day: string,
): Promise<Usage> {
  return await reader.get<Usage>(keys.usage(memberId, kind, day)) ?? NO_USAGE;
}

export function setUsage(
  tx: Transaction,
  memberId: string,
  kind: string,
  day: string,
  usage: Usage,
): void {
  tx.set(keys.usage(memberId, kind, day), usage);
}
