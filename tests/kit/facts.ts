import { headOf } from "../../db/keys.ts";
import { appendTurn } from "../../db/turns.ts";
import type { Database } from "../../db/tx.ts";
import type { Turn } from "../../domain/conversation.ts";
import type { Fact } from "../../domain/fact.ts";
import { temporaryKv } from "./temporary_kv.ts";

/** A fact that somebody said at the moment 1 in turn 1, with changes. */
export function testFact(text: string, change: Partial<Fact> = {}): Fact {
  return {
    schema: 1,
    id: text,
    section: "bio",
    text,
    sources: [{ sequence: 1, sentence: text, at: 1 }],
    origin: "said",
    validFrom: 1,
    validTo: null,
    supersededBy: null,
    expiresAt: null,
    deletedAt: null,
    ...change,
  };
}

/** A store with the heads that Sfera's ranges have. */
export const openStore = () => temporaryKv({ headOf });

/** Says something in a member's conversation; returns the turn. */
export async function say(
  db: Database,
  memberId: string,
  text: string,
  { at, role = "member" }: { at: number; role?: Turn["role"] },
): Promise<Turn> {
  const rest = { source: "app", generationId: `g-${memberId}`, status: "complete" } as const;
  return await db.tx((tx) => appendTurn(tx, memberId, { role, text, at, ...rest }));
}
