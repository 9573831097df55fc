import type { QuietHours } from "./quiet_hours.ts";

/** The languages Sfera speaks. */
export const LANGUAGES = ["ru", "en"] as const;

export type Language = typeof LANGUAGES[number];

/** One text in every language. */
export type Localized = Record<Language, string>;

/** A role the assistant can take; it changes silently. */
export interface Persona {
  id: string;
  name: Localized;
  /** The key of its prompt in `Community.prompts`. */
  prompt: string;
  /** Words in what a member says that call this role, in lower case. */
  triggers: Record<Language, string[]>;
  /** True for the one role that is taken where no trigger calls another. */
  default?: boolean;
}

/** A voice of the live model. */
export interface Voice {
  /** The model's own name of the voice. */
  id: string;
  name: Localized;
}

export interface Assistant {
  name: string;
  maker: string;
  greeting: Localized;
  /** What it says when asked about its prompt or its model. */
  identity: Localized;
  /** The language of a person whose Telegram does not tell one. */
  defaultLanguage: Language;
  /** The IANA name of the zone whose midnight ends a day, for example `Europe/Moscow`. */
  timeZone: string;
  /** When what can wait is not sent, unless a member chose otherwise; absent where there is no such. */
  quietHours?: QuietHours;
  models: { text: string; voice: string; embedding: string };
  /** The first is used until a member chooses another. */
  voices: Voice[];
  personas: Persona[];
  /** The prompts on Home. */
  suggestions: { icon: string; text: Localized }[];
}

/** What a plan counts. */
export const ALLOWANCE_KINDS = ["calls", "call_minutes", "messages"] as const;

export type AllowanceKind = typeof ALLOWANCE_KINDS[number];

/** What an allowance is counted over: a day of the community, one call, or the plan's period. */
export const ALLOWANCE_SPANS = ["day", "call", "period"] as const;

export interface Allowance {
  kind: AllowanceKind;
  /** A whole number of calls, minutes or messages; null means no limit. */
  limit: number | null;
  per: typeof ALLOWANCE_SPANS[number];
}

export interface Plan {
  id: string;
  name: Localized;
  description: Localized;
  /** A decimal string for each currency (ISO 4217), for example `{ USD: "24.99" }`. */
  prices: Record<string, string>;
  /** The price in Telegram Stars, where it is sold for them. */
  stars?: number;
  /** Days that one purchase lasts; null means for ever. */
  periodDays: number | null;
  /** A higher plan covers a lower one; the one of rank 0 is free and everybody has it. */
  rank: number;
  allowances: Allowance[];
  /** Days that a member may have once, for nothing; 0 where there is no trial. */
  trialDays: number;
  /** Days that it goes on after its end where nothing follows. */
  graceDays: number;
}

/** Minutes of calls that are bought beside a plan, and used when the plan has none left. */
export interface Pack {
  id: string;
  name: Localized;
  description: Localized;
  minutes: number;
  /** Days after which what is left of it is gone. */
  days: number;
  /** As those of a plan. */
  prices: Record<string, string>;
  stars?: number;
}

/** What becomes of a payment that was too short and is over. */
export const SHORT_PAYMENTS = ["top_up", "prorate", "refund"] as const;
/**
 * `top_up`: it is kept for the member, who pays the rest with another invoice. `prorate`: it buys as
 * many days as it pays for. `refund`: it goes back, once the member has told to where.
 */
export type ShortPayment = typeof SHORT_PAYMENTS[number];

/** How the community sells. */
export interface Sales {
  /** Whether payments in crypto are offered, where a key for them is set. */
  crypto: boolean;
  /** Whether Telegram Stars are offered. */
  stars: boolean;
  /** Whether a plan may be bought in Stars as a subscription that renews itself. */
  starsSubscriptions: boolean;
  /** Whether a member may buy for another. */
  gifts: boolean;
  /** What both get when an invited member has paid for the first time; null where nothing. */
  referral: { planId: string; days: number } | null;
  shortPayment: ShortPayment;
  /** So much less is taken for enough, in percent, 0 to 50. */
  accuracyPercent: number;
  /** How long an invoice in crypto can be paid, 5 to 720 minutes. */
  invoiceMinutes: number;
}

/** What the operator's pack says: who the assistant is, what is sold, how the model is instructed. */
export interface Community {
  assistant: Assistant;
  plans: Plan[];
  packs: Pack[];
  sales: Sales;
  /** The model's instructions by file name without `.md`; `system` is always there. */
  prompts: Record<string, string>;
  /** Groups of words that mean the same, in any language; for the search in the knowledge. */
  glossary: string[][];
  help: Help;
  /** What the assistant can propose to a member; empty where the pack names none. */
  carePlans: CarePlanOffer[];
}

/** A few small steps that the assistant can go through with a member who agrees. */
export interface CarePlanOffer {
  id: string;
  title: Localized;
  steps: Localized[];
  /** What a member who has gone silent is asked, one after another. */
  followUps: Localized[];
}

/** Where a person in danger finds somebody at once, by country; `default` for all others. */
export type Help = { default: HelpContact[] } & Record<string, HelpContact[]>;

export interface HelpContact {
  name: Localized;
  /** As it is dialled. */
  phone: string;
}

/**
 * Chooses the language to speak with a person whose Telegram is in the language `code`.
 *
 * `code` is an IETF tag such as `ru` or `pt-BR`, and may be absent
 * (https://core.telegram.org/bots/api#user). Where Ukrainian, Belarusian or Kazakh is set, Russian
 * is understood better than English.
 */
export function languageOf(code: string | undefined, fallback: Language): Language {
  const primary = code?.toLowerCase().split(/[-_]/)[0];
  if (!primary) return fallback;
  return ["ru", "uk", "be", "kk"].includes(primary) ? "ru" : "en";
}
