import assert from "node:assert/strict";
import fc from "fast-check";
import { headOf } from "../../db/keys.ts";
import { addMember } from "../../db/members.ts";
import { appendTurn } from "../../db/turns.ts";
import { createDatabase } from "../../db/tx.ts";
import { dayOf } from "../../domain/calendar.ts";
import type { CarePlan } from "../../domain/care_plan.ts";
import type { Turn } from "../../domain/conversation.ts";
import type { OutboxMessage } from "../../domain/outbox.ts";
import { createCarePlans } from "../../services/care_plans.ts";
import { createOutbox } from "../../services/outbox.ts";
import { Wakes } from "../../services/wakes.ts";
import { movableClock, testConfig, testIds, testTexts } from "../kit/app.ts";
import { CALM, Simulation, type Writes } from "./simulation.ts";
import { testMember } from "../kit/members.ts";

const HOUR = 3600_000;
const DAY = 24 * HOUR;
const TROUBLE = { commit: 0.15, read: 0.02, death: 0.03 };
const MEMBERS = ["anna", "boris"];

const { community } = await testConfig();
const texts = await testTexts();
const zone = community.assistant.timeZone;

type Work = { do: "sweep" | "say" | "agree" | "end"; member: string };

/** What happens at the same time, and how long nothing does before. */
interface Round {
  hours: number;
  works: Work[];
}

/** What the store said, in the order of its commits. */
class Witness {
  readonly said = new Map<string, number>();
  readonly plans = new Map<string, CarePlan | undefined>();
  readonly asked = new Map<string, { at: number; saidAt: number }[]>();

  readonly broken: unknown[] = [];

  constructor(readonly now: () => number) {}

  watch(writes: Writes): void {
    const before = new Map(this.plans);
    for (const { key: [noun, owner], value } of writes) {
      if (noun === "turn" && (value as Turn).role === "member") {
        this.said.set(String(owner), (value as Turn).at);
      }
      if (noun === "care_plan") this.plans.set(String(owner), value as CarePlan | undefined);
    }
    for (const { key: [noun], value } of writes) {
      const message = value as OutboxMessage | undefined;
      if (noun !== "outbox" || message?.kind !== "care_plan") continue;
      // Thrown here it would count as a store that failed.
      try {
        this.judge(message, before);
      } catch (error) {
        this.broken.push(error);
      }
    }
  }

  judge({ memberId }: OutboxMessage, before: ReadonlyMap<string, CarePlan | undefined>): void {
    const now = this.now();
    const running = before.get(memberId)?.running;
    assert(running, "none after the end");
    assert(now < running.startedAt + 14 * DAY, "none after two weeks");
    const saidAt = Math.max(this.said.get(memberId) ?? 0, running.startedAt);
    assert(now - saidAt >= DAY, "none without silence");
    const hour = (now + 3 * HOUR) % DAY / HOUR;
    assert(hour >= 9 && hour < 21, "none at night in Moscow");
    const asked = [...this.asked.get(memberId) ?? [], { at: now, saidAt }];
    const days = asked.map(({ at }) => dayOf(at, zone).name);
    assert.equal(new Set(days).size, days.length, "never two on a day");
    assert(asked.filter((one) => one.saidAt === saidAt).length <= 3, "three in vain at most");
    this.asked.set(memberId, asked);
  }
}

