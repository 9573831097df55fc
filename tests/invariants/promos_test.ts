/** No code is over-redeemed, a gift is redeemed once, and an invitation pays once. */
import assert from "node:assert/strict";
import fc from "fast-check";
import { playPromos, type Round, type Work } from "./promo_world.ts";
import { COMMIT_FAULTS, type Fault } from "./simulation.ts";

const TROUBLE = { commit: 0.1, read: 0.01, death: 0.02 };

const invoice = fc.nat(8);
const member = fc.nat(2);
const doing = <D extends Work["do"]>(name: D) => fc.constant(name);
const work: fc.Arbitrary<Work> = fc.oneof(
  { weight: 5, arbitrary: fc.record({ do: doing("reserve"), invoice }) },
  { weight: 4, arbitrary: fc.record({ do: doing("count"), invoice }) },
  { weight: 3, arbitrary: fc.record({ do: doing("release"), invoice }) },
  { weight: 4, arbitrary: fc.record({ do: doing("redeem"), member }) },
  { weight: 2, arbitrary: fc.record({ do: doing("gift"), member }) },
  { weight: 1, arbitrary: fc.constantFrom<Work>({ do: "take" }, { do: "settle" }) },
  { weight: 1, arbitrary: fc.record({ do: doing("reward") }) },
);
const round: fc.Arbitrary<Round> = fc.record({
  works: fc.array(work, { minLength: 1, maxLength: 6 }),
});

for (const trouble of [undefined, TROUBLE]) {
  const how = trouble ? "while processes die and the store fails" : "in every interleaving";
  Deno.test(`invariant: no promo code is over-redeemed, ${how}`, async () => {
    const seen = { used: 0, full: 0, gifts: 0, rewards: 0 };
    await fc.assert(
      fc.asyncProperty(
        fc.integer(),
        fc.array(round, { minLength: 3, maxLength: 9 }),
        async (seed, rounds) => {
          const { witness } = await playPromos(seed, rounds, trouble);
          assertEnded(rounds, witness);
          seen.used += [...witness.uses.values()].filter(({ state }) => state === "used").length;
          if (witness.most === 2) seen.full += 1;
          if (witness.gift.redeemedBy) seen.gifts += 1;
          if (witness.messages.length > 0) seen.rewards += 1;
        },
      ),
      { seed: 20261123, numRuns: 100 },
    );
    const { used, full, gifts, rewards } = seen;
    assert(used > 100 && full > 30 && gifts > 30 && rewards > 20, JSON.stringify(seen));
  });
}

/** What was lost was done again: so what was asked for once has come about, and once. */
function assertEnded(
  rounds: readonly Round[],
  { grants, gift, messages }: Awaited<ReturnType<typeof playPromos>>["witness"],
): void {
  const works = rounds.flatMap(({ works }) => works);
  const isRewarded = works.some((work) => work.do === "reward");
  const rewards = [...grants.keys()].filter((id) => id.startsWith("referral:"));
  assert.equal(rewards.length, isRewarded ? 2 : 0);
  assert.deepEqual(messages.toSorted(), isRewarded ? ["anna", "boris"] : []);
  const given = grants.get("gift:GIFT");
  if (given) assert.equal(given.revokedAt !== null, gift.takenAt !== null);
}

/** Each with one thing that happens to its process, and another member beside it. */
const WORKS: Record<string, Work[]> = {
  "a redemption": [{ do: "redeem", member: 0 }, { do: "redeem", member: 1 }],
  "a reservation": [{ do: "reserve", invoice: 0 }, { do: "reserve", invoice: 1 }],
  "a payment with a code": [{ do: "count", invoice: 3 }, { do: "reserve", invoice: 1 }],
  "a gift": [{ do: "gift", member: 1 }, { do: "gift", member: 2 }],
  "a gift that is taken back": [{ do: "take" }, { do: "gift", member: 2 }],
  "an invitation": [{ do: "reward" }, { do: "reward" }],
};

for (const [what, works] of Object.entries(WORKS)) {
  Deno.test(`invariant: ${what} comes about once, wherever its process dies or its commit fails`, async () => {
    const rounds = (fault: Fault): Round[] => [
      { works: [{ do: "redeem", member: 2 }, { do: "reserve", invoice: 3 }] },
      { works, fault },
      { works: [{ do: "reserve", invoice: 5 }, { do: "redeem", member: 1 }] },
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
        const { first, witness } = await playPromos(place, rounds(faultAt(place)));
        assertEnded([{ works }], witness);
        if (first[counted] < place) break;
        assert(place < 100);
      }
    }
  });
}
