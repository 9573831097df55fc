// deno-lint-ignore-file no-console
/**
 * Runs the tests: those of the project, then those of the agent, which has packages of its own. Where
 * all are asked for they run in four lanes, side by side. Those of calls and of the agent mostly
 * wait, for what people would wait for, and are held up by whatever else the machine does; the others
 * take what is left of it. What the other lanes print comes at their end.
 *
 * `deno run -A tools/test.ts [PATHS AND FLAGS OF deno test]`: paths below `agent/` are the agent's,
 * other paths the project's; flags are for both. Where there is no LiveKit server the agent's tests
 * are left out, so that its packages are not fetched.
 */
import { liveKitBinary, noLiveKit } from "../tests/kit/livekit.ts";

const ROOT = new URL("../", import.meta.url).pathname;
const AGENT = "agent/";
/** Where those with a browser are, and among them those of calls. */
const END_TO_END = "tests/e2e";
/** Where what holds always is tried out over and over. */
const INVARIANTS = "tests/invariants";
/** The priorities of what does not wait, as `nice` counts them: a browser takes all that it is left. */
const BEHIND = { others: 5, browser: 10 };
/** Of all tests the types are checked once, by the check of everything, and not in each lane again. */
const UNCHECKED = "--no-check";

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

/**
 * The runs in which all tests of the project are run: calls, what is bought, what else has a browser,
 * the invariants, and the rest.
 */
export function runsOfAll(
  flags: readonly string[],
): Record<"calls" | "shop" | "browser" | "invariants" | "others", string[]> {
  const [calls, shop] = [filesOf("call"), filesOf("shop")];
  return {
    calls: [...flags, ...calls],
    shop: [...flags, ...shop],
    browser: [`--ignore=${[...calls, ...shop].join(",")}`, ...flags, END_TO_END],
    invariants: [...flags, INVARIANTS],
    others: [`--ignore=${END_TO_END},${INVARIANTS}`, ...flags, "tests"],
  };
}

/** The tests with a browser that are about one thing, as their names begin. */
function filesOf(thing: string): string[] {
  return [...Deno.readDirSync(`${ROOT}${END_TO_END}`)]
    .map(({ name }) => name)
    .filter((name) => name.startsWith(`${thing}_`) && name.endsWith("_test.ts"))
    .toSorted()
    .map((name) => `${END_TO_END}/${name}`);
}

interface Manner {
  /** All of it is printed at the end. */
  quietly?: true;
  /** How far whatever else runs comes first. */
  behind?: number;
}

async function test(args: readonly string[], cwd = ROOT, manner: Manner = {}): Promise<boolean> {
  const whole = [Deno.execPath(), "test", "-A", ...args];
  if (manner.behind && Deno.build.os !== "windows") {
    whole.unshift("nice", "-n", String(manner.behind));
  }
  const [program, ...rest] = whole;
  const command = new Deno.Command(program!, {
    args: rest,
    cwd,
    env: liveKitBinary ? { LIVEKIT_SERVER_BIN: liveKitBinary } : {},
    ...(manner.quietly ? { stdin: "null", stdout: "piped", stderr: "piped" } : {}),
  });
  if (!manner.quietly) return (await command.spawn().status).success;
  const { success, stdout, stderr } = await command.output();
  await Deno.stdout.write(stdout);
  await Deno.stderr.write(stderr);
  return success;
}

async function testAgent(args: readonly string[] | undefined, manner?: Manner): Promise<boolean> {
  if (!args) return true;
  if (!noLiveKit) return await test(args, `${ROOT}${AGENT}`, manner);
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

/** Builds what the browser is shown, once: three lanes look at it. A failure shows in their tests. */
async function buildPages(): Promise<void> {
  const args = ["run", "--quiet", "-A", "dev/build.ts"];
  await new Deno.Command(Deno.execPath(), { args, cwd: ROOT }).spawn().status;
}

async function testAll(given: readonly string[]): Promise<boolean> {
  const flags = [UNCHECKED, ...given];
  const { calls, shop, browser, invariants, others } = runsOfAll(flags);
  await buildPages();
  const lanes = [
    async () => await test(calls, ROOT, { quietly: true }),
    async () => {
      const agent = await testAgent([...flags, "."], { quietly: true });
      return await test(browser, ROOT, { quietly: true, behind: BEHIND.browser }) && agent;
    },
    async () => {
      const bought = await test(shop, ROOT, { quietly: true, behind: BEHIND.browser });
      return await test(invariants, ROOT, { quietly: true, behind: BEHIND.others }) && bought;
    },
    async () => await test(others, ROOT, { behind: BEHIND.others }),
  ];
  return (await Promise.all(lanes.map((lane) => lane()))).every(Boolean);
}

if (import.meta.main) {
  const { project, agent } = split(Deno.args, isThere);
  const paths = Deno.args.filter((arg) => !arg.startsWith("-") && isThere(arg));
  const passed = paths.length === 0
    ? await testAll(Deno.args)
    : (!project || await test(project)) && await testAgent(agent);
  if (!passed) Deno.exit(1);
}
