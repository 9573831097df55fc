import { Hono } from "hono";
import { later } from "../domain/later.ts";
import { once } from "../domain/once.ts";
import type { RequestEnvironment } from "./environment.ts";

/** `GET /openapi.json`: the public routes, described from the schemas that check them. */
export function openApiRoutes(publicUrl: string) {
  const document = once(() => describe(publicUrl));
  return new Hono<RequestEnvironment>().get(
    "/openapi.json",
    async (context) => context.json(await document() as object),
  );
}

async function describe(publicUrl: string): Promise<unknown> {
  const { describeApi } = await import(
    later("./openapi_document.ts")
  ) as typeof import("./openapi_document.ts");
  return await describeApi(publicUrl);
}
