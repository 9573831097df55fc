import type { Message, SuccessfulPayment, Update } from "grammy/types";
import type { Box } from "../box.ts";
import { badRequest } from "../errors.ts";
import { type DemoMember, userOf } from "../members.ts";
import { StarsLedger } from "./ledger.ts";
import { PreCheckouts } from "./pre_checkout.ts";
import type {
  StarsAccount,
  StarsInvoice,
  StarsOffer,
  StarsPayment,
  StarsSubscription,
} from "./types.ts";

const CURRENCY = "XTR";

/** Sells for Stars as Telegram does: asks the bot, moves the Stars, tells the bot, and renews. */
export class StarsSales {
  readonly ledger: StarsLedger;
  readonly #preCheckouts: PreCheckouts;

  constructor(private readonly box: Box, preCheckoutMilliseconds: number) {
    this.ledger = new StarsLedger(box.storage);
    this.#preCheckouts = new PreCheckouts(preCheckoutMilliseconds);
  }

  /** Errors: `Error` where there is no such link. */
  offer(memberId: number, slug: string): StarsOffer {
    const invoice = this.ledger.invoice(slug);
    if (!invoice) throw new Error(`expected the slug of an invoice link, got ${slug}`);
    return { ...invoice, balance: this.ledger.balance(memberId) };
  }

  /** Pays a link: the bot is asked first, and may refuse or be too late. */
  async pay(member: DemoMember, slug: string): Promise<StarsPayment> {
    const invoice = this.offer(member.id, slug);
    const running = this.ledger.subscriptions().some((each) =>
      each.memberId === member.id && each.slug === slug && !each.ended
    );
    if (running) return { status: "failed", reason: "SUBSCRIPTION_ALREADY_ACTIVE" };
    if (invoice.balance < invoice.stars) return { status: "failed", reason: "BALANCE_TOO_LOW" };
    const refusal = await this.#askBot(member, invoice);
    if (refusal !== undefined) return { status: "failed", reason: refusal };
    // Another payment may have gone through while the bot was asked.
    if (this.ledger.balance(member.id) < invoice.stars) {
      return { status: "failed", reason: "BALANCE_TOO_LOW" };
    }
    return { status: "paid", chargeId: this.#charge(member, invoice, this.box.nowSeconds()) };
  }

  /** The bot's word on a payment. Errors: 400 where it comes too late. */
  answer(queryId: string, refusal: string | undefined): void {
    const known = this.#preCheckouts.answer(
      queryId,
      refusal === undefined ? { kind: "ok" } : { kind: "refused", message: refusal },
    );
    if (!known) {
      throw badRequest("query is too old and response timeout expired or query ID is invalid");
    }
  }

