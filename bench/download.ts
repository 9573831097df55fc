import type { BenchRow } from "./row.ts";

const ROOT = new URL("../", import.meta.url);
const LIMIT_MEGABYTES = 150;

/**
 * What a bare machine downloads before its first `deno task dev`, Deno aside.
 *
 * It installs the packages of `deno.json` into an empty cache and compresses what came: registries
 * send archives and descriptions gzipped, so that is what went over the wire, within a few percent.
 */
export async function benchDownload(): Promise<BenchRow[]> {
  const folder = await Deno.makeTempDir();
  try {
    await copyConfiguration(`${folder}/project`);
    const { success } = await new Deno.Command(Deno.execPath(), {
      args: ["install", "--quiet"],
      cwd: `${folder}/project`,
      env: { DENO_DIR: `${folder}/cache` },
      stdout: "null",
      stderr: "inherit",
    }).output();
    if (!success) throw new Error("deno install failed");
    const megabytes = await gzippedSize(`${folder}/cache/npm`) / 1e6;
    return [{
      name: "first download, Deno aside",
      value: megabytes,
      unit: "MB",
      limit: `at most ${LIMIT_MEGABYTES} MB`,
      ok: megabytes <= LIMIT_MEGABYTES,
    }];
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

async function copyConfiguration(folder: string): Promise<void> {
  const { workspace } = JSON.parse(await Deno.readTextFile(new URL("deno.json", ROOT)));
  const members = (workspace as string[]).map((member) => `${member}/deno.json`);
  for (const path of ["deno.json", "deno.lock", ...members]) {
    const target = `${folder}/${path}`;
    await Deno.mkdir(target.slice(0, target.lastIndexOf("/")), { recursive: true });
    await Deno.copyFile(new URL(path, ROOT), target);
  }
}

async function gzippedSize(folder: string): Promise<number> {
  let bytes = 0;
  const gzipped = ReadableStream.from(contents(folder)).pipeThrough(new CompressionStream("gzip"));
  for await (const chunk of gzipped) bytes += chunk.length;
  return bytes;
}

async function* contents(folder: string): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  for await (const { name, isDirectory } of Deno.readDir(folder)) {
    if (isDirectory) yield* contents(`${folder}/${name}`);
    else yield await Deno.readFile(`${folder}/${name}`);
  }
}
