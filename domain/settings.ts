import type { Language } from "./community.ts";
import type { QuietHours } from "./quiet_hours.ts";

/** Kinds of messages that a member can turn off; what was asked for always comes. */
export const NOTICE_KINDS = ["care_plan", "lessons", "reminders", "allowances", "news"] as const;
export type NoticeKind = typeof NOTICE_KINDS[number];

/** What a member chose; null follows Telegram or the community. */
export interface Settings {
  schema: 1;
  language: Language | null;
  /** The live model's name of the voice. */
  voice: string | null;
  /** What the member calls a persona, by the persona's id. */
  personaNames: Record<string, string>;
  muted: NoticeKind[];
  /** By the community's time zone; `off` has none, whatever the community has. */
  quietHours: QuietHours | "off" | null;
  /** ISO 3166-1 alpha-2, for emergency help; null until chosen. */
  country: string | null;
  /** The same, guessed from the time zone of the member's device; used until one is chosen. */
  countryGuess: string | null;
}

export const DEFAULT_SETTINGS: Settings = {
  schema: 1,
  language: null,
  voice: null,
  personaNames: {},
  muted: [],
  quietHours: null,
  country: null,
  countryGuess: null,
};

/** The country to look for help in, as far as it is known: ISO 3166-1 alpha-2. */
export function countryOf(settings: Settings): string | null {
  return settings.country ?? settings.countryGuess;
}

/** The quiet hours that count for a member; null where there are none. */
export function quietHoursOf(
  { quietHours }: Pick<Settings, "quietHours">,
  ofCommunity: QuietHours | null | undefined,
): QuietHours | null {
  if (quietHours === "off") return null;
  return quietHours ?? ofCommunity ?? null;
}