/** Anna agrees to a plan; the rounds follow, on processes of their own; a calm process looks last. */
async function play(seed: number, rounds: readonly Round[]): Promise<Witness> {
  const kv = await Deno.openKv(":memory:");
  const clock = movableClock();
  const witness = new Witness(() => clock.now());
  {
    await using sim = new Simulation(kv, seed);
    sim.onCommit = (writes) => witness.watch(writes);
    const ids = testIds();
    const process = () => {
      const { kv, death } = sim.startProcess();
      const db = createDatabase(kv, { ids, random: sim.random, headOf });
      const messenger = { send: () => Promise.reject(new Error("nothing is sent")) };
      const wakes = new Wakes();
      const outbox = createOutbox({ db, clock, liveness: clock, ids, messenger, wakes });
      const carePlans = createCarePlans({ db, clock, ids, community, outbox, texts });
      return { db, death, carePlans };
    };
    const say = (db: ReturnType<typeof process>["db"], memberId: string, text: string) =>
      db.tx((tx) =>
        appendTurn(tx, memberId, {
          role: "member",
          text,
          at: clock.now(),
          source: "app",
          generationId: ids.next(),
          status: "complete",
        })
      );
    const work = async ({ do: what, member }: Work) => {
      const { db, death, carePlans } = process();
      const start = async (text: string) => {
        const { sequence: turnSequence } = await say(db, member, text);
        const request = { memberId: member, carePlan: "after-tilt", diagnosis: "" };
        await carePlans.start({ ...request, turnSequence });
      };
      const doing = {
        sweep: () => carePlans.sweep(),
        say: () => say(db, member, "привет"),
        agree: async () => {
          await start("меня несёт");
          await start("да, давай");
        },
        end: () => carePlans.end(member),
      }[what]();
      await Promise.race([doing, death]);
    };
    const together = async (works: readonly Work[]) => {
      let settled = false;
      const all = Promise.allSettled(works.map(work)).finally(() => settled = true);
      await sim.run(() => settled);
      return await all;
    };
    const first = process();
    let ready = false;
    const added = first.db.tx((tx) =>
      Promise.resolve(
        MEMBERS.forEach((id, index) =>
          addMember(tx, testMember(id, { telegramId: String(index + 1) }))
        ),
      )
    ).finally(() => ready = true);
    await sim.run(() => ready);
    await added;
    await together([{ do: "agree", member: "anna" }]);
    sim.trouble = TROUBLE;
    for (const { hours, works } of rounds) {
      clock.move(Math.round(hours * HOUR));
      await together(works);
    }
    sim.trouble = CALM;
    for (const outcome of await together([{ do: "sweep", member: "" }])) {
      assert.equal(outcome.status, "fulfilled");
    }
    await assertIndexed(kv);
  }
  kv.close();
  if (witness.broken.length > 0) throw witness.broken[0];
  return witness;
}

/** Every care plan that is due has one entry, at its moment, and no entry is without one. */
async function assertIndexed(kv: Deno.Kv): Promise<void> {
  const plans = await Array.fromAsync(kv.list<CarePlan>({ prefix: ["care_plan"] }));
  const due = await Array.fromAsync(kv.list<string>({ prefix: ["due", "care_plan"] }));
  const expected = plans.flatMap(({ value: { memberId, running } }) =>
    running && running.dueAt !== null ? [`${running.dueAt} ${memberId}`] : []
  );
  assert.deepEqual(due.map(({ key }) => `${String(key[2])} ${String(key[3])}`), expected.sort());
}

const work: fc.Arbitrary<Work> = fc.record({
  do: fc.oneof(
    { weight: 12, arbitrary: fc.constant("sweep" as const) },
    { weight: 3, arbitrary: fc.constantFrom("say" as const, "agree" as const) },
    { weight: 1, arbitrary: fc.constant("end" as const) },
  ),
  member: fc.constantFrom(...MEMBERS),
});
const round: fc.Arbitrary<Round> = fc.record({
  hours: fc.oneof(fc.constantFrom(0, 23.99, 24, 25), fc.double({ min: 0, max: 40, noNaN: true })),
  works: fc.array(work, { minLength: 1, maxLength: 4 }),
});

Deno.test("invariant: whoever dies or collides, nobody is asked twice a day, without silence or after the end", async () => {
  let asked = 0;
  await fc.assert(
    fc.asyncProperty(
      fc.integer(),
      fc.array(round, { minLength: 4, maxLength: 20 }),
      async (seed, rounds) => {
        const witness = await play(seed, rounds);
        asked += [...witness.asked.values()].flat().length;
      },
    ),
    { seed: 20261123, numRuns: 100 },
  );
  assert(asked > 100, `only ${asked} questions were asked: the rounds show too little`);
});

Deno.test("invariant: two sweeps at the same moment ask once, in every interleaving", async () => {
  for (let seed = 1; seed <= 40; seed += 1) {
    const sweep: Work = { do: "sweep", member: "" };
    const witness = await play(seed, [{ hours: 24, works: [sweep, sweep, sweep] }]);
    assert.equal((witness.asked.get("anna") ?? []).length, 1);
  }
});
