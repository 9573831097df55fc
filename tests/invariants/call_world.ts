/**
 * Calls in a simulation: two processes of the service over one store, a LiveKit, agents that lease
 * and can lie or be killed, and members who come and go; and what was truly talked, by an ear that
 * misses nothing.
 */
import fc from "fast-check";
import { headOf } from "../../db/keys.ts";
import { addGrant } from "../../db/grants.ts";
import { addMember } from "../../db/members.ts";
import { createDatabase } from "../../db/tx.ts";
import { type Call, CALL_TIMES } from "../../domain/call.ts";
import type { Community } from "../../domain/community.ts";
import { AppError } from "../../domain/errors.ts";
import { type Calls, createCalls } from "../../services/calls.ts";
import { createOutbox } from "../../services/outbox.ts";
import type { Rooms } from "../../services/ports.ts";
import { Wakes } from "../../services/wakes.ts";
import { testConfig, testIds, testTexts, TOKEN } from "../kit/app.ts";
import { testGrant } from "../kit/grants.ts";
import { testMember } from "../kit/members.ts";
import { CALM, Death, type SimulatedProcess, Simulation, type Writes } from "./simulation.ts";

const { community: shipped } = await testConfig();
const texts = await testTexts();
// The first text loads the library that formats them, which takes real time.
await texts.format("ru", "error-internal");

export const MEMBER = "anna";
const SECOND = 1000;

/** How an agent behaves; all but the first lie. */
export const MANNERS = [
  "honest",
  "always_present",
  "always_absent",
  "silent",
  "never_ends",
  "ends_twice",
] as const;
export type Manner = typeof MANNERS[number];

/** Something that goes wrong in a call, so many seconds after its start. */
export interface Accident {
  after: number;
  what: typeof ACCIDENTS[number];
}

const ACCIDENTS = [
  "kill_service",
  "kill_both",
  "kill_agent",
  "livekit_fails",
  "start_again",
] as const;

export interface Plan {
  seed: number;
  manner: Manner;
  /** Minutes that the plan allows to be talked in a call. */
  minutes: number;
  /** Calls that the plan allows; null for as many as come. */
  calls: number | null;
  /** Minutes of each pack beside the plan. */
  packs: number[];
  accidents: Accident[];
  /** How long the member is there, then away, then there …, in seconds; then they hang up or stay. */
  presence: number[];
  hangsUp: boolean;
  /** How likely commits and reads fail. */
  trouble: number;
}

/** Plans of agents of these manners. */
export function plansOf(manners: readonly Manner[]): fc.Arbitrary<Plan> {
  const accident = fc.record({
    after: fc.integer({ min: 1, max: 200 }),
    what: fc.constantFrom(...ACCIDENTS),
  });
  return fc.record({
    seed: fc.nat(),
    manner: fc.constantFrom(...manners),
    minutes: fc.constantFrom(1, 3, 10),
    calls: fc.constantFrom(null, null, 1),
    packs: fc.array(fc.constantFrom(1, 2), { maxLength: 2 }),
    accidents: fc.array(accident, { maxLength: 3 }),
    presence: fc.array(fc.integer({ min: 1, max: 90 }), { minLength: 1, maxLength: 5 }),
    hangsUp: fc.boolean(),
    trouble: fc.constantFrom(0, 0, 0.02, 0.1),
  });
}

interface Process {
  simulated: SimulatedProcess;
  calls: Calls;
}

interface Agent {
  room: string;
  alive: boolean;
  inRoom: boolean;
  /** Ends its stream, as its death does. */
  gone: AbortController;
  /** The member came or went. */
  changed: () => void;
}

interface Room {
  memberIn: boolean;
  agents: Set<Agent>;
}

export class CallWorld implements AsyncDisposable {
  readonly processes: (Process | undefined)[] = [undefined, undefined];
  /** The calls as they were last written, by id. */
  readonly calls = new Map<string, Call>();
  /** Milliseconds truly talked, by room. */
  readonly talked = new Map<string, number>();
  readonly rooms = new Map<string, Room>();
  /** What was seen that may not be. */
  readonly broken: string[] = [];
  #heardUntil: number;
  #failuresOfLiveKit = 0;
  #over = false;
  readonly #community: Community = structuredClone(shipped);
  readonly #agents = new Set<Agent>();

