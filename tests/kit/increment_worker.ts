/**
 * A second process: increments a counter through the transaction tool and prints what it took.
 *
 *     deno run -A increment_worker.ts <setting of the store> <increments> <how many at once>
 */
import { openDatabaseKv } from "../../db/open.ts";
import type { Counters } from "../../db/tx.ts";
import { testDatabase } from "./temporary_kv.ts";

export const COUNTER = ["counter"];

/** What the worker prints, as JSON. */
export interface WorkerReport {
  done: number;
  counters: Counters;
}

/** Runs the worker as a process of its own and waits for its report. */
export async function incrementInAnotherProcess(
  setting: string,
  times: number,
  atOnce = 1,
): Promise<WorkerReport> {
  const output = await new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--quiet", import.meta.url, setting, String(times), String(atOnce)],
    stdin: "null",
    stderr: "piped",
  }).output();
  if (!output.success) throw new Error(new TextDecoder().decode(output.stderr));
  return JSON.parse(new TextDecoder().decode(output.stdout));
}

if (import.meta.main) {
  const [setting, times, atOnce] = Deno.args;
  const database = testDatabase(await openDatabaseKv(setting));
  let left = Number(times);
  let done = 0;
  const increment = async () => {
    while (left-- > 0) {
      await database.tx(async (tx) => {
        tx.set(COUNTER, (await tx.get<number>(COUNTER) ?? 0) + 1);
      }, { lane: COUNTER });
      done += 1;
    }
  };
  await Promise.all(Array.from({ length: Number(atOnce) }, increment));
  const report: WorkerReport = { done, counters: database.counters };
  await Deno.stdout.write(new TextEncoder().encode(JSON.stringify(report)));
  database.close();
}
