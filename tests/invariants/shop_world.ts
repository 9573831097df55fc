/**
 * Selling in a simulation: two processes of the service over one store, a processor and a Telegram
 * that know what was truly paid, and members who tap.
 */
import type { Action } from "../../dev/cryptomus/server.ts";
import type { StoredInvoice } from "../../db/invoices.ts";
import type { Community, ShortPayment } from "../../domain/community.ts";
import { AppError } from "../../domain/errors.ts";
import type { Promo } from "../../domain/promo.ts";
import type { Clock } from "../../services/ports.ts";
import { type BookWebhook, PaymentBook } from "../kit/payment_book.ts";
import { OPERATOR, testCommunity } from "../kit/selling.ts";
import { fillShop, type Shop, shopProcess } from "../kit/shop.ts";
import { StarsLedger } from "../kit/stars_ledger.ts";
import { ShopWitness } from "./shop_witness.ts";
import { Death, type SimulatedProcess, Simulation, type Trouble } from "./simulation.ts";

/** Boris came by Anna's invitation, Vera by that of Boris. */
export const MEMBERS = [
  { id: "anna", telegramId: "1001" },
  { id: "boris", telegramId: "1002", invitedBy: "anna" },
  { id: "vera", telegramId: "1003", invitedBy: "boris" },
];
export const REFERRAL_DAYS = 7;
/** Codes that take something off, then those that give days. */
export const PROMOS: Partial<Promo>[] = [
  { code: "HALF", benefit: { kind: "percent", percent: 50 }, maxUses: 1 },
  { code: "TWENTY", oncePerMember: false },
  { code: "WHOLE", benefit: { kind: "percent", percent: 100 }, maxUses: 2 },
  { code: "FIRST", benefit: { kind: "percent", percent: 10 }, firstPurchaseOnly: true },
  { code: "WEEK", benefit: { kind: "days", days: 7, planId: "pro" }, maxUses: 2 },
];
const LATENCY = 20;

export interface ShopProcess {
  simulated: SimulatedProcess;
  shop: Shop;
}

export interface ShopPlan {
  seed: number;
  shortPayment: ShortPayment;
  trouble: Trouble;
  /** How likely the processor or Telegram does not answer, 0 to 1. */
  outages: number;
}

export class ShopWorld implements AsyncDisposable {
  readonly book: PaymentBook;
  readonly ledger: StarsLedger;
  readonly witness: ShopWitness;
  /** Webhooks that were sent, whether anybody took them or not. */
  readonly webhooks: BookWebhook[] = [];
  readonly processes: ShopProcess[] = [];
  /** The community's time is so far ahead of that of the processes. */
  ahead = 0;
  readonly clock: Clock = { now: () => Math.floor(this.sim.time.now()) + this.ahead };
  readonly community: Community;
  readonly #underWay = new Set<Promise<void>>();
  #started = 0;
  #made = 0;

  private constructor(readonly sim: Simulation, readonly plan: ShopPlan) {
    this.community = testCommunity({
      shortPayment: plan.shortPayment,
      referral: { planId: "pro", days: REFERRAL_DAYS },
    });
    this.book = new PaymentBook(this.clock);
    this.ledger = new StarsLedger(this.clock);
    this.witness = new ShopWitness(this);
    this.processes.push(this.#start(), this.#start());
    sim.onCommit = (writes) => this.witness.see(writes);
    sim.onDeath = (dead) => {
      const slot = this.processes.findIndex(({ simulated }) => simulated === dead);
      this.processes[slot] = this.#start();
    };
  }

  static async open(plan: ShopPlan): Promise<ShopWorld> {
    const world = new ShopWorld(new Simulation(await Deno.openKv(":memory:"), plan.seed), plan);
    world.sim.atOnce = true;
    const members = [...MEMBERS, { id: "operator", telegramId: OPERATOR }];
    await fillShop(world.processes[0]!.shop.db, members, PROMOS);
    world.sim.atOnce = false;
    world.sim.trouble = plan.trouble;
    return world;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const { simulated } of this.processes) simulated.alive = false;
    await this.sim[Symbol.asyncDispose]();
    this.sim.kv.close();
  }

  /** The invoices that were made, the oldest first, as they were last written. */
  invoices(): StoredInvoice[] {
    return [...this.witness.invoices.values()];
  }

  /** Begins something in a process: it may be refused, fail or die, but not break. */
  begin(slot: number, what: string, work: (shop: Shop) => Promise<unknown>): void {
    const { shop, simulated } = this.processes[slot]!;
    const done = Promise.race([work(shop), simulated.death]).then(() => {}, (error) => {
      if (error instanceof Death || error instanceof AppError) return;
      this.witness.broken.push(`${what}: ${error instanceof Error ? error.stack : error}`);
    }).finally(() => this.#underWay.delete(done));
    this.#underWay.add(done);
  }

  /** Takes so many steps at most, or until nothing is under way. */
  async goOn(steps: number): Promise<void> {
    await this.sim.run(() => this.#underWay.size === 0 || (steps -= 1) < 0, Infinity);
  }

  async settle(): Promise<void> {
    await this.goOn(Infinity);
  }

  /** Somebody pays, or something becomes of a payment; the webhooks of it are to be delivered. */
  act(orderId: string, action: Action): BookWebhook[] {
    const told = this.book.act(orderId, action);
    this.webhooks.push(...told);
    return told;
  }

  /** Delivers a webhook to one of the processes, as routes take it. */
  deliver(slot: number, { orderId, status, body }: BookWebhook): void {
    this.begin(slot, `webhook ${orderId} ${status}`, async ({ inbox, invoices }) => {
      const taken = await inbox.take(body);
      if (taken?.eventId !== undefined) await invoices.apply(taken.eventId);
    });
  }

  #start(): ShopProcess {
    const { sim, clock } = this;
    const simulated = sim.startProcess();
    const trouble = () => this.#beOutside(simulated);
    const name = `p${this.#started += 1}`;
    let count = 0;
    const shop = shopProcess({
      kv: simulated.kv,
      clock,
      liveness: sim.time,
      community: this.community,
      payments: this.book.processor(trouble),
      stars: this.ledger.stars(trouble),
      ids: { next: () => `${name}-${String(count += 1).padStart(4, "0")}` },
      random: sim.random,
      bytes: (length) => this.#bytes(length),
    });
    return { simulated, shop };
  }

  /** Codes that follow from how many were made before. */
  #bytes(length: number): Uint8Array {
    const made = this.#made += 1;
    return Uint8Array.from({ length }, (_, place) => (made >> (place * 4)) & 15);
  }

  /** What asking somebody outside takes, and that it may fail. */
  async #beOutside(process: SimulatedProcess): Promise<void> {
    if (this.sim.atOnce) return;
    await new Promise((resolve) => setTimeout(resolve, LATENCY));
    if (!process.alive) await new Promise<never>(() => {});
    if (this.sim.random() >= this.plan.outages) return;
    throw new AppError("payments_unavailable", { reason: "told to" });
  }
}
