import { Hono } from "hono";
import { AppError } from "../domain/errors.ts";
import type { RequestContext, RequestEnvironment } from "../routes/environment.ts";

/** What a request brings along from the app that it came to first. */
interface HandedOver {
  Bindings: RequestEnvironment["Bindings"] & { context: RequestContext };
  Variables: RequestEnvironment["Variables"];
}

/** An app that goes on with a request of another one, and leaves to it what goes wrong. */
export function handedOver(path: string) {
  return new Hono<HandedOver>()
    .basePath(path)
    .notFound(() => {
      throw new AppError("not_found", { what: "page" });
    })
    .onError((error) => {
      throw error;
    })
    .use(async (context, next) => {
      const { context: outer } = context.env;
      context.set("requestId", outer.get("requestId"));
      context.set("memberId", outer.get("memberId"));
      try {
        await next();
      } finally {
        // The log of the outer app tells what the inner one found out, also of what went wrong.
        outer.set("memberId", context.get("memberId"));
        outer.set("route", context.get("route") ?? context.req.routePath);
      }
    });
}

/** Hands requests over to such an app. */
export function handOver(app: Pick<Hono<HandedOver>, "fetch">) {
  return async (context: RequestContext): Promise<Response> =>
    await app.fetch(context.req.raw, { ...context.env, context });
}
