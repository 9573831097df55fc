import type { ProfileSection } from "./member.ts";

/** Something a member said about themself, as one short sentence. */
export interface Fact {
  schema: 1;
  id: string;
  section: ProfileSection;
  text: string;
  /** The sentences it was drawn from; one that the member wrote on the Memory screen has none. */
  sources: FactSource[];
  origin: "said" | "written";
  /** Since when it holds: when it was said. */
  validFrom: number;
  /** Until when it held; null while it holds. Set together with `supersededBy`. */
  validTo: number | null;
  /** The fact that took its place. */
  supersededBy: string | null;
  /** For what is temporary: the moment from which it is no longer used. */
  expiresAt: number | null;
  /** While it can be brought back: the moment the member deleted it. */
  deletedAt: number | null;
}

/** Where a fact comes from: a turn of the member, and the sentence in it. */
export interface FactSource {
  sequence: number;
  sentence: string;
  at: number;
}

/** Whether a fact may be used: neither corrected, nor over, nor deleted. */
export function holds(fact: Fact, now: number): boolean {
  return fact.validTo === null && fact.deletedAt === null &&
    (fact.expiresAt === null || fact.expiresAt > now);
}
