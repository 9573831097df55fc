import assert from "node:assert/strict";
import type { Usage } from "../../domain/allowance.ts";
import type { Generation } from "../../domain/conversation.ts";
import { keys } from "../../db/keys.ts";
import { House } from "../invariants/house.ts";

const SECOND = 1000;
const DAY = "2026-11-23";

/** Sends a message of a member to one of the two processes. */
function send(house: House, slot: number, text: string, member = 0): Promise<Generation> {
  const { id } = house.members[member]!;
  const key = text.split(" ").at(-1)!;
  return house.during(
    house.processes[slot]!.chat.send({ memberId: id, text, key, source: "app" }),
  );
}

async function usageOf(house: House, day = DAY): Promise<Usage> {
  return (await house.sim.kv.get<Usage>(keys.usage(house.members[0]!.id, "messages", day))).value!;
}

async function statusOf(house: House, { id }: Generation): Promise<string> {
  return (await house.sim.kv.get<Generation>(keys.generation(id))).value!.status;
}

Deno.test("a process that stood still does not charge the place that another message got", async () => {
  await using house = await House.open({ seed: 1, limit: 1 });
  const late = await send(house, 0, "slow anna k1");
  house.processes[0]!.simulated.stalledUntil = house.sim.time.now() + 30 * SECOND;
  await house.sim.pass(21 * SECOND);
  const second = await send(house, 1, "ok anna k2");
  await house.sim.pass(60 * SECOND);
  assert.deepEqual([await statusOf(house, late), await statusOf(house, second)], [
    "failed",
    "complete",
  ]);
  assert.deepEqual(await usageOf(house), { schema: 1, used: 1, reservations: {} });
});

Deno.test("a process that stood still goes on where nobody took its place", async () => {
  await using house = await House.open({ seed: 1, limit: 1 });
  const late = await send(house, 0, "slow anna k1");
  house.processes[0]!.simulated.stalledUntil = house.sim.time.now() + 30 * SECOND;
  await house.sim.pass(90 * SECOND);
  assert.equal(await statusOf(house, late), "complete");
  assert.equal((await usageOf(house)).used, 1);
});

Deno.test("an answer over midnight is charged to the day it was asked on, and tells of the new one", async () => {
  await using house = await House.open({ seed: 1, limit: 3 });
  const { id } = await send(house, 0, "slow anna k1");
  house.ahead += 12 * 3600 * SECOND;
  await house.sim.pass(60 * SECOND);
  assert.equal((await usageOf(house)).used, 1);
  assert.equal(await usageOf(house, "2026-11-24"), null);
  const { value } = await house.sim.kv.get<Generation>(keys.generation(id));
  const done = await house.sim.kv.get<{ data: { allowance: { used: number; resetsAt: number } } }>(
    keys.generationEvent(id, value!.lastEvent),
  );
  const { used, resetsAt } = done.value!.data.allowance;
  assert.deepEqual([used, resetsAt], [0, Date.parse("2026-11-24T21:00:00Z")]);
});

Deno.test("one sweep closes all that is overdue, however much it is, past what cannot be closed", async () => {
  await using house = await House.open({ seed: 1, limit: 1 });
  const generation = await send(house, 0, "hang anna k1");
  house.sim.kill(house.processes[0]!.simulated);
  const until = house.sim.time.now() - 1;
  const { value: stored } = await house.sim.kv.get<Generation>(keys.generation(generation.id));
  for (let number = 1; number <= 250; number += 1) {
    const id = `copy-${String(number).padStart(3, "0")}`;
    // A key of this length is refused by the store.
    const broken = number === 7 ? { lastEvent: "x".repeat(60_000) } : {};
    await house.sim.kv.atomic()
      .set(keys.generation(id), { ...stored, ...broken, id, until })
      .set(keys.due("generation", until, id), id)
      .commit();
  }
  const [{ answers }] = house.processes as [House["processes"][0]];
  await house.during(answers.sweep());
  const left = await Array.fromAsync(
    house.sim.kv.list<string>(keys.dueBefore("generation", until)),
  );
  assert.deepEqual(left.map(({ value }) => value), ["copy-007"]);
});

Deno.test("of a member who is being erased nothing is written any more, by whom it may be", async () => {
  await using house = await House.open({ seed: 1, limit: 3 });
  const { sim } = house;
  const memberId = house.members[0]!.id;
  await send(house, 0, "slow anna k1");
  await send(house, 0, "hang anna k2");
  await sim.pass(6 * SECOND);
  // As the first commit of an erasure does it.
  await sim.kv.delete(keys.member(memberId));
  const ofMember = async () =>
    (await Array.fromAsync(sim.kv.list({ prefix: [] })))
      .filter(({ key }) => !["tx", "lease"].includes(String(key[0])));
  const before = await ofMember();
  assert(before.some(({ key }) => key[0] === "generation_event"), "an answer is being written");
  await sim.pass(120 * SECOND);
  for (const { answers } of house.processes) await house.during(answers.sweep());
  assert.deepEqual(await ofMember(), before);
});
