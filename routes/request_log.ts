import { getLogger } from "@logtape/logtape";
import { createMiddleware } from "hono/factory";
import type { RequestEnvironment } from "./environment.ts";

const log = getLogger(["sfera", "http"]);

/**
 * Logs each request with its id, by its route and never by its words.
 *
 * What only reads and succeeds is told at `debug`, the rest at `info`; a request that is not told
 * costs nothing.
 */
export function requestLog(now: () => number) {
  return createMiddleware<RequestEnvironment>(async (context, next) => {
    const began = now();
    await next();
    const { method } = context.req;
    const { status } = context.res;
    const level = method === "GET" && status < 400 ? "debug" : "info";
    if (!log.isEnabledFor(level)) return;
    const route = context.get("route") ?? context.req.routePath;
    // In the text itself: places in it would be filled with quotes around the words.
    log[level](`${method} ${route} ${status}`, {
      method,
      route,
      status,
      milliseconds: Math.round(now() - began),
      requestId: context.get("requestId"),
      memberId: context.get("memberId"),
    });
  });
}
