import { Hono } from "hono";
import type { SettingsService } from "../services/settings.ts";
import { checkSettingsChange } from "./checks.ts";
import type { RequestEnvironment } from "./environment.ts";
import type { SettingsView } from "./schemas.ts";

/** `/settings`: what the member chose, and what there is to choose from. */
export function settingsRoutes(deps: { settings: SettingsService }) {
  const { settings } = deps;
  return new Hono<RequestEnvironment>()
    .get("/settings", async (context) => {
      const view = await settings.view(context.get("memberId"));
      return context.json(view satisfies SettingsView);
    })
    .patch("/settings", checkSettingsChange, async (context) => {
      const view = await settings.change(context.get("memberId"), context.req.valid("json"));
      return context.json(view satisfies SettingsView);
    });
}
