import assert from "node:assert/strict";
import fc from "fast-check";
import type { Turn } from "../../domain/conversation.ts";
import { AppError } from "../../domain/errors.ts";
import type { Member } from "../../domain/member.ts";
import { entriesWith, wholeStore } from "../kit/whole_store.ts";
import { House, PLANS } from "./house.ts";
import { CALM, Death } from "./simulation.ts";

/** The same runs every time; `INVARIANTS_SEED` and `INVARIANTS_RUNS` choose others. */
const SEED = Number(Deno.env.get("INVARIANTS_SEED") ?? 20261123);
const RUNS = Number(Deno.env.get("INVARIANTS_RUNS") ?? 60);
const TELEGRAM_ID = 1001;

type Move =
  | { do: "send"; slot: number; who: "anna" | "boris"; plan: string; source: "app" | "bot" }
  | { do: "erase" | "enter" | "sweep" | "kill"; slot: number }
  | { do: "wait"; milliseconds: number };

const slot = fc.nat(1);
const move: fc.Arbitrary<Move> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constant("send" as const),
      slot,
      who: fc.constantFrom("anna" as const, "anna" as const, "boris" as const),
      plan: fc.constantFrom(...PLANS),
      source: fc.constantFrom("app" as const, "bot" as const),
    }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant("erase" as const), slot }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant("enter" as const), slot }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("sweep" as const), slot }) },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant("wait" as const),
      milliseconds: fc.constantFrom(100, 1_000, 6_000, 21_000),
    }),
  },
);
const roughMove: fc.Arbitrary<Move> = fc.oneof(
  { weight: 8, arbitrary: move },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("kill" as const), slot }) },
);

const EXPECTED = [
  "session_invalid",
  "allowance_exhausted",
  "storage_unavailable",
  "conflict",
  "not_found",
];

/** Plays moves to their end; answers whether Anna, as she was at first, was erased. */
async function play(seed: number, rough: boolean, moves: Move[]): Promise<boolean> {
  await using house = await House.open({ seed, limit: 3 });
  const { sim } = house;
  const [first, boris] = house.members as [Member, Member];
  let anna = first;
  let key = 0;
  const tasks = new Set<Promise<void>>();
  const errors: unknown[] = [];
  const perform = async (move: Exclude<Move, { do: "wait" }>): Promise<void> => {
    const process = house.processes[move.slot]!;
    switch (move.do) {
      case "send": {
        // Who comes after an erasure has words of her own.
        const word = move.who === "boris" ? "boris" : anna.id === first.id ? "anna" : "vera";
        const { id: memberId } = move.who === "boris" ? boris : anna;
        const text = `${move.plan} ${word} k${key += 1}`;
        return void await process.chat.send({ memberId, text, key: `${key}`, source: move.source });
      }
      case "erase":
        return void await process.erasures.erase(anna.id);
      case "enter":
        return void (anna = await process.members.enter({ id: TELEGRAM_ID, languageCode: "ru" }));
      case "sweep":
        return void await process.erasures.sweep();
      case "kill":
        return sim.kill(process.simulated);
    }
  };
  if (rough) sim.trouble = { commit: 0.02, read: 0.005, death: 0.002 };
  for (const move of moves) {
    while (sim.random() > 0.08) await sim.step();
    if (move.do === "wait") {
      await sim.pass(move.milliseconds);
      continue;
    }
    const { death } = house.processes[move.slot]!.simulated;
    const task: Promise<void> = Promise.race([perform(move), death]).catch((error) => {
      if (!(error instanceof Death)) errors.push(error);
    }).finally(() => tasks.delete(task));
    tasks.add(task);
  }
  while (sim.random() > 0.02) await sim.step();
  sim.trouble = CALM;
  await sim.run(() => tasks.size === 0);
  await sim.pass(130_000);
  for (const { answers, erasures } of house.processes) {
    await house.during(erasures.sweep());
    await house.during(answers.sweep());
  }
  await sim.pass(60_000);

  for (const error of errors) {
    assert(error instanceof AppError && EXPECTED.includes(error.code), error as Error);
  }
  const store = await wholeStore(sim.kv);
  const turnsOf = ({ id }: Member) =>
    [...store.values()].filter(({ key }) => key[0] === "turn" && key[1] === id)
      .map(({ value }) => value as Turn);
  for (const member of [boris, anna]) {
    const sequences = turnsOf(member).map(({ sequence }) => sequence);
    assert.deepEqual(sequences, sequences.map((_, index) => index + 1));
  }
  const known = [...store.values()].filter(({ key }) => key[0] === "member");
  if (known.some(({ key }) => key[1] === first.id)) return false;
  for (const trace of [first.id, "anna"]) {
    assert.deepEqual(entriesWith(store, trace).map(({ key }) => key), [], `${trace} is left`);
  }
  const receipts = [...store.values()].filter(({ key }) => key[0] === "erasure_receipt");
  assert(receipts.length > 0);
  for (const { value } of receipts) assert.equal((value as { left: number }).left, 0);
  return true;
}

for (const rough of [false, true]) {
  const how = rough ? "while processes die and the store fails" : "in every interleaving";
  Deno.test(`invariant: nothing of an erased member is left, ${how}`, async () => {
    let erased = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.integer(),
        fc.array(rough ? roughMove : move, { minLength: 2, maxLength: 14 }),
        async (seed, moves) => {
          if (await play(seed, rough, moves)) erased += 1;
        },
      ),
      { seed: SEED, numRuns: RUNS },
    );
    assert(erased > RUNS / 4, `${erased} of ${RUNS} runs erased her`);
  });
}
