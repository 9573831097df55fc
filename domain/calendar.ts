/** A day of the community: its name, and the moments it starts and ends. */
export interface Day {
  /** For example `2026-11-23`. */
  name: string;
  /** Milliseconds since the Unix epoch; the day holds `start` and does not hold `end`. */
  start: number;
  end: number;
}

const formats = new Map<string, Intl.DateTimeFormat>();
const lastDays = new Map<string, Day>();

/**
 * The day that `now` lies in, in an IANA time zone.
 *
 * Days follow the wall clock, so one with a clock change is 23 or 25 hours long.
 */
export function dayOf(now: number, timeZone: string): Day {
  const last = lastDays.get(timeZone);
  if (last && now >= last.start && now < last.end) return last;
  const { year, month, date } = wallClock(now, timeZone);
  const day = {
    name: new Date(Date.UTC(year, month - 1, date)).toISOString().slice(0, 10),
    start: midnight(year, month, date, timeZone),
    end: midnight(year, month, date + 1, timeZone),
  };
  lastDays.set(timeZone, day);
  return day;
}

/** The day of a name such as `2026-11-23` in a time zone; undefined where there is no such day. */
export function dayNamed(name: string, timeZone: string): Day | undefined {
  const noon = Date.parse(`${name}T12:00:00Z`);
  if (!/^\d{4}-\d\d-\d\d$/.test(name) || Number.isNaN(noon)) return undefined;
  // Some zones are so far from UTC that its noon lies in the day before or after.
  return [noon, noon - 43_200_000, noon + 43_200_000]
    .map((moment) => dayOf(moment, timeZone))
    .find((day) => day.name === name);
}

/**
 * The first moment from `moment` on at which the wall clock shows an hour from `from` to before `to`.
 *
 * `from` and `to` are whole hours of one day, for example 9 and 21.
 */
export function awakeAt(
  moment: number,
  timeZone: string,
  { from, to }: { from: number; to: number },
): number {
  const { year, month, date, hour } = wallClock(moment, timeZone);
  if (hour >= from && hour < to) return moment;
  return atHour(year, month, hour < from ? date : date + 1, from, timeZone);
}

/** Minutes since midnight that the wall clock shows. */
export function minuteOfDay(moment: number, timeZone: string): number {
  const { hour, minute } = wallClock(moment, timeZone);
  return hour * 60 + minute;
}

/** The first moment after `moment` at which the wall clock shows so many minutes since midnight. */
export function nextMinuteOfDay(moment: number, timeZone: string, minute: number): number {
  const { year, month, date } = wallClock(moment, timeZone);
  const today = atMinute(year, month, date, minute, timeZone);
  return today > moment ? today : atMinute(year, month, date + 1, minute, timeZone);
}

/** The first moment of a date: its midnight, or the end of a gap that swallowed it. */
function midnight(year: number, month: number, date: number, timeZone: string): number {
  return atHour(year, month, date, 0, timeZone);
}

function atHour(
  year: number,
  month: number,
  date: number,
  hour: number,
  timeZone: string,
): number {
  return atMinute(year, month, date, hour * 60, timeZone);
}

/** The moment of a date at which the wall clock shows so many minutes since midnight, or a gap ends. */
function atMinute(
  year: number,
  month: number,
  date: number,
  minute: number,
  timeZone: string,
): number {
  const wanted = Date.UTC(year, month - 1, date, 0, minute);
  const dayBefore = wanted - offsetAt(wanted - 86_400_000, timeZone);
  const dayAfter = wanted - offsetAt(wanted + 86_400_000, timeZone);
  const real = [dayBefore, dayAfter].filter((moment) => wallMoment(moment, timeZone) === wanted);
  return real.length > 0 ? Math.min(...real) : dayBefore;
}

function offsetAt(moment: number, timeZone: string): number {
  return wallMoment(moment, timeZone) - Math.floor(moment / 1000) * 1000;
}

function wallMoment(moment: number, timeZone: string): number {
  const { year, month, date, hour, minute, second } = wallClock(moment, timeZone);
  return Date.UTC(year, month - 1, date, hour, minute, second);
}

function wallClock(moment: number, timeZone: string) {
  let format = formats.get(timeZone);
  if (!format) {
    format = new Intl.DateTimeFormat("en-GB", {
      timeZone,
      hourCycle: "h23",
      year: "numeric",
      month: "numeric",
      day: "numeric",
      hour: "numeric",
      minute: "numeric",
      second: "numeric",
    });
    formats.set(timeZone, format);
  }
  const parts = { year: 0, month: 0, day: 0, hour: 0, minute: 0, second: 0 };
  for (const { type, value } of format.formatToParts(moment)) {
    if (type in parts) parts[type as keyof typeof parts] = Number(value);
  }
  return { ...parts, date: parts.day };
}
