// deno-lint-ignore-file no-console
/**
 * Runs the tests: those of the project, then those of the agent, which has packages of its own. Where
 * all are asked for they run in three lanes, side by side, because those of calls and of the browser
 * mostly wait for what people would wait for. What the other lanes print comes at their end.
 *
 * `deno run -A tools/test.ts [PATHS AND FLAGS OF deno test]`: paths below `agent/` are the agent's,
 * other paths the project's; flags are for both. Where there is no LiveKit server the agent's tests
 * are left out, so that its packages are not fetched.
 */
import { liveKitBinary, noLiveKit } from "../tests/kit/livekit.ts";

const ROOT = new URL("../", import.meta.url).pathname;
const AGENT = "agent/";
const WITH_BROWSER = ["tests/e2e", "tests/dev/box/page_test.ts"];
/** Those of them that wait longest. */
const OF_ACCIDENTS = ["model", "network", "processes"]
  .map((part) => `tests/e2e/call_accidents_${part}_test.ts`);

/** The arguments of each of the two runs; undefined for one that is not asked for. */
export function split(
  args: readonly string[],
  exists: (path: string) => boolean,
): { project?: string[]; agent?: string[] } {
  const paths = args.filter((arg) => !arg.startsWith("-") && exists(arg));
  const flags = args.filter((arg) => !paths.includes(arg));
  const plain = paths.map((path) => path.replace(/^\.\//, ""));
  const ofAgent = plain.filter((path) => `${path}/`.startsWith(AGENT));
  const ofProject = plain.filter((path) => !ofAgent.includes(path));
  return {
    ...(ofProject.length > 0 || paths.length === 0 ? { project: [...flags, ...ofProject] } : {}),
    ...(ofAgent.length > 0 || paths.length === 0
      ? { agent: [...flags, ...ofAgent.map((path) => path.slice(AGENT.length) || ".")] }
      : {}),
  };
}

/** The runs in which all tests of the project are run: without a browser, with one, and accidents. */
export function runsOfAll(
  flags: readonly string[],
): Record<"most" | "browser" | "accidents", string[]> {
  // An `--ignore` takes the place of what the configuration excludes.
  return {
    most: [`--ignore=${WITH_BROWSER.join(",")}`, ...flags, "tests"],
    browser: [`--ignore=${OF_ACCIDENTS.join(",")}`, ...flags, ...WITH_BROWSER],
    accidents: [...flags, ...OF_ACCIDENTS],
  };
}

function command(args: readonly string[], cwd: string, options: Deno.CommandOptions = {}) {
  return new Deno.Command(Deno.execPath(), {
    args: ["test", "-A", ...args],
    cwd,
    env: liveKitBinary ? { LIVEKIT_SERVER_BIN: liveKitBinary } : {},
    ...options,
  });
}

async function test(args: readonly string[], cwd = ROOT): Promise<boolean> {
  return (await command(args, cwd).spawn().status).success;
}

/** Tests, and prints all of it at the end. */
async function testQuietly(args: readonly string[], cwd = ROOT): Promise<boolean> {
  const { success, stdout, stderr } = await command(args, cwd, {
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  }).output();
  await Deno.stdout.write(stdout);
  await Deno.stderr.write(stderr);
  return success;
}

async function testAgent(args: readonly string[] | undefined, run: typeof test): Promise<boolean> {
  if (!args) return true;
  if (!noLiveKit) return await run(args, `${ROOT}${AGENT}`);
  console.log(`the agent's tests ... ignored (left out, ${noLiveKit})`);
  return true;
}

function isThere(path: string): boolean {
  try {
    Deno.statSync(`${ROOT}${path}`);
    return true;
  } catch {
    return false;
  }
}

async function testAll(flags: readonly string[]): Promise<boolean> {
  const { most, browser, accidents } = runsOfAll(flags);
  const lanes = [
    async () => await test(most),
    async () => await testQuietly(browser),
    async () => {
      const agent = await testAgent([...flags, "."], testQuietly);
      return await testQuietly(accidents) && agent;
    },
  ];
  return (await Promise.all(lanes.map((lane) => lane()))).every(Boolean);
}

if (import.meta.main) {
  const { project, agent } = split(Deno.args, isThere);
  const paths = Deno.args.filter((arg) => !arg.startsWith("-") && isThere(arg));
  const passed = paths.length === 0
    ? await testAll(Deno.args)
    : (!project || await test(project)) && await testAgent(agent, test);
  if (!passed) Deno.exit(1);
}
