import { getLogger } from "@logtape/logtape";
import { Hono } from "hono";
import type { AppDependencies } from "./app/dependencies.ts";
import { createLimits, type Limits } from "./app/limits.ts";
import type { MoreRoutes } from "./app/more.ts";
import { createServices, type Services } from "./app/services.ts";
import { AppError } from "./domain/errors.ts";
import { later } from "./domain/later.ts";
import { once } from "./domain/once.ts";
import { requireMember } from "./routes/auth.ts";
import { chatRoutes } from "./routes/chat.ts";
import type { RequestContext, RequestEnvironment } from "./routes/environment.ts";
import { createErrorHandler } from "./routes/errors.ts";
import { healthRoutes } from "./routes/health.ts";
import { lazily } from "./routes/lazy.ts";
import { meRoutes } from "./routes/me.ts";
import { openApiRoutes } from "./routes/openapi.ts";
import { requestLog } from "./routes/request_log.ts";
import { closedToOthers, protectiveHeaders } from "./routes/security.ts";
import { sessionRoutes } from "./routes/session.ts";
import { appRoutes } from "./routes/static.ts";
import { webhookRoutes } from "./routes/webhook.ts";
import { webhookSecret } from "./services/bot_setup.ts";
import type { Knowledge } from "./services/knowledge.ts";
import type { Members } from "./services/members.ts";

export type { AppDependencies } from "./app/dependencies.ts";

const log = getLogger(["sfera"]);

const bodies = async () =>
  await import(later("./app/bodies.ts")) as typeof import("./app/bodies.ts");
const limitBody = lazily(async () => (await bodies()).limitBody);
const limitUpdate = lazily(async () => (await bodies()).limitUpdate);

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
  const { answers, health, leases, loading, members } = services;
  const telegram = once(async () => {
    const { createTelegramSide } = await import(
      later("./app/telegram.ts")
    ) as typeof import("./app/telegram.ts");
    return createTelegramSide(deps, services);
  });
  const limits = createLimits(deps);
  const more = once(async () => {
    const { createMoreRoutes } = await import(
      later("./app/more.ts")
    ) as typeof import("./app/more.ts");
    return await createMoreRoutes(deps, services, limits);
  });
  const ofAnybody = async (context: RequestContext) => await (await more()).ofAnybody(context);

  const root = new Hono<RequestEnvironment>()
    .use(async (context, next) => {
      const requestId = ids.next();
      context.set("requestId", requestId);
      await next();
      // Not by `context.header`, which would make the answer anew and turn its text into a stream.
      context.res.headers.set("X-Request-Id", requestId);
    })
    .use(requestLog(() => performance.now()))
    .use(protectiveHeaders({
      frameAncestors: deps.frameAncestors,
      roomsUrl: config.livekit?.url,
    }))
    .get("/api/exports/:token", ofAnybody)
    .post("/livekit/webhook", limitUpdate, ofAnybody)
    .post("/cryptomus/webhook", limitUpdate, ofAnybody)
    .use(closedToOthers(config.server.allowedOrigins))
    .route("/api", createApi(deps, services, limits, more))
    .use("/telegram/*", limitUpdate)
    .route(
      "/",
      webhookRoutes({
        enabled: config.telegram.updates === "webhook",
        secret: () => webhookSecret(config.telegram.token),
        handle: async (update) => await (await telegram()).handle(update),
      }),
    )
    .route("/", healthRoutes(health))
    .get("/lessons/:course/:file", ofAnybody)
    .route("/", appRoutes(deps.appFolder))
    .notFound(() => {
      throw new AppError("not_found", { what: "page" });
    })
    .onError(createErrorHandler(
      texts,
      config.community.assistant.defaultLanguage,
      async (...one) => await (await services.loading.codes()).whyRefused(...one),
    ));

  let background: Promise<void> | undefined;
  return {
    members,
    knowledge: loading.knowledge,
    fetch: (request, connection) => root.fetch(request, connection ?? {}),
    start() {
      background = leases.hold(
        "telegram",
        async (signal) => await (await telegram()).serve(signal),
        stopping.signal,
      );
      // The first member is not to wait for the code of an answer.
      loading.answering().catch((error) =>
        log.error("Answers cannot be loaded: {error}", { error })
      );
      if (!deps.rooms) return;
      loading.calls().then((calls) => calls.sweep()).catch((error) =>
        log.error("Calls cannot be looked after: {error}", { error })
      );
      // Nor the first caller for that of a call.
      Promise.all([loading.talk(), more()]).catch((error) =>
        log.error("Calls cannot be loaded: {error}", { error })
      );
    },
    async sweep() {
      const { sweep } = await import(
        later("./app/sweeps.ts")
      ) as typeof import("./app/sweeps.ts");
      await sweep(services, stopping.signal);
    },
    async stop(milliseconds) {
      health.stop();
      // The agents' streams end with this process; they must not be taken for dead.
      await loading.letCallsGo();
      await Promise.all([answers.drain(milliseconds), loading.drain(milliseconds)]);
      stopping.abort();
      await background;
      await within(milliseconds, loading.settled());
    },
  };
}

/** What the Mini App asks, below `/api`. */
function createApi(
  deps: AppDependencies,
  services: Services,
  limits: Limits,
  more: () => Promise<MoreRoutes>,
) {
  const { config, ids } = deps;
  const { community } = config;
  const { chat, sessions, members, loading } = services;
  const guessCountry = async (memberId: string, timeZone: string) =>
    await (await loading.more()).settings.guessCountry(memberId, timeZone);
  const settings = { guessCountry };
  return new Hono<RequestEnvironment>()
    .on(["POST", "PATCH"], "*", limitBody)
    .route("/", openApiRoutes(config.server.publicUrl))
    .all("/agent/*", async (context) => await (await more()).ofAgent(context))
    .route("/", sessionRoutes({ sessions, members, settings, community, limit: limits.session }))
    .use(requireMember(sessions))
    .route("/", meRoutes({ members, community }))
    .route("/", chatRoutes({ chat, ids, limit: limits.chat }))
    .all("*", async (context) => await (await more()).ofMembers(context));
}

/** Waits for work, but for no longer than so many milliseconds. */
async function within(milliseconds: number, work: Promise<void>): Promise<void> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const passed = new Promise<void>((resolve) => timer = setTimeout(resolve, milliseconds));
  await Promise.race([work, passed]);
  clearTimeout(timer);
}
