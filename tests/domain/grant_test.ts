import assert from "node:assert/strict";
import fc from "fast-check";
import {
  foldGrants,
  type Grant,
  GRANT_DAY,
  nextChange,
  runsOf,
  type Span,
  spanAt,
} from "../../domain/grant.ts";
import { type GrantChange, testGrant } from "../kit/grants.ts";

const HOUR = 3600_000;
const DAY = GRANT_DAY;
/** Far enough for all that the properties make. */
const HORIZON_HOURS = 70 * 24;

/** A span as `id from-until`, in days; a grace is marked. */
const drawn = (spans: readonly Span[]) =>
  spans.map(({ grant, from, until, reason }) =>
    `${grant.id}${reason === "grace" ? "*" : ""} ${from / DAY}-${until === null ? "" : until / DAY}`
  );
const laid = (...grants: Grant[]) => drawn(foldGrants(grants).spans);

const grant = testGrant;
const pro = (id: string, days: number | null, from: number, change: GrantChange = {}) =>
  grant({ id, days, earliest: from * DAY, ...change });
const basic = (id: string, days: number, from: number, change: GrantChange = {}) =>
  grant({ id, planId: "basic", rank: 1, days, earliest: from * DAY, ...change });

Deno.test("a renewal queues behind what is there, in whatever order they came", () => {
  const [first, second] = [pro("a", 30, 0), pro("b", 30, 10)];
  assert.deepEqual(laid(first, second), ["a 0-30", "b 30-60"]);
  assert.deepEqual(laid(second, first), ["a 0-30", "b 30-60"]);
});

Deno.test("a refund ends its own grant only, and what queued behind moves up", () => {
  const refunded = pro("a", 30, 0, { revokedAt: 12 * DAY });
  assert.deepEqual(laid(refunded, pro("b", 30, 10)), ["a 0-12", "b 12-42"]);
  const waiting = pro("b", 30, 10, { revokedAt: 12 * DAY });
  assert.deepEqual(laid(pro("a", 30, 0), waiting, pro("c", 5, 11)), ["a 0-30", "c 30-35"]);
  const over = pro("a", 30, 0, { revokedAt: 31 * DAY });
  assert.deepEqual(laid(over, pro("b", 30, 10)), ["a 0-30", "b 30-60"]);
});

Deno.test("an upgrade takes effect at once, and the lower plan's days wait", () => {
  assert.deepEqual(laid(basic("b", 30, 0), pro("p", 30, 10)), ["b 0-10", "p 10-40", "b 40-60"]);
  const refunded = pro("p", 30, 10, { revokedAt: 11 * DAY });
  assert.deepEqual(laid(basic("b", 30, 0), refunded), ["b 0-10", "p 10-11", "b 11-31"]);
});

Deno.test("what is for ever ends only where it is revoked", () => {
  assert.deepEqual(laid(pro("a", null, 1), pro("b", 5, 2)), ["a 1-"]);
  const revoked = pro("a", null, 1, { revokedAt: 4 * DAY });
  assert.deepEqual(laid(revoked, pro("b", 5, 2)), ["a 1-4", "b 4-9"]);
});

Deno.test("grace follows what ran out, until something takes its place", () => {
  assert.deepEqual(laid(pro("a", 30, 0, { graceDays: 3 })), ["a 0-30", "a* 30-33"]);
  const late = pro("b", 30, 31);
  assert.deepEqual(laid(pro("a", 30, 0, { graceDays: 3 }), late), [
    "a 0-30",
    "a* 30-31",
    "b 31-61",
  ]);
  const queued = pro("b", 30, 30);
  assert.deepEqual(laid(pro("a", 30, 0, { graceDays: 3 }), queued), ["a 0-30", "b 30-60"]);
  const refunded = (day: number) => laid(pro("a", 30, 0, { graceDays: 3, revokedAt: day * DAY }));
  assert.deepEqual(refunded(20), ["a 0-20"], "what was given back has none");
  assert.deepEqual(refunded(32), ["a 0-30", "a* 30-32"]);
  const lower = basic("b", 30, 0);
  assert.deepEqual(
    laid(lower, pro("a", 30, 0, { graceDays: 3 })),
    ["a 0-30", "b 30-60"],
    "a plan that waited is better than grace",
  );
});

