import { headOf, keys } from "../db/keys.ts";
import type { Conversation, Turn } from "../domain/conversation.ts";
import { MOST_FACTS } from "../domain/fact.ts";
import { openDatabaseKv } from "../db/open.ts";
import { createRecall } from "../services/recall.ts";
import { testFact } from "../tests/kit/facts.ts";
import { temporaryFolder, testDatabase } from "../tests/kit/temporary_kv.ts";
import type { BenchRow } from "./row.ts";
import { median } from "./row.ts";

const TURNS = 5_000;
const ASKED = 200;
const LIMIT = 10;
const WORDS = 6_000;
const SYLLABLES = "ба ве ги до жу за ки ло му не по ра си та фу хо це чи ша ля".split(" ");

/** A number from 0 to 1 that is the same in every run. */
function chance(seed: number): () => number {
  return () => {
    seed = (seed * 1_664_525 + 1_013_904_223) % 2 ** 32;
    return seed / 2 ** 32;
  };
}

/** Measures recall over as many turns as years of talk make, on a file, with a full memory of facts. */
export async function benchRecall(): Promise<BenchRow[]> {
  await using folder = await temporaryFolder();
  const kv = await openDatabaseKv(`${folder.path}/bench.sqlite3`);
  const db = testDatabase(kv, { headOf });
  const random = chance(20261123);
  const vocabulary = Array.from({ length: WORDS }, () =>
    Array.from(
      { length: 2 + Math.floor(3 * random()) },
      () => SYLLABLES[Math.floor(SYLLABLES.length * random())],
    ).join(""));
  // A few words stand everywhere and most are rare, as in talk.
  const word = () => vocabulary[Math.floor(WORDS * random() ** 3)]!;
  const sentence = (words: number) => Array.from({ length: words }, word).join(" ");
  await fill(kv, sentence, random);

  const recall = createRecall({ db, clock: { now: () => 0 } });
  const time = async (query: string) => {
    const began = performance.now();
    await recall("member", query, { limit: LIMIT });
    return performance.now() - began;
  };
  const cold = await time(sentence(5));
  const times: number[] = [];
  for (let asked = 0; asked < ASKED; asked += 1) times.push(await time(sentence(5)));
  const unknown: number[] = [];
  for (let asked = 0; asked < ASKED / 4; asked += 1) {
    unknown.push(await time(`${sentence(2)} ${word().slice(1)}щ${word()}`));
  }
  db.close();
  const p50 = median(times);
  const misspelt = median(unknown);
  return [
    {
      name: `recall over ${TURNS} turns and ${MOST_FACTS} facts: p50`,
      value: p50,
      unit: "ms",
      compared: `the first call, which reads them all, ${cold.toFixed(0)} ms`,
      limit: "at most 10 ms",
      ok: p50 <= 10,
    },
    {
      name: "the same with a misspelt word",
      value: misspelt,
      unit: "ms",
      limit: "at most 10 ms",
      ok: misspelt <= 10,
    },
  ];
}

async function fill(
  kv: Deno.Kv,
  sentence: (words: number) => string,
  random: () => number,
): Promise<void> {
  for (let start = 1; start <= TURNS; start += 100) {
    let commit = kv.atomic();
    for (let sequence = start; sequence < start + 100; sequence += 1) {
      const turn: Turn = {
        schema: 1,
        sequence,
        role: sequence % 2 === 1 ? "member" : "assistant",
        text: sentence(5 + Math.floor(40 * random())),
        at: sequence * 300_000,
        source: "app",
        generationId: "g",
        status: "complete",
      };
      commit = commit.set(keys.turn("member", sequence), turn);
    }
    await commit.commit();
  }
  for (let number = 0; number < MOST_FACTS; number += 1) {
    const text = sentence(8);
    const sources = [{ sequence: number + 1, sentence: text, at: 1 }];
    const fact = testFact(text, { id: `f${number}`, sources });
    await kv.set(keys.fact("member", fact.id), fact);
  }
  const conversation = { lastSequence: TURNS, epoch: "g", open: null, forgotten: [] };
  await kv.set(keys.conversation("member"), { schema: 1, ...conversation } satisfies Conversation);
}
