import { Hono } from "hono";
import type { Health } from "../services/health.ts";
import type { RequestEnvironment } from "./environment.ts";

/** `/health/live`: the process runs. `/health/ready`: it can serve, with a line for each dependency. */
export function healthRoutes(health: Health) {
  return new Hono<RequestEnvironment>()
    .get("/health/live", (context) => context.json({ status: "ok" }))
    .get("/health/ready", async (context) => {
      const report = await health.report();
      return context.json(
        report,
        report.status === "down" || report.status === "stopping" ? 503 : 200,
      );
    });
}