  private constructor(readonly sim: Simulation, readonly plan: Plan) {
    this.#heardUntil = sim.time.now();
    const free = this.#community.plans.find(({ rank }) => rank === 0)!;
    for (const allowance of free.allowances) {
      if (allowance.kind === "call_minutes") allowance.limit = plan.minutes;
      if (allowance.kind === "calls") allowance.limit = plan.calls;
    }
    sim.onCommit = (writes) => this.#witness(writes);
    sim.onDeath = (dead) => this.#restart(dead);
  }

  static async open(plan: Plan): Promise<CallWorld> {
    const world = new CallWorld(new Simulation(await Deno.openKv(":memory:"), plan.seed), plan);
    world.#start(0);
    world.#start(1);
    const db = createDatabase(world.sim.startProcess().kv, {
      ids: testIds(),
      random: world.sim.random,
      headOf,
    });
    const now = world.sim.time.now();
    const added = db.tx(async (tx) => {
      addMember(tx, testMember(MEMBER, { telegramId: "1001" }));
      for (const [index, minutes] of plan.packs.entries()) {
        const pack = { id: `pack-${index}`, planId: "hour", source: "topup" as const, rank: 0 };
        const allowances = [{ kind: "call_minutes", limit: minutes, per: "period" } as const];
        await addGrant(
          tx,
          testGrant({ ...pack, memberId: MEMBER, days: 9 - index, earliest: now, allowances }),
          now,
        );
      }
    });
    await world.during(added);
    return world;
  }

  /** Takes steps until the promise is settled. */
  async during<T>(promise: Promise<T>): Promise<T> {
    let settled = false;
    promise.finally(() => settled = true).catch(() => {});
    await this.sim.run(() => settled);
    return await promise;
  }

  /** One call as planned, until nothing is left of it to do. */
  async play(): Promise<void> {
    const { trouble, accidents } = this.plan;
    this.sim.trouble = { commit: trouble, read: trouble / 4, death: trouble / 200 };
    for (const { after, what } of accidents) setTimeout(() => this.#happen(what), after * SECOND);
    setTimeout(() => {}, Math.max(0, ...accidents.map(({ after }) => after)) * SECOND);
    const member = this.#member();
    await this.during(member);
    this.sim.trouble = CALM;
    // Long enough for every deadline, and for LiveKit to be told again.
    for (let minute = 0; minute < 16; minute += 1) {
      await this.sim.pass(60 * SECOND);
      await this.during(this.#retry((calls) => calls.sweep()));
    }
    this.#over = true;
    this.#hear();
  }

  /** Of each call, what was truly talked and what is charged, in milliseconds. */
  truths(): { talked: number; charged: number }[] {
    return [...this.calls.values()].map(({ room, talkedMilliseconds }) => ({
      talked: this.talked.get(room) ?? 0,
      charged: talkedMilliseconds,
    }));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const agent of this.#agents) this.#leave(agent);
    for (const process of this.processes) if (process) process.simulated.alive = false;
    await this.sim[Symbol.asyncDispose]();
    this.sim.kv.close();
  }

  // --- The service ------------------------------------------------------------------------------

  #start(slot: number): void {
    const simulated = this.sim.startProcess();
    const ids = testIds();
    const { time, random } = this.sim;
    const db = createDatabase(simulated.kv, { ids, random, headOf });
    const wakes = new Wakes();
    const messenger = { send: () => Promise.reject(new Error("nothing is sent")) };
    const shared = { db, clock: time, liveness: time, ids, wakes };
    const outbox = createOutbox({ ...shared, messenger });
    const calls = createCalls({
      ...shared,
      community: this.#community,
      texts,
      outbox,
      rooms: this.#livekit(simulated),
      botToken: TOKEN,
    });
    this.processes[slot] = { simulated, calls };
    void calls.sweep().catch(() => {});
  }

  #restart(dead: SimulatedProcess): void {
    const slot = this.processes.findIndex((one) => one?.simulated === dead);
    if (slot < 0) return;
    this.processes[slot] = undefined;
    if (!this.#over) setTimeout(() => this.#start(slot), 1000 + this.sim.random() * 40 * SECOND);
  }

  /** A request to one of the processes that are there now. */
  async #ask<T>(request: (calls: Calls) => Promise<T>): Promise<T> {
    const alive = this.processes.filter((process) => process !== undefined);
    const process = alive[Math.floor(this.sim.random() * alive.length)];
    if (!process) throw new Death();
    return await Promise.race([request(process.calls), process.simulated.death]);
  }

