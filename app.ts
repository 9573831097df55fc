import { getLogger } from "@logtape/logtape";
import type { Bot } from "grammy";
import { Hono } from "hono";
import { bodyLimit } from "hono/body-limit";
import type { MemberContext } from "./bot/context.ts";
import { appUrl, type Telegram } from "./clients/telegram.ts";
import type { Config } from "./config.ts";
import { headOf, keys } from "./db/keys.ts";
import { createDatabase } from "./db/tx.ts";
import { AppError } from "./domain/errors.ts";
import type { SourceText } from "./domain/knowledge.ts";
import { later } from "./domain/later.ts";
import { requireMember } from "./routes/auth.ts";
import { chatRoutes } from "./routes/chat.ts";
import type { RequestEnvironment } from "./routes/environment.ts";
import { createErrorHandler } from "./routes/errors.ts";
import { healthRoutes } from "./routes/health.ts";
import { DOCUMENTS_PATH, knowledgeRoutes } from "./routes/knowledge.ts";
import { RateLimit } from "./routes/limits.ts";
import { meRoutes } from "./routes/me.ts";
import { memoryRoutes } from "./routes/memory.ts";
import { openApiRoutes } from "./routes/openapi.ts";
import { requestLog } from "./routes/request_log.ts";
import { closedToOthers, protectiveHeaders } from "./routes/security.ts";
import { sessionRoutes } from "./routes/session.ts";
import { appRoutes } from "./routes/static.ts";
import { webhookRoutes } from "./routes/webhook.ts";
import { createAnswers } from "./services/answers.ts";
import { setUpBot, webhookSecret } from "./services/bot_setup.ts";
import { createChat } from "./services/chat.ts";
import { createClosing } from "./services/closing.ts";
import type { Converse } from "./services/converse.ts";
import type { createExchange } from "./services/exchange.ts";
import { createHealth } from "./services/health.ts";
import type { createKnowledge, Knowledge } from "./services/knowledge.ts";
import { createLeases } from "./services/leases.ts";
import { createMembers } from "./services/members.ts";
import type { Memory } from "./services/memory.ts";
import { createOutbox } from "./services/outbox.ts";
import type { Clock, Ids, LanguageModel, Outside } from "./services/ports.ts";
import { createSessions } from "./services/sessions.ts";
import type { Texts } from "./services/texts.ts";
import type { Uploads } from "./services/uploads.ts";
import { Wakes } from "./services/wakes.ts";

const log = getLogger(["sfera"]);

/** Largest body of a request, in bytes: 4,096 characters of any script fit many times. */
const BODY_LIMIT = 64 * 1024;
const WEBHOOK_BODY_LIMIT = 1024 * 1024;

export interface AppDependencies {
  config: Config;
  kv: Deno.Kv;
  /** The community's time: what days, limits and messages follow. */
  clock: Clock;
  /** Real time: what leases between processes and request rates follow. */
  liveness: Clock;
  ids: Ids;
  random: () => number;
  texts: Texts;
  model: LanguageModel;
  telegram: Telegram;
  outside: Outside;
  /** The built Mini App. */
  appFolder: string;
  /** More pages than Telegram's that may show the Mini App in a frame. */
  frameAncestors?: string[];
}

export interface App {
  /** Answers a request; the second argument is what `Deno.serve` gives. */
  fetch(request: Request, connection?: { remoteAddr?: Deno.Addr }): Response | Promise<Response>;
  /** Starts what runs beside the requests: the bot's updates and the outbox, each in one process. */
  start(): void;
  /** What cron runs every minute; doing it again, or in two processes, changes nothing. */
  sweep(): Promise<void>;
  /** Stops taking work, lets answers finish for `milliseconds`, and gives the leases back. */
  stop(milliseconds: number): Promise<void>;
  members: ReturnType<typeof createMembers>;
  /** The owner's material, loaded when it is first asked for. */
  knowledge(): Promise<Knowledge>;
}

