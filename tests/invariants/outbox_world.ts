/**
 * Processes that take turns to send one outbox through the Bot API stand-in, in a simulation.
 *
 * What they send takes its time to arrive, and arrives although the sender has died meanwhile.
 */
import { deliveryOf } from "../../clients/telegram.ts";
import { Faults } from "../../dev/faults.ts";
import { Box } from "../../dev/telegram/box.ts";
import { ApiError, tooManyRequests } from "../../dev/telegram/errors.ts";
import { DEMO_MEMBERS } from "../../dev/telegram/members.ts";
import { sendMessage } from "../../dev/telegram/methods/sending.ts";
import type { MethodCall } from "../../dev/telegram/methods/method.ts";
import { Parameters } from "../../dev/telegram/parameters.ts";
import { RATE_LIMITS } from "../../dev/telegram/rates.ts";
import { headOf, keys } from "../../db/keys.ts";
import { createDatabase, type Database } from "../../db/tx.ts";
import type { Notices } from "../../domain/notice.ts";
import { createLeases } from "../../services/leases.ts";
import { createOutbox, loadSender, type Outbox } from "../../services/outbox.ts";
import type { DeliveryResult, OutgoingMessage } from "../../services/ports.ts";
import { Wakes } from "../../services/wakes.ts";
import { testIds } from "../kit/app.ts";
import { testMember } from "../kit/members.ts";
import { type Fault, type SimulatedProcess, Simulation } from "./simulation.ts";

// What is loaded on demand takes real time, which a simulation does not wait for.
await loadSender();

/** Telegram ids of the chats begin behind this one. */
const FIRST_CHAT = 5000;

/** What goes wrong with Telegram, 0 to 1 a message. */
export interface OutboxTrouble {
  /** One chat is told to wait. */
  chatRefused: number;
  /** The bot is told to wait, whomever it writes to. */
  botRefused: number;
}

/** A message that arrived at Telegram, whatever came of it. */
export interface Arrival {
  text: string;
  chatId: string;
  begunAt: number;
  at: number;
  sent: boolean;
}

export class OutboxWorld implements AsyncDisposable {
  readonly arrivals: Arrival[] = [];
  /** What the stand-in refused because it was too much, not because it was told to. */
  tooMuch = 0;
  /** What began to be sent while the bot knew for a second and more that it has to wait. */
  impatient = 0;
  trouble: OutboxTrouble = { chatRefused: 0, botRefused: 0 };
  /** What goes wrong with the processes that start next, one after another. */
  faults: Fault[] = [];
  /** Whether a lease keeps the processes apart. */
  leased = true;
  readonly kinds = new Map<string, string>();
  crashes = 0;
  /** The process that holds the lease. */
  sender: SimulatedProcess | undefined;
  readonly #stops = new Map<SimulatedProcess, AbortController>();
  readonly #box: Box;
  readonly #stop = new AbortController();
  readonly #outbox: Outbox;
  /** Outside of the simulation: what it does takes no time. */
  readonly #db: Database;
  #waits = { from: 0, until: 0 };

