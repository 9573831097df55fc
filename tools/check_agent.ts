// deno-lint-ignore-file no-console
/**
 * Checks the agent, which is a project of its own so that its packages, some 300 MB, are fetched only
 * where there are calls: that neither names what only the other needs, and its format, lint and,
 * where LiveKit's server is on this machine, its types.
 */
import { noLiveKit } from "../tests/kit/livekit.ts";
import { reach, readArrows } from "./check_arrows.ts";

/** A `deno.json`, as far as it is of interest here. */
interface Manifest {
  workspace?: string[];
  exclude?: string[];
  imports?: Record<string, string>;
}

/** Packages that nothing but the agent may use, whatever imports them. */
const HEAVY = /^@livekit\/(agents|rtc-)/;

/** What is wrong between the project at `root` and its agent, a line each. */
export async function checkApart(root: string): Promise<string[]> {
  const arrows = await readArrows(root);
  const packagesOf = (paths: Iterable<string>) =>
    new Set(
      [...paths].flatMap((path) => (arrows.get(path) ?? []).flatMap((one) => one.package ?? [])),
    );
  const isAgents = (path: string) => path.startsWith("agent/");
  const used = packagesOf(reach([...arrows.keys()].filter(isAgents), arrows).keys());
  const elsewhere = packagesOf([...arrows.keys()].filter((path) => !isAgents(path)));
  const mapped = [...await packagesIn(`${root}/agent/deno.json`)];
  const own = mapped.filter((name) => HEAVY.test(name) || !elsewhere.has(name));
  const tooMuch = (file: string, name: string) =>
    `${file}: names ${name}, which only the agent needs`;

  const { workspace = [], exclude = [] } = await readManifest(`${root}/deno.json`);
  const wrong: string[] = [];
  if (workspace.some((member) => /^(\.\/)?agent\/?$/.test(member))) {
    wrong.push("deno.json: the agent is no member of the workspace");
  }
  if (!exclude.includes("agent")) wrong.push(`deno.json: "exclude" has to name the agent`);
  for (const folder of [".", ...workspace]) {
    const named = await packagesIn(`${root}/${folder}/deno.json`);
    const file = `${folder.replace(/^\.\/?/, "")}/deno.json`.replace(/^\//, "");
    wrong.push(...own.filter((name) => named.has(name)).map((name) => tooMuch(file, name)));
  }
  const locked = await lockedIn(`${root}/deno.lock`);
  wrong.push(...own.filter((name) => locked.has(name)).map((name) => tooMuch("deno.lock", name)));
  return [
    ...wrong,
    ...mapped.filter((name) => !used.has(name))
      .map((name) => `agent/deno.json: names ${name}, which nothing there imports`),
  ];
}

async function readManifest(path: string): Promise<Manifest> {
  return JSON.parse(await Deno.readTextFile(path));
}

/** The npm packages that a manifest maps. */
async function packagesIn(path: string): Promise<Set<string>> {
  const { imports = {} } = await readManifest(path);
  return new Set(Object.values(imports).flatMap((target) => nameOf(target) ?? []));
}

/** The npm packages in a lock file, those of packages too. */
async function lockedIn(path: string): Promise<Set<string>> {
  const { npm = {} } = JSON.parse(await Deno.readTextFile(path)) as { npm?: object };
  return new Set(Object.keys(npm).flatMap((key) => nameOf(`npm:${key}`) ?? []));
}

function nameOf(target: string): string | undefined {
  return /^npm:\/?((?:@[^/]+\/)?[^/@]+)/.exec(target)?.[1];
}

/** Runs Deno in the folder of the agent; answers whether all is well. */
async function inAgent(...args: string[]): Promise<boolean> {
  const cwd = new URL("../agent/", import.meta.url);
  const { success, stderr } = await new Deno.Command(Deno.execPath(), { args, cwd }).output();
  if (!success) Deno.stderr.writeSync(stderr);
  return success;
}

if (import.meta.main) {
  const wrong = await checkApart(new URL("..", import.meta.url).pathname);
  wrong.forEach((line) => console.error(line));
  let well = wrong.length === 0;
  well = await inAgent("fmt", "--check") && well;
  well = await inAgent("lint") && well;
  if (noLiveKit) console.log(`The types of the agent are left out, ${noLiveKit}`);
  else well = await inAgent("check", ".") && well;
  if (!well) Deno.exit(1);
  console.log("The agent is in order, and apart");
}