Deno.test("top-ups run beside, each by itself", () => {
  const topUp = (id: string, from: number) => pro(id, 10, from, { source: "topup" });
  const { spans, besides } = foldGrants([pro("a", 30, 0), topUp("t", 5), topUp("u", 6)]);
  assert.deepEqual(drawn(spans), ["a 0-30"]);
  assert.deepEqual(drawn(besides), ["t 5-15", "u 6-16"]);
});

Deno.test("a plan that goes on is one run, whatever it comes from", () => {
  const { spans } = foldGrants([pro("a", 30, 0), pro("b", 30, 10), basic("c", 5, 0)]);
  const runs = runsOf(spans);
  assert.deepEqual(runs.map(({ planId, from, until }) => [planId, from / DAY, until! / DAY]), [
    ["pro", 0, 60],
    ["basic", 60, 65],
  ]);
  assert.deepEqual(runs[0]!.grants.map(({ id }) => id), ["a", "b"]);
});

const grants = fc.uniqueArray(
  fc.record({
    id: fc.string({ minLength: 1, maxLength: 3, unit: fc.constantFrom(..."abcdefgh") }),
    plan: fc.constantFrom(["basic", 1] as const, ["pro", 2] as const, ["max", 3] as const),
    // A plan's rank may have been another when it was sold.
    otherRank: fc.option(fc.nat(4), { freq: 6 }),
    days: fc.option(fc.integer({ min: 1, max: 6 }), { freq: 25 }),
    earliest: fc.nat(20 * 24).map((hours) => hours * HOUR),
    graceDays: fc.constantFrom(0, 0, 2),
    revoked: fc.option(fc.integer({ min: -10, max: 300 })),
  }),
  { selector: ({ id }) => id, maxLength: 9 },
).map((made) =>
  made.map(({ plan: [planId, rank], otherRank, revoked, ...rest }) =>
    grant({
      ...rest,
      planId,
      rank: otherRank ?? rank,
      revokedAt: revoked === null ? null : Math.max(0, rest.earliest + revoked * HOUR),
    })
  )
);

/** Which grant is in force in each hour: walks through time, and counts what was spent so far. */
function hourByHour(all: readonly Grant[]): (string | null)[] {
  const hours: (Grant | null)[] = [];
  const graces: (string | null)[] = [];
  const spent = (grant: Grant) => hours.filter((one) => one === grant).length;
  const lives = (grant: Grant, at: number) => grant.revokedAt === null || grant.revokedAt > at;
  for (let hour = 0; hour < HORIZON_HOURS; hour += 1) {
    const at = hour * HOUR;
    const open = all.filter((grant) =>
      grant.earliest <= at && lives(grant, at) && spent(grant) < (grant.days ?? Infinity) * 24
    );
    const before = (one: Grant, other: Grant) =>
      one.earliest < other.earliest || (one.earliest === other.earliest && one.id < other.id);
    const firsts = open.filter((grant) =>
      !open.some((other) => other.planId === grant.planId && before(other, grant))
    );
    const best = firsts.filter((grant) =>
      !firsts.some((other) =>
        other.terms.rank > grant.terms.rank ||
        (other.terms.rank === grant.terms.rank && before(other, grant))
      )
    );
    assert(best.length <= 1);
    hours.push(best[0] ?? null);
    graces.push(best[0] ? null : graceIn(hour));
  }
  return hours.map((grant, hour) => grant ? grant.id : graces[hour]!);

  /** What was in force last has grace, where all of it was spent and it was not given back. */
  function graceIn(hour: number): string | null {
    const lastHour = hours.findLastIndex((grant) => grant !== null);
    const last = hours[lastHour];
    if (!last || spent(last) < (last.days ?? Infinity) * 24 || !lives(last, hour * HOUR)) {
      return null;
    }
    return hour - lastHour <= last.terms.graceDays * 24 ? `${last.id}*` : null;
  }
}

