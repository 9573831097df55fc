import { DEFAULT_SETTINGS, type Settings } from "../domain/settings.ts";
import { keys } from "./keys.ts";
import type { Reader } from "./reader.ts";
import type { Transaction } from "./tx.ts";

/** What a member chose; what was never chosen is as it is by default. */
export async function getSettings(reader: Reader, memberId: string): Promise<Settings> {
  return { ...DEFAULT_SETTINGS, ...await reader.get<Settings>(keys.settings(memberId)) };
}

/** Keeps what a member chose. */
export function setSettings(tx: Transaction, memberId: string, settings: Settings): void {
  tx.set(keys.settings(memberId), settings);
}
