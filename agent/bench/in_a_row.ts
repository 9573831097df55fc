/** One call after the other, and what is left of them. */
import type { InARowFigures } from "../../bench/voice_parts.ts";
import { until } from "../../tests/kit/conditions.ts";
import { steer } from "../tests/kit/gemini.ts";
import { callSfera } from "./calls.ts";
import { processesOf, settled } from "./processes.ts";
import { livekitOf, part } from "./stage.ts";

/** After so many the worker has loaded all that it ever does. */
const EARLY = 5;

await part<InARowFigures>(async (stage) => {
  const { rooms } = livekitOf(stage);
  const { worker, times } = stage;
  await steer(stage.geminiUrl, { clear: true });
  await settled(worker);
  let early = { memory: 0, open: 0 };
  let silent = 0;
  const callIds: string[] = [];
  for (let count = 1; count <= times; count++) {
    const session = stage.sessions[count % stage.sessions.length]!;
    const call = await callSfera(stage, session);
    callIds.push(call.callId!);
    await call.caller.soundAfter(call.tappedAt).catch(() => silent++);
    await call.end();
    await settled(worker);
    if (count === EARLY) early = await holdings(worker.pid);
  }
  const left = async () => (await rooms.listRooms()).length;
  await until(async () => await left() === 0, "the last room", 10_000).catch(() => {});
  // The framework lets go of what it watched of a process a minute and a half after its end.
  const released = async () => (await holdings(worker.pid)).open <= early.open;
  await until(released, "what is held open", 120_000).catch(() => {});
  const late = await holdings(worker.pid);
  const { started } = await processesOf(worker.pid);
  return {
    callIds,
    silent,
    memory: { early: early.memory, late: late.memory },
    open: { early: early.open, late: late.open },
    processes: started.length - worker.idleProcesses,
    rooms: await left(),
  };
});

async function holdings(pid: number): Promise<{ memory: number; open: number }> {
  const { own } = await processesOf(pid);
  let open = 0;
  try {
    for await (const _ of Deno.readDir(`/proc/${pid}/fd`)) open++;
  } catch {
    // This system does not tell.
  }
  return { memory: own.memory, open };
}
