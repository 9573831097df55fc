/** Buys, and lets webhooks come as they should, or repeated, shuffled, lost and with crashes. */
import { setCreditLeft } from "../db/credits.ts";
import { decimalOf } from "../domain/money.ts";
import { movableClock } from "../tests/kit/app.ts";
import { Crash, crashingKv } from "../tests/kit/crash_kv.ts";
import { PaymentBook } from "../tests/kit/payment_book.ts";
import { OPERATOR, testCommunity } from "../tests/kit/selling.ts";
import { fillShop, type Shop, shopProcess, sweepShop } from "../tests/kit/shop.ts";
import { StarsLedger } from "../tests/kit/stars_ledger.ts";
import { MOMENTS, STORIES, STORM_PROMOS, type Story } from "./payments_stories.ts";

const DAY = 24 * 3_600_000;
const EVENTS_PER_CRASH = 20;
/** A crash comes at one of so many steps of the store, from the event on that was chosen. */
const STEPS_BEFORE_CRASH = 12;
const COPIES = 3;
const LOST = 0.1;
/** How far the time moves at the end, until nothing is waited for. */
const LAST_MOVES = [3_600_000, DAY, 8 * DAY, 31 * DAY, 31 * DAY];
const never = new AbortController().signal;

/** Something that is told, to whichever process there is. */
interface Telling {
  invoiceId: string;
  tell(shop: Shop): Promise<unknown>;
}

export interface Stormed extends Disposable {
  kv: Deno.Kv;
  /** The invoices in the order in which they were bought. */
  bought: { id: string; memberId: string; story: Story }[];
  /** Of which a webhook never came. */
  untold: Set<string>;
  events: number;
  crashes: number;
}

/** Plays the stories; with a chance that is given, disturbed by it. */
export async function playStories(
  invoices: number,
  disturbance: (() => number) | undefined,
): Promise<Stormed> {
  const storm = new Storm(await Deno.openKv(":memory:"), disturbance);
  await storm.buy(invoices);
  let passed = 0;
  for (const [place, moment] of MOMENTS.entries()) {
    storm.clock.move(moment - passed);
    passed = moment;
    await storm.sweep();
    await storm.tellAll(storm.happen(place));
    await storm.sweep();
  }
  for (const move of LAST_MOVES) {
    storm.clock.move(move);
    await storm.sweep();
    await storm.sweep();
  }
  return storm;
}

class Storm implements Stormed {
  readonly clock = movableClock();
  readonly book = new PaymentBook(this.clock);
  readonly ledger = new StarsLedger(this.clock);
  readonly bought: Stormed["bought"] = [];
  readonly untold = new Set<string>();
  events = 0;
  crashes = 0;
  #processes = 0;
  readonly #community = testCommunity({ shortPayment: "top_up" });

  constructor(readonly kv: Deno.Kv, readonly chance: (() => number) | undefined) {}

  [Symbol.dispose](): void {
    this.kv.close();
  }

  start(kv: Deno.Kv): Shop {
    const name = `p${this.#processes += 1}`;
    let count = 0;
    return shopProcess({
      kv,
      clock: this.clock,
      liveness: this.clock,
      community: this.#community,
      payments: this.book.processor(),
      stars: this.ledger.stars(),
      ids: { next: () => `${name}-${String(count += 1).padStart(6, "0")}` },
      random: Math.random,
      bytes: (length) => crypto.getRandomValues(new Uint8Array(length)),
    });
  }

  async buy(invoices: number): Promise<void> {
    const shop = this.start(this.kv);
    await fillShop(shop.db, [{ id: "operator", telegramId: OPERATOR }], STORM_PROMOS);
    for (let place = 0; place < invoices; place += 1) {
      const story = STORIES[place % STORIES.length]!;
      const memberId = `m${place}`;
      await fillShop(shop.db, [{ id: memberId, telegramId: String(10_000 + place) }], []);
      const { credit } = story;
      if (credit !== undefined) {
        const money = { amount: decimalOf(credit)!, currency: "USD" };
        await shop.db.tx((tx) =>
          Promise.resolve(setCreditLeft(tx, memberId, "before", money, this.clock.now()))
        );
      }
      const purchase = {
        offer: "plan:pro",
        way: "crypto",
        gift: false,
        ...story.purchase,
      } as const;
      const { price } = await shop.invoices.quote(memberId, purchase);
      const { id } = await shop.invoices.checkout(memberId, { ...purchase, price });
      this.bought.push({ id, memberId, story });
    }
  }

  /** What happens at one of the moments; answers what is told of it, in order. */
  happen(place: number): Telling[] {
    return this.bought.flatMap(({ id, story: { acts } }, number) => {
      const action = acts[place];
      if (action === undefined) return [];
      if (action === "pay in Stars") {
        const paid = this.ledger.pay(id, String(10_000 + number));
        return [{ invoiceId: id, tell: ({ stars }: Shop) => stars.paid(paid) }];
      }
      if (action === "pay back in Stars") {
        const { chargeId, telegramId, stars: amount } = this.ledger.payBack(id);
        const refund = { chargeId, invoiceId: id, telegramId, stars: amount, currency: "XTR" };
        return [{ invoiceId: id, tell: ({ stars }: Shop) => stars.refunded(refund) }];
      }
      return this.book.act(id, action).map(({ body }) => ({
        invoiceId: id,
        tell: async ({ inbox, invoices }: Shop) => {
          const taken = await inbox.take(body);
          if (taken?.eventId !== undefined) await invoices.apply(taken.eventId);
        },
      }));
    });
  }

  async tellAll(tellings: Telling[]): Promise<void> {
    const { chance } = this;
    if (!chance) return await this.#tellInOrder(tellings);
    const told = tellings.filter(({ invoiceId }) => {
      const isLost = chance() < LOST;
      if (isLost) this.untold.add(invoiceId);
      return !isLost;
    });
    const copies = told.flatMap((telling) => new Array<Telling>(COPIES).fill(telling));
    const shuffled = copies.map((telling) => ({ telling, turn: chance() }))
      .sort((one, other) => one.turn - other.turn);
    let shop = this.start(this.kv);
    let doomed = 0;
    for (const [number, { telling }] of shuffled.entries()) {
      if (number % EVENTS_PER_CRASH === 0) {
        doomed = number + Math.floor(chance() * EVENTS_PER_CRASH);
      }
      if (number === doomed) {
        const crashAt = 1 + Math.floor(chance() * STEPS_BEFORE_CRASH);
        shop = this.start(crashingKv(this.kv, { crashAt }));
      }
      this.events += 1;
      try {
        await telling.tell(shop);
      } catch (error) {
        if (!isCrash(error)) throw error;
        this.crashes += 1;
        shop = this.start(this.kv);
      }
    }
  }

  async sweep(): Promise<void> {
    this.book.expire();
    await sweepShop(this.start(this.kv), never);
  }

  async #tellInOrder(tellings: Telling[]): Promise<void> {
    const shop = this.start(this.kv);
    for (const { tell } of tellings) {
      this.events += 1;
      await tell(shop);
    }
  }
}

/** The store of a dead process answers nothing any more, however that is told. */
function isCrash(error: unknown): boolean {
  return error instanceof Error && (error instanceof Crash || isCrash(error.cause));
}
