import type { BenchRow } from "./row.ts";

const DIST = new URL("../web/dist/", import.meta.url);
const LIMIT_KILOBYTES = 45;

/** JavaScript and CSS that the Mini App loads first, gzipped; nothing where it is not built. */
export async function benchSize(): Promise<BenchRow[]> {
  const page = await Deno.readTextFile(new URL("index.html", DIST)).catch(() => undefined);
  if (page === undefined) return [];
  let bytes = 0;
  for (const path of firstFiles(page)) {
    bytes += await gzippedSize(await Deno.readFile(new URL(path, DIST)));
  }
  const kilobytes = bytes / 1000;
  return [{
    name: "Mini App, first JavaScript and CSS",
    value: kilobytes,
    unit: "KB gzipped",
    limit: `at most ${LIMIT_KILOBYTES} KB`,
    ok: kilobytes <= LIMIT_KILOBYTES,
  }];
}

/** The paths, below the folder of the app, of the scripts and styles that the page names. */
function firstFiles(page: string): string[] {
  const tags = page.match(/<(?:script|link)\b[^>]*>/g) ?? [];
  const paths = tags
    .filter((tag) => tag.startsWith("<script") || /rel="?(?:modulepreload|stylesheet)/.test(tag))
    .map((tag) => /\b(?:src|href)="([^"]+)"/.exec(tag)?.[1])
    .filter((path) => path !== undefined && !/^https?:/.test(path))
    .map((path) => path!.replace(/^\/app\//, "").replace(/^\.?\//, ""));
  return [...new Set(paths)];
}

async function gzippedSize(bytes: Uint8Array<ArrayBuffer>): Promise<number> {
  const gzipped = new Blob([bytes]).stream().pipeThrough(new CompressionStream("gzip"));
  return (await new Response(gzipped).arrayBuffer()).byteLength;
}
