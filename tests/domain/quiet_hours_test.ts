import assert from "node:assert/strict";
import fc from "fast-check";
import { minuteOfDay } from "../../domain/calendar.ts";
import { quietUntil } from "../../domain/quiet_hours.ts";

const NIGHT = { from: "22:00", until: "09:00" };
const at = (text: string) => Date.parse(text);
const inMoscow = (text: string, hours = NIGHT) => {
  const until = quietUntil(at(`${text}+03:00`), "Europe/Moscow", hours);
  return until === null ? null : new Date(until).toISOString();
};

Deno.test("quiet hours over midnight end in the morning that comes next", () => {
  assert.equal(inMoscow("2026-11-23T21:59:59"), null);
  assert.equal(inMoscow("2026-11-23T22:00:00"), "2026-11-24T06:00:00.000Z");
  assert.equal(inMoscow("2026-11-24T03:00:00"), "2026-11-24T06:00:00.000Z");
  assert.equal(inMoscow("2026-11-24T08:59:59"), "2026-11-24T06:00:00.000Z");
  assert.equal(inMoscow("2026-11-24T09:00:00"), null);
  assert.equal(quietUntil(at("2026-11-24T03:00:00Z"), "Europe/Moscow", null), null);
});

Deno.test("quiet hours within a day end on that day", () => {
  const lunch = { from: "13:30", until: "14:15" };
  assert.equal(inMoscow("2026-11-23T13:29:00", lunch), null);
  assert.equal(inMoscow("2026-11-23T13:30:00", lunch), "2026-11-23T11:15:00.000Z");
  assert.equal(inMoscow("2026-11-23T14:15:00", lunch), null);
});

Deno.test("they follow the wall clock over a change of it", () => {
  const until = quietUntil(at("2026-10-24T22:00:00Z"), "Europe/Berlin", NIGHT);
  assert.equal(new Date(until!).toISOString(), "2026-10-25T08:00:00.000Z");
});

Deno.test("where it is quiet, it is over within a day and not quiet then", () => {
  const minute = fc.nat(24 * 60 - 1);
  const written = (of: number) =>
    `${String(Math.floor(of / 60)).padStart(2, "0")}:${String(of % 60).padStart(2, "0")}`;
  fc.assert(
    fc.property(
      fc.nat(365 * 24 * 3600),
      fc.constantFrom("Europe/Moscow", "Europe/Berlin", "Asia/Kathmandu", "America/Santiago"),
      minute,
      minute,
      (second, timeZone, from, until) => {
        fc.pre(from !== until);
        const now = at("2026-01-01T00:00:00Z") + second * 1000;
        const hours = { from: written(from), until: written(until) };
        const over = quietUntil(now, timeZone, hours);
        const minuteNow = minuteOfDay(now, timeZone);
        const length = (until - from + 1440) % 1440;
        const quiet = (minuteNow - from + 1440) % 1440 < length;
        assert.equal(over !== null, quiet);
        if (over === null) return;
        assert(over > now && over <= now + 25 * 3600_000);
      },
    ),
    { seed: 20261123, numRuns: 500 },
  );
});
