/** What one member bought for another. */
import type { InvoiceOffer } from "./invoice.ts";

export interface Gift {
  schema: 1;
  code: string;
  invoiceId: string;
  /** Who bought it. */
  memberId: string;
  /** What was sold, with its terms. */
  offer: InvoiceOffer;
  /** How many days of it were paid for. */
  days: number;
  boughtAt: number;
  redeemedBy: string | null;
  redeemedAt: number | null;
  /** When the money went back, and the gift with it. */
  takenAt: number | null;
}
