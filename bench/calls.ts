import fc from "fast-check";
import { headOf } from "../db/keys.ts";
import { openDatabaseKv } from "../db/open.ts";
import type { Database } from "../db/tx.ts";
import { CALL_TIMES } from "../domain/call.ts";
import { createCallTurns } from "../services/call_turns.ts";
import { type Calls, createCalls } from "../services/calls.ts";
import { createOutbox } from "../services/outbox.ts";
import type { Clock } from "../services/ports.ts";
import { Wakes } from "../services/wakes.ts";
import { CallWorld, plansOf } from "../tests/invariants/call_world.ts";
import { testConfig, testIds, testTexts, TOKEN } from "../tests/kit/app.ts";
import { addTestMember } from "../tests/kit/members.ts";
import { testRooms } from "../tests/kit/rooms.ts";
import { temporaryFolder, testDatabase } from "../tests/kit/temporary_kv.ts";
import { type BenchRow, median } from "./row.ts";

const WARM_UP = 30;
const TIMES = 300;
const SIMULATED = 200;

/** Measures what a call costs the store on a file, and how exactly it is charged when all crashes. */
export async function benchCalls(): Promise<BenchRow[]> {
  return [...await renewalAndAppend(), await simulatedCalls()];
}

async function renewalAndAppend(): Promise<BenchRow[]> {
  await using folder = await temporaryFolder();
  const db = testDatabase(await openDatabaseKv(`${folder.path}/bench.sqlite3`), { headOf });
  const clock = { now: () => Date.now() };
  const wakes = new Wakes();
  await addTestMember(db, "anna");
  const rooms = testRooms();
  const calls = await callsOver(db, clock, wakes, rooms);
  const { call: started } = await calls.start({ memberId: "anna", incognito: false });
  const { call, token } = await calls.begin(started.id, rooms.dispatches[0]!.token);
  const turns = createCallTurns({ db, clock, liveness: clock, wakes });
  let index = 0;
  const append = () =>
    turns.append(call, [{
      index,
      role: index++ % 2 === 0 ? "member" : "assistant",
      text: "Сегодня закрыла сделку раньше плана и весь вечер думаю, почему.",
      interrupted: false,
      millisecondsAgo: 400,
    }], undefined);
  const renewal = await times(() => calls.lease(call.id, token, { memberPresent: true }));
  const appended = await times(append);
  await calls.stop();
  db.close();
  const row = (name: string, value: number): BenchRow => ({
    name,
    value,
    unit: "ms",
    compared: `p50 of ${TIMES} on a file`,
    limit: "at most 5",
    ok: value <= 5,
  });
  return [
    row("a lease of a call is renewed", renewal),
    row("a turn of a call is stored", appended),
  ];
}

async function callsOver(
  db: Database,
  clock: Clock,
  wakes: Wakes,
  rooms: ReturnType<typeof testRooms>,
): Promise<Calls> {
  const { community } = await testConfig();
  const [ids, texts] = [testIds(), await testTexts()];
  const shared = { db, clock, liveness: clock, ids, wakes };
  const messenger = { send: () => Promise.reject(new Error("nothing is sent")) };
  const outbox = createOutbox({ ...shared, messenger });
  return createCalls({ ...shared, community, texts, outbox, rooms, botToken: TOKEN });
}

async function times(work: () => Promise<unknown>): Promise<number> {
  const taken: number[] = [];
  for (let time = 0; time < WARM_UP + TIMES; time += 1) {
    const start = performance.now();
    await work();
    if (time >= WARM_UP) taken.push(performance.now() - start);
  }
  return median(taken);
}

/** Two processes, agents and LiveKit that are killed and fail at random; time is virtual. */
async function simulatedCalls(): Promise<BenchRow> {
  let worst = 0;
  let within = 0;
  for (const plan of fc.sample(plansOf(["honest"]), SIMULATED)) {
    await using world = await CallWorld.open(plan);
    await world.play();
    const off = Math.max(
      0,
      ...world.truths().map(({ talked, charged }) => Math.abs(talked - charged)),
    );
    worst = Math.max(worst, off);
    if (off <= CALL_TIMES.lease && world.broken.length === 0) within += 1;
  }
  return {
    name: "simulated calls with crashes, charged = talked ± one lease",
    value: within,
    unit: `of ${SIMULATED}`,
    compared: `the worst was ${(worst / 1000).toFixed(1)} s off, a lease is ${
      CALL_TIMES.lease / 1000
    } s`,
    limit: "all",
    ok: within === SIMULATED,
  };
}
