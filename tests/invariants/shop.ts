/**
 * Buying, on two processes over one store, in a simulation: members tap, payers pay, webhooks come or
 * do not, processes die between any two steps.
 */
import fc from "fast-check";
import type { Action } from "../../dev/cryptomus/book.ts";
import { addMember } from "../../db/members.ts";
import type { Community } from "../../domain/community.ts";
import { AppError } from "../../domain/errors.ts";
import type { StoredInvoice } from "../../db/invoices.ts";
import type { Clock } from "../../services/ports.ts";
import type { PurchaseRequest } from "../../services/invoices.ts";
import { testIds } from "../kit/app.ts";
import { addTestPromo } from "../kit/promos.ts";
import { testMember } from "../kit/members.ts";
import { OPERATOR, type SellingProcess, sellingProcess, testCommunity } from "../kit/selling.ts";
import { Processor } from "./processor.ts";
import { CALM, Death, type Fault, type SimulatedProcess, Simulation } from "./simulation.ts";

/** Half off, for two uses in all. */
export const CODE = "HALF";
export const MOST_USES = 2;
/** All of it off, once a member. */
export const FREE_CODE = "FREE100";
export const MEMBERS = ["anna", "boris"] as const;

const ACTIONS: Action[] = [
  "see",
  "pay",
  "pay",
  "pay",
  "pay",
  "pay",
  "under",
  "under",
  "under",
  "over",
  "wallets",
  "again",
  "expire",
  "late",
  "lock",
  "fail",
  "system_fail",
  "refund",
  "refund_fail",
];

/** How the webhooks of one action come. */
export type Delivery = "normal" | "thrice" | "reversed" | "lost" | "late";

export type Command =
  | { do: "tap"; slot: number; member: number; request: PurchaseRequest }
  | { do: "pay"; slot: number; invoice: number; action: Action; delivery: Delivery }
  | { do: "check"; slot: number; invoice: number }
  | { do: "cancel"; slot: number; invoice: number }
  | { do: "sweep"; slot: number }
  | { do: "wait"; hours: number }
  | { do: "away"; times: number }
  | { do: "kill"; slot: number };

export interface Script {
  seed: number;
  rough: boolean;
  /** What goes wrong with the first process, once. */
  fault?: Fault;
  shortPayment: Community["sales"]["shortPayment"];
  commands: Command[];
}

const slot = fc.nat(1);
const invoice = fc.nat(3);
const request: fc.Arbitrary<PurchaseRequest> = fc.record({
  offer: fc.constantFrom("plan:pro", "plan:pro", "plan:pro", "pack:hour"),
  way: fc.constant("crypto" as const),
  gift: fc.constantFrom(false, false, false, true),
  promoCode: fc.constantFrom(undefined, undefined, CODE, CODE, FREE_CODE),
});

const command: fc.Arbitrary<Command> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constant("tap" as const),
      slot,
      member: fc.constantFrom(0, 0, 0, 1),
      request,
    }),
  },
  {
    weight: 7,
    arbitrary: fc.record({
      do: fc.constant("pay" as const),
      slot,
      invoice,
      action: fc.constantFrom(...ACTIONS),
      delivery: fc.constantFrom<Delivery>("normal", "thrice", "reversed", "lost", "late"),
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("check" as const), slot, invoice }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("cancel" as const), slot, invoice }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant("sweep" as const), slot }) },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant("wait" as const),
      hours: fc.constantFrom(0.1, 2, 26, 80),
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("away" as const), times: fc.nat(4) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("kill" as const), slot }) },
);

/** Schedules of ten things that happen, or some more. */
export const scripts: fc.Arbitrary<Script> = fc.record({
  seed: fc.integer(),
  rough: fc.boolean(),
  shortPayment: fc.constantFrom("top_up", "prorate", "refund"),
  commands: fc.array(command, { minLength: 6, maxLength: 12 }),
});

/** What a tap or a check may be refused with. */
const REFUSALS = [
  "quote_changed",
  "promo_refused",
  "payments_unavailable",
  "storage_unavailable",
  "conflict",
];

interface Running extends SellingProcess {
  simulated: SimulatedProcess;
}

export class Shop implements AsyncDisposable {
  readonly sim: Simulation;
  readonly community: Community;
  readonly processor: Processor;
  /** Ids of invoices as they were told to members. */
  readonly bought: string[] = [];
  readonly errors: unknown[] = [];
  /** What the first process had done when the commands were through. */
  firstProcess = { steps: 0, commits: 0 };
  /** How far the community's time is ahead of the time of the processes. */
  ahead = 0;
  readonly clock: Clock = { now: () => this.sim.time.now() + this.ahead };
  readonly processes: Running[];
  readonly #tasks = new Set<Promise<void>>();