  private constructor(readonly sim: Simulation, chats: number) {
    this.#box = new Box({
      token: "1:test",
      username: "test",
      clock: sim.time,
      members: Array.from(
        { length: chats },
        (_, index) => ({ ...DEMO_MEMBERS[0]!, id: FIRST_CHAT + index }),
      ),
      faults: new Faults(),
      rates: RATE_LIMITS,
      realNow: () => sim.time.now(),
      preCheckoutTime: 10_000,
    });
    const ids = testIds();
    this.#db = createDatabase(sim.kv, { ids, random: sim.random, headOf });
    const messenger = { send: () => Promise.reject(new Error("it only puts in")) };
    const liveness = sim.time;
    const wakes = new Wakes();
    this.#outbox = createOutbox({ db: this.#db, clock: liveness, liveness, ids, messenger, wakes });
  }

  /** Opens a world of so many chats, with nobody who sends yet. */
  static async open(seed: number, chats: number): Promise<OutboxWorld> {
    const kv = await Deno.openKv(":memory:");
    const world = new OutboxWorld(new Simulation(kv, seed), chats);
    await world.#box.load();
    for (let index = 0; index < chats; index += 1) {
      const member = memberOf(index);
      await kv.set(keys.member(member.id), member);
    }
    world.sim.onDeath = () => {
      world.crashes += 1;
      world.startProcess();
    };
    return world;
  }

  /** Puts a message in, twice under its key. */
  async put(chat: number, kind: string, text: string): Promise<void> {
    this.kinds.set(text, kind);
    const message = { member: memberOf(chat), kind, dedupeKey: text, text };
    await this.#outbox.send(message);
    await this.#outbox.send(message);
  }

  /** Starts a process that sends while it holds the lease, or, without leases, from its start on. */
  startProcess(): SimulatedProcess {
    const process = this.sim.startProcess();
    process.fault = this.faults.shift();
    const ids = testIds();
    const db = createDatabase(process.kv, { ids, random: this.sim.random, headOf });
    const liveness = this.sim.time;
    const outbox = createOutbox({
      db,
      clock: liveness,
      liveness,
      ids,
      messenger: { send: (message) => this.#send(process, message) },
      wakes: new Wakes(),
    });
    if (!this.leased) {
      void outbox.run(this.#stop.signal);
      return process;
    }
    const leases = createLeases({ db, clock: liveness, holder: ids.next() });
    const work = (signal: AbortSignal) => {
      this.sender = process;
      return outbox.run(signal);
    };
    const stop = new AbortController();
    this.#stops.set(process, stop);
    void leases.hold("telegram", work, AbortSignal.any([stop.signal, this.#stop.signal]));
    return process;
  }

  /** Whoever sends stops as it is asked to, gives its lease back, and another starts. */
  stopSender(): void {
    if (!this.sender) return;
    this.#stops.get(this.sender)!.abort();
    this.startProcess();
  }

  /** Lets whoever sends die within the next `most` of its steps. */
  crashSoon(most: number): void {
    const { sender } = this;
    if (!sender?.alive) return;
    const step = sender.steps + 1 + Math.floor(this.sim.random() * most);
    sender.fault = { kind: "death", step };
  }

  /** Whether nothing is left to be sent. */
  async isEmpty(): Promise<boolean> {
    for await (const _ of this.sim.kv.list({ prefix: ["outbox_queue"] }, { limit: 1 })) {
      return false;
    }
    return true;
  }

  /** The texts that the app shows because they could not be sent. */
  async inApp(): Promise<Set<string>> {
    const kept = await Array.fromAsync(this.sim.kv.list<Notices>({ prefix: ["notices"] }));
    return new Set(kept.flatMap(({ value }) => value.notices.map(({ text }) => text)));
  }

  /** How often each text got through. */
  timesSent(): Map<string, number> {
    const times = new Map([...this.kinds.keys()].map((text) => [text, 0]));
    for (const { text, sent } of this.arrivals) {
      if (sent) times.set(text, times.get(text)! + 1);
    }
    return times;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#stop.abort();
    await this.sim.pass(100);
    await this.sim[Symbol.asyncDispose]();
    this.sim.kv.close();
  }

  async #send(process: SimulatedProcess, message: OutgoingMessage): Promise<DeliveryResult> {
    const forever = () => new Promise<never>(() => {});
    if (!process.alive) return await forever();
    const { time, random } = this.sim;
    const begunAt = time.now();
    if (this.#waits.from + 1000 < begunAt && begunAt < this.#waits.until) this.impatient += 1;
    await pause(20 + random() * 60);
    const result = this.#arrive(message);
    const { chatId, text } = message;
    this.arrivals.push({ chatId, text, begunAt, at: time.now(), sent: result.status === "sent" });
    await pause(20 + random() * 60);
    return process.alive ? result : await forever();
  }

  /** What the stand-in says, as the client understands it. */
  #arrive({ chatId, text }: OutgoingMessage): DeliveryResult {
    let told = true;
    try {
      this.#refuse();
      told = false;
      const parameters = new Parameters(new Map([["chat_id", chatId], ["text", text]]));
      const signal = this.#stop.signal;
      // Sending needs nothing of what delivers updates.
      const call = { box: this.#box, parameters, signal } as MethodCall;
      const { message_id } = sendMessage(call) as { message_id: number };
      return { status: "sent", messageId: message_id };
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      const { code, description, parameters } = error;
      if (code === 429 && !told) this.tooMuch += 1;
      return deliveryOf({ error_code: code, description, parameters });
    }
  }

  #refuse(): void {
    const { random, time } = this.sim;
    const now = time.now();
    if (random() < this.trouble.botRefused && now >= this.#waits.until) {
      const seconds = 1 + Math.floor(random() * 5);
      this.#waits = { from: now, until: now + seconds * 1000 };
    }
    if (now < this.#waits.until) throw tooManyRequests(Math.ceil((this.#waits.until - now) / 1000));
    if (random() < this.trouble.chatRefused) throw tooManyRequests(1 + Math.floor(random() * 3));
  }
}

function memberOf(chat: number) {
  return testMember(`m${chat}`, { telegramId: String(FIRST_CHAT + chat) });
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => void setTimeout(resolve, milliseconds));
}

/** The most of some moments that lie within a second. */
export function mostInASecond(moments: readonly number[]): number {
  const sorted = moments.toSorted((one, other) => one - other);
  let [most, first] = [0, 0];
  sorted.forEach((moment, index) => {
    while (moment - sorted[first]! >= 1000) first += 1;
    most = Math.max(most, index - first + 1);
  });
  return most;
}

/** The shortest time between two messages that got through to one chat. */
export function shortestRest(arrivals: readonly Arrival[]): number {
  const last = new Map<string, number>();
  let shortest = Infinity;
  for (const { chatId, at } of arrivals.toSorted((one, other) => one.at - other.at)) {
    shortest = Math.min(shortest, at - (last.get(chatId) ?? -Infinity));
    last.set(chatId, at);
  }
  return shortest;
}
