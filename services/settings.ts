import { getMember, setMember } from "../db/members.ts";
import { getSettings, setSettings } from "../db/settings.ts";
import type { Database } from "../db/tx.ts";
import type { Community, Language } from "../domain/community.ts";
import { AppError } from "../domain/errors.ts";
import { later } from "../domain/later.ts";
import { cleanName, type Member } from "../domain/member.ts";
import type { QuietHours } from "../domain/quiet_hours.ts";
import { NOTICE_KINDS, type NoticeKind, type Settings } from "../domain/settings.ts";
import type { CountryName } from "./countries.ts";
import { refuseBanned } from "./members.ts";
import type { Messenger } from "./ports.ts";
import type { Texts } from "./texts.ts";

/** What a member wants otherwise; what is absent stays as it is. */
export interface SettingsChange {
  language?: Language | null;
  voice?: string | null;
  /** Names by persona; the rest keep theirs, and an empty name gives the pack's back. */
  personaNames?: Record<string, string>;
  muted?: NoticeKind[];
  quietHours?: Settings["quietHours"];
  country?: string | null;
}

/** The settings with what there is to choose from, in the member's language. */
export interface SettingsWithChoices {
  settings: Omit<Settings, "schema" | "countryGuess">;
  countryGuess: string | null;
  voices: { id: string; name: string }[];
  personas: { id: string; name: string }[];
  countries: CountryName[];
  /** The community's; null where it has none. */
  quietHours: QuietHours | null;
  /** The IANA zone that quiet hours are of. */
  timeZone: string;
}

export interface SettingsService {
  /** Errors: `banned`, `session_invalid`. */
  view(memberId: string): Promise<SettingsWithChoices>;
  /** Changes settings, all of them or none; `bad_request` says what there is to choose from. */
  change(memberId: string, change: SettingsChange): Promise<SettingsWithChoices>;
  /** Keeps the country that an IANA time zone lies in, unless the member chose one. */
  guessCountry(memberId: string, timeZone: string): Promise<void>;
}

/** Makes the settings of members. */
export function createSettings(deps: {
  db: Database;
  community: Community;
  messenger: Pick<Messenger, "nameMenuButton">;
  texts: Texts;
}): SettingsService {
  const { db, community, messenger, texts } = deps;
  const { voices, personas, quietHours = null, timeZone } = community.assistant;

  async function describe(settings: Settings, language: Language): Promise<SettingsWithChoices> {
    const { schema: _, countryGuess, ...chosen } = settings;
    const named = <Choice extends { id: string; name: Record<Language, string> }>(all: Choice[]) =>
      all.map(({ id, name }) => ({ id, name: name[language] }));
    return {
      settings: chosen,
      countryGuess,
      voices: named(voices),
      personas: named(personas),
      countries: (await countries()).listCountries(language),
      quietHours,
      timeZone,
    };
  }

  /** What is not there to choose is refused, with what there is. */
  async function refuseUnknown(change: SettingsChange) {
    const { voice, personaNames = {}, country, quietHours } = change;
    if (voice) expectOneOf("voice", voice, voices.map(({ id }) => id));
    const known = personas.map(({ id }) => id);
    for (const id of Object.keys(personaNames)) expectOneOf("personaNames", id, known);
    if (country && !(await countries()).isCountry(country)) {
      refuse("country", "a code of ISO 3166-1 alpha-2, such as RU", country);
    }
    if (quietHours && quietHours !== "off" && quietHours.from === quietHours.until) {
      refuse(
        "quietHours",
        "hours that end at another time than they begin, or off",
        quietHours.from,
      );
    }
  }

  function changed(settings: Settings, change: SettingsChange): Settings {
    const { language, voice, personaNames, muted, country, quietHours } = change;
    return {
      ...settings,
      ...(language !== undefined && { language }),
      ...(voice !== undefined && { voice }),
      ...(personaNames && { personaNames: renamed(settings.personaNames, personaNames) }),
      ...(muted && { muted: NOTICE_KINDS.filter((kind) => muted.includes(kind)) }),
      ...(country !== undefined && { country }),
      ...(quietHours !== undefined && { quietHours }),
    };
  }

  /** The button beside the message field speaks the member's language. */
  async function nameMenuButton({ telegramId, language }: Member): Promise<void> {
    await messenger.nameMenuButton(telegramId, await texts.format(language, "bot-open"));
  }

  return {
    async view(memberId) {
      const [member, settings] = await Promise.all([
        getMember(db, memberId),
        getSettings(db, memberId),
      ]);
      return await describe(settings, refuseBanned(member).language);
    },

    async change(memberId, change) {
      await refuseUnknown(change);
      const { member, settings, before } = await db.tx(async (tx) => {
        const before = refuseBanned(await getMember(tx, memberId));
        const settings = changed(await getSettings(tx, memberId), change);
        const member = speaking(before, settings);
        setSettings(tx, memberId, settings);
        if (member.language !== before.language) setMember(tx, member);
        return { member, settings, before };
      });
      if (member.language !== before.language) void nameMenuButton(member);
      return await describe(settings, member.language);
    },

    async guessCountry(memberId, timeZone) {
      if ((await getSettings(db, memberId)).country !== null) return;
      const guess = (await countries()).countryOfTimeZone(timeZone);
      if (!guess) return;
      await db.tx(async (tx) => {
        const settings = await getSettings(tx, memberId);
        if (settings.country !== null || settings.countryGuess === guess) return;
        if (await getMember(tx, memberId)) {
          setSettings(tx, memberId, { ...settings, countryGuess: guess });
        }
      });
    },
  };
}

/** Names by persona after a change: an empty one gives the pack's back. */
function renamed(names: Record<string, string>, change: Record<string, string>) {
  const cleaned = Object.entries({ ...names, ...change })
    .map(([id, name]) => [id, cleanName(name)] as const);
  return Object.fromEntries(cleaned.filter((entry): entry is [string, string] => !!entry[1]));
}

/** The member in the language they chose, or in Telegram's where they chose none. */
function speaking(member: Member, { language }: Settings): Member {
  const ofTelegram = member.telegramLanguage ?? member.language;
  return { ...member, language: language ?? ofTelegram, telegramLanguage: ofTelegram };
}

function countries() {
  return import(later("./countries.ts")) as Promise<typeof import("./countries.ts")>;
}

function expectOneOf(field: string, received: string, expected: readonly string[]): void {
  if (!expected.includes(received)) refuse(field, `one of ${expected.join(", ")}`, received);
}

function refuse(field: string, expected: string, received: string): never {
  throw new AppError("bad_request", { field, expected, received: received.slice(0, 64) });
}
