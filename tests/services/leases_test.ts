import assert from "node:assert/strict";
import { headOf } from "../../db/keys.ts";
import { createDatabase } from "../../db/tx.ts";
import { createLeases, LEASE_TIME } from "../../services/leases.ts";
import { Simulation } from "../invariants/simulation.ts";
import { testIds } from "../kit/app.ts";

const SECOND = 1000;

interface Worker {
  simulated: ReturnType<Simulation["startProcess"]>;
  /** The signals of the work so far; the last is that of the work that goes on. */
  signals: AbortSignal[];
}

/** Processes that all want the same lease, and work until they lose it. */
async function compete(
  count: number,
  test: (sim: Simulation, workers: Worker[], stop: AbortController) => Promise<void>,
): Promise<void> {
  const kv = await Deno.openKv(":memory:");
  const stop = new AbortController();
  {
    await using sim = new Simulation(kv, 1);
    const workers = Array.from({ length: count }, (): Worker => {
      const simulated = sim.startProcess();
      const ids = testIds();
      const db = createDatabase(simulated.kv, { ids, random: sim.random, headOf });
      const signals: AbortSignal[] = [];
      const leases = createLeases({ db, clock: sim.time, holder: ids.next() });
      void leases.hold("work", (signal) => {
        signals.push(signal);
        return new Promise((done) => signal.addEventListener("abort", () => done()));
      }, stop.signal);
      return { simulated, signals };
    });
    await test(sim, workers, stop);
    stop.abort();
  }
  kv.close();
}

/** Those who work now. */
function working(workers: Worker[]): Worker[] {
  return workers.filter(({ simulated, signals }) =>
    simulated.alive && signals.at(-1)?.aborted === false
  );
}

Deno.test("one of three works, and goes on working while it renews", async () => {
  await compete(3, async (sim, workers) => {
    await sim.run(() => working(workers).length > 0);
    const [holder] = working(workers);
    await sim.pass(120 * SECOND);
    assert.deepEqual(working(workers), [holder]);
    assert.equal(holder!.signals.length, 1);
  });
});

Deno.test("the work of a dead process is taken over when its lease has run out", async () => {
  await compete(2, async (sim, workers) => {
    await sim.run(() => working(workers).length > 0);
    const [holder] = working(workers);
    sim.kill(holder!.simulated);
    const died = sim.time.now();
    await sim.run(() => working(workers).length > 0, LEASE_TIME + 3 * SECOND);
    assert(sim.time.now() - died <= LEASE_TIME + 3 * SECOND);
  });
});

Deno.test("a process that cannot reach the store stops before another may start", async () => {
  await compete(2, async (sim, workers) => {
    await sim.run(() => working(workers).length > 0);
    const [holder] = working(workers);
    holder!.simulated.stalledUntil = sim.time.now() + 60 * SECOND;
    const other = workers.find((worker) => worker !== holder)!;
    await sim.run(() => {
      assert(working(workers).length <= 1);
      return working([other]).length === 1;
    }, 60 * SECOND);
    await sim.pass(60 * SECOND);
    assert.deepEqual(working(workers), [other]);
  });
});

Deno.test("what the store grants too late is not worked under", async () => {
  await compete(1, async (sim, workers) => {
    const [worker] = workers as [Worker];
    worker.simulated.stalledUntil = sim.time.now() + 60 * SECOND;
    await sim.run(() => worker.signals.length > 0);
    await sim.pass(30 * SECOND);
    assert.equal(worker.signals.length, 1);
    assert.equal(worker.signals[0]!.aborted, false);
  });
});

Deno.test("whoever stops gives the lease back, and another starts at once", async () => {
  await compete(1, async (sim, workers, stop) => {
    await sim.run(() => working(workers).length > 0);
    stop.abort();
    await sim.pass(2 * SECOND);
    assert.equal((await sim.kv.get(["lease", "work"])).value, null);
  });
});
