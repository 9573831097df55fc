import { listFacts } from "../db/facts.ts";
import { getMember } from "../db/members.ts";
import type { Database } from "../db/tx.ts";
import type { Community } from "../domain/community.ts";
import type { Turn } from "../domain/conversation.ts";
import { createDigests, type Digests } from "./digests.ts";
import { createFacts, type Facts, type FactView, factView } from "./facts.ts";
import { refuseBanned } from "./members.ts";
import type { Clock, Ids, LanguageModel } from "./ports.ts";
import { createRecall, type Recall } from "./recall.ts";

/** What is remembered of members: facts, what was said, and how the one is drawn from the other. */
export interface Memory {
  facts: Facts;
  recall: Recall;
  digests: Digests;
  /** What a member's facts and turns say about something; `banned`, `session_invalid`. */
  search(memberId: string, query: string): Promise<{ facts: FactView[]; turns: Turn[] }>;
}

/** How much a search brings. */
const FOUND = 30;

/** Puts the memory together; all of it is loaded when it is first needed. */
export function createMemory(deps: {
  db: Database;
  clock: Clock;
  liveness: Clock;
  ids: Ids;
  community: Community;
  model: LanguageModel;
}): Memory {
  const { db } = deps;
  const recall = createRecall(deps);
  return {
    facts: createFacts(deps),
    recall,
    digests: createDigests(deps),
    async search(memberId, query) {
      refuseBanned(await getMember(db, memberId));
      const known = await listFacts(db, memberId);
      const found = await recall(memberId, query, { limit: FOUND, facts: known, exact: true });
      return {
        facts: found.flatMap((one) => one.kind === "fact" ? [factView(one.fact, known)] : []),
        turns: found.flatMap((one) => one.kind === "turn" ? [one.turn] : []),
      };
    },
  };
}
