import { serviceEnvironment, startServer } from "./process.ts";
import { type BenchRow, interleave } from "./row.ts";

const ROUNDS = 9;
const LIMIT = 3;

/** From the start of `main.ts` to its first answer, against a bare Hono server's. */
export async function benchStart(): Promise<BenchRow[]> {
  const folder = await Deno.makeTempDir();
  const environment = serviceEnvironment(`${folder}/kv.sqlite3`);
  try {
    const { ours, theirs, ratio } = await interleave(
      ROUNDS,
      () => startOnce("main.ts", environment),
      () => startOnce("bench/bare.ts"),
    );
    return [{
      name: "main.ts, start to ready",
      value: ours,
      unit: "ms",
      compared: `bare Hono server: ${theirs.toFixed(0)}`,
      ratio,
      limit: `ratio at most ${LIMIT}`,
      ok: ratio <= LIMIT,
    }];
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

async function startOnce(program: string, environment?: Record<string, string>): Promise<number> {
  await using server = await startServer(program, [], environment);
  return server.startMilliseconds;
}