  private constructor(readonly kv: Deno.Kv, readonly script: Script) {
    this.sim = new Simulation(kv, script.seed);
    this.community = testCommunity({ shortPayment: script.shortPayment });
    this.processor = new Processor(() => this.clock.now(), this.sim.random);
    this.processes = [this.#start(), this.#start()];
    // Time goes on, also where nobody waits for it.
    setInterval(() => {}, 500);
    this.sim.onDeath = (dead) => {
      const slot = this.processes.findIndex(({ simulated }) => simulated === dead);
      this.processes[slot] = this.#start();
    };
  }

  static async open(script: Script): Promise<Shop> {
    const shop = new Shop(await Deno.openKv(":memory:"), script);
    const { db } = shop.processes[0]!;
    const members = [...MEMBERS, OPERATOR].map((id) => testMember(id));
    await shop.during(
      db.tx((tx) => Promise.resolve(members.forEach((member) => addMember(tx, member)))),
    );
    const percent = (percent: number) => ({ kind: "percent" as const, percent });
    await shop.during(addTestPromo(db, {
      code: CODE,
      benefit: percent(50),
      maxUses: MOST_USES,
      oncePerMember: false,
    }));
    await shop.during(addTestPromo(db, { code: FREE_CODE, benefit: percent(100) }));
    return shop;
  }

  /** Plays the script, and then all that is due, with no more trouble. */
  async play(): Promise<void> {
    const { sim, script: { commands, rough, fault } } = this;
    const first = this.processes[0]!.simulated;
    first.steps = first.commits = 0;
    first.fault = fault;
    if (rough) sim.trouble = { commit: 0.02, read: 0.004, death: 0.002 };
    for (const command of commands) {
      // Mostly what was begun comes to its end before; or else the next thing happens meanwhile.
      if (sim.random() < 0.6) await sim.run(() => this.#tasks.size === 0);
      else while (sim.random() > 0.05) await sim.step();
      this.#begin(command);
    }
    sim.trouble = CALM;
    this.processor.away = 0;
    await sim.run(() => this.#tasks.size === 0);
    first.fault = undefined;
    this.firstProcess = { steps: first.steps, commits: first.commits };
    await this.#settle();
  }

  async during<T>(promise: Promise<T>): Promise<T> {
    let settled = false;
    promise.finally(() => settled = true).catch(() => {});
    await this.sim.run(() => settled);
    return await promise;
  }

  async invoices(): Promise<StoredInvoice[]> {
    const found = await Array.fromAsync(this.kv.list<StoredInvoice>({ prefix: ["invoice"] }));
    return found.map(({ value }) => value);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const { simulated } of this.processes) simulated.alive = false;
    await this.sim[Symbol.asyncDispose]();
    this.kv.close();
  }

  #start(): Running {
    const simulated = this.sim.startProcess();
    const { clock, community, sim: { time: liveness, random } } = this;
    const process = sellingProcess({
      kv: simulated.kv,
      clock,
      liveness,
      community,
      payments: this.processor.client,
      ids: testIds(),
      random,
    });
    return { ...process, simulated };
  }

  /** Days go by and everything is swept, until nothing is due any more. */
  async #settle(): Promise<void> {
    const { invoices } = this.processes[0]!;
    const never = new AbortController().signal;
    for (let day = 0; day < 50; day += 1) {
      this.processor.sweep();
      await this.during(invoices.sweep(never));
      await this.during(invoices.sweepErrands());
      const due = await Array.fromAsync(this.kv.list({ prefix: ["due"] }));
      const own = ["invoice", "errand", "payment_event"];
      if (!due.some(({ key }) => own.includes(String(key[1])))) return;
      this.ahead += 24 * 3600_000;
    }
    throw new Error("something is due for ever");
  }

  #begin(command: Command): void {
    const task = this.#perform(command).catch((error) => {
      const expected = error instanceof Death ||
        (error instanceof AppError && REFUSALS.includes(error.code));
      if (!expected) this.errors.push(error);
    }).finally(() => this.#tasks.delete(task));
    this.#tasks.add(task);
  }

  async #perform(command: Command): Promise<void> {
    switch (command.do) {
      case "wait":
        return void (this.ahead += command.hours * 3600_000);
      case "away":
        return void (this.processor.away = command.times);
      case "tap":
        return await this.#tap(command);
      case "pay":
        return await this.#pay(command);
    }
    const process = this.processes[command.slot]!;
    const alive = <T>(work: Promise<T>) => Promise.race([work, process.simulated.death]);
    const { invoices } = process;
    switch (command.do) {
      case "kill":
        return this.sim.kill(process.simulated);
      case "sweep":
        return void await alive(invoices.sweep(new AbortController().signal));
      case "check":
      case "cancel": {
        const id = this.#bought(command.invoice);
        const owner = (await this.invoices()).find((one) => one.id === id)?.memberId;
        if (id && owner) await alive(invoices[command.do](owner, id));
      }
    }
  }

  #bought(number: number): string | undefined {
    return this.bought.at(-1 - number % this.bought.length);
  }

  /** Looks at the quote and confirms it, as a member does. */
  async #tap({ slot, member, request }: Command & { do: "tap" }): Promise<void> {
    const memberId = MEMBERS[member]!;
    const { invoices, simulated } = this.processes[slot]!;
    const alive = <T>(work: Promise<T>) => Promise.race([work, simulated.death]);
    const { price } = await alive(invoices.quote(memberId, request));
    const { id } = await alive(invoices.checkout(memberId, { ...request, price }));
    if (!this.bought.includes(id)) this.bought.push(id);
  }

  async #pay({ slot, invoice, action, delivery }: Command & { do: "pay" }): Promise<void> {
    const id = this.#bought(invoice);
    if (id === undefined) return;
    const before = this.processor.told.length;
    this.processor.act(id, action);
    const told = this.processor.told.slice(before);
    if (delivery === "lost") return;
    if (delivery === "reversed") told.reverse();
    const tellings = delivery === "thrice" ? told.flatMap((one) => [one, one, one]) : told;
    if (delivery === "late") await new Promise<void>((go) => setTimeout(go, 3_000));
    for (const payment of tellings) {
      const { inbox, invoices, simulated } = this.processes[slot]!;
      const body = new TextEncoder().encode(JSON.stringify(payment));
      const work = async () => {
        const taken = await inbox!.take(body);
        if (taken?.eventId !== undefined) await invoices.apply(taken.eventId);
      };
      await Promise.race([work(), simulated.death]);
    }
  }
}