/** Puts the parts together; nothing here reads the environment or opens anything. */
export function createApp(deps: AppDependencies): App {
  const { config, kv, clock, liveness, ids, random, texts, model, telegram, outside } = deps;
  const { community } = config;
  const db = createDatabase(kv, { ids, random, headOf });
  const wakes = new Wakes();
  const stopping = new AbortController();

  const { operators } = config;
  const members = createMembers({ db, clock, liveness, ids, community, operators });
  const outbox = createOutbox({ db, clock, liveness, ids, messenger: telegram, wakes });
  const closing = createClosing({ db, clock, liveness, community, outbox, texts, wakes });
  let loadingMemory: Promise<Memory> | undefined;
  const memory = () => loadingMemory ??= loadMemory({ db, clock, ids, community, model });
  let loadingKnowledge: Promise<Knowledge> | undefined;
  const knowledge = () =>
    loadingKnowledge ??= loadKnowledge({ db, clock, ids, model, community, embed: true });
  let loadingUploads: Promise<Uploads> | undefined;
  const uploads = () =>
    loadingUploads ??= loadUploads({
      db,
      clock,
      files: telegram,
      outbox,
      texts,
      signal: stopping.signal,
    }, knowledge);
  let loading: Promise<Converse> | undefined;
  const loadedConverse = () =>
    loading ??= loadConverse(
      { db, clock, liveness, community, model, texts, outside },
      memory,
      knowledge,
    );
  const converse: Converse = async (generation, writer, signal) => {
    await (await loadedConverse())(generation, writer, signal);
  };
  const answers = createAnswers({ db, liveness, converse, closing, outbox, wakes });
  const chat = createChat({ db, clock, liveness, ids, community, answers, wakes });
  const sessions = createSessions({
    clock,
    members,
    botToken: config.telegram.token,
    initDataMaxAgeSeconds: config.telegram.initDataMaxAgeSeconds,
  });
  const leases = createLeases({ db, clock: liveness, holder: ids.next() });
  const health = createHealth({
    clock: liveness,
    dependencies: {
      storage: { essential: true, check: async () => void await db.get(keys.telegramSetup()) },
      telegram: { essential: false, check: (signal) => telegram.check(signal) },
      model: { essential: false, check: (signal) => model.check(signal) },
    },
  });

  let bot: Promise<Bot<MemberContext>> | undefined;
  async function makeBot(): Promise<Bot<MemberContext>> {
    const { createBot } = await import(later("./bot/mod.ts")) as typeof import("./bot/mod.ts");
    const { token, apiRoot } = config.telegram;
    const features = { clock, community, chat, members, outbox, messenger: telegram, texts };
    return createBot({ token, apiRoot }, { ...features, operators, uploads });
  }
  const loadBot = () => bot ??= makeBot();

  /** Held by one process: Telegram refuses two that poll, and two senders would break its rates. */
  async function serveTelegram(signal: AbortSignal): Promise<void> {
    const { updates, token } = config.telegram;
    const { publicUrl } = config.server;
    const sending = outbox.run(signal);
    await setUpBot({
      db,
      configurator: telegram,
      texts,
      botToken: token,
      defaultLanguage: community.assistant.defaultLanguage,
      appUrl: appUrl(publicUrl),
      webhookUrl: updates === "webhook" ? `${publicUrl}/telegram/webhook` : undefined,
    }).catch((error) => log.error("Telegram could not be set up: {error}", { error }));
    if (updates === "polling") {
      const { poll } = await import(later("./bot/updates.ts")) as typeof import("./bot/updates.ts");
      await Promise.all([sending, poll(await loadBot(), signal)]);
    } else {
      await sending;
    }
  }

  const limits = {
    session: new RateLimit({ burst: 120, perMinute: 240, now: () => liveness.now() }),
    chat: new RateLimit({ burst: 120, perMinute: 60, now: () => liveness.now() }),
  };
  const limitBody = bodyLimit({ maxSize: BODY_LIMIT, onError: refuseLargeBody });
  const api = new Hono<RequestEnvironment>()
    // Files have a limit of their own.
    .post(
      "*",
      (context, next) =>
        context.req.path === `/api${DOCUMENTS_PATH}` ? next() : limitBody(context, next),
    )
    .route("/", openApiRoutes(config.server.publicUrl))
    .route("/", sessionRoutes({ sessions, members, community, limit: limits.session }))
    .use(requireMember(sessions))
    .route("/", meRoutes({ members, community }))
    .route("/", chatRoutes({ chat, ids, limit: limits.chat }))
    .route("/", memoryRoutes({ memory }))
    .route("/", knowledgeRoutes({ knowledge, readDocument, members, community, texts }));

  const root = new Hono<RequestEnvironment>()
    .use(async (context, next) => {
      const requestId = ids.next();
      context.set("requestId", requestId);
      await next();
      // Not by `context.header`, which would make the answer anew and turn its text into a stream.
      context.res.headers.set("X-Request-Id", requestId);
    })
    .use(requestLog(() => performance.now()))
    .use(protectiveHeaders(deps.frameAncestors ?? []))
    .use(closedToOthers(config.server.allowedOrigins))
    .route("/api", api)
    .use("/telegram/*", bodyLimit({ maxSize: WEBHOOK_BODY_LIMIT, onError: refuseLargeBody }))
    .route(
      "/",
      webhookRoutes({
        enabled: config.telegram.updates === "webhook",
        secret: () => webhookSecret(config.telegram.token),
        handle: async (update) => {
          const made = await loadBot();
          await made.init();
          await made.handleUpdate(update);
        },
      }),
    )
    .route("/", healthRoutes(health))
    .route("/", appRoutes(deps.appFolder))
    .notFound(() => {
      throw new AppError("not_found", { what: "page" });
    })
    .onError(createErrorHandler(texts, community.assistant.defaultLanguage));

  let background: Promise<void> | undefined;
  return {
    members,
    knowledge,
    fetch: (request, connection) => root.fetch(request, connection ?? {}),
    start() {
      background = leases.hold("telegram", serveTelegram, stopping.signal);
      // The first member is not to wait for the code of an answer.
      loadedConverse().catch((error) => log.error("Answers cannot be loaded: {error}", { error }));
    },
    async sweep() {
      const closed = await answers.sweep();
      if (closed > 0) log.info("Closed {closed} answers whose process had died", { closed });
      const { facts, digests } = await memory();
      await facts.sweep();
      await digests.sweep(stopping.signal);
      const begun = await (await uploads()).sweep();
      if (begun > 0) log.info("Reading {begun} documents that were left unread", { begun });
    },
    async stop(milliseconds) {
      health.stop();
      await answers.drain(milliseconds);
      stopping.abort();
      await background;
      await within(milliseconds, (await loadingUploads)?.settled());
    },
  };
}

