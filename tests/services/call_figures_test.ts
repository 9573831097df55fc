import assert from "node:assert/strict";
import { noteCall } from "../../db/call_figures.ts";
import { keys } from "../../db/keys.ts";
import type { CallFigures, CallRecord } from "../../domain/call_figures.ts";
import { percentilesOf } from "../../domain/call_figures.ts";
import { createCallStatistics } from "../../services/call_figures.ts";
import { openTalk, testCall } from "../kit/call_talk.ts";

const FIGURES: CallFigures = {
  tapToFirstSound: 1100.4,
  dispatchToFirstSound: 900,
  turns: [500, 700],
  tools: [{ name: "recall", milliseconds: 40 }],
  interruptions: 1,
  stalls: 0,
  resumptions: 0,
};

async function open() {
  const house = await openTalk();
  return { ...house, statistics: createCallStatistics(house) };
}

Deno.test("calls are summed up by day: talked time, durations, what went wrong and how they ended", async () => {
  await using house = await open();
  const { db, statistics, write } = house;
  const today = await write({ id: "a", endReason: "hung_up", talkedMilliseconds: 90_000 });
  await statistics.record(today, FIGURES);
  const other = await write({ id: "b", endReason: "limit", talkedMilliseconds: 30_000 });
  await statistics.record(other, { ...FIGURES, tapToFirstSound: null, turns: [900], stalls: 2 });
  // Nobody came to this one, and so nobody measured anything.
  await db.tx((tx) => noteCall(tx, testCall({ id: "c", endReason: "no_agent" })));
  const earlier = await write({ id: "d", day: "2026-11-21", endReason: "left" });
  await statistics.record(earlier, FIGURES);
  const days = await statistics.byDay(3);
  assert.deepEqual(days.map(({ day, calls }) => [day, calls]), [
    ["2026-11-23", 3],
    ["2026-11-21", 1],
  ]);
  assert.deepEqual(days[0], {
    day: "2026-11-23",
    calls: 3,
    talkedMilliseconds: 120_000,
    tapToFirstSound: { p50: 1100, p90: 1100 },
    turns: { p50: 700, p90: 900 },
    tools: { p50: 40, p90: 40 },
    interruptions: 2,
    stalls: 2,
    resumptions: 0,
    ends: { hung_up: 1, limit: 1, no_agent: 1 },
  });
  assert.deepEqual((await statistics.byDay(2)).map(({ day }) => day), ["2026-11-23"]);
});

Deno.test("figures told again take the place of what was told; those of another agent add to it", async () => {
  await using house = await open();
  const { db, statistics, write } = house;
  const first = await write({ epoch: 1 });
  await statistics.record(first, FIGURES);
  await statistics.record(first, { ...FIGURES, interruptions: 3 });
  const second = await write({ epoch: 2, endReason: "hung_up", talkedMilliseconds: 5000 });
  await db.tx((tx) => noteCall(tx, second));
  await statistics.record(second, { ...FIGURES, tapToFirstSound: null, turns: [100] });
  const [day] = await statistics.byDay(1);
  assert.deepEqual([day!.calls, day!.interruptions, day!.talkedMilliseconds], [1, 4, 5000]);
  assert.deepEqual(day!.turns, { p50: 500, p90: 700 });
});

Deno.test("nothing is kept of an incognito call, nor of one that is gone, and never whose it was", async () => {
  await using house = await open();
  const { db, kv, statistics, write } = house;
  const incognito = await write({ id: "secret", incognito: true });
  await statistics.record(incognito, FIGURES);
  await db.tx((tx) => noteCall(tx, incognito));
  await statistics.record(testCall({ id: "gone" }), FIGURES);
  assert.deepEqual(await statistics.byDay(1), []);
  await statistics.record(await write({}), FIGURES);
  const [entry] = await Array.fromAsync(
    kv.list<CallRecord>({ prefix: keys.callFiguresOfDay("2026-11-23") }),
  );
  assert(!JSON.stringify([entry!.key, entry!.value]).includes("anna"));
});

Deno.test("the longest figures that an agent may tell fit into a value", async () => {
  await using house = await open();
  const longest: CallFigures = {
    ...FIGURES,
    turns: new Array(2000).fill(123_456.789),
    tools: new Array(500).fill({ name: "x".repeat(64), milliseconds: 123_456.789 }),
  };
  for (const epoch of [1, 2, 3, 4]) {
    await house.statistics.record(await house.write({ epoch }), longest);
  }
  assert.deepEqual((await house.statistics.byDay(1))[0]!.turns, { p50: 123_457, p90: 123_457 });
});

Deno.test("more calls a day than are read at once are all counted", async () => {
  await using house = await open();
  const { db, statistics } = house;
  for (let part = 0; part < 64; part += 1) {
    await db.tx(async (tx) => {
      const ids = Array.from({ length: 8 }, (_, index) => `${part}-${index}`);
      for (const id of ids) await noteCall(tx, testCall({ id, endReason: "left" }));
    });
  }
  assert.equal((await statistics.byDay(1))[0]!.calls, 512);
});

Deno.test("a percentile is a value that was measured", () => {
  assert.deepEqual(percentilesOf([]), { p50: null, p90: null });
  assert.deepEqual(percentilesOf([7]), { p50: 7, p90: 7 });
  const ten = [10, 9, 8, 7, 6, 5, 4, 3, 2, 1];
  assert.deepEqual(percentilesOf(ten), { p50: 5, p90: 9 });
});
