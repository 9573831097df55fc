import { getLogger } from "@logtape/logtape";
import { lastSummary } from "../db/digests.ts";
import { listFacts } from "../db/facts.ts";
import { getMember } from "../db/members.ts";
import { getSettings } from "../db/settings.ts";
import type { Database } from "../db/tx.ts";
import type { Summary } from "../domain/digest.ts";
import { AppError } from "../domain/errors.ts";
import type { Fact } from "../domain/fact.ts";
import type { Member } from "../domain/member.ts";
import type { Settings } from "../domain/settings.ts";
import type { ContextNote } from "./context_parts.ts";
import type { Recall, Recalled } from "./recall.ts";
import { wordless } from "./wordless.ts";

const log = getLogger(["sfera", "known"]);

/** What is looked for in what was said before: a question of this length, in UTF-16 units. */
const QUERY_LENGTH = 500;
const RECALLED = 8;
/** What fits less than this only happens to share a word with the question. */
const LEAST_FIT = 0.3;

/** What is known of a member before they are answered, in text and in a call. */
export interface Known {
  member: Member;
  settings: Settings;
  /** All facts of the member. */
  facts: Fact[];
  summary: Summary | undefined;
  notes: ContextNote[];
  recalled: Recalled[];
}

/** What it is read with. */
export interface KnownDependencies {
  db: Database;
  recall: Recall;
  /** Further parts of the context, the most important first. */
  notes?: (memberId: string) => Promise<ContextNote[]>;
}

/**
 * Reads what is known of a member; `query` is what is looked for in what was said before the turn
 * `before`. Errors: `session_invalid` where the member is gone.
 */
export async function whatIsKnown(
  deps: KnownDependencies,
  { memberId, query, before }: { memberId: string; query: string; before: number },
): Promise<Known> {
  const { db } = deps;
  const [member, settings, facts, summary, notes] = await Promise.all([
    getMember(db, memberId),
    getSettings(db, memberId),
    listFacts(db, memberId),
    lastSummary(db, memberId),
    deps.notes?.(memberId) ?? [],
  ]);
  if (!member) throw new AppError("session_invalid");
  const recalled = await recallFor(deps.recall, { memberId, query, before, facts });
  return { member, settings, facts, summary, notes, recalled };
}

/** What was said and noted about it before; an answer does not fail for want of it. */
async function recallFor(
  recall: Recall,
  { memberId, query, before, facts }: {
    memberId: string;
    query: string;
    before: number;
    facts: Fact[];
  },
): Promise<Recalled[]> {
  const options = { limit: RECALLED, before, facts, least: LEAST_FIT };
  try {
    return await recall(memberId, query.slice(0, QUERY_LENGTH), options);
  } catch (error) {
    const reason = wordless(error);
    log.error("Nothing could be recalled for {memberId}: {reason}", { memberId, reason });
    return [];
  }
}
