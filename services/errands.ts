import type { Transaction } from "../db/tx.ts";
import type { Flag } from "../domain/invoice.ts";

/** What follows from a commit and did not fit into it; done once by its id. */
export type Errand =
  /** Tells the operators of a payment that needs a person. */
  | { kind: "flag"; id: string; memberId: string; invoiceId: string; flag: Flag }
  /** A member paid for the first time: whoever invited them, and they, get their days. */
  | { kind: "first_payment"; id: string; memberId: string; invoiceId: string }
  /** A gift that was redeemed is of other days now, or taken back: its grant follows. */
  | { kind: "gift"; id: string; memberId: string; code: string };

/** Leaves an errand in the commit that it follows from; again with its id it changes nothing. */
export type LeaveErrand = (tx: Transaction, errand: Errand, now: number) => Promise<void>;
