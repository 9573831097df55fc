/** What is bought and when it holds, in words. */
import type { Me, Quote } from "../../../routes/schemas.ts";
import type { Texts } from "../i18n.ts";
import { type Calendar, dateLabel } from "../time.ts";

type Offer = Pick<Quote["offer"], "kind" | "name" | "days" | "minutes">;

/** "Pro на 30 дней"; a pack by its name. */
export function offerText({ kind, name, days }: Offer, texts: Texts): string {
  return kind === "pack" ? name : texts("app-offer", { name, days });
}

/** "1–31 декабря", "с 1 декабря" or "без срока". */
export function rangeText(
  { language, timeZone, texts }: Calendar,
  from: number,
  until: number | null,
  now: number,
): string {
  const calendar = { language, timeZone, texts };
  if (until === null) {
    return texts("app-range-from", { from: dateLabel(calendar, from, now) });
  }
  const year = (at: number) => new Date(at).getFullYear();
  const options: Intl.DateTimeFormatOptions = {
    day: "numeric",
    month: "long",
    ...(year(from) === year(now) && year(until) === year(now) ? {} : { year: "numeric" }),
  };
  try {
    return new Intl.DateTimeFormat(language, { ...options, timeZone }).formatRange(from, until);
  } catch {
    // An old phone may lack the zone, or ranges at all.
    return `${dateLabel(calendar, from, now)} – ${dateLabel(calendar, until, now)}`;
  }
}

/** What a purchase starts after: where the days that are there last came from. */
export function afterWhat(access: Me["access"] | undefined): string {
  if (!access) return "other";
  return access.waiting.length > 0 ? "other" : access.source ?? "other";
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
      return texts("app-change-after", { range, after: afterWhat(access) });
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
