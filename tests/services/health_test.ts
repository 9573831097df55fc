import assert from "node:assert/strict";
import { createHealth, type Dependency } from "../../services/health.ts";
import { VirtualTime } from "../invariants/virtual_time.ts";
import { movableClock } from "../kit/app.ts";

/** A dependency that works until it is told otherwise, and counts how often it is asked. */
function dependency(essential: boolean) {
  const state = { works: true, asked: 0 };
  const check: Dependency["check"] = () => {
    state.asked += 1;
    return state.works ? Promise.resolve() : Promise.reject(new Error("away"));
  };
  return { state, essential, check };
}

Deno.test("what is essential brings the service down, the rest degrades it", async () => {
  const clock = movableClock();
  const [storage, model] = [dependency(true), dependency(false)];
  const health = createHealth({ clock, dependencies: { storage, model } });
  const look = async () => {
    clock.move(60_000);
    const { status, dependencies } = await health.report();
    return [status, dependencies.storage!.status, dependencies.model!.status];
  };
  assert.deepEqual(await look(), ["ok", "ok", "ok"]);
  model.state.works = false;
  assert.deepEqual(await look(), ["degraded", "ok", "down"]);
  storage.state.works = false;
  assert.deepEqual(await look(), ["down", "down", "down"]);
  [storage, model].forEach(({ state }) => state.works = true);
  assert.deepEqual(await look(), ["ok", "ok", "ok"]);
  health.stop();
  assert.deepEqual(await look(), ["stopping", "ok", "ok"]);
});

Deno.test("asking often costs a working dependency nothing, and what is down is asked again", async () => {
  const clock = movableClock();
  const storage = dependency(true);
  const health = createHealth({ clock, dependencies: { storage } });
  for (let time = 0; time < 10; time += 1) await health.report();
  assert.equal(storage.state.asked, 1);
  clock.move(10_000);
  storage.state.works = false;
  for (let time = 0; time < 3; time += 1) {
    assert.equal((await health.report()).status, "down");
  }
  storage.state.works = true;
  assert.equal((await health.report()).status, "ok");
  assert.equal(storage.state.asked, 5);
});

Deno.test("a dependency that never answers is down in time, and is told to give up", async () => {
  using time = new VirtualTime(0);
  let signal: AbortSignal | undefined;
  const silent: Dependency = {
    essential: false,
    check: (given) => {
      signal = given;
      return new Promise(() => {});
    },
  };
  const health = createHealth({ clock: time, dependencies: { silent } });
  const report = health.report();
  time.fireNext();
  assert.equal((await report).dependencies.silent!.status, "down");
  assert(signal!.aborted && time.now() <= 5_000);
});

Deno.test("a check that throws at once is a dependency that is down", async () => {
  const broken: Dependency = {
    essential: true,
    check() {
      throw new TypeError("not even a promise");
    },
  };
  const health = createHealth({ clock: movableClock(), dependencies: { broken } });
  assert.equal((await health.report()).status, "down");
});
