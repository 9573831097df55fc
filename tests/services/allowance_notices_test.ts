import assert from "node:assert/strict";
import { addGrant } from "../../db/grants.ts";
import { getUsage, setUsage } from "../../db/usage.ts";
import type { AllowanceKind } from "../../domain/community.ts";
import { createAllowanceNotices } from "../../services/allowance_notices.ts";
import { CALL_SECONDS, noteAllowance } from "../../services/allowances.ts";
import { testGrant } from "../kit/grants.ts";
import { type Post, startPost } from "../kit/post.ts";

const HOUR = 3600_000;
const DAY = 24 * HOUR;
const TODAY = "2026-11-23";
/** Limits of the free plan in these tests. */
const LIMITS = { messages: 20, calls: 10 };

interface Counting extends Post {
  /** Uses one of something, as whoever charges does; answers what Anna received. */
  use(kind: AllowanceKind, span?: string, by?: number): Promise<string[]>;
}

async function counting(): Promise<Counting> {
  const post = await startPost();
  const { db, clock, community } = post;
  const free = community.plans.find(({ rank }) => rank === 0)!;
  for (const allowance of free.allowances) {
    if (allowance.per !== "day") continue;
    allowance.limit = LIMITS[allowance.kind as keyof typeof LIMITS];
  }
  const notices = createAllowanceNotices(post);
  return Object.assign(post, {
    async use(kind: AllowanceKind, span = TODAY, by = 1) {
      const limit = kind === "call_minutes" ? 100 : LIMITS[kind];
      const counted = kind === "call_minutes" ? CALL_SECONDS : kind;
      const unit = kind === "call_minutes" ? 60 : 1;
      await db.tx(async (tx) => {
        const usage = await getUsage(tx, "anna", counted, span);
        const used = usage.used + by * unit;
        setUsage(tx, "anna", counted, span, { ...usage, used });
        const both: [number, number] = [usage.used / unit, used / unit];
        noteAllowance(tx, { memberId: "anna", kind, span }, both, limit, clock.now());
      });
      await notices.sweep();
      await notices.sweep();
      return await post.received();
    },
  });
}

Deno.test("at 80 % it is told what is left and when it begins anew, at 100 % that it is over", async () => {
  await using anna = await counting();
  for (let used = 1; used < 16; used += 1) assert.deepEqual(await anna.use("messages"), []);
  assert.deepEqual(await anna.use("messages"), [
    "Сегодня осталось 4 сообщения. Новые появятся через 9 часов, в 00:00.",
  ]);
  for (let used = 17; used < 20; used += 1) assert.deepEqual(await anna.use("messages"), []);
  assert.match((await anna.use("messages")).join(), /^На сегодня сообщения закончились\./);
  assert.deepEqual(anna.lastButtons(), [[{ text: "Посмотреть планы", appPath: "plans" }]]);
});

Deno.test("it is told anew on another day, and not of a day that is over", async () => {
  await using anna = await counting();
  assert.match((await anna.use("calls", TODAY, 8)).join(), /Сегодня осталось 2 звонка\. Новые/);
  anna.clock.move(DAY);
  assert.match((await anna.use("calls", "2026-11-24", 9)).join(), /Сегодня остался 1 звонок\./);
  assert.deepEqual(await anna.use("messages", TODAY, 17), []);
});

Deno.test("of two levels at once the last is told, and what both charge is told once", async () => {
  await using anna = await counting();
  const told = await anna.use("messages", TODAY, 20);
  assert.deepEqual([told.length, /закончились/.test(told[0]!)], [1, true]);
});

Deno.test("minutes of a period are told with its end", async () => {
  await using anna = await counting();
  const grant = testGrant({
    memberId: "anna",
    id: "invoice:9",
    earliest: anna.clock.now(),
    allowances: [{ kind: "call_minutes", limit: 100, per: "period" }],
  });
  await anna.db.tx((tx) => addGrant(tx, grant, anna.clock.now()));
  assert.deepEqual(await anna.use("call_minutes", "period:invoice:9", 79), []);
  assert.deepEqual(await anna.use("call_minutes", "period:invoice:9", 2), [
    "До конца этого периода осталось 19 минут разговора. Новый период начнётся 23 декабря.",
  ]);
});

Deno.test("who muted them is told nothing, and in quiet hours what is left waits", async () => {
  await using anna = await counting();
  await anna.choose({ muted: ["allowances"] });
  assert.deepEqual(await anna.use("messages", TODAY, 16), []);
  assert.deepEqual(await anna.use("messages", TODAY, 4), []);
  await anna.choose({ quietHours: { from: "14:00", until: "16:00" } });
  assert.deepEqual(await anna.use("calls", TODAY, 8), []);
  anna.clock.move(HOUR);
  assert.equal((await anna.received()).length, 1);
});
