/** What payments come to when everything goes wrong, and how fast they are applied. */
import { numbersFrom } from "../tests/invariants/simulation.ts";
import { differencesOf } from "./payments_picture.ts";
import { benchWebhooks } from "./payments_rate.ts";
import { playStories } from "./payments_storm.ts";
import type { BenchRow } from "./row.ts";

const INVOICES = 200;
const MOST_SHOWN = 20;

/** Measures payments; the same `seed` is the same storm. */
export async function* benchPayments(seed: number): AsyncGenerator<BenchRow> {
  yield await stormRow(seed);
  yield await benchWebhooks();
}

async function stormRow(seed: number): Promise<BenchRow> {
  const began = performance.now();
  using calm = await playStories(INVOICES, undefined);
  using storm = await playStories(INVOICES, numbersFrom(seed));
  const differences = await differencesOf(calm, storm);
  // deno-lint-ignore no-console
  for (const line of differences.slice(0, MOST_SHOWN)) console.log(line);
  const seconds = ((performance.now() - began) / 1000).toFixed(1);
  return {
    name:
      `${INVOICES} invoices, webhooks three times, shuffled, a tenth lost, crashes: differences`,
    value: differences.length,
    unit: "differences",
    compared: `${storm.events} events, ${storm.crashes} crashes, ${storm.untold.size} invoices ` +
      `not all told of, seed ${seed}, ${seconds} s`,
    limit: "none",
    ok: differences.length === 0 && storm.crashes > 0 && storm.untold.size > 0,
  };
}
