/** Telegram's side of payments in Stars, without HTTP, for time that is simulated. */
import { AppError } from "../../domain/errors.ts";
import type { Clock } from "../../services/ports.ts";
import type { Stars, StarsLink, StarsTransaction } from "../../services/stars_port.ts";
import type { StarsPaid } from "../../services/stars_types.ts";

/** A payment that was made by a link. */
export interface StarsCharge {
  chargeId: string;
  invoiceId: string;
  telegramId: string;
  stars: number;
  at: number;
  refunded: boolean;
}

export class StarsLedger {
  readonly links = new Map<string, StarsLink>();
  readonly charges: StarsCharge[] = [];
  readonly #transactions: StarsTransaction[] = [];

  constructor(readonly clock: Clock) {}

  /** Somebody pays by a link, whom the bot did not refuse; answers what Telegram tells of it. */
  pay(invoiceId: string, telegramId: string): StarsPaid {
    const { stars } = this.links.get(invoiceId)!;
    const at = this.clock.now();
    const chargeId = `charge-${this.charges.length + 1}`;
    const charge = { chargeId, invoiceId, telegramId, stars, at };
    this.charges.push({ ...charge, refunded: false });
    this.#transactions.push({ ...charge, id: chargeId, direction: "in", period: null });
    return { ...charge, currency: "XTR", recurring: null };
  }

  /** Telegram gives back what was paid for an invoice; answers the charge. */
  payBack(invoiceId: string): StarsCharge {
    const charge = this.charges.find((charge) => charge.invoiceId === invoiceId)!;
    this.#refund(charge.chargeId);
    return charge;
  }

  /** The way to it; `trouble` is awaited before and after each thing that is asked, and may throw. */
  stars(trouble: () => Promise<void> = () => Promise.resolve()): Stars {
    return {
      merchant: "stars:1234567",
      createLink: async (link) => {
        await trouble();
        this.links.set(link.invoiceId, link);
        await trouble();
        return `https://t.me/$${link.invoiceId}`;
      },
      answerPreCheckout: () => Promise.resolve(),
      refund: async ({ chargeId }) => {
        await trouble();
        const done = this.#refund(chargeId);
        await trouble();
        return done;
      },
      setSubscription: () => Promise.reject(new Error("nothing renews itself here")),
      transactions: async ({ offset, limit }) => {
        await trouble();
        return this.#transactions.slice(offset, offset + limit);
      },
    };
  }

  #refund(chargeId: string): "refunded" | "already" {
    const charge = this.charges.find((charge) => charge.chargeId === chargeId);
    if (!charge) throw new AppError("payments_refused", { reason: "CHARGE_NOT_FOUND" });
    if (charge.refunded) return "already";
    charge.refunded = true;
    const { invoiceId, telegramId, stars } = charge;
    this.#transactions.push({
      id: chargeId,
      direction: "out",
      stars,
      at: this.clock.now(),
      telegramId,
      invoiceId,
      period: null,
    });
    return "refunded";
  }
}
