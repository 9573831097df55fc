import type { BenchRow } from "./row.ts";

/** JavaScript and CSS that the Mini App loads first, gzipped, of a fresh build. */
export async function benchSize(): Promise<BenchRow[]> {
  // Vite is loaded for this row only: the others are not to run beside it.
  const { buildWeb, FIRST_LOAD_LIMIT, firstLoad } = await import("../tools/build_web.ts");
  const kilobytes = firstLoad(await buildWeb()) / 1024;
  const limit = FIRST_LOAD_LIMIT / 1024;
  return [{
    name: "Mini App, first JavaScript and CSS",
    value: kilobytes,
    unit: "KB gzipped",
    limit: `at most ${limit} KB`,
    ok: kilobytes <= limit,
  }];
}
