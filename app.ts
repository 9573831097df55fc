import { getLogger } from "@logtape/logtape";
import { Hono } from "hono";
import type { AppDependencies } from "./app/dependencies.ts";
import { AppError } from "./domain/errors.ts";
import { later } from "./domain/later.ts";
import { once } from "./domain/once.ts";
import type { RequestContext, RequestEnvironment } from "./routes/environment.ts";
import { createErrorHandler } from "./routes/errors.ts";
import { healthRoutes } from "./routes/health.ts";
import { requestLog } from "./routes/request_log.ts";
import { closedToOthers, protectiveHeaders } from "./routes/security.ts";
import { appRoutes } from "./routes/static.ts";
import { createHealth } from "./services/health.ts";
import type { Knowledge } from "./services/knowledge.ts";
import type { Members } from "./services/members.ts";

export type { AppDependencies } from "./app/dependencies.ts";

const log = getLogger(["sfera"]);

export interface App {
  /** Answers a request; the second argument is what `Deno.serve` gives. */
  fetch(request: Request, connection?: { remoteAddr?: Deno.Addr }): Response | Promise<Response>;
  /**
   * Loads what members need, and starts what runs beside the requests: the bot's updates and the
   * outbox, each in one process.
   */
  start(): void;
  /** What cron runs every minute; doing it again, or in two processes, changes nothing. */
  sweep(): Promise<void>;
  /** Stops taking work, lets answers finish for `milliseconds`, and gives the leases back. */
  stop(milliseconds: number): Promise<void>;
  members: Pick<Members, "enter" | "find" | "setBanned">;
  /** The owner's material, loaded when it is first asked for. */
  knowledge(): Promise<Knowledge>;
}

/**
 * Puts the parts together; nothing here reads the environment or opens anything.
 *
 * This is the door: whether the process lives, and the files of the Mini App. All else is in
 * `app/inside.ts`, whose code a start does not wait for.
 */
export function createApp(deps: AppDependencies): App {
  const { config, ids, liveness, model, telegram, texts } = deps;
  let stopping = false;
  const inside = once(async () => {
    if (stopping) throw new AppError("stopping");
    const { createInside } = await import(
      later("./app/inside.ts")
    ) as typeof import("./app/inside.ts");
    return createInside(deps);
  });
  const letIn = async (context: RequestContext) => await (await inside()).answer(context);

  const health = createHealth({
    clock: liveness,
    dependencies: {
      storage: { essential: true, check: async () => await (await inside()).checkStorage() },
      telegram: { essential: false, check: (signal) => telegram.check(signal) },
      model: { essential: false, check: (signal) => model.check(signal) },
    },
  });
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
    .get("/api/exports/:token", letIn)
    .post("/livekit/webhook", letIn)
    .post("/cryptomus/webhook", letIn)
    .use(closedToOthers(config.server.allowedOrigins))
    .all("/api/*", letIn)
    .post("/telegram/webhook", letIn)
    .get("/lessons/:course/:file", letIn)
    .route("/", healthRoutes(health))
    .route("/", appRoutes(deps.appFolder))
    .notFound(() => {
      throw new AppError("not_found", { what: "page" });
    })
    .onError(createErrorHandler(
      texts,
      config.community.assistant.defaultLanguage,
      async (...one) => await (await inside()).whyRefused(...one),
    ));

  return {
    fetch: (request, connection) => root.fetch(request, connection ?? {}),
    members: {
      enter: async (...one) => await (await inside()).members.enter(...one),
      find: async (...one) => await (await inside()).members.find(...one),
      setBanned: async (...one) => await (await inside()).members.setBanned(...one),
    },
    knowledge: async () => await (await inside()).knowledge(),
    start() {
      if (stopping) return;
      inside().then((loaded) => loaded.start()).catch((error) =>
        log.error("The service cannot be loaded: {error}", { error })
      );
    },
    sweep: async () => await (await inside()).sweep(),
    async stop(milliseconds) {
      stopping = true;
      health.stop();
      await (await inside.begun())?.stop(milliseconds);
    },
  };
}
