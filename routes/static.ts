import { Hono } from "hono";
import { AppError } from "../domain/errors.ts";
import { later } from "../domain/later.ts";
import type { RequestEnvironment } from "./environment.ts";
import { lazily } from "./lazy.ts";

/** `/app/`: the built Mini App; names that carry a hash are kept by browsers for a year. */
export function appRoutes(folder: string) {
  const files = (path?: string) =>
    lazily(async () => {
      const { serveStatic } = await import(later("hono/deno")) as typeof import("hono/deno");
      return serveStatic<RequestEnvironment>({
        root: folder,
        precompressed: true,
        rewriteRequestPath: (requested) => path ?? requested.replace(/^\/app\//, "/"),
        onFound: (_path, context) => {
          const hashed = context.req.path.startsWith("/app/assets/");
          context.header(
            "Cache-Control",
            hashed ? "public, max-age=31536000, immutable" : "no-cache",
          );
        },
      });
    });
  return new Hono<RequestEnvironment>()
    .get("/", (context) => context.redirect("/app/"))
    .get("/app", (context) => context.redirect("/app/"))
    .get("/app/assets/*", files(), () => {
      throw new AppError("not_found", { what: "file" });
    })
    .get("/app/*", files(), files("/index.html"));
}
