import { createOutside } from "../../../clients/outside.ts";
import { headOf } from "../../../db/keys.ts";
import type { Language } from "../../../domain/community.ts";
import type { Outside } from "../../../services/ports.ts";
import { createOutsideTools, createToolRegistry } from "../../../services/tools/registry.ts";
import type { ToolContext } from "../../../services/tools/tool.ts";
import { outsideWorld, SEARCH_KEY } from "../../clients/lookups_kit.ts";
import { movableClock, testTexts } from "../../kit/app.ts";
import { quietOutside } from "../../kit/outside.ts";
import { temporaryKv } from "../../kit/temporary_kv.ts";

/** The tools with what a test puts behind them. */
export async function toolsWith(
  changes: Partial<Outside>,
  language: Language = "ru",
  clock = movableClock(),
) {
  const store = await temporaryKv({ headOf });
  const context: ToolContext = {
    db: store.database,
    clock,
    memberId: "anna",
    language,
    texts: await testTexts(),
    turnSequence: 1,
    cite: () => 1,
    signal: new AbortController().signal,
  };
  const outside = quietOutside(changes);
  const registry = createToolRegistry(createOutsideTools({ outside, liveness: clock }));
  return {
    clock,
    call: (name: string, input: unknown, signal = context.signal) =>
      registry.call(name, input, { ...context, signal }),
    [Symbol.asyncDispose]: () => store[Symbol.asyncDispose](),
  };
}

/** The tools with the real clients behind them, and the stand-in behind those. */
export async function toolsInWorld(language: Language = "ru") {
  const world = await outsideWorld();
  const { url, clock } = world;
  const tools = await toolsWith(outsideOf(world), language, clock);
  return {
    ...tools,
    world,
    origin: url,
    async [Symbol.asyncDispose]() {
      await tools[Symbol.asyncDispose]();
      await world.close();
    },
  };
}

/** The real clients, led to the stand-in. */
export function outsideOf({ url, clock }: Awaited<ReturnType<typeof outsideWorld>>): Outside {
  return createOutside({
    brave: { apiKey: SEARCH_KEY, baseUrl: url },
    binance: { baseUrl: url },
    openMeteo: { baseUrl: url, geocodingBaseUrl: url },
    clock,
    pages: { trustedOrigins: [url] },
  });
}

/** What a tool says to the model where it does not work. */
export const DOES_NOT_WORK = {
  error: "The tool does not work right now. Say so in one plain sentence.",
};
