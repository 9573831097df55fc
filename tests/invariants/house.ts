/**
 * Sfera's services as `app.ts` puts them together, twice over one store, in a simulation.
 *
 * Beside them stand a model that does what a message tells it to and a Telegram that remembers what
 * was sent.
 */
import { headOf } from "../../db/keys.ts";
import { createDatabase } from "../../db/tx.ts";
import { AppError } from "../../domain/errors.ts";
import type { Community } from "../../domain/community.ts";
import type { Generation } from "../../domain/conversation.ts";
import type { Member } from "../../domain/member.ts";
import { type Answers, createAnswers } from "../../services/answers.ts";
import { type Chat, type ChatEvent, createChat } from "../../services/chat.ts";
import { createClosing } from "../../services/closing.ts";
import { createConverse } from "../../services/converse.ts";
import { createErasures, type Erasures } from "../../services/erasure.ts";
import { createExchange } from "../../services/exchange.ts";
import { createFacts } from "../../services/facts.ts";
import { createLeases } from "../../services/leases.ts";
import { createMembers, type Members } from "../../services/members.ts";
import { createOutbox, loadSender } from "../../services/outbox.ts";
import type {
  Clock,
  DeliveryResult,
  LanguageModel,
  Messenger,
  ModelChunk,
  ModelRequest,
} from "../../services/ports.ts";
import { createRecall } from "../../services/recall.ts";
import { createToolRegistry, createTools } from "../../services/tools/registry.ts";
import { Wakes } from "../../services/wakes.ts";
import { testConfig, testIds, testTexts } from "../kit/app.ts";
import { quietOutside } from "../kit/outside.ts";
import { type SimulatedProcess, Simulation, type Writes } from "./simulation.ts";

const { community: shipped } = await testConfig();
const texts = await testTexts();
// The first text loads the library that formats them, which takes real time.
await texts.format("ru", "error-internal");
// So does what sends.
await loadSender();

export interface Process {
  simulated: SimulatedProcess;
  chat: Chat;
  answers: Answers;
  members: Members;
  erasures: Erasures;
}

export interface Sent {
  chatId: string;
  text: string;
  /** Whether Telegram took it. */
  result: DeliveryResult["status"];
}

export interface Reader {
  generationId: string;
  memberId: string;
  after: number;
  events: ChatEvent[];
  /** It was read to its end, not until its process died. */
  ended: boolean;
}

/** What the model is told to do by the first word of a message. */
export const PLANS = ["ok", "slow", "fail", "cut", "empty", "hang", "name", "note", "recall"];

/** The conversations here are not about the owner's material. */
const NO_KNOWLEDGE = { search: () => Promise.resolve([]) };

export class House implements AsyncDisposable {
  readonly sent: Sent[] = [];
  readonly readers: Reader[] = [];
  readonly requests: ModelRequest[] = [];
  readonly members: Member[] = [];
  /** Every generation that a `send` gave, by member and key. */
  readonly given = new Map<string, Set<string>>();
  /** Generations in the order in which they were closed. */
  readonly closed: Generation[] = [];
  /** Chat ids that have blocked the bot, and how many messages fail before one gets through. */
  readonly blocked = new Set<string>();
  failuresOfTelegram = 0;
  /** How far the community's day is ahead of the time of the processes. */
  ahead = 0;
  /** Most holders of the sender's lease that worked at one time. */
  mostHolders = 0;
  readonly clock: Clock = { now: () => this.sim.time.now() + this.ahead };
  readonly #holders = new Set<{ process: SimulatedProcess; signal: AbortSignal }>();
  readonly #stopping = new AbortController();
  readonly processes: Process[];

  readonly #community: Community = structuredClone(shipped);

