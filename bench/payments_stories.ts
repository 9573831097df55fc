/** What becomes of the invoices of the storm: how each is bought, and what happens to it when. */
import type { Action } from "../dev/cryptomus/server.ts";
import type { Promo } from "../domain/promo.ts";
import type { PurchaseRequest } from "../services/invoices.ts";

export interface Story {
  purchase: Partial<PurchaseRequest>;
  /** Credit in USD that its member has from before. */
  credit?: string;
  /** What happens at each of `MOMENTS`; nothing where it is absent. */
  acts: (Action | "pay in Stars" | "pay back in Stars" | undefined)[];
}

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
/** After the purchases; invoices are open for an hour, and keep a use of a code for a day more. */
export const MOMENTS = [10 * MINUTE, 40 * MINUTE, 2 * HOUR, 5 * HOUR, 30 * HOUR];

/** Codes with more uses than the storm needs: who comes first does not matter. */
export const STORM_PROMOS: Partial<Promo>[] = [
  { code: "TWENTY", maxUses: 500 },
  { code: "WHOLE", benefit: { kind: "percent", percent: 100 } },
];

const none = undefined;
export const STORIES: Story[] = [
  { purchase: {}, acts: ["pay"] },
  { purchase: { promoCode: "TWENTY" }, acts: ["pay"] },
  { purchase: {}, acts: ["over"] },
  { purchase: {}, acts: ["under", "pay"] },
  { purchase: {}, acts: ["under", none, "expire"] },
  { purchase: { promoCode: "TWENTY" }, acts: [none, none, "late"] },
  { purchase: { promoCode: "TWENTY" }, acts: [none, none, "expire"] },
  { purchase: { promoCode: "TWENTY" }, acts: [none, none, "expire", none, "pay"] },
  { purchase: {}, acts: ["pay", none, none, "refund"] },
  { purchase: { promoCode: "TWENTY" }, acts: ["pay", none, "refund_fail", "refund"] },
  { purchase: {}, acts: ["pay", "again"] },
  { purchase: {}, acts: ["wallets"] },
  { purchase: {}, acts: ["lock", none, "pay"] },
  { purchase: {}, acts: ["system_fail", none, "pay"] },
  { purchase: {}, acts: ["fail"] },
  { purchase: { promoCode: "WHOLE" }, acts: [] },
  { purchase: {}, credit: "10", acts: ["see", "pay"] },
  { purchase: { promoCode: "TWENTY" }, credit: "5", acts: [none, none, "expire", none, "pay"] },
  { purchase: { gift: true }, acts: ["pay"] },
  { purchase: { gift: true }, acts: ["pay", none, none, "refund"] },
  { purchase: { offer: "pack:hour" }, acts: ["pay"] },
  { purchase: { offer: "pack:hour" }, acts: ["over", none, "refund"] },
  { purchase: { way: "stars" }, acts: ["pay in Stars"] },
  { purchase: { way: "stars", promoCode: "TWENTY" }, acts: ["pay in Stars"] },
  { purchase: { way: "stars" }, acts: ["pay in Stars", none, "pay back in Stars"] },
];
