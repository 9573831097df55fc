import assert from "node:assert/strict";
import fc from "fast-check";
import { type AccessMark, revokeGrant } from "../../db/grants.ts";
import { headOf } from "../../db/keys.ts";
import { createDatabase } from "../../db/tx.ts";
import { accessOf, limitOf } from "../../domain/access.ts";
import { NO_USAGE, taken, type Usage } from "../../domain/allowance.ts";
import { AppError } from "../../domain/errors.ts";
import { foldGrants, type Grant, nextChange } from "../../domain/grant.ts";
import { addMember } from "../../db/members.ts";
import { holdMessage } from "../../services/allowances.ts";
import { type Audited, createAudit, type Difference } from "../../services/audit.ts";
import { createGrants, grantIn } from "../../services/grants.ts";
import { movableClock, testConfig, testIds } from "../kit/app.ts";
import { testGrant } from "../kit/grants.ts";
import { testMember } from "../kit/members.ts";
import { CALM, COMMIT_FAULTS, Death, type Fault, Simulation, type Writes } from "./simulation.ts";

const HOUR = 3600_000;
const START = Date.parse("2026-11-23T12:00:00Z");
const TROUBLE = { commit: 0.1, read: 0.01, death: 0.02 };
const MEMBERS = ["anna", "boris"];
const EVENTS = 8;

const { community } = await testConfig();
const free = community.plans.find(({ rank }) => rank === 0)!;
free.allowances.find(({ kind }) => kind === "messages")!.limit = 2;

/** What a source gives, always the same however often it is told: as a webhook is, or a redemption. */
function given(number: number): Omit<Grant, "schema" | "revokedAt"> {
  const pro = number % 2 === 0;
  const { schema: _, revokedAt: __, ...grant } = testGrant({
    id: `operator:${number}`,
    memberId: MEMBERS[number % 3 === 0 ? 1 : 0],
    planId: pro ? "pro" : "basic",
    rank: pro ? 2 : 1,
    source: number === 7 ? "topup" : "purchase",
    days: 1 + number % 3,
    graceDays: number % 2,
    earliest: START + number * 5 * HOUR,
    allowances: [{ kind: "messages", limit: pro ? null : 3, per: pro ? "day" : "period" }],
  });
  return grant;
}

type Work =
  | { do: "grant" | "revoke"; number: number }
  | { do: "hold"; member: string }
  | { do: "sweep" };

/** What happens at the same time, each in a process of its own, and how long nothing does before. */
interface Round {
  hours: number;
  works: Work[];
  /** What goes wrong with the process of the first work. */
  fault?: Fault;
}

/** The store as its commits tell of it, judged after each of them. */
class Witness {
  readonly grants = new Map<string, Grant>();
  readonly owners = new Map<string, string>();
  readonly usages = new Map<string, Usage>();
  readonly marks = new Map<string, AccessMark>();
  readonly due = new Set<string>();
  readonly broken: unknown[] = [];
  held = 0;

  constructor(readonly now: () => number) {}

  watch(writes: Writes): void {
    // Thrown here it would count as a store that failed.
    try {
      for (const { key, value } of writes) this.judgeUsage(key, value);
      for (const { key, value } of writes) this.take(key, value);
      for (const member of MEMBERS) this.judgeMember(member);
    } catch (error) {
      this.broken.push(error);
    }
  }

  /** A message is only held where the grants, as of this commit, leave one. */
  judgeUsage([noun, member, kind, span]: Deno.KvKey, value: unknown): void {
    if (noun !== "usage" || kind !== "messages") return;
    const before = this.usages.get(`${String(member)} ${String(span)}`) ?? NO_USAGE;
    const { plan, grant } = accessOf(community.plans, this.of(String(member)), this.now());
    const per = String(span).startsWith("period:") ? "period" : "day";
    if (per === "period") assert.equal(span, `period:${grant!.id}`);
    const limit = limitOf(plan, "messages", per);
    assert(limit === null || taken(before, this.now()) < limit, "none beyond the plan in force");
    this.usages.set(`${String(member)} ${String(span)}`, value as Usage);
    this.held += 1;
  }