Deno.test("invariant: access is the fold of grants, hour by hour, whatever was granted and revoked", () => {
  fc.assert(
    fc.property(grants, (all) => {
      const { spans } = foldGrants(all);
      const expected = hourByHour(all);
      const found = expected.map((_, hour) => {
        const span = spanAt(spans, hour * HOUR);
        return span ? span.grant.id + (span.reason === "grace" ? "*" : "") : null;
      });
      assert.deepEqual(found, expected);
    }),
    { seed: 20261123, numRuns: 120 },
  );
});

Deno.test("invariant: in which order grants came does not matter", () => {
  fc.assert(
    fc.property(
      grants.chain((all) =>
        fc.tuple(
          fc.constant(all),
          fc.shuffledSubarray(all, {
            minLength: all.length,
          }),
        )
      ),
      ([all, shuffled]) => {
        assert.deepEqual(foldGrants(shuffled), foldGrants(all));
      },
    ),
    { seed: 20261123, numRuns: 500 },
  );
});

Deno.test("invariant: nothing overlaps, and of what was not revoked every day is had once", () => {
  fc.assert(
    fc.property(grants, (all) => {
      const { spans } = foldGrants(all);
      spans.forEach(({ from, until }, index) => {
        assert(until === null ? index === spans.length - 1 : until > from);
        if (index > 0) assert(spans[index - 1]!.until! <= from);
      });
      const endless = spans.some(({ until }) => until === null);
      for (const grant of all) {
        const own = spans.filter((span) => span.grant === grant && span.reason === "granted");
        const had = own.reduce((sum, { from, until }) => sum + (until ?? Infinity) - from, 0);
        const bought = (grant.days ?? Infinity) * DAY;
        assert(had <= bought);
        assert(own.every(({ from }) => from >= grant.earliest));
        assert(own.every(({ until }) => (until ?? 0) <= (grant.revokedAt ?? Infinity)));
        if (grant.revokedAt === null && !endless) assert.equal(had, bought);
      }
    }),
    { seed: 20261123, numRuns: 500 },
  );
});

Deno.test("invariant: a revocation makes nothing of the same plan begin later", () => {
  fc.assert(
    fc.property(grants, fc.nat(), fc.nat(40 * 24), (all, chosen, hour) => {
      const oneRank = all.map((grant) => ({ ...grant, planId: "pro", revokedAt: null }));
      const target = oneRank[chosen % Math.max(1, oneRank.length)];
      if (!target) return;
      const revoked = oneRank.map((grant) =>
        grant === target ? { ...grant, revokedAt: hour * HOUR } : grant
      );
      const starts = (these: Grant[]) =>
        new Map(foldGrants(these).spans.toReversed().map(({ grant, from }) => [grant.id, from]));
      const [before, after] = [starts(oneRank), starts(revoked)];
      for (const [id, from] of before) {
        if (id !== target.id) assert(after.get(id)! <= from);
      }
    }),
    { seed: 20261123, numRuns: 300 },
  );
});

Deno.test("the next change is the next moment at which something else is in force", () => {
  fc.assert(
    fc.property(grants, (all) => {
      const timeline = foldGrants(all);
      let [now, steps]: [number | null, number] = [-1, 0];
      while ((now = nextChange(timeline, now)) !== null) {
        steps += 1;
        const at = (moment: number) => spanAt(timeline.spans, moment);
        assert.notEqual(at(now), at(now - 1));
      }
      const edges = new Set(timeline.spans.flatMap(({ from, until }) => [from, until ?? Infinity]));
      edges.delete(Infinity);
      assert.equal(steps, edges.size);
    }),
    { seed: 20261123, numRuns: 200 },
  );
});
