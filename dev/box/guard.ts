import type { MiddlewareHandler } from "hono";
import { AppError } from "../../domain/errors.ts";

/**
 * Lets in only requests that a page of the box itself, or a program on this machine, can make.
 *
 * The Host check stops a foreign name that resolves to this machine; the Origin check stops other
 * pages in the same browser. Errors: `forbidden`.
 */
export function onlyFromHere(port: () => number): MiddlewareHandler {
  return async (c, next) => {
    const hosts = ["localhost", "127.0.0.1"].map((name) => `${name}:${port()}`);
    const host = c.req.header("host") ?? new URL(c.req.url).host;
    if (!hosts.includes(host)) {
      throw new AppError("forbidden", { reason: `the box answers only at http://${hosts[0]}` });
    }
    const origin = c.req.header("origin");
    if (origin !== undefined && origin !== `http://${host}`) {
      throw new AppError("forbidden", { reason: "the box answers only its own page" });
    }
    await next();
  };
}
