import assert from "node:assert/strict";
import { timelineOf } from "../../domain/access.ts";
import { foldGrants, type Grant, GRANT_DAY } from "../../domain/grant.ts";

const START = 1_000 * GRANT_DAY;

function grant(id: string, day: number, days: number, more: Partial<Grant> = {}): Grant {
  return {
    schema: 1,
    id,
    memberId: "m",
    planId: "pro",
    source: "purchase",
    days,
    earliest: START + day * GRANT_DAY,
    terms: { name: { ru: "Pro", en: "Pro" }, rank: 1, allowances: [], graceDays: 0 },
    revokedAt: null,
    ...more,
  };
}

/** What is shown on a day, as the source, the first and the last day of each stretch. */
function shown(grants: Grant[], today: number): string[] {
  const { spans } = foldGrants(grants);
  const day = (at: number | null) => at === null ? "" : String((at - START) / GRANT_DAY);
  return timelineOf(spans, START, START + today * GRANT_DAY)
    .map(({ grant, reason, from, until }) =>
      `${grant?.source ?? ""} ${reason} ${day(from)}-${day(until)}`.trim()
    );
}

Deno.test("who never had anything has the free plan since they came", () => {
  assert.deepEqual(shown([], 5), ["free 0-"]);
});

Deno.test("renewals are one stretch, and another source is another one", () => {
  const grants = [
    grant("a", 1, 10),
    grant("b", 2, 10),
    grant("c", 3, 5, { source: "gift" }),
  ];
  assert.deepEqual(shown(grants, 4), ["purchase granted 1-21", "gift granted 21-26", "free 26-"]);
});

Deno.test("of what is over the last two are shown, without the free days between", () => {
  const grants = [1, 11, 21, 41].map((day) => grant(`g${day}`, day, 3, { source: "promo" }));
  assert.deepEqual(shown(grants, 30), [
    "promo granted 11-14",
    "promo granted 21-24",
    "free 24-41",
    "promo granted 41-44",
    "free 44-",
  ]);
});

Deno.test("days of grace are said to be that", () => {
  const terms = { ...grant("", 0, 1).terms, graceDays: 2 };
  assert.deepEqual(shown([grant("a", 0, 3, { source: "trial", terms })], 4), [
    "trial granted 0-3",
    "trial grace 3-5",
    "free 5-",
  ]);
});
