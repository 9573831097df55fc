import { Hono } from "hono";
import type { Members } from "../services/members.ts";
import type { Sale as SaleService } from "../services/sale.ts";
import type { Trials } from "../services/trials.ts";
import type { RequestEnvironment } from "./environment.ts";
import type { Me, Sale } from "./schemas.ts";

/** `GET /sale`: what is sold beside the plans, and how; `POST /trial`: days for nothing, once. */
export function saleRoutes(deps: { sale: SaleService; trials: Trials; members: Members }) {
  const { sale, trials, members } = deps;
  return new Hono<RequestEnvironment>()
    .get("/sale", async (context) => {
      const memberId = context.get("memberId");
      const { member: { language } } = await members.view(memberId);
      const { packs, trial, ...rest } = await sale.view(memberId);
      const body: Sale = {
        ...rest,
        packs: packs.map(({ id, name, description, minutes, days, prices, stars }) => ({
          id,
          name: name[language],
          description: description[language],
          minutes,
          days,
          prices,
          stars: stars ?? null,
        })),
        trial: trial && { ...trial, name: trial.name[language] },
      };
      return context.json(body);
    })
    .post("/trial", async (context) => {
      const memberId = context.get("memberId");
      await trials.start(memberId);
      return context.json(await members.view(memberId) satisfies Me);
    });
}
