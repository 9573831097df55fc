import assert from "node:assert/strict";
import fc from "fast-check";
import { awakeAt, dayNamed, dayOf } from "../../domain/calendar.ts";

const at = (text: string) => Date.parse(text);

const hourOf = (moment: number, timeZone: string) =>
  Number(
    new Intl.DateTimeFormat("en-GB", { timeZone, hour: "numeric", hourCycle: "h23" })
      .format(moment),
  );

Deno.test("a day of Moscow starts at 21:00 UTC of the day before", () => {
  const day = dayOf(at("2026-11-23T21:00:00Z"), "Europe/Moscow");
  assert.deepEqual(day, {
    name: "2026-11-24",
    start: at("2026-11-23T21:00:00Z"),
    end: at("2026-11-24T21:00:00Z"),
  });
  assert.equal(dayOf(at("2026-11-23T20:59:59.999Z"), "Europe/Moscow").name, "2026-11-23");
});

Deno.test("a day with a clock change is 23 or 25 hours long", () => {
  const hours = (moment: string, zone: string) => {
    const { start, end } = dayOf(at(moment), zone);
    return (end - start) / 3600_000;
  };
  assert.equal(hours("2026-03-29T12:00:00Z", "Europe/Berlin"), 23);
  assert.equal(hours("2026-10-25T12:00:00Z", "Europe/Berlin"), 25);
  assert.equal(hours("2026-09-06T12:00:00Z", "America/Santiago"), 23);
  assert.equal(hours("2026-04-05T12:00:00Z", "America/Santiago"), 24);
});

Deno.test("a day whose midnight does not exist starts at the end of the gap", () => {
  // Santiago skips 00:00 to 01:00 on 6 September 2026.
  const day = dayOf(at("2026-09-06T12:00:00Z"), "America/Santiago");
  assert.equal(day.name, "2026-09-06");
  assert.equal(hourOf(day.start, "America/Santiago"), 1);
});

Deno.test("days lie end to end, and each moment lies in its own", () => {
  const zones = ["Europe/Moscow", "Europe/Berlin", "America/Santiago", "Asia/Kolkata", "UTC"];
  const range = { min: at("2020-01-01T00:00:00Z"), max: at("2035-01-01T00:00:00Z") };
  fc.assert(fc.property(fc.integer(range), fc.constantFrom(...zones), (now, zone) => {
    const day = dayOf(now, zone);
    assert(day.start <= now && now < day.end);
    assert.equal(dayOf(day.end, zone).start, day.end);
    assert.equal(dayOf(day.start - 1, zone).end, day.start);
    assert(dayOf(day.end, zone).name > day.name);
  }));
});

Deno.test("what comes up at night waits for the morning of the wall clock", () => {
  const awake = (moment: string, zone = "Europe/Moscow") =>
    new Date(awakeAt(at(moment), zone, { from: 9, to: 21 })).toISOString();
  assert.equal(awake("2026-11-23T12:00:00.123Z"), "2026-11-23T12:00:00.123Z");
  assert.equal(awake("2026-11-23T18:00:00Z"), "2026-11-24T06:00:00.000Z", "21:00 is too late");
  assert.equal(awake("2026-11-24T00:30:00Z"), "2026-11-24T06:00:00.000Z", "03:30 is too early");
  assert.equal(awake("2026-12-31T20:00:00Z"), "2027-01-01T06:00:00.000Z", "over the year's end");
  // Berlin puts its clocks back in this night.
  assert.equal(awake("2026-10-24T20:00:00Z", "Europe/Berlin"), "2026-10-25T08:00:00.000Z");
});

Deno.test("the morning that is waited for is the first one", () => {
  const zones = ["Europe/Moscow", "Europe/Berlin", "America/Santiago", "Asia/Kolkata", "UTC"];
  const range = { min: at("2020-01-01T00:00:00Z"), max: at("2035-01-01T00:00:00Z") };
  fc.assert(fc.property(fc.integer(range), fc.constantFrom(...zones), (now, zone) => {
    const moment = awakeAt(now, zone, { from: 9, to: 21 });
    const hour = hourOf(moment, zone);
    assert(hour >= 9 && hour < 21);
    assert(moment === now || (moment > now && hourOf(moment - 1, zone) === 8));
    assert(moment - now < 14 * 3600_000);
  }));
});

Deno.test("a day is found by its name wherever midnight is, and what is no day is none", () => {
  for (const zone of ["Europe/Moscow", "Pacific/Kiritimati", "Pacific/Pago_Pago", "UTC"]) {
    const day = dayNamed("2026-12-31", zone)!;
    assert.deepEqual(day, dayOf(day.start, zone));
    assert.equal(day.name, "2026-12-31", zone);
  }
  for (const name of ["2026-02-30", "2026-13-01", "31.12.2026", "2026-1-1", ""]) {
    assert.equal(dayNamed(name, "Europe/Moscow"), undefined, name);
  }
});
