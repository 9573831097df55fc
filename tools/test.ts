// deno-lint-ignore-file no-console
/**
 * Runs the tests: those of the project, then those of the agent, which has packages of its own.
 *
 * `deno run -A tools/test.ts [PATHS AND FLAGS OF deno test]`: paths below `agent/` are the agent's,
 * other paths the project's; flags are for both. Where there is no LiveKit server the agent's tests
 * are left out, so that its packages are not fetched.
 */
import { liveKitBinary, noLiveKit } from "../tests/kit/livekit.ts";

const ROOT = new URL("../", import.meta.url).pathname;
const AGENT = "agent/";

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

async function test(args: readonly string[], cwd: string): Promise<boolean> {
  const process = new Deno.Command(Deno.execPath(), {
    args: ["test", "-A", ...args],
    cwd,
    env: liveKitBinary ? { LIVEKIT_SERVER_BIN: liveKitBinary } : {},
  }).spawn();
  return (await process.status).success;
}

function isThere(path: string): boolean {
  try {
    Deno.statSync(`${ROOT}${path}`);
    return true;
  } catch {
    return false;
  }
}

if (import.meta.main) {
  const { project, agent } = split(Deno.args, isThere);
  let passed = true;
  if (project) passed = await test(project, ROOT);
  if (agent && noLiveKit) console.log(`the agent's tests ... ignored (left out, ${noLiveKit})`);
  else if (agent) passed = await test(agent, `${ROOT}${AGENT}`) && passed;
  if (!passed) Deno.exit(1);
}
