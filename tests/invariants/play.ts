import fc from "fast-check";
import { AppError } from "../../domain/errors.ts";
import type { Turn } from "../../domain/conversation.ts";
import { House, PLANS, type Process } from "./house.ts";
import { CALM, Death, type Fault, type SimulatedProcess } from "./simulation.ts";

/** What happens in one run, one after another and at any moment of what still goes on. */
export type Command =
  | { do: "send"; slot: number; member: number; key: number; plan: string; source: "app" | "bot" }
  | { do: "read"; slot: number; generation: number; after: number }
  | { do: "cancel"; slot: number; generation: number }
  | { do: "history"; slot: number; member: number }
  | { do: "sweep"; slot: number }
  | { do: "wait"; milliseconds: number }
  | { do: "next day" }
  | { do: "stall"; slot: number; milliseconds: number }
  | { do: "kill"; slot: number }
  | { do: "block"; member: number; blocked: boolean }
  | { do: "fail Telegram"; times: number };

export interface Script {
  seed: number;
  /** Whether processes die and stall and the store fails. */
  rough: boolean;
  /** What goes wrong with the first process, once. */
  fault?: Fault;
  /** Messages a day. */
  limit: number;
  commands: Command[];
}

export interface SeenHistory {
  member: number;
  turns: Turn[];
  running: string[];
}

const slot = fc.nat(1);
const member = fc.nat(1);
const generation = fc.nat(5);

const calmCommand: fc.Arbitrary<Command> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constant("send" as const),
      slot,
      member,
      key: fc.nat(5),
      plan: fc.constantFrom(...PLANS),
      source: fc.constantFrom("app" as const, "bot" as const),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant("read" as const),
      slot,
      generation,
      after: fc.constantFrom(0, 0, 1, 2),
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("cancel" as const), slot, generation }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant("history" as const), slot, member }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("sweep" as const), slot }) },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant("wait" as const),
      milliseconds: fc.constantFrom(100, 1_000, 6_000, 21_000),
    }),
  },
  { weight: 1, arbitrary: fc.constant({ do: "next day" as const }) },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constant("block" as const), member, blocked: fc.boolean() }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constant("fail Telegram" as const), times: fc.nat(3) }),
  },
);

const roughCommand: fc.Arbitrary<Command> = fc.oneof(
  { weight: 6, arbitrary: calmCommand },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("kill" as const), slot }) },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant("stall" as const),
      slot,
      milliseconds: fc.constantFrom(3_000, 16_000, 30_000),
    }),
  },
);

/** A process that stands still while it answers, so long that its message is given to another. */
const lateWriter: fc.Arbitrary<Command[]> = fc.record({ slot, member, sweeps: fc.boolean() }).map(
  ({ slot, member, sweeps }) => {
    const send = { do: "send" as const, member, source: "bot" as const };
    return [
      { ...send, slot, key: 0, plan: "slow" },
      { do: "stall", slot, milliseconds: 30_000 },
      { do: "wait", milliseconds: 21_000 },
      { ...send, slot: 1 - slot, key: 1, plan: "ok" },
      ...(sweeps ? [{ do: "sweep" as const, slot: 1 - slot }] : []),
    ];
  },
);

export function scripts(rough: boolean): fc.Arbitrary<Script> {
  const one = (command: fc.Arbitrary<Command>) => command.map((command) => [command]);
  const commands = rough
    ? fc.oneof(
      { weight: 20, arbitrary: one(roughCommand) },
      { weight: 1, arbitrary: lateWriter },
    )
    : one(calmCommand);
  return fc.record({
    seed: fc.integer(),
    rough: fc.constant(rough),
    limit: fc.integer({ min: 1, max: 3 }),
    commands: fc.array(commands, { minLength: 1, maxLength: 14 }).map((parts) => parts.flat()),
  });
}

export const MARKS = ["anna", "boris"] as const;

/** One run of a script, to the moment when all is settled. */
export class Play {
  readonly histories: SeenHistory[] = [];
  readonly errors: unknown[] = [];
  /** What the first process had done when the commands were through. */
  firstProcess = { steps: 0, commits: 0 };
  /** Ids of generations in the order in which they were given, with their members. */
  readonly generations: { id: string; member: number }[] = [];
  readonly #texts = new Map<string, string>();
  readonly #tasks = new Set<Promise<void>>();

  readonly #first: SimulatedProcess;

  constructor(readonly house: House, readonly script: Script) {
    this.#first = house.processes[0]!.simulated;
    this.#first.steps = this.#first.commits = 0;
    this.#first.fault = script.fault;
  }

  async run(): Promise<void> {
    const { house, script: { commands, rough, fault } } = this;
    const { sim } = house;
    if (rough && !fault) sim.trouble = { commit: 0.02, read: 0.005, death: 0.002 };
    for (const command of commands) {
      while (sim.random() > 0.08) await sim.step();
      if (command.do === "wait") await sim.pass(command.milliseconds);
      else this.#begin(command);
    }
    while (sim.random() > 0.02) await sim.step();
    await this.#settle();
  }

