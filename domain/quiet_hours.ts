import { minuteOfDay, nextMinuteOfDay } from "./calendar.ts";

/** When nobody is written to who did not just ask for it, by the wall clock; it may hold midnight. */
export interface QuietHours {
  /** For example `22:00`. */
  from: string;
  /** The first minute after it, for example `09:00`. */
  until: string;
}

/** A time of day as it is written, from `00:00` to `23:59`. */
export const TIME_OF_DAY = /^(?:[01]\d|2[0-3]):[0-5]\d$/;

/** When quiet hours that `now` lies in are over; null where it is not quiet. */
export function quietUntil(
  now: number,
  timeZone: string,
  hours: QuietHours | null,
): number | null {
  if (!hours) return null;
  const [from, until, minute] = [
    minuteOf(hours.from),
    minuteOf(hours.until),
    minuteOfDay(now, timeZone),
  ];
  const quiet = from <= until ? from <= minute && minute < until : minute >= from || minute < until;
  return quiet ? nextMinuteOfDay(now, timeZone, until) : null;
}

function minuteOf(time: string): number {
  const [hour, minute] = time.split(":").map(Number);
  return hour! * 60 + minute!;
}
