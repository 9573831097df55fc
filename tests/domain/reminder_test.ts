import assert from "node:assert/strict";
import fc from "fast-check";
import { foldGrants, type Grant, GRANT_DAY, spanAt } from "../../domain/grant.ts";
import { nextReminder, reminderAt, remindersOf } from "../../domain/reminder.ts";
import { type GrantChange, testGrant } from "../kit/grants.ts";

const HOUR = 3600_000;
const DAY = GRANT_DAY;

const pro = (id: string, days: number | null, from: number, change: GrantChange = {}) =>
  testGrant({ id, days, earliest: from * DAY, ...change });
const basic = (id: string, days: number, from: number) =>
  testGrant({ id, planId: "basic", rank: 1, days, earliest: from * DAY });

/** The reminders as `kind day`, or `kind day (name)` where it is not Pro. */
const told = (...grants: Grant[]) =>
  remindersOf(foldGrants(grants).spans).map(({ kind, from, name }) =>
    `${kind} ${from / DAY}${name.ru === "pro" ? "" : ` (${name.ru})`}`
  );

Deno.test("an end is told three days before, a day before, when it comes, and a day after", () => {
  assert.deepEqual(told(pro("a", 30, 0)), [
    "three_days 27",
    "one_day 29",
    "ended 30",
    "day_after 31",
  ]);
});

Deno.test("the end is that of everything that waits", () => {
  assert.deepEqual(told(pro("a", 30, 0), pro("b", 30, 10))[0], "three_days 57");
  assert.deepEqual(told(basic("b", 30, 0), pro("a", 30, 10)), [
    "three_days 57 (basic)",
    "one_day 59 (basic)",
    "ended 60 (basic)",
    "day_after 61 (basic)",
  ]);
});

Deno.test("nothing is told that comes with the days themselves, or that has no end", () => {
  assert.deepEqual(told(pro("a", 3, 0)), ["one_day 2", "ended 3", "day_after 4"]);
  assert.deepEqual(told(pro("a", 1, 0)), ["ended 1", "day_after 2"]);
  assert.deepEqual(told(pro("a", null, 0)), []);
  assert.deepEqual(told(pro("a", 30, 0, { source: "topup" })), []);
});

Deno.test("who comes back within a day is not told that they were away", () => {
  assert.deepEqual(told(pro("a", 5, 0), pro("b", 1, 5.5)), [
    "three_days 2",
    "one_day 4",
    "ended 5",
    "ended 6.5",
    "day_after 7.5",
  ]);
});

Deno.test("of days that were taken back nothing is told: whoever took them has", () => {
  assert.deepEqual(told(pro("a", 30, 0, { revokedAt: 12 * DAY })), []);
  assert.deepEqual(told(pro("a", 30, 0, { revokedAt: 12 * DAY }), pro("b", 5, 1)), [
    "three_days 14",
    "one_day 16",
    "ended 17",
    "day_after 18",
  ]);
});

Deno.test("grace is told of with its end", () => {
  const { spans } = foldGrants([pro("a", 30, 0, { graceDays: 3 })]);
  assert.deepEqual(
    remindersOf(spans).map(({ kind, graceUntil }) => [kind, graceUntil! / DAY]),
    [["three_days", 33], ["one_day", 33], ["ended", 33], ["day_after", 33]],
  );
  const renewed = foldGrants([pro("a", 30, 0, { graceDays: 3 }), pro("b", 30, 31)]).spans;
  assert.equal(reminderAt(renewed, 31 * DAY), undefined, "whoever renewed has no end behind them");
});

Deno.test("trial days are told as such, until something is bought", () => {
  const trial = pro("trial:a", 5, 0, { source: "trial" });
  assert.equal(reminderAt(foldGrants([trial]).spans, 4 * DAY)?.trial, true);
  assert.equal(reminderAt(foldGrants([trial, pro("b", 5, 1)]).spans, 9 * DAY)?.trial, false);
});

const grants = fc.array(
  fc.record({
    planId: fc.constantFrom("basic", "pro"),
    days: fc.option(fc.integer({ min: 1, max: 9 }), { freq: 20 }),
    earliest: fc.nat(30 * 24).map((hour) => hour * HOUR),
    graceDays: fc.constantFrom(0, 0, 1, 3),
    revokedAt: fc.option(fc.nat(30 * 24).map((hour) => hour * HOUR), { freq: 3 }),
    source: fc.constantFrom("purchase", "trial", "topup"),
  }),
  { maxLength: 6 },
).map((all) =>
  all.map((change, index) =>
    testGrant({
      ...change,
      id: `invoice:${index}`,
      rank: change.planId === "pro" ? 2 : 1,
    } as GrantChange)
  )
);

/** Which reminder makes sense in each hour, as somebody would tell it who looks at every hour. */
function hourByHour(all: readonly Grant[], hours: number): (string | null)[] {
  const { spans } = foldGrants(all);
  const spanOf = (hour: number) => hour < 0 ? undefined : spanAt(spans, hour * HOUR);
  const found: (string | null)[] = Array(hours).fill(null);
  for (let end = 1; end < hours - 9 * 24; end += 1) {
    const last = spanOf(end - 1);
    if (last?.reason !== "granted" || spanOf(end)?.reason === "granted") continue;
    if (last.grant.revokedAt === end * HOUR) continue;
    let over = end;
    while (spanOf(over)?.reason === "grace") over += 1;
    if (spanOf(over)) continue;
    let begun = end - 1;
    while (spanOf(begun - 1)) begun -= 1;
    for (let hour = begun; hour < end + 8 * 24; hour += 1) {
      if (hour > over && spanOf(hour)) break;
      const left = end - hour;
      const kind = left > 72
        ? null
        : left > 24
        ? (end - 72 > begun ? "three_days" : null)
        : left > 0
        ? (end - 24 > begun ? "one_day" : null)
        : left > -24
        ? "ended"
        : "day_after";
      if (kind) found[hour] = `${kind} ${end}`;
    }
  }
  return found;
}

Deno.test("invariant: at each hour the reminder is the one that an hour by hour look finds", () => {
  fc.assert(
    fc.property(grants, (all) => {
      const { spans } = foldGrants(all);
      const found = hourByHour(all, 60 * 24 + 9 * 24).slice(0, 60 * 24);
      const expected = found.map((_, hour) => {
        const reminder = reminderAt(spans, hour * HOUR);
        return reminder ? `${reminder.kind} ${reminder.end / HOUR}` : null;
      });
      assert.deepEqual(expected, found);
    }),
    { seed: 20261123, numRuns: 150 },
  );
});

Deno.test("invariant: whoever goes from reminder to reminder meets each once, in its order", () => {
  fc.assert(
    fc.property(grants, (all) => {
      const { spans } = foldGrants(all);
      const expected = remindersOf(spans);
      let moment: number | null = -Infinity;
      for (const reminder of expected) {
        moment = nextReminder(spans, moment);
        assert.equal(moment, reminder.from);
        assert.deepEqual(reminderAt(spans, moment), reminder);
      }
      assert.equal(nextReminder(spans, moment), null);
    }),
    { seed: 20261123, numRuns: 300 },
  );
});
