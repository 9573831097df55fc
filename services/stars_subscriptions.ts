/** Subscriptions in Stars as their members see, stop and resume them. */
import { getInvoice } from "../db/invoices.ts";
import { findMemberId, getMember } from "../db/members.ts";
import { getStarsSubscription, setStarsSubscription } from "../db/stars.ts";
import type { Database } from "../db/tx.ts";
import type { Language } from "../domain/community.ts";
import { AppError } from "../domain/errors.ts";
import { isRenewing, isRunning, type StarsSubscription } from "../domain/stars_subscription.ts";
import type { Clock, Stars } from "./ports.ts";
import type { StarsSales, StarsSubscriptionView } from "./stars_types.ts";

export type StarsSubscriptions =
  & Pick<StarsSales, "subscription" | "cancel" | "resume" | "changed">
  & {
    /** Whether an invoice would be a second subscription that is paid beside the first. */
    isSecond(invoiceId: string): Promise<boolean>;
  };

/** Makes what looks after subscriptions; `clock` is the community's. */
export function createStarsSubscriptions(
  deps: { db: Database; clock: Clock; stars: Stars },
): StarsSubscriptions {
  const { db, clock, stars } = deps;

  /** Telegram is told first: what it does not know of is not written down. */
  async function set(memberId: string, cancelled: boolean): Promise<StarsSubscriptionView> {
    const subscription = await getStarsSubscription(db, memberId);
    if (!subscription || !isRunning(subscription, clock.now())) {
      throw new AppError("not_found", { what: "subscription" });
    }
    const { telegramId, firstChargeId: chargeId } = subscription;
    await stars.setSubscription({ telegramId, chargeId, cancelled });
    const { invoiceId } = subscription;
    return await db.tx(async (tx) => {
      const member = await getMember(tx, memberId);
      const now = await getStarsSubscription(tx, memberId);
      if (!member || now?.invoiceId !== invoiceId) {
        throw new AppError("not_found", { what: "subscription" });
      }
      const changed = { ...now, cancelled };
      setStarsSubscription(tx, changed);
      return viewOf(changed, member.language);
    });
  }

  return {
    async subscription(memberId) {
      const subscription = await getStarsSubscription(db, memberId);
      const member = await getMember(db, memberId);
      if (!member || !subscription || !isRunning(subscription, clock.now())) return null;
      return viewOf(subscription, member.language);
    },

    cancel: (memberId) => set(memberId, true),
    resume: (memberId) => set(memberId, false),

    async changed({ telegramId, invoiceId, state }) {
      await db.tx(async (tx) => {
        const memberId = await findMemberId(tx, telegramId);
        const subscription = memberId && await getStarsSubscription(tx, memberId);
        if (!subscription || subscription.invoiceId !== invoiceId) return;
        setStarsSubscription(tx, { ...subscription, cancelled: state !== "active" });
      });
    },

    async isSecond(invoiceId) {
      const invoice = await getInvoice(db, invoiceId);
      if (invoice?.way !== "stars_subscription") return false;
      const other = await getStarsSubscription(db, invoice.memberId);
      return other !== undefined && other.invoiceId !== invoiceId &&
        isRenewing(other, clock.now());
    },
  };
}

function viewOf(
  { offer, name, stars, cancelled, expiresAt }: StarsSubscription,
  language: Language,
): StarsSubscriptionView {
  return {
    offer,
    name: name[language],
    stars,
    state: cancelled ? "cancelled" : "active",
    renewsAt: expiresAt,
  };
}