/** The exchange with the model and its tools, loaded with the first answer. */
async function loadConverse(
  deps: Omit<Parameters<typeof createExchange>[0], "tools"> & {
    liveness: Clock;
    outside: Outside;
  },
  loadedMemory: () => Promise<Memory>,
  loadedKnowledge: () => Promise<Knowledge>,
): Promise<Converse> {
  const { createConverse } = await import(
    later("./services/converse.ts")
  ) as typeof import("./services/converse.ts");
  const { createExchange } = await import(
    later("./services/exchange.ts")
  ) as typeof import("./services/exchange.ts");
  const { createToolRegistry, createTools } = await import(
    later("./services/tools/registry.ts")
  ) as typeof import("./services/tools/registry.ts");
  const { facts, recall } = await loadedMemory();
  const knowledge = await loadedKnowledge();
  const tools = createToolRegistry(createTools({ ...deps, facts, recall, knowledge }));
  const exchange = createExchange({ ...deps, tools });
  return createConverse({ ...deps, exchange, recall });
}

/** Facts, recall and digests, loaded when one of them is first needed. */
async function loadMemory(
  deps: Parameters<typeof import("./services/memory.ts").createMemory>[0],
): Promise<Memory> {
  const { createMemory } = await import(
    later("./services/memory.ts")
  ) as typeof import("./services/memory.ts");
  return createMemory(deps);
}

async function loadKnowledge(deps: Parameters<typeof createKnowledge>[0]): Promise<Knowledge> {
  const { createKnowledge } = await import(
    later("./services/knowledge.ts")
  ) as typeof import("./services/knowledge.ts");
  return createKnowledge(deps);
}

async function readDocument(document: { file: string; bytes: Uint8Array }): Promise<SourceText> {
  const documents = await import(
    later("./services/documents/mod.ts")
  ) as typeof import("./services/documents/mod.ts");
  return await documents.readDocument(document);
}

/** Waits for work, but for no longer than so many milliseconds. */
async function within(milliseconds: number, work: Promise<void> | undefined): Promise<void> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const passed = new Promise<void>((resolve) => timer = setTimeout(resolve, milliseconds));
  await Promise.race([work, passed]);
  clearTimeout(timer);
}

/** What operators send to the bot, loaded with the first of it. */
async function loadUploads(
  deps: Omit<Parameters<typeof import("./services/uploads.ts").createUploads>[0], "knowledge">,
  loadedKnowledge: () => Promise<Knowledge>,
): Promise<Uploads> {
  const { createUploads } = await import(
    later("./services/uploads.ts")
  ) as typeof import("./services/uploads.ts");
  return createUploads({ ...deps, knowledge: await loadedKnowledge() });
}

function refuseLargeBody(): never {
  throw new AppError("body_too_large", { mostBytes: BODY_LIMIT });
}
