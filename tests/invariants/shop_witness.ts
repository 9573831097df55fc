/** Sees every commit of a shop, and notes what may be at no moment. */
import type { StoredInvoice } from "../../db/invoices.ts";
import { offerKey } from "../../db/invoices.ts";
import type { Gift } from "../../domain/gift.ts";
import type { Grant } from "../../domain/grant.ts";
import { outcomeOf } from "../../domain/invoice.ts";
import { compareAmounts, ZERO } from "../../domain/money.ts";
import type { OutboxMessage } from "../../domain/outbox.ts";
import type { PromoTally } from "../../domain/promo.ts";
import { PROMOS, type ShopWorld } from "./shop_world.ts";
import type { Writes } from "./simulation.ts";

export class ShopWitness {
  /** What was seen that may not be. */
  readonly broken: string[] = [];
  readonly invoices = new Map<string, StoredInvoice>();
  readonly gifts = new Map<string, Gift>();
  /** Every message that was put in, by its id. */
  readonly messages = new Map<string, OutboxMessage>();

  constructor(readonly world: ShopWorld) {}

  see(writes: Writes): void {
    for (const { key, value } of writes) {
      if (value === undefined) continue;
      switch (key[0]) {
        case "invoice":
          this.#seeInvoice(value as StoredInvoice);
          break;
        case "grant":
          this.#seeGrant(value as Grant);
          break;
        case "gift":
          this.#seeGift(value as Gift);
          break;
        case "promo_tally":
          this.#seeTally(String(key[1]), value as PromoTally);
          break;
        case "outbox": {
          const message = value as OutboxMessage;
          this.messages.set(message.id, message);
        }
      }
    }
  }

  /** Whether so much as anything is there for an invoice, of all that was truly paid. */
  isPaidFor({ id, way, price }: StoredInvoice): boolean {
    if (way === "none") return price.amount === ZERO;
    if (way !== "crypto") {
      return this.world.ledger.charges.some(({ invoiceId }) => invoiceId === id);
    }
    const paid = this.world.book.find(id)?.paid ?? ZERO;
    return compareAmounts(paid, ZERO) > 0;
  }

  #seeInvoice(invoice: StoredInvoice): void {
    this.invoices.set(invoice.id, invoice);
    const key = offerKey(invoice.offer);
    const open = [...this.invoices.values()].filter((other) =>
      other.memberId === invoice.memberId && offerKey(other.offer) === key && this.#isOpen(other)
    );
    if (open.length <= 1) return;
    this.broken.push(`open at once: ${open.map(({ id }) => id).join(", ")}`);
  }

  #isOpen(invoice: StoredInvoice): boolean {
    return outcomeOf(invoice).state === "open" && this.world.clock.now() < invoice.expiresAt;
  }

  #seeGrant({ id, memberId, revokedAt }: Grant): void {
    if (revokedAt !== null) return;
    const [source, of] = id.split(":") as [string, string];
    if (source === "invoice") this.#seeBought(id, this.invoices.get(of));
    if (source === "gift") {
      const gift = this.gifts.get(of);
      if (gift?.redeemedBy !== null && gift?.redeemedBy !== memberId) {
        this.broken.push(`${id} is with ${memberId}, and was redeemed by ${gift?.redeemedBy}`);
      }
    }
    if (source === "referral") {
      const invoice = this.invoices.get(of);
      const isPaid = invoice && invoice.price.amount !== ZERO && this.isPaidFor(invoice);
      if (!isPaid) this.broken.push(`${id}, and nothing was paid`);
    }
  }

  #seeGift(gift: Gift): void {
    const before = this.gifts.get(gift.code);
    this.gifts.set(gift.code, gift);
    if (gift.takenAt === null) {
      this.#seeBought(`gift:${gift.code}`, this.invoices.get(gift.invoiceId));
    }
    if (before && before.redeemedBy !== null && before.redeemedBy !== gift.redeemedBy) {
      this.broken.push(`gift ${gift.code} went from ${before.redeemedBy} to ${gift.redeemedBy}`);
    }
  }

  #seeBought(what: string, invoice: StoredInvoice | undefined): void {
    if (invoice && this.isPaidFor(invoice)) return;
    this.broken.push(`${what} without money`);
  }

  #seeTally(code: string, { reserved, used }: PromoTally): void {
    const most = PROMOS.find((promo) => promo.code === code)?.maxUses ?? Infinity;
    const isRight = reserved >= 0 && used >= 0 && reserved + used <= most;
    if (!isRight) this.broken.push(`${code}: ${reserved} reserved, ${used} used, of ${most}`);
  }
}
