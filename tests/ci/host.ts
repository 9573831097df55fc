/** The Denos that are to run the service: the one that runs the tests, and Deno Deploy's. */
import assert from "node:assert/strict";
import { reach, readArrows } from "../../tools/check_arrows.ts";

/** What Deno Deploy documents, older than what the project is developed with. */
export const OLD_VERSION = "2.5.7";

const ROOT = new URL("../../", import.meta.url).pathname.replace(/\/$/, "");
const DATA = ["community", "locales"];

/** A Deno and a folder with Sfera in it. */
export interface Host extends AsyncDisposable {
  deno: string;
  folder: string;
  /** Flags besides those of `deno task start`. */
  flags: string[];
}

/** This Deno, in the project itself. */
export function currentHost(): Promise<Host> {
  return Promise.resolve({
    deno: Deno.execPath(),
    folder: ROOT,
    flags: ["--cached-only"],
    [Symbol.asyncDispose]: () => Promise.resolve(),
  });
}

/**
 * The Deno that `DENO_OLD_BIN` names, in a folder with exactly what `main.ts` imports, the data and
 * the lock, so that nothing else of the project helps and its `node_modules` stays as it is.
 */
export async function oldHost(): Promise<Host> {
  const deno = Deno.env.get("DENO_OLD_BIN");
  assert.ok(deno, `expected DENO_OLD_BIN to name Deno ${OLD_VERSION}, it is not set`);
  const { stdout } = await new Deno.Command(deno, { args: ["--version"] }).output();
  const version = new TextDecoder().decode(stdout).split(" ")[1];
  assert.equal(version, OLD_VERSION, `expected DENO_OLD_BIN to name Deno ${OLD_VERSION}`);
  const folder = await Deno.makeTempDir({ prefix: "sfera-" });
  await copyService(folder);
  return {
    deno,
    folder,
    flags: ["--frozen", "--quiet"],
    [Symbol.asyncDispose]: () => Deno.remove(folder, { recursive: true }),
  };
}

async function copyService(folder: string): Promise<void> {
  const { workspace } = JSON.parse(await Deno.readTextFile(`${ROOT}/deno.json`));
  const files = [
    "deno.json",
    "deno.lock",
    ...workspace.map((member: string) => `${member}/deno.json`),
    ...reach(["main.ts"], await readArrows(ROOT)).keys(),
  ];
  for (const data of DATA) files.push(...await filesIn(data));
  for (const file of files) {
    await Deno.mkdir(`${folder}/${file}`.replace(/\/[^/]*$/, ""), { recursive: true });
    await Deno.copyFile(`${ROOT}/${file}`, `${folder}/${file}`);
  }
}

/** Paths of the files below a folder of the project. */
export async function filesIn(folder: string): Promise<string[]> {
  const files: string[] = [];
  for await (const { name, isDirectory } of Deno.readDir(`${ROOT}/${folder}`)) {
    if (isDirectory) files.push(...await filesIn(`${folder}/${name}`));
    else files.push(`${folder}/${name}`);
  }
  return files;
}
