import { getLogger } from "@logtape/logtape";
import { Hono } from "hono";
import { keys } from "../db/keys.ts";
import type { Language } from "../domain/community.ts";
import type { ErrorDetails } from "../domain/errors.ts";
import { later } from "../domain/later.ts";
import { once } from "../domain/once.ts";
import { requireMember } from "../routes/auth.ts";
import { chatRoutes } from "../routes/chat.ts";
import type { RequestContext, RequestEnvironment } from "../routes/environment.ts";
import { meRoutes } from "../routes/me.ts";
import { openApiRoutes } from "../routes/openapi.ts";
import { sessionRoutes } from "../routes/session.ts";
import { webhookRoutes } from "../routes/webhook.ts";
import { webhookSecret } from "../services/bot_setup.ts";
import type { Knowledge } from "../services/knowledge.ts";
import type { Members } from "../services/members.ts";
import { limitBody, limitUpdate } from "./bodies.ts";
import type { AppDependencies } from "./dependencies.ts";
import { handedOver, handOver } from "./handed_over.ts";
import { createLimits, type Limits } from "./limits.ts";
import type { MoreRoutes } from "./more.ts";
import { createServices, type Services } from "./services.ts";

const log = getLogger(["sfera"]);

/** What is behind the door: all that Sfera does, the routes to it, and what runs beside them. */
export interface Inside {
  members: Members;
  /** The owner's material, loaded when it is first asked for. */
  knowledge(): Promise<Knowledge>;
  /** Answers a request that the door let in. */
  answer(context: RequestContext): Promise<Response>;
  /** In what words a code is refused. */
  whyRefused(language: Language, details: ErrorDetails): Promise<string>;
  /** Throws where the store cannot be read. */
  checkStorage(): Promise<void>;
  /** As of `App`. */
  start(): void;
  /** As of `App`. */
  sweep(): Promise<void>;
  /** As of `App`. */
  stop(milliseconds: number): Promise<void>;
}

/** Puts together what is loaded with the first request that asks for more than the door. */
export function createInside(deps: AppDependencies): Inside {
  const stopping = new AbortController();
  const services = createServices(deps, stopping.signal);
  const { answers, db, leases, loading, members } = services;
  const telegram = once(async () => {
    const { createTelegramSide } = await import(
      later("./telegram.ts")
    ) as typeof import("./telegram.ts");
    return createTelegramSide(deps, services);
  });
  const limits = createLimits(deps);
  const more = once(async () => {
    const { createMoreRoutes } = await import(
      later("./more.ts")
    ) as typeof import("./more.ts");
    return await createMoreRoutes(deps, services, limits);
  });
  const ofAnybody = async (context: RequestContext) => await (await more()).ofAnybody(context);

  const { token, updates } = deps.config.telegram;
  const routes = handedOver("/")
    .get("/api/exports/:token", ofAnybody)
    .post("/livekit/webhook", limitUpdate, ofAnybody)
    .post("/cryptomus/webhook", limitUpdate, ofAnybody)
    .route("/api", createApi(deps, services, limits, more))
    .use("/telegram/*", limitUpdate)
    .route(
      "/",
      webhookRoutes({
        enabled: updates === "webhook",
        secret: () => webhookSecret(token),
        handle: async (update) => await (await telegram()).handle(update),
      }),
    )
    .get("/lessons/:course/:file", ofAnybody);

  let background: Promise<void> | undefined;
  return {
    members,
    knowledge: loading.knowledge,
    answer: handOver(routes),
    whyRefused: async (...one) => await (await loading.codes()).whyRefused(...one),
    checkStorage: async () => void await db.get(keys.telegramSetup()),
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
        later("./sweeps.ts")
      ) as typeof import("./sweeps.ts");
      await sweep(services, stopping.signal);
    },
    async stop(milliseconds) {
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