  #happen(what: Accident["what"]): void {
    const [first, second] = this.processes;
    if (what === "livekit_fails") this.#failuresOfLiveKit += 2;
    if (what === "start_again") {
      void this.#ask((calls) => calls.start({ memberId: MEMBER, incognito: false }))
        .catch(() => {});
    }
    if (what === "kill_agent") {
      for (const agent of this.#agents) if (agent.inRoom) return this.#leave(agent);
    }
    if (what === "kill_service" || what === "kill_both") {
      const one = first ?? second;
      if (one) this.sim.kill(one.simulated);
      if (what === "kill_both" && second && second !== one) this.sim.kill(second.simulated);
    }
  }

  /** One call a member, whatever commits. */
  #witness(writes: Writes): void {
    for (const { key: [noun, id], value } of writes) {
      if (noun === "call" && value !== undefined) this.calls.set(String(id), value as Call);
    }
    const live = [...this.calls.values()].filter(({ status }) => status !== "ended");
    if (live.length > 1) this.broken.push("two live calls");
    for (const { talkedMilliseconds, allowedMilliseconds } of this.calls.values()) {
      if (talkedMilliseconds < 0) this.broken.push("less than nothing");
      if (talkedMilliseconds > allowedMilliseconds!) this.broken.push("more than allowed");
    }
  }

  // --- LiveKit ----------------------------------------------------------------------------------

  #livekit(process: SimulatedProcess): Rooms {
    const ask = async <T>(work: () => T): Promise<T> => {
      await pause(20);
      if (!process.alive) return await new Promise<never>(() => {});
      if (this.#failuresOfLiveKit > 0) {
        this.#failuresOfLiveKit -= 1;
        throw new AppError("voice_unavailable");
      }
      return work();
    };
    return {
      url: "ws://nowhere",
      participantToken: ({ room }) => Promise.resolve(room),
      dispatch: ({ room, metadata }) =>
        ask(() => {
          this.#room(room);
          void pause(250).then(() => this.#agent(room, JSON.parse(metadata)));
        }),
      removeAgents: (room) =>
        ask(() => this.rooms.get(room)?.agents.forEach((agent) => this.#leave(agent))),
      delete: (name) =>
        ask(() => {
          this.#hear();
          const room = this.rooms.get(name);
          this.rooms.delete(name);
          room?.agents.forEach((agent) => this.#leave(agent));
        }),
      readWebhook: () => Promise.resolve(undefined),
    };
  }

  #room(name: string): Room {
    const room = this.rooms.get(name) ?? { memberIn: false, agents: new Set() };
    this.rooms.set(name, room);
    return room;
  }

  /** Counts what was talked since the last change of who is where. */
  #hear(): void {
    const now = this.sim.time.now();
    for (const [name, { memberIn, agents }] of this.rooms) {
      const both = memberIn && [...agents].some(({ inRoom }) => inRoom);
      if (both) this.talked.set(name, (this.talked.get(name) ?? 0) + now - this.#heardUntil);
    }
    this.#heardUntil = now;
  }

  // --- The member -------------------------------------------------------------------------------

  async #member(): Promise<void> {
    const ticket = await this.#ask((calls) => calls.start({ memberId: MEMBER, incognito: false }))
      .catch(() => undefined);
    const current = ticket ? undefined : await this.#retry((calls) => calls.current(MEMBER));
    const call = ticket?.call ?? current;
    if (!call) return;
    await pause(600);
    for (const [index, seconds] of this.plan.presence.entries()) {
      if (index % 2 === 0 && !this.rooms.has(call.room)) return;
      this.#present(call.room, index % 2 === 0);
      await pause(seconds * SECOND);
    }
    if (!this.plan.hangsUp) return this.#present(call.room, false);
    await this.#retry((calls) => calls.hangUp(MEMBER, call.id));
  }

  async #retry<T>(request: (calls: Calls) => Promise<T>): Promise<T | undefined> {
    for (let tries = 0; tries < 100; tries += 1) {
      try {
        return await this.#ask(request);
      } catch (error) {
        if (error instanceof AppError && error.status < 500 && error.code !== "conflict") return;
        await pause(SECOND);
      }
    }
  }

  #present(name: string, memberIn: boolean): void {
    const room = this.rooms.get(name);
    if (!room || room.memberIn === memberIn) return;
    this.#hear();
    room.memberIn = memberIn;
    for (const agent of room.agents) agent.changed();
  }

  // --- The agents -------------------------------------------------------------------------------

  #leave(agent: Agent): void {
    this.#hear();
    agent.alive = false;
    agent.inRoom = false;
    agent.gone.abort();
    agent.changed();
    this.#agents.delete(agent);
    this.rooms.get(agent.room)?.agents.delete(agent);
  }

  async #agent(room: string, { callId, token }: { callId: string; token: string }): Promise<void> {
    if (this.#over || !this.rooms.has(room)) return;
    const agent: Agent = {
      room,
      alive: true,
      inRoom: false,
      gone: new AbortController(),
      changed: () => {},
    };
    this.#agents.add(agent);
    const begun = await this.#retry((calls) => calls.begin(callId, token));
    if (!begun || !agent.alive || !this.rooms.has(room)) return this.#leave(agent);
    this.#hear();
    agent.inRoom = true;
    this.#room(room).agents.add(agent);
    void this.#streams(agent, callId, begun.token);
    await this.#leases(agent, callId, begun.token);
    if (agent.alive) this.#leave(agent);
  }

  /** Keeps a stream open; where its process dies, with another. */
  async #streams(agent: Agent, callId: string, token: string): Promise<void> {
    while (agent.alive) {
      try {
        await this.#ask((calls) => calls.watch(callId, token, agent.gone.signal));
        if (this.plan.manner !== "never_ends") break;
        await pause(5 * SECOND);
      } catch (error) {
        if (isOver(error)) break;
        await pause(500);
      }
    }
    if (agent.alive && this.plan.manner !== "never_ends") this.#leave(agent);
  }

  /** Renews every fifteen seconds and whenever the member comes or goes. */
  async #leases(agent: Agent, callId: string, token: string): Promise<void> {
    const { manner } = this.plan;
    let heardAt = this.sim.time.now();
    while (agent.alive) {
      const { promise, resolve } = Promise.withResolvers<void>();
      agent.changed = resolve;
      try {
        const memberIn = this.rooms.get(agent.room)?.memberIn ?? false;
        const memberPresent = manner === "always_present" ||
          (manner !== "always_absent" && memberIn);
        if (manner !== "silent") {
          await this.#ask((calls) => calls.lease(callId, token, { memberPresent }));
        }
        heardAt = this.sim.time.now();
        const timer = setTimeout(resolve, CALL_TIMES.renewEvery);
        await promise;
        clearTimeout(timer);
        if (manner === "ends_twice" && this.sim.random() < 0.1) {
          const end = () => this.#ask((calls) => calls.end(callId, token, "silence"));
          await Promise.all([end(), end()]);
        }
      } catch (error) {
        const tooLong = this.sim.time.now() - heardAt > CALL_TIMES.tolerance;
        if (manner === "never_ends" ? this.#over : tooLong || isOver(error)) return;
        await pause(SECOND);
      }
    }
  }
}

function isOver(error: unknown): boolean {
  return error instanceof AppError &&
    ["call_ended", "epoch_stale", "session_invalid"].includes(error.code);
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
