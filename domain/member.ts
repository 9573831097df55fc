import type { Language } from "./community.ts";

/** A person that Sfera knows, made from verified Telegram data only. */
export interface Member {
  schema: 1;
  id: string;
  /** The Telegram user id, and of the private chat with the bot, as a decimal string. */
  telegramId: string;
  /** What the member asked to be called; `null` until told. */
  name: string | null;
  /** When the assistant asked for the name, so that it asks once. */
  nameAskedAt: number | null;
  language: Language;
  /** Answered messages and calls, over all time. */
  interactionCount: number;
  bannedAt: number | null;
  /** Since when Telegram refuses messages to this member; cleared when they come back. */
  unreachableSince: number | null;
  createdAt: number;
}

/** Longest name that is kept, in characters. */
export const NAME_LENGTH = 64;

/** Makes a name fit to show and to put into a prompt: one line, no markup, bounded. */
export function cleanName(text: string): string | undefined {
  const name = text.normalize("NFC").replace(/[\p{C}<>"&]/gu, " ").replace(/\s+/g, " ").trim();
  return name === "" ? undefined : [...name].slice(0, NAME_LENGTH).join("").trim();
}

export const PROFILE_SECTIONS = ["bio", "health", "plans", "preferences", "topics"] as const;
export type ProfileSection = typeof PROFILE_SECTIONS[number];

/** What the assistant noted about a member, by section, newest last. */
export interface Profile {
  schema: 1;
  sections: Partial<Record<ProfileSection, ProfileNote[]>>;
}

export interface ProfileNote {
  text: string;
  at: number;
}

export const EMPTY_PROFILE: Profile = { schema: 1, sections: {} };

/**
 * Longest note in UTF-16 units, and most notes in a section; the oldest make room. A profile that is
 * full of the widest letters still fits into one value of the store, 64 KiB.
 */
export const NOTE_LENGTH = 500;
export const NOTES_PER_SECTION = 12;

/** Adds a note to a section; the same words again only renew the date. */
export function addNote(profile: Profile, section: ProfileSection, note: ProfileNote): Profile {
  const line = note.text.replace(/\s+/g, " ").trim();
  // Half of a letter is left out.
  const text = line.slice(0, NOTE_LENGTH).replace(/[\ud800-\udbff]$/, "");
  const kept = (profile.sections[section] ?? []).filter((old) => !sameWords(old.text, text));
  const notes = [...kept, { ...note, text }].slice(-NOTES_PER_SECTION);
  return { ...profile, sections: { ...profile.sections, [section]: notes } };
}

function sameWords(one: string, other: string): boolean {
  const plain = (text: string) => text.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, " ").trim();
  return plain(one) === plain(other);
}
