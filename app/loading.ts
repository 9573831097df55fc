import type { Database } from "../db/tx.ts";
import type { SourceText } from "../domain/knowledge.ts";
import { later } from "../domain/later.ts";
import { once } from "../domain/once.ts";
import type { CarePlans } from "../services/care_plans.ts";
import type { Answers } from "../services/answers.ts";
import type { CallTalk } from "../services/call_talk.ts";
import type { Calls } from "../services/calls.ts";
import type { Converse } from "../services/converse.ts";
import type { Grants } from "../services/grants.ts";
import type { ConverseIncognito } from "../services/incognito.ts";
import type { Knowledge } from "../services/knowledge.ts";
import type { AllowanceNotices } from "../services/allowance_notices.ts";
import type { Lessons } from "../services/lessons.ts";
import type { Memory } from "../services/memory.ts";
import type { Outbox } from "../services/outbox.ts";
import type { Reminders } from "../services/reminders.ts";
import type { Uploads } from "../services/uploads.ts";
import type { Wakes } from "../services/wakes.ts";
import type { AppDependencies } from "./dependencies.ts";
import type { Codes } from "./codes.ts";
import type { createMoreServices } from "./more_services.ts";
import type { createSelling } from "./selling.ts";

type Selling = ReturnType<typeof createSelling>;
type MoreServices = ReturnType<typeof createMoreServices>;

/** Parts of the app that are loaded when they are first asked for, so that a start is quick. */
export interface Loading {
  memory(): Promise<Memory>;
  knowledge(): Promise<Knowledge>;
  carePlans(): Promise<CarePlans>;
  /** Promo codes, gifts and invitations. */
  codes(): Promise<Codes>;
  grants(): Promise<Grants>;
  /** Invoices, and what follows from them. */
  selling(): Promise<Selling>;
  /** Reminders of what ends, and notices of what is nearly used up. */
  reminding(): Promise<{ reminders: Reminders; allowances: AllowanceNotices }>;
  lessons(): Promise<Lessons>;
  uploads(): Promise<Uploads>;
  /** What answers: the context, the exchange with the model, and its tools. */
  answering(): Promise<{ converse: Converse; converseIncognito: ConverseIncognito }>;
  /** Incognito talks, settings, the sale, trials, exports and erasures. */
  more(): Promise<MoreServices>;
  /** The life of calls, and what is said in them. */
  calls(): Promise<Calls>;
  talk(): Promise<CallTalk>;
  /** Lets the calls of this process go, where there are any: other processes look after them. */
  letCallsGo(): Promise<void>;
  /** Lets incognito answers finish for `milliseconds`, where there are any. */
  drain(milliseconds: number): Promise<void>;
  /** Waits for the uploads that are being read, where there are any. */
  settled(): Promise<void>;
}

