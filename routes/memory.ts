import { Hono } from "hono";
import type { Memory } from "../services/memory.ts";
import { checkFactChange, checkMemoryQuery } from "./checks.ts";
import type { RequestEnvironment } from "./environment.ts";
import type { FactOrigin, FactRemoved, FactView, MemoryFound, MemoryView } from "./schemas.ts";

/** `/memory`: what is remembered of the member, where it comes from, and theirs to change. */
export function memoryRoutes(deps: { memory: () => Promise<Memory> }) {
  const { memory } = deps;
  return new Hono<RequestEnvironment>()
    .get("/memory", async (context) => {
      const facts = await (await memory()).facts.list(context.get("memberId"));
      return context.json({ facts } satisfies MemoryView);
    })
    .get("/memory/search", checkMemoryQuery, async (context) => {
      const { query } = context.req.valid("query");
      const { facts, turns } = await (await memory()).search(context.get("memberId"), query);
      return context.json(
        { facts, turns: turns.map(({ schema: _, ...turn }) => turn) } satisfies MemoryFound,
      );
    })
    .patch("/memory/facts/:id", checkFactChange, async (context) => {
      const { text } = context.req.valid("json");
      const { facts } = await memory();
      const fact = await facts.change(context.get("memberId"), context.req.param("id"), text);
      return context.json(fact satisfies FactView);
    })
    .delete("/memory/facts/:id", async (context) => {
      const { facts } = await memory();
      const removed = await facts.remove(context.get("memberId"), context.req.param("id"));
      return context.json(removed satisfies FactRemoved);
    })
    .post("/memory/facts/:id/restore", async (context) => {
      const { facts } = await memory();
      const fact = await facts.restore(context.get("memberId"), context.req.param("id"));
      return context.json(fact satisfies FactView);
    })
    .get("/memory/facts/:id/source", async (context) => {
      const { facts } = await memory();
      const origin = await facts.origin(context.get("memberId"), context.req.param("id"));
      const turns = origin.turns.map(({ schema: _, ...turn }) => turn);
      return context.json({ ...origin, turns } satisfies FactOrigin);
    });
}
