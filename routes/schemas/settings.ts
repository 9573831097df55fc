import { z } from "zod";
import { NOTICE_KINDS } from "../../domain/settings.ts";
import { TIME_OF_DAY } from "../../domain/quiet_hours.ts";
import { language } from "./parts.ts";

const timeOfDay = z.string().regex(TIME_OF_DAY, "expected a time of day such as 22:00");

/** When nothing is sent that can wait. `domain/quiet_hours.ts`. */
export const quietHours = z.object({ from: timeOfDay, until: timeOfDay }).strict()
  .meta({ id: "QuietHours" });

/** What a member chose; null follows Telegram or the community. `domain/settings.ts`. */
export const settings = z.object({
  language: language.nullable(),
  voice: z.string().nullable(),
  personaNames: z.record(z.string(), z.string()),
  muted: z.array(z.enum(NOTICE_KINDS)),
  country: z.string().nullable(),
  quietHours: z.union([quietHours, z.literal("off")]).nullable().meta({
    description: "By `timeZone`; null follows the community, off has none",
  }),
}).meta({ id: "Settings" });

/** The settings with what there is to choose from. */
export const settingsView = z.object({
  settings,
  voices: z.array(z.object({ id: z.string(), name: z.string() })),
  personas: z.array(z.object({ id: z.string(), name: z.string() })),
  countries: z.array(z.object({ code: z.string(), name: z.string() })),
  countryGuess: z.string().nullable().meta({ description: "Stands in until a country is chosen" }),
  quietHours: quietHours.nullable().meta({ description: "The community's" }),
  timeZone: z.string().meta({ description: "The IANA zone that quiet hours are of" }),
}).meta({ id: "SettingsView" });

export const settingsChange = settings.partial().extend({
  personaNames: z.record(z.string(), z.string().trim().max(32)).optional().meta({
    description: "Those named change; an empty name gives the pack's back",
  }),
}).strict().meta({ id: "SettingsChange" });

export type Settings = z.infer<typeof settings>;
export type SettingsView = z.infer<typeof settingsView>;
export type SettingsChange = z.infer<typeof settingsChange>;
