/** What is bought and when it holds, in words. */
import type { Me, Quote } from "../../../routes/schemas.ts";
import type { Texts } from "../i18n.ts";
import { type Calendar, dateLabel, dayOf } from "../time.ts";

type Offer = Pick<Quote["offer"], "kind" | "name" | "days" | "minutes">;

/** "Pro на 30 дней"; a pack by its name. */
export function offerText({ kind, name, days }: Offer, texts: Texts): string {
  return kind === "pack" ? name : texts("app-offer", { name, days });
}

/** "1–31 декабря", "с 1 декабря" or "без срока". */
export function rangeText(
  calendar: Calendar,
  from: number,
  until: number | null,
  now: number,
): string {
  const { language, timeZone, texts } = calendar;
  if (until === null) {
    return texts("app-range-from", { from: dateLabel(calendar, from, now) });
  }
  const apart = () => `${dateLabel(calendar, from, now)} – ${dateLabel(calendar, until, now)}`;
  const year = (at: number) => dayOf(calendar, at).slice(0, 4);
  if (year(from) !== year(until)) return apart();
  const options: Intl.DateTimeFormatOptions = {
    day: "numeric",
    month: "long",
    ...(year(from) === year(now) ? {} : { year: "numeric" }),
  };
  try {
    return new Intl.DateTimeFormat(language, { ...options, timeZone }).formatRange(from, until);
  } catch {
    // An old phone may lack the zone, or ranges at all.
    return apart();
  }
}

/** What a purchase that begins then comes after: where the days before it come from. */
export function afterWhat(access: Me["access"] | undefined, from: number | null): string {
  const before = access?.timeline?.find(({ until }) => until !== null && until === from);
  return before?.source ?? "other";
}

/** When what a quote offers will hold, and what becomes of what is there. */
export function changeText(
  { change, offer }: Pick<Quote, "change" | "offer">,
  { access, calendar, now }: { access: Me["access"] | undefined; calendar: Calendar; now: number },
): string {
  const { texts } = calendar, { kind, from, until, waits } = change;
  const date = (at: number | null) => at === null ? "" : dateLabel(calendar, at, now);
  const range = from === null ? "" : rangeText(calendar, from, until, now);
  switch (kind) {
    case "now":
      return until === null ? texts("app-change-now-forever") : texts("app-change-now", {
        until: date(until),
      });
    case "after":
      return texts("app-change-after", { range, after: afterWhat(access, from) });
    case "upgrade": {
      const now = texts("app-change-now", { until: date(until) });
      if (!waits) return now;
      return `${now} ${texts("app-change-waits", { plan: waits.name, days: waits.days })}`;
    }
    case "covered":
      return texts("app-change-covered", { range, plan: access?.plan.name ?? "" });
    case "beside":
      return texts("app-change-beside", { minutes: offer.minutes ?? 0, until: date(until) });
    case "gift":
      return texts("app-change-gift");
  }
}