  /** No more trouble: everything that was begun comes to its end. */
  async #settle(): Promise<void> {
    const { house } = this;
    const { sim } = house;
    sim.trouble = CALM;
    house.blocked.clear();
    house.failuresOfTelegram = 0;
    await sim.run(() => this.#tasks.size === 0);
    await sim.pass(3_000);
    this.#disarm();
    await sim.pass(this.#longest() - 3_000);
    await house.during(house.processes[0]!.answers.sweep());
    const left = () => Array.fromAsync(sim.kv.list({ prefix: ["outbox"] }));
    for (let round = 0; (await left()).length > 0; round += 1) {
      if (round === 20) throw new Error("the outbox does not become empty");
      house.ahead += 3600_000;
      await sim.pass(3_000);
    }
  }

  /**
   * How long it takes at most until nothing goes on, in milliseconds: a process stands still for 30 s,
   * and an answer is written in as many, or is given up 20 s after its process died. One that hangs is
   * ended after 90 s.
   */
  #longest(): number {
    const hangs = ({ commands }: Script) =>
      commands.some((command) => command.do === "send" && command.plan === "hang");
    return hangs(this.script) ? 130_000 : 75_000;
  }

  #disarm(): void {
    this.#first.fault = undefined;
    const { steps, commits } = this.#first;
    this.firstProcess = { steps, commits };
  }

  #begin(command: Exclude<Command, { do: "wait" }>): void {
    const task = this.#perform(command).catch((error) => {
      if (!(error instanceof Death)) this.errors.push(error);
    }).finally(() => this.#tasks.delete(task));
    this.#tasks.add(task);
  }

  async #perform(command: Exclude<Command, { do: "wait" }>): Promise<void> {
    const { house } = this;
    const process = house.processes["slot" in command ? command.slot : 0]!;
    const alive = <T>(work: Promise<T>) => Promise.race([work, process.simulated.death]);
    switch (command.do) {
      case "send":
        return await this.#send(command);
      case "read":
        return await this.#read(command, process);
      case "cancel": {
        const known = this.generations[command.generation];
        if (!known) return;
        const { id } = house.members[known.member]!;
        return void await alive(process.chat.cancel(id, known.id));
      }
      case "history": {
        const { id } = house.members[command.member]!;
        const { turns, running } = await alive(process.chat.history(id, { limit: 100 }));
        const ids = running.map(({ generationId }) => generationId);
        return void this.histories.push({ member: command.member, turns, running: ids });
      }
      case "sweep":
        return void await alive(process.answers.sweep());
      case "next day":
        return void (house.ahead += 24 * 3600_000);
      case "stall":
        return void (process.simulated.stalledUntil = house.sim.time.now() + command.milliseconds);
      case "kill":
        return house.sim.kill(process.simulated);
      case "block": {
        const { telegramId } = house.members[command.member]!;
        if (command.blocked) house.blocked.add(telegramId);
        else house.blocked.delete(telegramId);
        return;
      }
      case "fail Telegram":
        house.failuresOfTelegram = command.times;
    }
  }

  /** Sends as a page does: where no answer came, again with the same key, at another process. */
  async #send({ slot, member, key, plan, source }: Command & { do: "send" }): Promise<void> {
    const { house } = this;
    const name = `${MARKS[member]} k${key}`;
    const text = this.#texts.get(name) ?? `${plan} ${name}`;
    this.#texts.set(name, text);
    for (let attempt = 0;; attempt += 1) {
      const process = house.processes[(slot + attempt) % 2]!;
      const message = { memberId: house.members[member]!.id, text, key: `k${key}`, source };
      try {
        const work = process.chat.send(message);
        const { id } = await Promise.race([work, process.simulated.death]);
        const given = house.given.get(name) ?? new Set();
        house.given.set(name, given.add(id));
        if (!this.generations.some((one) => one.id === id)) this.generations.push({ id, member });
        return;
      } catch (error) {
        const lost = error instanceof Death ||
          error instanceof AppError && error.code === "storage_unavailable";
        if (!lost || attempt === 4) throw error;
      }
    }
  }

  async #read(
    { generation, after }: Command & { do: "read" },
    { chat, simulated }: Process,
  ): Promise<void> {
    const known = this.generations[generation];
    if (!known) return;
    const memberId = this.house.members[known.member]!.id;
    const reader = { generationId: known.id, memberId, after, events: [], ended: false };
    this.house.readers.push(reader);
    const read = async () => {
      for await (const event of chat.follow(known.id, after, new AbortController().signal)) {
        (reader.events as unknown[]).push(event);
      }
      reader.ended = true;
    };
    await Promise.race([read(), simulated.death]);
  }
}