  private constructor(readonly sim: Simulation, readonly limit: number) {
    this.#community.plans.find(({ rank }) => rank === 0)!.allowances
      .find(({ kind }) => kind === "messages")!.limit = limit;
    this.processes = [this.#start(), this.#start()];
    sim.onDeath = (dead) => {
      const slot = this.processes.findIndex(({ simulated }) => simulated === dead);
      this.processes[slot] = this.#start();
    };
    sim.onCommit = (writes) => this.#note(writes);
  }

  /** `limit` is the messages a day. */
  static async open({ seed, limit }: { seed: number; limit: number }): Promise<House> {
    const house = new House(new Simulation(await Deno.openKv(":memory:"), seed), limit);
    for (const id of [1001, 1002]) {
      house.members.push(
        await house.during(house.processes[0]!.members.enter({ id, languageCode: "ru" })),
      );
    }
    return house;
  }

  /** Takes steps until the promise is settled. */
  async during<T>(promise: Promise<T>): Promise<T> {
    let settled = false;
    promise.finally(() => settled = true).catch(() => {});
    await this.sim.run(() => settled);
    return await promise;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#stopping.abort();
    for (const { simulated } of this.processes) simulated.alive = false;
    await this.sim[Symbol.asyncDispose]();
    this.sim.kv.close();
  }

  #start(): Process {
    const simulated = this.sim.startProcess();
    const ids = testIds();
    const db = createDatabase(simulated.kv, { ids, random: this.sim.random, headOf });
    const liveness = this.sim.time;
    const clock = this.clock;
    const community = this.#community;
    const wakes = new Wakes();
    const messenger = this.#messenger(simulated);
    const outbox = createOutbox({ db, clock, liveness, ids, messenger, wakes });
    const facts = createFacts({ db, clock, ids });
    const recall = createRecall({ db, clock });
    const tools = createToolRegistry(
      createTools({
        facts,
        recall,
        knowledge: NO_KNOWLEDGE,
        community,
        outside: quietOutside(),
        liveness,
      }),
    );
    const model = this.#model();
    const exchange = createExchange({ db, clock, community, model, tools, texts });
    const converse = createConverse({
      db,
      clock,
      community,
      texts,
      exchange,
      recall,
      toolTokens: 0,
    });
    const closing = createClosing({ db, clock, liveness, community, outbox, texts, wakes });
    const answers = createAnswers({ db, liveness, converse, closing, outbox, wakes });
    const shared = { db, clock, liveness, ids, community };
    const erasures = createErasures({ ...shared, answers, texts, wakes, botToken: "of nobody" });
    const members = createMembers({ ...shared, erasures });
    const chat = createChat({ db, clock, liveness, ids, community, answers, wakes });
    const leases = createLeases({ db, clock: liveness, holder: ids.next() });
    void leases.hold("telegram", async (signal) => {
      const holder = { process: simulated, signal };
      this.#holders.add(holder);
      this.#countHolders();
      await outbox.run(signal);
      this.#holders.delete(holder);
    }, this.#stopping.signal);
    return { simulated, chat, answers, members, erasures };
  }

  #countHolders(): void {
    const working = [...this.#holders].filter(({ process, signal }) =>
      process.alive && !signal.aborted
    );
    this.mostHolders = Math.max(this.mostHolders, working.length);
  }

  #note(writes: Writes): void {
    for (const { key, value } of writes) {
      const generation = value as Generation;
      if (key[0] === "generation" && generation.status !== "running") this.closed.push(generation);
    }
  }

  #messenger(process: SimulatedProcess): Messenger {
    return {
      send: async ({ chatId, text }) => {
        await pause(50);
        if (!process.alive) return await new Promise<never>(() => {});
        const result = this.#deliver(chatId);
        this.sent.push({ chatId, text, result: result.status });
        return result;
      },
      showTyping: () => Promise.resolve(),
      nameMenuButton: () => Promise.resolve(),
    };
  }

  #deliver(chatId: string): DeliveryResult {
    if (this.blocked.has(chatId)) return { status: "unreachable", reason: "403" };
    if (this.failuresOfTelegram > 0) {
      this.failuresOfTelegram -= 1;
      return { status: "later", retryAfterSeconds: 3, reason: "429" };
    }
    return { status: "sent", messageId: this.sent.length + 1 };
  }

  #model(): LanguageModel {
    const say = (request: ModelRequest) => this.#say(request);
    return {
      async *stream(request): AsyncGenerator<ModelChunk> {
        for await (const chunk of say(request)) {
          request.signal.throwIfAborted();
          yield chunk;
        }
      },
      generate: () => Promise.reject(new Error("nobody asks for JSON here")),
      embed: () => Promise.reject(new Error("nobody embeds")),
      check: () => Promise.resolve(),
    };
  }

  async *#say(request: ModelRequest): AsyncGenerator<ModelChunk> {
    this.requests.push({ ...request, contents: structuredClone(request.contents) });
    const { contents, signal } = request;
    const asked = contents.findLast(({ parts }) => parts.some((part) => "text" in part))!;
    const last = asked.parts.findLast((part) => "text" in part) as { text: string };
    const [plan, about, key] = last.text.split(" ") as [string, string, string];
    const called = contents.at(-1)!.parts.some((part) => "functionResponse" in part);
    const text = (text: string): ModelChunk => ({ parts: [{ text }] });
    const call = (name: string, args: unknown): ModelChunk => ({
      parts: [{ functionCall: { name, arguments: args } }],
    });
    if (plan === "hang") await pause(3600_000, signal);
    if (plan === "fail") throw new AppError("model_failed", { reason: "told to" });
    if (plan === "empty") return;
    if (!called && plan === "name") return yield call("save_user_name", { name: `${about}name` });
    if (!called && plan === "note") {
      return yield call("update_profile", { section: "bio", content: `${about} ${key} likes tea` });
    }
    if (!called && plan === "recall") return yield call("recall", { query: "slow note recall" });
    for (const word of ["Answer", " to", ` ${about}`, ` ${key}.`, " ", "More."]) {
      await pause(plan === "slow" ? 5_000 : 70, signal);
      yield text(word);
      if (plan === "cut" && word === " to") throw new AppError("model_failed", { reason: "cut" });
    }
  }
}

function pause(milliseconds: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    setTimeout(resolve, milliseconds);
    signal?.addEventListener("abort", () => reject(signal.reason));
  });
}
