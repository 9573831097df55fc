/** Days and hours as the community's time zone has them, in words of the member's language. */
import type { Language, Texts } from "./i18n.ts";

const formatters = new Map<string, Intl.DateTimeFormat>();

function formatter(
  language: Language,
  timeZone: string | undefined,
  options: Intl.DateTimeFormatOptions,
): Intl.DateTimeFormat {
  const key = JSON.stringify([language, timeZone, options]);
  const known = formatters.get(key);
  if (known) return known;
  let made: Intl.DateTimeFormat;
  try {
    made = new Intl.DateTimeFormat(language, { ...options, timeZone });
  } catch {
    // An old phone may lack a zone; its own time is nearer the truth than nothing.
    made = new Intl.DateTimeFormat(language, options);
  }
  formatters.set(key, made);
  return made;
}

/** The calendar of one member: their language, the community's zone, and the texts. */
export interface Calendar {
  language: Language;
  timeZone: string | undefined;
  texts: Texts;
}

/** The day a moment falls on, as `2026-11-23`, for comparing. */
export function dayOf(calendar: Calendar, at: number): string {
  const parts = formatter("en", calendar.timeZone, {
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
  }).formatToParts(at);
  const part = (type: string) => parts.find((one) => one.type === type)?.value ?? "";
  return `${part("year")}-${part("month")}-${part("day")}`;
}

/** "Today", "Yesterday" or a date; the year only when it is another one. */
export function dayLabel(calendar: Calendar, at: number, now: number): string {
  const day = dayOf(calendar, at);
  if (day === dayOf(calendar, now)) return calendar.texts("app-today");
  if (day === dayOf(calendar, now - 86_400_000)) return calendar.texts("app-yesterday");
  return dateLabel(calendar, at, now);
}

/** "3 ноября", with the year when it is another one. */
export function dateLabel(calendar: Calendar, at: number, now: number): string {
  const sameYear = dayOf(calendar, at).slice(0, 4) === dayOf(calendar, now).slice(0, 4);
  return formatter(calendar.language, calendar.timeZone, {
    day: "numeric",
    month: "long",
    ...(sameYear ? {} : { year: "numeric" }),
  }).format(at);
}

/** "21:14", in English "9:14 PM". */
export function timeLabel(calendar: Calendar, at: number): string {
  return formatter(calendar.language, calendar.timeZone, {
    hour: calendar.language === "en" ? "numeric" : "2-digit",
    minute: "2-digit",
  }).format(at);
}

/** Which part of the day to greet in: night from 23, morning from 5, day from 12, evening from 18. */
export function partOfDay(
  calendar: Calendar,
  at: number,
): "morning" | "day" | "evening" | "night" {
  const text = formatter("en", calendar.timeZone, { hour: "2-digit", hourCycle: "h23" }).format(at);
  const hour = parseInt(text, 10);
  if (hour < 5 || hour >= 23) return "night";
  return hour < 12 ? "morning" : hour < 18 ? "day" : "evening";
}

/** "in 2 h 13 min" up to a day ahead, else "on 30 November"; minutes are rounded up. */
export function untilLabel(calendar: Calendar, at: number, now: number): string {
  const minutes = Math.max(1, Math.ceil((at - now) / 60_000));
  if (minutes > 24 * 60) {
    return calendar.texts("app-on-date", { date: dateLabel(calendar, at, now) });
  }
  return calendar.texts("app-in-time", { hours: Math.floor(minutes / 60), minutes: minutes % 60 });
}