  /** Gives a payment back, and ends the subscription it was for. Errors: 400. */
  refund(memberId: number, chargeId: string): void {
    const transfers = this.ledger.transfers().filter(({ id }) => id === chargeId);
    const paid = transfers.find(({ direction }) => direction === "in");
    const member = this.box.chats.member(memberId);
    if (!member) throw badRequest("USER_ID_INVALID");
    if (!paid || paid.memberId !== memberId) throw badRequest("CHARGE_ID_INVALID");
    if (transfers.length > 1) throw badRequest("CHARGE_ALREADY_REFUNDED");
    this.ledger.addToBalance(memberId, paid.stars);
    this.ledger.addTransfer({ ...paid, direction: "out", date: this.box.nowSeconds() });
    const subscription = this.ledger.subscription(paid.subscriptionId ?? "");
    if (subscription) this.ledger.putSubscription({ ...subscription, ended: true });
    this.#tell("bot", member, {
      refunded_payment: {
        currency: CURRENCY,
        total_amount: paid.stars,
        invoice_payload: paid.payload,
        telegram_payment_charge_id: paid.id,
      },
    });
  }

  /** The bot stops a renewal, or allows it again; by the first payment only. Errors: 400. */
  editByBot(memberId: number, chargeId: string, cancelled: boolean): void {
    const subscription = this.ledger.subscription(chargeId);
    if (!this.box.chats.member(memberId)) throw badRequest("USER_ID_INVALID");
    if (subscription?.memberId !== memberId) throw badRequest("CHARGE_ID_INVALID");
    this.#edit(subscription, { bot: cancelled });
  }

  /** What the member sets in Telegram's own list of subscriptions; the bot is told of it. */
  editByMember(memberId: number, chargeId: string, cancelled: boolean): void {
    const subscription = this.ledger.subscription(chargeId);
    const member = this.box.chats.member(memberId);
    if (!member || subscription?.memberId !== memberId || subscription.ended) {
      throw new Error(`expected a subscription of member ${memberId}, got ${chargeId}`);
    }
    if (subscription.cancelled.bot) throw new Error("the bot has cancelled this subscription");
    this.#edit(subscription, { member: cancelled });
    this.#tellState(member, subscription, cancelled ? "canceled" : "active");
  }

  topUp(memberId: number, stars: number): void {
    this.ledger.addToBalance(memberId, stars);
    this.box.changed({ kind: "stars", memberId });
  }

  /** Renews what is over, each period of it, as the clock has passed; answers how many payments. */
  sweep(): number {
    let payments = 0;
    for (const { id } of this.ledger.subscriptions()) while (this.#renew(id)) payments += 1;
    return payments;
  }

  close(): void {
    this.#preCheckouts.close();
  }

  async #askBot(member: DemoMember, invoice: StarsInvoice): Promise<string | undefined> {
    const id = crypto.getRandomValues(new BigUint64Array(1))[0]!.toString();
    const answering = this.#preCheckouts.wait(id);
    this.box.updates.add("pre_checkout_query", {
      id,
      from: userOf(member),
      currency: CURRENCY,
      total_amount: invoice.stars,
      invoice_payload: invoice.payload,
    });
    await this.box.storage.flush();
    const answer = await answering;
    if (answer.kind === "ok") return undefined;
    return answer.kind === "refused" ? answer.message : "BOT_PRECHECKOUT_TIMEOUT";
  }

  /** Moves the Stars and tells the bot; answers the charge. */
  #charge(
    member: DemoMember,
    invoice: StarsInvoice,
    date: number,
    renewed?: StarsSubscription,
  ): string {
    const { slug, stars, payload, period } = invoice;
    const id = `stx${crypto.randomUUID().replaceAll("-", "")}`;
    const subscriptionId = period === null ? null : renewed?.id ?? id;
    this.ledger.addToBalance(member.id, -stars);
    this.ledger.addTransfer({
      id,
      direction: "in",
      stars,
      date,
      memberId: member.id,
      payload,
      period,
      subscriptionId,
    });
    const expiresAt = period === null ? undefined : date + period;
    if (subscriptionId !== null && expiresAt !== undefined) {
      this.ledger.putSubscription({
        ...renewed ?? {
          id,
          memberId: member.id,
          slug,
          cancelled: { bot: false, member: false },
          ended: false,
        },
        expiresAt,
      });
    }
    const payment: SuccessfulPayment = {
      currency: CURRENCY,
      total_amount: stars,
      invoice_payload: payload,
      telegram_payment_charge_id: id,
      provider_payment_charge_id: "",
      ...(expiresAt === undefined
        ? {}
        : { subscription_expiration_date: expiresAt, is_recurring: true }),
      ...(expiresAt !== undefined && !renewed ? { is_first_recurring: true } : {}),
    };
    this.#tell("member", member, { successful_payment: payment });
    return id;
  }

  /** Pays the next period of a subscription, where it is due; false where nothing was paid. */
  #renew(id: string): boolean {
    const subscription = this.ledger.subscription(id)!;
    const { memberId, slug, expiresAt, cancelled, ended } = subscription;
    if (ended || expiresAt > this.box.nowSeconds()) return false;
    const member = this.box.chats.member(memberId);
    const invoice = this.ledger.invoice(slug);
    const isOver = cancelled.bot || cancelled.member || !member || !invoice;
    const isShort = !isOver && this.ledger.balance(memberId) < invoice.stars;
    if (isOver || isShort) {
      this.ledger.putSubscription({ ...subscription, ended: true });
      if (isShort) this.#tellState(member, subscription, "failed");
      this.box.changed({ kind: "stars", memberId });
      return false;
    }
    this.#charge(member, invoice, expiresAt, subscription);
    return true;
  }

  #edit(
    subscription: StarsSubscription,
    change: Partial<StarsSubscription["cancelled"]>,
  ): void {
    const cancelled = { ...subscription.cancelled, ...change };
    this.ledger.putSubscription({ ...subscription, cancelled });
    this.box.changed({ kind: "stars", memberId: subscription.memberId });
  }

  /** A service message about a payment, in the chat and to the bot. */
  #tell(from: "bot" | "member", member: DemoMember, content: Partial<Message>): void {
    const message = this.box.post(member, from, content);
    this.box.updates.add("message", message as NonNullable<Update["message"]>);
    this.box.changed({ kind: "stars", memberId: member.id });
  }

  #tellState(
    member: DemoMember,
    { slug }: StarsSubscription,
    state: "canceled" | "active" | "failed",
  ): void {
    this.box.updates.add("subscription", {
      user: userOf(member),
      invoice_payload: this.ledger.invoice(slug)?.payload ?? "",
      state,
    });
  }
}

/** The account of a member, what is newest first. */
export function starsAccount(ledger: StarsLedger, memberId: number): StarsAccount {
  const transfers = ledger.transfers().filter((each) => each.memberId === memberId);
  return {
    balance: ledger.balance(memberId),
    subscriptions: ledger.subscriptions().filter((each) => each.memberId === memberId)
      .map((each) => {
        const { title = "", stars = 0 } = ledger.invoice(each.slug) ?? {};
        return { ...each, title, stars };
      }).reverse(),
    payments: transfers.filter(({ direction }) => direction === "in").map((each) => ({
      ...each,
      title: ledger.titleOf(each.payload),
      refunded: transfers.some(({ id, direction }) => id === each.id && direction === "out"),
    })).reverse(),
  };
}