  take([noun, one, other, id]: Deno.KvKey, value: unknown): void {
    if (noun === "grant") this.takeGrant(value as Grant);
    if (noun === "grant_owner") {
      assert(!this.owners.has(String(one)), "a source gives once");
      this.owners.set(String(one), value as string);
    }
    if (noun === "access_mark") {
      this.marks.set(String(one), value as AccessMark);
    }
    if (noun !== "due" || one !== "access") return;
    if (value === undefined) this.due.delete(`${String(id)} ${String(other)}`);
    else this.due.add(`${String(id)} ${String(other)}`);
  }

  /** It is as its event says, and the one thing that ever changes is that it is revoked, once. */
  takeGrant(grant: Grant): void {
    const before = this.grants.get(grant.id);
    const number = Number(grant.id.split(":")[1]);
    const revokedAt = before ? this.now() : null;
    assert(!before || before.revokedAt === null);
    assert.deepEqual(grant, { schema: 1, ...given(number), revokedAt });
    this.grants.set(grant.id, grant);
  }

  of(member: string): Grant[] {
    return [...this.grants.values()].filter(({ memberId }) => memberId === member);
  }

  /** The index holds the fold's next change, and nothing else. */
  judgeMember(member: string): void {
    const { seenAt = -Infinity, dueAt = null } = this.marks.get(member) ?? {};
    assert(seenAt <= this.now());
    assert.equal(dueAt, nextChange(foldGrants(this.of(member)), seenAt));
    const entries = [...this.due].filter((entry) => entry.startsWith(`${member} `));
    assert.deepEqual(entries, dueAt === null ? [] : [`${member} ${dueAt}`]);
  }
}

interface Played {
  witness: Witness;
  audited: Audited;
  /** What the process did that had something go wrong with it. */
  first: { steps: number; commits: number };
}

/** Plays rounds; what got lost in them is told again by a calm process, and the books are audited. */
async function play(
  seed: number,
  rounds: readonly Round[],
  chance = false,
): Promise<Played> {
  const kv = await Deno.openKv(":memory:");
  const clock = movableClock(START);
  const witness = new Witness(() => clock.now());
  const first = { steps: 0, commits: 0 };
  {
    await using sim = new Simulation(kv, seed);
    sim.onCommit = (writes) => witness.watch(writes);
    const ids = testIds();
    const lost: Work[] = [];
    let fault: Fault | undefined;

    const perform = async (work: Work) => {
      const simulated = sim.startProcess();
      const isFirst = fault !== undefined;
      simulated.fault = fault;
      fault = undefined;
      const db = createDatabase(simulated.kv, { ids, random: sim.random, headOf });
      const doing = {
        grant: ({ number }: { number: number }) =>
          db.tx((tx) => grantIn(tx, given(number), clock.now())),
        revoke: ({ number }: { number: number }) =>
          db.tx((tx) => revokeGrant(tx, `operator:${number}`, clock.now())),
        hold: ({ member }: { member: string }) => {
          const until = clock.now() + HOUR / 60;
          const message = { id: ids.next(), memberId: member, until, text: "привет" };
          return db.tx((tx) =>
            holdMessage(tx, { community, clock, liveness: clock }, {
              ...message,
              earlier: () => [],
            })
          );
        },
        sweep: () => createGrants({ db, clock, ids, community }).sweep(),
      }[work.do] as (work: Work) => Promise<unknown>;
      try {
        await Promise.race([doing(work), simulated.death]);
      } catch (error) {
        const expected = error instanceof Death || (error instanceof AppError &&
          ["storage_unavailable", "conflict", "allowance_exhausted"].includes(error.code));
        assert(expected, error as Error);
        if (work.do !== "hold") lost.push(work);
      } finally {
        if (isFirst) Object.assign(first, { steps: simulated.steps, commits: simulated.commits });
      }
    };
    const together = async (works: readonly Work[]) => {
      let settled = false;
      const all = Promise.all(works.map(perform)).finally(() => settled = true);
      all.catch(() => {});
      await sim.run(() => settled);
      await all;
    };
    let ready = false;
    const base = createDatabase(sim.startProcess().kv, { ids, random: sim.random, headOf });
    const added = base.tx((tx) =>
      Promise.resolve(MEMBERS.forEach((id) => addMember(tx, testMember(id))))
    ).finally(() => ready = true);
    await sim.run(() => ready);
    await added;
    if (chance) sim.trouble = TROUBLE;
    for (const { hours, works, fault: planned } of rounds) {
      clock.move(Math.round(hours * HOUR));
      fault = planned;
      await together(works);
    }
    sim.trouble = CALM;
    for (const work of lost.splice(0)) await together([work]);
    await together([{ do: "sweep" }]);
    assert.deepEqual(lost, []);
  }
  if (witness.broken.length > 0) throw witness.broken[0];
  const db = createDatabase(kv, { ids: testIds(), random: Math.random, headOf });
  const differences: Difference[] = [];
  const audited = await createAudit({ db, clock }).run((difference) =>
    differences.push(difference)
  );
  assert.deepEqual(differences, []);
  const grants = createGrants({ db, clock, ids: testIds(), community });
  for (const member of MEMBERS) {
    const { access } = await grants.explain(member);
    assert.deepEqual(access, accessOf(community.plans, witness.of(member), clock.now()));
  }
  assertTold(rounds, witness);
  db.close();
  return { witness, audited, first };
}

