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
  /** What the member is spoken to in: chosen in the settings, else that of their Telegram. */
  language: Language;
  /** The language of their Telegram, to go back to. */
  telegramLanguage?: Language;
  /** Answered messages and calls, over all time. */
  interactionCount: number;
  bannedAt: number | null;
  /** The trial was had, or a plan paid for, before an erasure. */
  trialGone?: true;
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

/** Where a fact about a member belongs. */
export const PROFILE_SECTIONS = ["bio", "health", "plans", "preferences", "topics"] as const;
export type ProfileSection = typeof PROFILE_SECTIONS[number];
