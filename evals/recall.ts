import { headOf, keys } from "../db/keys.ts";
import type { Database } from "../db/tx.ts";
import type { Conversation, Turn } from "../domain/conversation.ts";
import { createRecall } from "../services/recall.ts";
import { temporaryKv } from "../tests/kit/temporary_kv.ts";
import { type EvalRow, readLines } from "./suite.ts";

/** A question about a conversation, and the turns that hold its answer. */
interface Question {
  conversation: string;
  question: string;
  evidence: number[];
}

type Line = Pick<Turn, "sequence" | "role" | "text"> & { at: string };

/** How many of what is found count. */
const FIRST = 5;
const LEAST = 0.8;
/** Of the few questions of one conversation: none may be far behind. */
const LEAST_OF_ONE = 0.7;

/**
 * Asks the labelled questions of three long conversations: how often a turn that holds the answer is
 * among the first five, without any facts, which would make it easier.
 */
export async function evalRecall(): Promise<EvalRow[]> {
  const questions = await readLines<Question>("recall.jsonl");
  const names = [...new Set(questions.map(({ conversation }) => conversation))];
  await using store = await temporaryKv({ headOf });
  const db = store.database;
  const recall = createRecall({ db, clock: { now: () => 0 } });
  const rows: EvalRow[] = [];
  for (const name of names) {
    await tell(db, name, await readLines<Line>(`conversations/${name}.jsonl`));
    const asked = questions.filter(({ conversation }) => conversation === name);
    const misses: string[] = [];
    for (const { question, evidence } of asked) {
      const found = await recall(name, question, { limit: FIRST });
      if (found.some(({ sequence }) => evidence.includes(sequence!))) continue;
      misses.push(`${question} [${evidence}]: ${found.map(({ sequence }) => sequence).join(", ")}`);
    }
    const right = asked.length - misses.length;
    const what = `recall: in the first ${FIRST}, talks of ${name}`;
    rows.push({ name: what, right, of: asked.length, least: LEAST_OF_ONE, misses });
  }
  return [...rows, all(rows)];
}

function all(rows: readonly EvalRow[]): EvalRow {
  const sum = (of: (row: EvalRow) => number) => rows.reduce((sum, row) => sum + of(row), 0);
  return {
    name: `recall: in the first ${FIRST}, all talks`,
    right: sum(({ right }) => right),
    of: sum(({ of }) => of),
    least: LEAST,
    misses: [],
  };
}

/** Writes a conversation as it was, with its own numbers. */
async function tell(db: Database, memberId: string, lines: readonly Line[]): Promise<void> {
  const rest = { schema: 1, source: "app", generationId: memberId, status: "complete" } as const;
  for (let start = 0; start < lines.length; start += 100) {
    await db.tx((tx) => {
      for (const line of lines.slice(start, start + 100)) {
        tx.set(
          keys.turn(memberId, line.sequence),
          { ...rest, ...line, at: Date.parse(line.at) } satisfies Turn,
        );
      }
      return Promise.resolve();
    });
  }
  const lastSequence = Math.max(...lines.map(({ sequence }) => sequence));
  const conversation = { lastSequence, epoch: memberId, open: null, forgotten: [] };
  await db.tx((tx) => {
    tx.set(keys.conversation(memberId), { schema: 1, ...conversation } satisfies Conversation);
    return Promise.resolve();
  });
}
