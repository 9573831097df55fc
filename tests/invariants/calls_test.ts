import assert from "node:assert/strict";
import fc from "fast-check";
import { NO_USAGE, type Usage } from "../../domain/allowance.ts";
import { CALL_TIMES } from "../../domain/call.ts";
import { CallWorld, MANNERS, MEMBER, plansOf } from "./call_world.ts";

/** What a store holds at the end of a call, told by what was truly talked. */
async function check(world: CallWorld): Promise<void> {
  assert.deepEqual(world.broken, []);
  let seconds = 0;
  let charged = 0;
  let day = "2026-11-23";
  for (const call of world.calls.values()) {
    assert.equal(call.status, "ended", "every call ends");
    assert.equal(call.roomOpen, false, "and its room is deleted");
    seconds += Math.floor(call.talkedMilliseconds / 1000);
    charged += call.charged && !call.beyondPlan ? 1 : 0;
    day = call.day;
    if (call.epoch === 0) assert.equal(call.charged, false, "no agent, no charge");
  }
  const { kv } = world.sim;
  const usage = async (kind: string) =>
    (await kv.get<Usage>(["usage", MEMBER, kind, day])).value ?? NO_USAGE;
  await checkSeconds(world, seconds, day);
  const { used, reservations } = await usage("calls");
  assert.equal(used, charged);
  assert.deepEqual(reservations, {}, "what was held is charged or given back");
  assert.equal((await kv.get(["live_call", MEMBER])).value, null);
  const due = await Array.fromAsync(kv.list({ prefix: ["due", "call"] }));
  assert.deepEqual(due, [], "nothing is left to do");
  assert.equal(world.rooms.size, 0);
}

/** What was talked is counted once, by the plan as far as it goes, then by the packs in their order. */
async function checkSeconds(world: CallWorld, talked: number, day: string): Promise<void> {
  const { kv } = world.sim;
  const { packs } = world.plan;
  const usages = await Array.fromAsync(
    kv.list<Usage>({ prefix: ["usage", MEMBER, "call_seconds"] }),
  );
  const used = new Map(usages.map(({ key, value }) => [String(key[3]), value.used]));
  const total = [...used.values()].reduce((sum, one) => sum + one, 0);
  assert.equal(total, talked, "each second is counted once");
  const ofPacks = packs.map((_, index) => used.get(`period:pack-${index}`) ?? 0);
  assert.equal(total, (used.get(day) ?? 0) + ofPacks.reduce((sum, one) => sum + one, 0));
  // The last pack is the first to be gone.
  let before = true;
  for (const index of packs.keys().toArray().reverse()) {
    const seconds = packs[index]! * 60;
    assert(ofPacks[index]! <= seconds, "no pack is over-spent");
    assert(before || ofPacks[index] === 0, "the next pack waits for the one before it");
    before = ofPacks[index] === seconds;
  }
}

Deno.test("invariant: time charged is time talked, within one lease, whatever crashes", async () => {
  await fc.assert(
    fc.asyncProperty(plansOf(["honest"]), async (plan) => {
      await using world = await CallWorld.open(plan);
      await world.play();
      await check(world);
      for (const { talked, charged } of world.truths()) {
        const off = Math.abs(talked - charged);
        assert(off <= CALL_TIMES.lease, `talked ${talked} ms, charged ${charged} ms`);
      }
    }),
    { numRuns: 60 },
  );
});

Deno.test("invariant: an agent that lies ends no later, and is charged no more than allowed", async () => {
  const lies = MANNERS.filter((manner) => manner !== "honest");
  await fc.assert(
    fc.asyncProperty(plansOf(lies), async (plan) => {
      await using world = await CallWorld.open(plan);
      await world.play();
      await check(world);
    }),
    { numRuns: 25 },
  );
});
