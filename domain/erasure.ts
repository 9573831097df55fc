import type { Language } from "./community.ts";

/** An erasure that is under way; every process may go on with it. */
export interface Erasure {
  schema: 1;
  memberId: string;
  telegramId: string;
  language: Language;
  /** The receipt that it will end with. */
  receiptId: string;
  /** The moment it is due at, in real time. */
  dueAt: number;
  /** Grows with every commit of it, so that nothing is counted twice. */
  step: number;
  /** How much was removed, by holding. */
  removed: Record<string, number>;
  /** What of the member is kept, by the ids of the sentences that say so. */
  kept: string[];
}

/** What an erasure removed, without a word of whose it was. */
export interface ErasureReceipt {
  schema: 1;
  id: string;
  at: number;
  /** Counts by plain words. */
  removed: { what: string; count: number }[];
  /** What still names the member, after a search through the store. */
  left: number;
  /** What is kept, in plain words. */
  kept: string[];
}

/** What outlives the erasure of somebody, under a hash of who it was. */
export interface ErasedPerson {
  schema: 1;
  bannedAt: number | null;
  /** The trial was had, or a plan paid for: there is none for whoever comes again. */
  trialGone: boolean;
}

/** What somebody had used of their allowances on a day, under a hash of who it was. */
export interface ErasedUsage {
  schema: 1;
  used: Record<string, number>;
}
