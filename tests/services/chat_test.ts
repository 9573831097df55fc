import assert from "node:assert/strict";
import { AppError, type ErrorCode } from "../../domain/errors.ts";
import { MESSAGE_LENGTH, type MessageToAnswer } from "../../services/chat.ts";
import { House } from "../invariants/house.ts";

const SECOND = 1000;

const failsWith = (code: ErrorCode) => (error: unknown) =>
  error instanceof AppError && error.code === code;

/** Two processes and a member, who may send three messages a day. */
async function withHouse(
  test: (
    house: House,
    send: (message: Partial<MessageToAnswer>, slot?: number) => Promise<string>,
  ) => Promise<void>,
): Promise<void> {
  await using house = await House.open({ seed: 7, limit: 3 });
  const memberId = house.members[0]!.id;
  await test(house, async (message, slot = 0) => {
    const whole = { memberId, text: "ok anna k1", key: "k1", source: "app" as const, ...message };
    return (await house.during(house.processes[slot]!.chat.send(whole))).id;
  });
}

Deno.test("the same key is the same answer at every process, and another text under it is refused", async () => {
  await withHouse(async (house, send) => {
    const [one, other] = await Promise.all([send({}, 0), send({}, 1)]);
    assert.equal(one, other);
    await house.sim.pass(5 * SECOND);
    assert.equal(await send({}, 1), one);
    await assert.rejects(send({ text: "ok anna k2" }), failsWith("idempotency_mismatch"));
    const stranger = house.members[1]!.id;
    assert.notEqual(await send({ memberId: stranger, text: "ok boris k1" }), one);
    await house.sim.pass(5 * SECOND);
    assert.equal(house.requests.length, 2);
  });
});

Deno.test("a message that is too long, of a banned member, or of nobody starts nothing", async () => {
  await withHouse(async (house, send) => {
    const text = "я".repeat(MESSAGE_LENGTH + 1);
    await assert.rejects(send({ text }), failsWith("bad_request"));
    await assert.rejects(send({ memberId: "nobody" }), failsWith("session_invalid"));
    const { members } = house.processes[0]!;
    await house.during(members.setBanned(house.members[0]!.id, true));
    await assert.rejects(send({}), failsWith("banned"));
    assert.deepEqual(await Array.fromAsync(house.sim.kv.list({ prefix: ["turn"] })), []);
    assert.deepEqual(await Array.fromAsync(house.sim.kv.list({ prefix: ["usage"] })), []);
  });
});

Deno.test("history comes in pages that meet, whatever their size", async () => {
  await withHouse(async (house, send) => {
    for (const key of ["k1", "k2", "k3"]) {
      await send({ key, text: `ok anna ${key}` });
      await house.sim.pass(5 * SECOND);
    }
    const { chat } = house.processes[1]!;
    for (const limit of [1, 2, 3, 5, 6, 100]) {
      const sequences: number[] = [];
      let before: number | undefined;
      do {
        const page = await house.during(
          chat.history(house.members[0]!.id, { before, limit }),
        );
        assert(page.turns.length <= limit);
        sequences.unshift(...page.turns.map(({ sequence }) => sequence));
        before = page.before ?? undefined;
      } while (before !== undefined);
      assert.deepEqual(sequences, [1, 2, 3, 4, 5, 6], `pages of ${limit}`);
    }
  });
});

Deno.test("a reader gets what is after its number, from any process, however late", async () => {
  await withHouse(async (house, send) => {
    const id = await send({ text: "note anna k1" });
    const read = (slot: number, after: number) =>
      house.during(Array.fromAsync(
        house.processes[slot]!.chat.follow(id, after, new AbortController().signal),
      ));
    const whole = await read(0, 0);
    assert.equal(whole.at(-1)!.name, "done");
    for (let after = 0; after <= whole.length; after += 1) {
      assert.deepEqual(await read(after % 2, after), whole.slice(after));
    }
  });
});

Deno.test("a reader that leaves is left alone, and the answer goes on without it", async () => {
  await withHouse(async (house, send) => {
    const id = await send({ text: "slow anna k1" });
    const gone = new AbortController();
    const reading = Array.fromAsync(house.processes[1]!.chat.follow(id, 0, gone.signal));
    await house.sim.pass(12 * SECOND);
    gone.abort();
    const seen = await house.during(reading);
    assert(seen.length > 0 && seen.every(({ name }) => name === "text"));
    await house.sim.pass(40 * SECOND);
    const { memberId } = await house.during(
      house.processes[0]!.chat.find(house.members[0]!.id, id),
    );
    assert.equal(memberId, house.members[0]!.id);
    const { turns } = await house.during(house.processes[0]!.chat.history(memberId, { limit: 9 }));
    assert.equal(turns[1]!.text, "Answer to anna k1. More.");
  });
});

Deno.test("stopping what is over, or a stranger's, changes nothing", async () => {
  await withHouse(async (house, send) => {
    const id = await send({});
    await house.sim.pass(5 * SECOND);
    const { chat } = house.processes[1]!;
    const again = await house.during(chat.cancel(house.members[0]!.id, id));
    assert.equal(again.status, "complete");
    await assert.rejects(
      house.during(chat.cancel(house.members[1]!.id, id)),
      failsWith("not_found"),
    );
    await assert.rejects(
      house.during(chat.find(house.members[0]!.id, "nothing")),
      failsWith("not_found"),
    );
  });
});
