import type { Flag } from "./invoice.ts";

/** What of a payment a person is to look at. */
export interface PaymentFlag {
  schema: 1;
  id: string;
  /** The whole name of what is flagged, of which the id is short. */
  errandId: string;
  /** As the processor named it, also where there is none of this id. */
  invoiceId: string;
  /** Empty where it is nobody's. */
  memberId: string;
  flag: Flag;
  at: number;
  doneAt: number | null;
  /** The operator's Telegram id, or `terminal`. */
  doneBy: string | null;
}

/** What an operator may do about a flag. */
export const FLAG_ACTIONS = ["look", "refund", "grant", "done"] as const;
export type FlagAction = typeof FLAG_ACTIONS[number];

/**
 * What the button of an action sends back, within Telegram's 64 bytes
 * (https://core.telegram.org/bots/api#inlinekeyboardbutton).
 */
export function flagButtonData(action: FlagAction, flagId: string): string {
  return `flag:${action}:${flagId}`;
}

/** What `flagButtonData` makes, with its parts. */
export const FLAG_BUTTON = /^flag:(look|refund|grant|done):([0-9a-f]+)$/;
