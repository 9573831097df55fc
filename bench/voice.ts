import { openDatabaseKv } from "../db/open.ts";
import { keys } from "../db/keys.ts";
import type { Call } from "../domain/call.ts";
import { benchCalls } from "./calls.ts";
import { type BenchRow, median } from "./row.ts";
import type { InARowFigures, StartFigures, TogetherFigures, TurnFigures } from "./voice_parts.ts";
import { type OpenStage, openStage } from "./voice_stage.ts";

const STARTS = 20;
const TURNS = 20;
const TOGETHER = 10;
const IN_A_ROW = 50;
const MEGABYTE = 1024 * 1024;

/**
 * Measures calls on real parts, side by side with the framework's quick start: LiveKit's server, both
 * workers and a stand-in for Gemini on this machine; then what needs none of them. Gives each row as
 * soon as it is known.
 */
export async function* benchVoice(): AsyncGenerator<BenchRow> {
  {
    await using stage = await openStage();
    yield* await benchStarts(stage);
    yield* await benchTurns(stage);
  }
  {
    await using stage = await openStage();
    yield* await benchInARow(stage);
  }
  {
    // As an operator sets it who expects so many to tap at the same moment.
    await using stage = await openStage({ members: TOGETHER, idleProcesses: TOGETHER });
    yield* await benchTogether(stage);
  }
  yield* await benchCalls();
}

async function benchStarts(stage: OpenStage): Promise<BenchRow[]> {
  const pairs = await stage.run<StartFigures>("starts", { times: STARTS, minimal: true });
  const ours = median(pairs.map((pair) => pair.ours));
  const theirs = median(pairs.map((pair) => pair.theirs));
  // A slow moment of the machine meets both of a round.
  const ratio = median(pairs.map((pair) => pair.ours / pair.theirs));
  return [{
    name: "a call: from the tap to the first sound",
    value: ours,
    unit: "ms",
    compared: `minimal agent: ${theirs.toFixed(0)} ms, medians of ${pairs.length}`,
    ratio,
    limit: "ratio at most 1.10",
    ok: ratio <= 1.1,
  }];
}

async function benchTurns(stage: OpenStage): Promise<BenchRow[]> {
  const pairs = await stage.run<TurnFigures>("turns", { times: TURNS, minimal: true });
  const ours = median(pairs.map((pair) => pair.ours));
  const theirs = median(pairs.map((pair) => pair.theirs));
  return [{
    name: "a turn: end of speech to first sound",
    value: ours,
    unit: "ms",
    compared: `minimal agent: ${theirs.toFixed(0)} ms, medians of ${pairs.length}`,
    limit: "at most 10 ms more",
    ok: ours - theirs <= 10,
  }];
}

async function benchTogether(stage: OpenStage): Promise<BenchRow[]> {
  const { calls, memory } = await stage.run<TogetherFigures>("together", { members: TOGETHER });
  const ids = calls.flatMap(({ callId }) => callId ?? []);
  const stored = new Map((await callsIn(stage, ids)).map(({ id, turns }) => [id, turns]));
  const spoken = calls.reduce((sum, { said, heard }) => sum + said + heard, 0);
  // Where sound comes late, one thing that was said may be understood as two: that is more, not less.
  const lost = calls.reduce((sum, { callId = "", said, heard }) => {
    return sum + Math.max(0, said + heard - (stored.get(callId) ?? 0));
  }, 0);
  const whole = calls.filter(({ trouble }) => !trouble).length;
  const troubles = [...new Set(calls.flatMap(({ trouble }) => trouble ?? []))];
  return [
    {
      name: "calls at once that complete",
      value: whole,
      unit: `of ${TOGETHER}`,
      compared: troubles.join("; ") || `on ${navigator.hardwareConcurrency} cores`,
      limit: "all",
      ok: whole === TOGETHER,
    },
    {
      name: "calls at once: turns lost",
      value: lost,
      unit: `of ${spoken}`,
      limit: "none",
      ok: lost === 0,
    },
    {
      name: "calls at once: memory of each",
      value: median(memory) / MEGABYTE,
      unit: "MB",
      compared: `resident, the largest ${(Math.max(...memory) / MEGABYTE).toFixed(0)} MB`,
    },
  ];
}

async function benchInARow(stage: OpenStage): Promise<BenchRow[]> {
  const figures = await stage.run<InARowFigures>("in_a_row", { times: IN_A_ROW });
  const { memory, open, silent, processes, rooms } = figures;
  const calls = await callsIn(stage, figures.callIds);
  const leases = calls.filter(({ status, roomOpen }) => status !== "ended" || roomOpen).length;
  const files = (await filesIn(stage.temporaryFolder)).length;
  const ratio = memory.late / memory.early;
  const left = { processes, rooms, leases, files, "open files": open.late - open.early };
  const count = Object.values(left).reduce((sum, each) => sum + Math.max(0, each), 0);
  return [
    {
      name: "calls in a row: left over",
      value: count,
      unit: "things",
      compared: Object.entries(left).map(([what, number]) => `${what} ${number}`).join(", "),
      limit: "nothing",
      ok: count === 0,
    },
    {
      name: "calls in a row: heard",
      value: IN_A_ROW - silent,
      unit: `of ${IN_A_ROW}`,
      limit: "all",
      ok: silent === 0,
    },
    {
      name: "calls in a row: memory of the worker",
      value: memory.late / MEGABYTE,
      unit: "MB",
      compared: `after the fifth: ${(memory.early / MEGABYTE).toFixed(0)} MB`,
      ratio,
      limit: "ratio at most 1.2",
      ok: ratio <= 1.2,
    },
  ];
}

/** How calls stand in the store of the service. */
async function callsIn({ development }: OpenStage, ids: readonly string[]): Promise<Call[]> {
  const kv = await openDatabaseKv(development.config.storage.url);
  try {
    const entries = await Promise.all(ids.map((id) => kv.get<Call>(keys.call(id))));
    return entries.flatMap(({ value }) => value ?? []);
  } finally {
    kv.close();
  }
}

async function filesIn(folder: string): Promise<string[]> {
  const entries = await Array.fromAsync(Deno.readDir(folder));
  return entries.map(({ name }) => name);
}
