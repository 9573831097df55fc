import { Hono } from "hono";
import { answerError } from "./errors.ts";
import { onlyFromHere } from "./guard.ts";
import { AppError } from "../../domain/errors.ts";

const TYPES: Record<string, string> = {
  css: "text/css; charset=utf-8",
  js: "text/javascript; charset=utf-8",
  svg: "image/svg+xml",
};
const POLICY = [
  "default-src 'self'",
  "img-src 'self' data:",
  "frame-src 'self'",
  "frame-ancestors 'none'",
  "base-uri 'none'",
  "form-action 'none'",
].join("; ");

/**
 * Serves the built page at `/` and its files below `/box/assets/`, to be mounted at the root.
 *
 * `directory` is what `buildBoxPage` wrote; files are read anew for each request, because a build
 * may replace them while the box runs.
 */
export function createBoxPage(options: { directory: string; port: () => number }): Hono {
  const guard = onlyFromHere(options.port);
  const read = (name: string) =>
    Deno.readFile(`${options.directory}/${name}`).catch(() => {
      throw new AppError("not_found", { reason: `the page of the box has no file ${name}` });
    });
  return new Hono()
    .onError(answerError)
    .get("/", guard, async (c) =>
      c.body(await read("index.html"), 200, {
        "content-type": "text/html; charset=utf-8",
        "content-security-policy": POLICY,
        "cache-control": "no-store",
        "x-content-type-options": "nosniff",
      }))
    .get("/box/assets/:name{[A-Za-z0-9_-]+\\.(?:js|css|svg)}", guard, async (c) => {
      const name = c.req.param("name");
      return c.body(await read(name), 200, {
        "content-type": TYPES[name.split(".").at(-1) ?? ""] ?? "application/octet-stream",
        "cache-control": "no-cache",
        "x-content-type-options": "nosniff",
      });
    });
}
