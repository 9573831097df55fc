import assert from "node:assert/strict";
import fc from "fast-check";
import { changeOf } from "../../domain/change.ts";
import { foldGrants, type Grant, GRANT_DAY, runsOf, spanAt } from "../../domain/grant.ts";
import type { InvoiceOffer } from "../../domain/invoice.ts";
import { type GrantChange, testGrant } from "../kit/grants.ts";
import { PRO_OFFER } from "../kit/offers.ts";

const DAY = GRANT_DAY;
const RANKS = { basic: 1, pro: 2, max: 3 } as const;
type PlanId = keyof typeof RANKS;

const held = (planId: PlanId, days: number | null, from: number, change: GrantChange = {}) =>
  testGrant({
    id: `${planId}-${from}`,
    planId,
    rank: RANKS[planId],
    days,
    earliest: from * DAY,
    ...change,
  });
const offer = (planId: PlanId, days = 30, change: Partial<InvoiceOffer> = {}): InvoiceOffer => {
  const terms = { ...PRO_OFFER.terms, rank: RANKS[planId] };
  return { ...PRO_OFFER, planId, days, terms, ...change };
};
/** What buying 30 days on day 10 changes, in days. */
const onDayTen = (grants: Grant[], bought: InvoiceOffer) => {
  const { kind, from, until, waits } = changeOf(grants, bought, 10 * DAY);
  const days = (moment: number | null) => moment === null ? null : moment / DAY;
  return [kind, days(from), days(until), waits ? `${waits.name.en} ${waits.days}` : null];
};

Deno.test("whoever has nothing has what they buy at once", () => {
  assert.deepEqual(onDayTen([], offer("pro")), ["now", 10, 40, null]);
  assert.deepEqual(onDayTen([held("pro", 5, 0)], offer("pro")), ["now", 10, 40, null]);
});

Deno.test("a renewal goes on where the present days end", () => {
  assert.deepEqual(onDayTen([held("pro", 30, 0)], offer("pro")), ["after", 30, 60, null]);
  const queued = [held("pro", 30, 0), held("pro", 30, 5)];
  assert.deepEqual(onDayTen(queued, offer("pro")), ["after", 60, 90, null]);
});

Deno.test("a higher plan begins at once, and all days of the lower one wait", () => {
  assert.deepEqual(onDayTen([held("basic", 30, 0)], offer("pro")), [
    "upgrade",
    10,
    40,
    "basic 20",
  ]);
  const two = [held("basic", 30, 0), held("basic", 30, 5)];
  assert.deepEqual(onDayTen(two, offer("pro")), ["upgrade", 10, 40, "basic 50"]);
  const begun = held("basic", 30, 0.5);
  assert.deepEqual(onDayTen([begun], offer("pro")), ["upgrade", 10, 40, "basic 21"]);
  const forEver = held("basic", null, 0);
  assert.deepEqual(onDayTen([forEver], offer("pro")), ["upgrade", 10, 40, null]);
});

Deno.test("a lower plan waits until the higher one is over", () => {
  assert.deepEqual(onDayTen([held("pro", 30, 0)], offer("basic")), ["covered", 30, 60, null]);
  assert.deepEqual(onDayTen([held("max", null, 0)], offer("pro")), ["covered", null, null, null]);
});

Deno.test("a renewal in grace begins at once, and what is in grace does not wait", () => {
  const grace = held("pro", 8, 0, { graceDays: 5 });
  assert.deepEqual(onDayTen([grace], offer("pro")), ["now", 10, 40, null]);
  assert.deepEqual(onDayTen([grace], offer("max")), ["now", 10, 40, null]);
});

Deno.test("a pack lies beside everything, and a gift changes nothing for its buyer", () => {
  const pack = offer("pro", 14, { kind: "pack", planId: "hour" });
  assert.deepEqual(onDayTen([held("max", null, 0)], pack), ["beside", 10, 24, null]);
  const gift = offer("pro", 30, { gift: true });
  assert.deepEqual(onDayTen([held("basic", 30, 0)], gift), ["gift", null, null, null]);
});

const anyPlan = fc.constantFrom<PlanId>("basic", "pro", "max");
const anyGrants = fc.uniqueArray(
  fc.record({
    planId: anyPlan,
    days: fc.oneof({ weight: 9, arbitrary: fc.integer({ min: 1, max: 40 }) }, fc.constant(null)),
    from: fc.integer({ min: 0, max: 30 }),
    graceDays: fc.integer({ min: 0, max: 4 }),
    revoked: fc.option(fc.integer({ min: 0, max: 30 }), { freq: 4 }),
  }),
  { maxLength: 6, selector: ({ planId, from }) => `${planId}-${from}` },
).map((described) =>
  described.map(({ planId, days, from, graceDays, revoked }) =>
    held(planId, days, from, {
      graceDays,
      revokedAt: revoked === null ? null : Math.max(from, revoked) * DAY,
    })
  )
);
/** A moment at which all that a member has has been given: what is to come is not bought before. */
const AT = 30.5 * DAY;

Deno.test("what a quote says is what the fold comes to once it is bought", () => {
  fc.assert(fc.property(anyGrants, anyPlan, fc.integer({ min: 1, max: 60 }), (grants, id, days) => {
    const change = changeOf(grants, offer(id, days), AT);
    const bought = held(id, days, 30.5, { id: "invoice:new" });
    const { spans } = foldGrants([...grants, bought]);
    const own = spans.filter(({ grant, reason }) => grant === bought && reason === "granted");
    assert.equal(change.from, own[0]?.from ?? null);
    assert.equal(change.until, own.at(-1)?.until ?? null);
    const before = spanAt(foldGrants(grants).spans, AT);
    const rank = before?.reason === "granted" ? before.grant.terms.rank : 0;
    const expected = rank === RANKS[id]
      ? "after"
      : rank > RANKS[id]
      ? "covered"
      : rank > 0
      ? "upgrade"
      : "now";
    assert.equal(change.kind, expected);
  }));
});

Deno.test("an upgrade takes no day of what waits, and says how many there are", () => {
  fc.assert(fc.property(anyGrants, fc.integer({ min: 1, max: 60 }), (grants, days) => {
    const lower = grants.filter(({ planId }) => planId !== "max");
    const change = changeOf(lower, offer("max", days), AT);
    if (change.kind !== "upgrade") return;
    const left = (all: Grant[], planId: string) =>
      runsOf(foldGrants(all).spans)
        .filter((run) => run.planId === planId && run.reason === "granted")
        .reduce(
          (sum, { from, until }) => sum + Math.max(0, (until ?? Infinity) - Math.max(from, AT)),
          0,
        );
    const waiting = spanAt(foldGrants(lower).spans, AT)!.grant.planId;
    const bought = held("max", days, 30.5, { id: "invoice:new" });
    assert.equal(left([...lower, bought], waiting), left(lower, waiting));
    const whole = left(lower, waiting) / DAY;
    assert.equal(change.waits?.days, whole === Infinity ? undefined : Math.ceil(whole));
  }));
});
