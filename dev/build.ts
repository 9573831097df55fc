/** Builds the Mini App and the page of the box, each only where its sources are newer than it. */
import { fileURLToPath } from "node:url";
import { buildBoxPage } from "./box/build.ts";
import { buildWeb } from "../tools/build_web.ts";

const ROOT = new URL("../", import.meta.url);
const APP_SOURCES = [
  "web/src",
  "web/index.html",
  "web/vite.config.ts",
  "locales",
  "domain",
  "deno.lock",
];
const BOX_SOURCES = ["dev/box", "deno.lock"];

/** The newest change below a path, in milliseconds since the Unix epoch; 0 where there is nothing. */
async function newest(path: URL): Promise<number> {
  const info = await Deno.stat(path).catch(() => undefined);
  if (!info) return 0;
  if (!info.isDirectory) return info.mtime?.getTime() ?? 0;
  const below: number[] = [];
  for await (const entry of Deno.readDir(path)) {
    if (entry.name === "node_modules") continue;
    below.push(await newest(new URL(`${path.href}/${entry.name}`)));
  }
  return Math.max(0, ...below);
}

async function isStale(built: string, sources: readonly string[]): Promise<boolean> {
  const changed = await Promise.all(sources.map((source) => newest(new URL(source, ROOT))));
  return Math.max(...changed) > await newest(new URL(built, ROOT));
}

if (import.meta.main) {
  if (await isStale("web/dist/index.html", APP_SOURCES)) await buildWeb();
  if (await isStale(".sfera/box/index.html", BOX_SOURCES)) {
    await buildBoxPage(fileURLToPath(new URL(".sfera/box", ROOT)));
  }
}