/** Prepares the loading; nothing is loaded yet. */
export function createLoading(
  deps:
    & Pick<
      AppDependencies,
      | "clock"
      | "liveness"
      | "ids"
      | "texts"
      | "model"
      | "telegram"
      | "outside"
      | "readCourses"
      | "rooms"
      | "callTimes"
      | "config"
      | "payments"
      | "stars"
    >
    & {
      community: AppDependencies["config"]["community"];
      db: Database;
      outbox: Outbox;
      wakes: Wakes;
      /** Ends what is being read. */
      signal: AbortSignal;
      answers: () => Answers;
    },
): Loading {
  const memory = once(async () => {
    const { createMemory } = await import(
      later("../services/memory.ts")
    ) as typeof import("../services/memory.ts");
    return createMemory(deps);
  });

  const knowledge = once(async () => {
    const { createKnowledge } = await import(
      later("../services/knowledge.ts")
    ) as typeof import("../services/knowledge.ts");
    return createKnowledge({ ...deps, embed: true });
  });

  const carePlans = once(async () => {
    const { createCarePlans } = await import(
      later("../services/care_plans.ts")
    ) as typeof import("../services/care_plans.ts");
    return createCarePlans(deps);
  });

  const codes = once(async () => {
    const { createCodes } = await import(
      later("./codes.ts")
    ) as typeof import("./codes.ts");
    return createCodes(deps);
  });

  const grants = once(async () => {
    const { createGrants } = await import(
      later("../services/grants.ts")
    ) as typeof import("../services/grants.ts");
    return createGrants(deps);
  });

  const selling = once(async () => {
    const { createSelling } = await import(
      later("./selling.ts")
    ) as typeof import("./selling.ts");
    return createSelling({ ...deps, codes: await codes() });
  });

  const reminding = once(async () => {
    const { createReminders } = await import(
      later("../services/reminders.ts")
    ) as typeof import("../services/reminders.ts");
    const { createAllowanceNotices } = await import(
      later("../services/allowance_notices.ts")
    ) as typeof import("../services/allowance_notices.ts");
    return { reminders: createReminders(deps), allowances: createAllowanceNotices(deps) };
  });

  const lessons = once(async () => {
    const { createLessons } = await import(
      later("../services/lessons.ts")
    ) as typeof import("../services/lessons.ts");
    return createLessons(deps);
  });

  const uploads = once(async () => {
    const { createUploads } = await import(
      later("../services/uploads.ts")
    ) as typeof import("../services/uploads.ts");
    return createUploads({ ...deps, files: deps.telegram, knowledge: await knowledge() });
  });

  /** What text and voice share: the tools, and what is known of a member. */
  const assisting = once(async () => {
    const { createToolRegistry, createTools } = await import(
      later("../services/tools/registry.ts")
    ) as typeof import("../services/tools/registry.ts");
    const { facts, recall } = await memory();
    const care = { carePlans: await carePlans(), lessons };
    const tools = createToolRegistry(
      createTools({ ...deps, ...care, facts, recall, knowledge: await knowledge() }),
    );
    const notes = async (memberId: string) => [
      { name: "care_plan", text: await care.carePlans.describe(memberId) },
    ];
    return { tools, recall, notes };
  });

  const answering = once(async () => {
    const { createConverse, createConverseIncognito } = await import(
      later("../services/converse.ts")
    ) as typeof import("../services/converse.ts");
    const { createExchange } = await import(
      later("../services/exchange.ts")
    ) as typeof import("../services/exchange.ts");
    const { tools, recall, notes } = await assisting();
    const exchange = createExchange({ ...deps, tools });
    const parts = { ...deps, recall, notes, exchange, toolTokens: tools.tokens() };
    return {
      converse: createConverse(parts),
      converseIncognito: createConverseIncognito(parts),
    };
  });

  const calls = once(async () => {
    const { createCalls } = await import(
      later("../services/calls.ts")
    ) as typeof import("../services/calls.ts");
    return createCalls({
      ...deps,
      rooms: deps.rooms,
      botToken: deps.config.telegram.token,
      times: deps.callTimes,
    });
  });

  const talk = once(async () => {
    const { createCallTalk } = await import(
      later("../services/call_talk.ts")
    ) as typeof import("../services/call_talk.ts");
    const { times } = await calls();
    return createCallTalk({ ...deps, ...await assisting(), times });
  });

  const more = once(async () => {
    const { createMoreServices } = await import(
      later("./more_services.ts")
    ) as typeof import("./more_services.ts");
    const endCall = async (memberId: string) => await (await calls()).endOf(memberId);
    return createMoreServices({ ...deps, answers: deps.answers(), answering, selling, endCall });
  });

  return {
    more,
    async drain(milliseconds) {
      await (await more.begun())?.incognito.drain(milliseconds);
    },
    memory,
    knowledge,
    carePlans,
    codes,
    grants,
    selling,
    reminding,
    lessons,
    uploads,
    answering,
    calls,
    talk,
    async letCallsGo() {
      await (await calls.begun())?.stop();
    },
    async settled() {
      await (await uploads.begun())?.settled();
      await (await selling.begun())?.invoices.settled();
    },
  };
}

/** Reads a document of the owner; its readers are loaded with the first one. */
export async function readDocument(
  document: { file: string; bytes: Uint8Array },
): Promise<SourceText> {
  const documents = await import(
    later("../services/documents/mod.ts")
  ) as typeof import("../services/documents/mod.ts");
  return await documents.readDocument(document);
}
