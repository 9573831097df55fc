import { getLogger } from "@logtape/logtape";
import { Hono } from "hono";
import { limitBody, limitUpdate } from "./app/bodies.ts";
import type { AppDependencies } from "./app/dependencies.ts";
import { readDocument } from "./app/loading.ts";
import { createServices, type Services } from "./app/services.ts";
import { createSweeps } from "./app/sweeps.ts";
import { createTelegramSide } from "./app/telegram.ts";
import { AppError } from "./domain/errors.ts";
import { requireMember } from "./routes/auth.ts";
import { carePlanRoutes } from "./routes/care_plans.ts";
import { chatRoutes } from "./routes/chat.ts";
import type { RequestEnvironment } from "./routes/environment.ts";
import { erasureRoutes } from "./routes/erasure.ts";
import { createErrorHandler } from "./routes/errors.ts";
import { exportFileRoutes, exportRoutes } from "./routes/export.ts";
import { healthRoutes } from "./routes/health.ts";
import { incognitoRoutes } from "./routes/incognito.ts";
import { knowledgeRoutes } from "./routes/knowledge.ts";
import { lessonPictureRoutes, lessonRoutes } from "./routes/lessons.ts";
import { RateLimit } from "./routes/limits.ts";
import { meRoutes } from "./routes/me.ts";
import { memoryRoutes } from "./routes/memory.ts";
import { openApiRoutes } from "./routes/openapi.ts";
import { requestLog } from "./routes/request_log.ts";
import { closedToOthers, protectiveHeaders } from "./routes/security.ts";
import { sessionRoutes } from "./routes/session.ts";
import { settingsRoutes } from "./routes/settings.ts";
import { appRoutes } from "./routes/static.ts";
import { webhookRoutes } from "./routes/webhook.ts";
import { webhookSecret } from "./services/bot_setup.ts";
import type { Knowledge } from "./services/knowledge.ts";
import type { Members } from "./services/members.ts";

export type { AppDependencies } from "./app/dependencies.ts";

const log = getLogger(["sfera"]);

export interface App {
  /** Answers a request; the second argument is what `Deno.serve` gives. */
  fetch(request: Request, connection?: { remoteAddr?: Deno.Addr }): Response | Promise<Response>;
  /** Starts what runs beside the requests: the bot's updates and the outbox, each in one process. */
  start(): void;
  /** What cron runs every minute; doing it again, or in two processes, changes nothing. */
  sweep(): Promise<void>;
  /** Stops taking work, lets answers finish for `milliseconds`, and gives the leases back. */
  stop(milliseconds: number): Promise<void>;
  members: Members;
  /** The owner's material, loaded when it is first asked for. */
  knowledge(): Promise<Knowledge>;
}

/** Puts the parts together; nothing here reads the environment or opens anything. */
export function createApp(deps: AppDependencies): App {
  const { config, ids, texts } = deps;
  const stopping = new AbortController();
  const services = createServices(deps, stopping.signal);
  const { answers, incognito, health, leases, loading, members, exports } = services;
  const telegram = createTelegramSide(deps, services);
  const limits = createLimits(deps);

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
    .route("/", exportFileRoutes({ exports, limit: limits.export }))
    .use(closedToOthers(config.server.allowedOrigins))
    .route("/api", createApi(deps, services, limits))
    .use("/telegram/*", limitUpdate)
    .route(
      "/",
      webhookRoutes({
        enabled: config.telegram.updates === "webhook",
        secret: () => webhookSecret(config.telegram.token),
        handle: (update) => telegram.handle(update),
      }),
    )
    .route("/", healthRoutes(health))
    .route("/", lessonPictureRoutes(loading))
    .route("/", appRoutes(deps.appFolder))
    .notFound(() => {
      throw new AppError("not_found", { what: "page" });
    })
    .onError(createErrorHandler(texts, config.community.assistant.defaultLanguage));

  let background: Promise<void> | undefined;
  return {
    members,
    knowledge: loading.knowledge,
    fetch: (request, connection) => root.fetch(request, connection ?? {}),
    start() {
      background = leases.hold("telegram", telegram.serve, stopping.signal);
      // The first member is not to wait for the code of an answer.
      loading.answering().catch((error) =>
        log.error("Answers cannot be loaded: {error}", { error })
      );
    },
    sweep: createSweeps(services, stopping.signal),
    async stop(milliseconds) {
      health.stop();
      await Promise.all([answers.drain(milliseconds), incognito.drain(milliseconds)]);
      stopping.abort();
      await background;
      await within(milliseconds, loading.settled());
    },
  };
}

type Limits = ReturnType<typeof createLimits>;

function createLimits({ liveness }: AppDependencies) {
  const now = () => liveness.now();
  return {
    session: new RateLimit({ burst: 120, perMinute: 240, now }),
    chat: new RateLimit({ burst: 120, perMinute: 60, now }),
    export: new RateLimit({ burst: 20, perMinute: 10, now }),
  };
}

/** What the Mini App asks, below `/api`. */
function createApi(deps: AppDependencies, services: Services, limits: Limits) {
  const { config, ids, texts } = deps;
  const { community } = config;
  const { publicUrl } = config.server;
  const { chat, incognito, sessions, members, settings, exports, erasures } = services;
  const { memory, knowledge, carePlans, lessons } = services.loading;
  return new Hono<RequestEnvironment>()
    .on(["POST", "PATCH"], "*", limitBody)
    .route("/", openApiRoutes(publicUrl))
    .route("/", sessionRoutes({ sessions, members, settings, community, limit: limits.session }))
    .use(requireMember(sessions))
    .route("/", meRoutes({ members, community }))
    .route("/", chatRoutes({ chat, ids, limit: limits.chat }))
    .route("/", incognitoRoutes({ incognito, limit: limits.chat }))
    .route("/", settingsRoutes({ settings }))
    .route("/", memoryRoutes({ memory }))
    .route("/", carePlanRoutes({ carePlans }))
    .route("/", lessonRoutes({ lessons }))
    .route("/", exportRoutes({ exports, publicUrl, limit: limits.export }))
    .route("/", erasureRoutes({ erasures }))
    .route("/", knowledgeRoutes({ knowledge, readDocument, members, community, texts }));
}

/** Waits for work, but for no longer than so many milliseconds. */
async function within(milliseconds: number, work: Promise<void>): Promise<void> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const passed = new Promise<void>((resolve) => timer = setTimeout(resolve, milliseconds));
  await Promise.race([work, passed]);
  clearTimeout(timer);
}
