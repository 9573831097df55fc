/** How a member came by the invitation of another. */
import type { Localized } from "./community.ts";
import type { GrantTerms } from "./grant.ts";

export interface Referral {
  schema: 1;
  invitedId: string;
  inviterId: string;
  /** The code that was followed. */
  code: string;
  at: number;
  /** What both get, as it was when the invited member first paid; null before. */
  reward: ReferralReward | null;
}

/** Days of a plan for both. */
export interface ReferralReward {
  /** The invited member's first payment. */
  invoiceId: string;
  planId: string;
  days: number;
  terms: GrantTerms;
  at: number;
}

/** What a member's invitations have come to. */
export interface ReferralStory {
  code: string;
  /** What both get after the next invited member's first payment. */
  days: number;
  planName: Localized;
  /** How many came by the invitation, and how many of them have paid. */
  invited: number;
  paid: number;
  earnedDays: number;
}
