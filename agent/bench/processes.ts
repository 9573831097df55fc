/** The processes of a worker, as the system lists them. */
import type { Worker } from "../../bench/voice_parts.ts";
import { pause } from "../pause.ts";

/** One process and the memory it holds, in bytes. */
export interface Process {
  pid: number;
  memory: number;
}

/** The process itself, and all that it started, however indirectly. */
export async function processesOf(pid: number): Promise<{ own: Process; started: Process[] }> {
  const args = ["-axo", "pid=,ppid=,rss=,stat="];
  const { stdout } = await new Deno.Command("ps", { args }).output();
  const all = new TextDecoder().decode(stdout).trim().split("\n")
    .map((line) => line.trim().split(/\s+/))
    .filter(([, , , state = ""]) => !state.startsWith("Z"))
    .map(([pid, parent, rss]) => ({
      pid: Number(pid),
      parent: Number(parent),
      memory: Number(rss) * 1024,
    }));
  const own = all.find((one) => one.pid === pid);
  if (!own) throw new Error("the worker has ended");
  const started: typeof all = [];
  for (let of = [pid]; of.length > 0;) {
    const next = all.filter(({ parent }) => of.includes(parent));
    started.push(...next);
    of = next.map(({ pid }) => pid);
  }
  return { own, started };
}

/** Calls that a worker has. */
export async function jobsOf({ healthUrl }: Worker): Promise<number> {
  const response = await fetch(new URL("worker", healthUrl));
  return (await response.json()).active_jobs;
}

/** How long the memory of waiting processes has to stay the same: then they have loaded all. */
const STILL = 700;
const STILL_WITHIN = 0.01;
const LONGEST = 120_000;

/** Waits until a worker has no calls and all processes that wait for some are ready. */
export async function settled(worker: Worker): Promise<void> {
  const deadline = performance.now() + LONGEST;
  let before = 0;
  while (performance.now() < deadline) {
    const { started } = await processesOf(worker.pid);
    const memory = started.reduce((sum, process) => sum + process.memory, 0);
    const still = Math.abs(memory - before) <= STILL_WITHIN * memory;
    const waiting = started.length >= worker.idleProcesses;
    if (still && waiting && await jobsOf(worker) === 0) return;
    before = memory;
    await pause(STILL);
  }
  throw new Error("the worker does not come to rest");
}