/** Everything that was told has come about, and nothing else. */
function assertTold(rounds: readonly Round[], { grants, owners }: Witness): void {
  const told = rounds.flatMap(({ works }) => works)
    .flatMap((work) => work.do === "grant" ? [`operator:${work.number}`] : []);
  assert.deepEqual([...grants.keys()].sort(), [...new Set(told)].sort());
  assert.deepEqual([...owners.keys()].sort(), [...grants.keys()].sort());
}

const number = fc.nat(EVENTS - 1);
const work: fc.Arbitrary<Work> = fc.oneof(
  { weight: 5, arbitrary: fc.record({ do: fc.constant("grant" as const), number }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant("revoke" as const), number }) },
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant("hold" as const),
      member: fc.constantFrom(...MEMBERS),
    }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant("sweep" as const) }) },
);
const round: fc.Arbitrary<Round> = fc.record({
  hours: fc.oneof(fc.constantFrom(0, 0, 5, 24), fc.double({ min: 0, max: 60, noNaN: true })),
  works: fc.array(work, { minLength: 1, maxLength: 5 }),
});

for (const chance of [false, true]) {
  const how = chance ? "while processes die and the store fails" : "in every interleaving";
  Deno.test(`invariant: access is the fold of what was granted, ${how}`, async () => {
    let [granted, held] = [0, 0];
    await fc.assert(
      fc.asyncProperty(
        fc.integer(),
        fc.array(round, { minLength: 2, maxLength: 10 }),
        async (seed, rounds) => {
          const { witness, audited } = await play(seed, rounds, chance);
          assert.equal(audited.grants, witness.grants.size);
          granted += witness.grants.size;
          held += witness.held;
        },
      ),
      { seed: 20261123, numRuns: 100 },
    );
    assert(granted > 200 && held > 200, `${granted} grants, ${held} messages`);
  });
}

/** Two renewals and a refund; the process of the first thing that is done has one thing happen to it. */
const WORKS: Record<string, Work[]> = {
  "a grant": [{ do: "grant", number: 2 }, { do: "grant", number: 4 }],
  "a refund": [{ do: "revoke", number: 0 }, { do: "grant", number: 6 }],
  "a sweep": [{ do: "sweep" }, { do: "revoke", number: 0 }],
};

for (const [what, works] of Object.entries(WORKS)) {
  Deno.test(`invariant: ${what} comes about once, wherever its process dies or its commit fails`, async () => {
    const rounds = (fault: Fault): Round[] => [
      { hours: 0, works: [{ do: "grant", number: 0 }] },
      { hours: 40, works, fault },
      { hours: 100, works: [{ do: "sweep" }] },
    ];
    const faults: [(place: number) => Fault, "steps" | "commits"][] = [
      [(step) => ({ kind: "death", step }), "steps"],
      ...COMMIT_FAULTS.map((kind) =>
        [(commit: number): Fault => ({ kind, commit }), "commits"] as [
          (place: number) => Fault,
          "commits",
        ]
      ),
    ];
    for (const [faultAt, counted] of faults) {
      for (let place = 1;; place += 1) {
        const { first } = await play(place, rounds(faultAt(place)));
        if (first[counted] < place) break;
        assert(place < 100);
      }
    }
  });
}
