/** What a purchase changes for a member, before it is confirmed. */
import type { Plan } from "./community.ts";
import { foldGrants, type Grant, GRANT_DAY, type Span, spanAt } from "./grant.ts";
import type { InvoiceOffer } from "./invoice.ts";

/**
 * `now`: it starts at once. `after`: behind what there is of the same plan. `upgrade`: at once, and a
 * lower plan waits. `covered`: it waits until a higher plan is over. `beside`: a pack. `gift`: it is
 * another's.
 */
export type ChangeKind = "now" | "after" | "upgrade" | "covered" | "beside" | "gift";

/** What a purchase changes, and from when until when. */
export interface Change {
  kind: ChangeKind;
  /** When the bought days begin; null where they are another's, or something for ever lies before. */
  from: number | null;
  /** The first moment after the last of them, without grace. */
  until: number | null;
  /**
   * The lower plan that waits meanwhile, and the days left of it, a begun one as a whole; null also
   * where it is for ever, of which nothing is lost.
   */
  waits: { name: Plan["name"]; days: number } | null;
}

/** Behind every grant that begins at the same moment. */
const LAST_ID = "\uffff";

/** What it changes for a member with these grants to buy an offer now. */
export function changeOf(grants: readonly Grant[], offer: InvoiceOffer, now: number): Change {
  if (offer.gift) return { kind: "gift", from: null, until: null, waits: null };
  const bought = grantOf(offer, now);
  if (offer.kind === "pack") {
    const [beside] = foldGrants([bought]).besides;
    return { kind: "beside", from: beside!.from, until: beside!.until, waits: null };
  }
  const before = spanAt(foldGrants(grants).spans, now);
  const spans = foldGrants([...grants, bought]).spans;
  const own = spans.filter(({ grant, reason }) => grant === bought && reason === "granted");
  const from = own[0]?.from ?? null;
  const kind = kindOf(before, offer, from === now);
  const waits = kind === "upgrade" ? waitingOf(before!, spans, now) : null;
  return { kind, from, until: own.at(-1)?.until ?? null, waits };
}

/** The grant that the purchase would make. */
function grantOf({ kind, planId, days, terms }: InvoiceOffer, now: number): Grant {
  return {
    schema: 1,
    id: LAST_ID,
    memberId: "",
    planId,
    source: kind === "pack" ? "topup" : "purchase",
    days,
    earliest: now,
    terms,
    revokedAt: null,
  };
}

function kindOf(before: Span | undefined, { planId }: InvoiceOffer, atOnce: boolean): ChangeKind {
  if (!atOnce) return before?.grant.planId === planId ? "after" : "covered";
  return before?.reason === "granted" ? "upgrade" : "now";
}

/** The plan that was in force, with all that is queued in it; null where that is for ever. */
function waitingOf(
  { grant: { planId, terms } }: Span,
  spans: readonly Span[],
  now: number,
): Change["waits"] {
  let left = 0;
  for (const { grant, reason, from, until } of spans) {
    if (grant.planId !== planId || reason !== "granted" || (until ?? Infinity) <= now) continue;
    if (until === null) return null;
    left += until - Math.max(from, now);
  }
  return { name: terms.name, days: Math.ceil(left / GRANT_DAY) };
}
