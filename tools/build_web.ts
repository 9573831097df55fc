/**
 * Builds the Mini App into `web/dist/`: hashed names, and beside every text file its `.gz` and `.br`,
 * so that the service only picks one. Prints what a first visit loads.
 *
 * `deno run -A tools/build_web.ts [--watch]`; with `--watch` it builds again on each change, without
 * compressing.
 */
import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { brotliCompress, constants, gzip } from "node:zlib";
import { build } from "vite";
import { config } from "../web/vite.config.ts";

const DIST = fileURLToPath(new URL("../web/dist/", import.meta.url));
const TEXT = /\.(html|js|css|svg|json|txt|webmanifest)$/;
/** What the first visit may load, in gzipped bytes of JavaScript and CSS. */
export const FIRST_LOAD_LIMIT = 45 * 1024;

const gzipped = (bytes: Uint8Array) => promisify(gzip)(bytes, { level: 9 });
const brotlied = (bytes: Uint8Array) =>
  promisify(brotliCompress)(bytes, {
    params: {
      [constants.BROTLI_PARAM_QUALITY]: 11,
      [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length,
    },
  });

/** One file of the build, its path below `web/dist/`. Sizes in bytes. */
export interface BuiltFile {
  path: string;
  size: number;
  gzip: number;
  brotli: number;
  /** Named by `index.html` itself, so loaded before the first screen can stand. */
  first: boolean;
}

async function compress(path: string, html: string): Promise<BuiltFile> {
  const bytes = await readFile(join(DIST, path));
  const [gz, br] = await Promise.all([gzipped(bytes), brotlied(bytes)]);
  await Promise.all([
    writeFile(join(DIST, `${path}.gz`), gz),
    writeFile(join(DIST, `${path}.br`), br),
  ]);
  const first = html.includes(`/app/${path}"`);
  return { path, size: bytes.length, gzip: gz.length, brotli: br.length, first };
}

/** Builds and compresses; returns the text files, the largest first. */
export async function buildWeb(): Promise<BuiltFile[]> {
  await build(config);
  const paths = (await readdir(DIST, { recursive: true })).filter((path) => TEXT.test(path));
  const html = await readFile(join(DIST, "index.html"), "utf8");
  const files = await Promise.all(paths.map((path) => compress(path, html)));
  return files.sort((one, other) => other.gzip - one.gzip);
}

/** JavaScript and CSS of a first visit, gzipped, in bytes. */
export function firstLoad(files: readonly BuiltFile[]): number {
  return files.filter((file) => file.first).reduce((sum, file) => sum + file.gzip, 0);
}

if (import.meta.main) {
  const write = (line: string) => Deno.stdout.writeSync(new TextEncoder().encode(`${line}\n`));
  if (Deno.args.includes("--watch")) {
    await build({ ...config, logLevel: "info", build: { ...config.build, watch: {} } });
  } else {
    const files = await buildWeb();
    const column = (value: number | string) => String(value).padStart(8);
    write(`${column("bytes")}${column("gzip")}${column("brotli")}  file`);
    for (const { path, size, gzip, brotli, first } of files) {
      write(`${column(size)}${column(gzip)}${column(brotli)}  ${path}${first ? " (first)" : ""}`);
    }
    const first = firstLoad(files);
    write(`First load, gzipped: ${(first / 1024).toFixed(1)} of ${FIRST_LOAD_LIMIT / 1024} KB`);
    if (first > FIRST_LOAD_LIMIT) Deno.exit(1);
  }
}
