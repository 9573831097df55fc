import assert from "node:assert/strict";
import { PATIENCE, until } from "../../tests/kit/conditions.ts";
import { createCallService } from "../service.ts";
import { createSpool, type Spool } from "../spool.ts";
import { type FakeService, startFakeService } from "./kit/fake_service.ts";

const said = (text: string) => ({ role: "member" as const, text, interrupted: false });

function spoolOf(service: FakeService, nextTurn = 0): { spool: Spool; over: () => boolean } {
  let over = false;
  const client = createCallService({
    serviceUrl: service.url,
    callId: "call",
    token: "token",
    deadlines: { request: PATIENCE, tool: PATIENCE },
  });
  const spool = createSpool({
    send: (turns) => client.turns(turns),
    nextTurn,
    onStored: () => {},
    onOver: () => over = true,
  });
  return { spool, over: () => over };
}

Deno.test("what is said is stored in its order, each with its index", async () => {
  await using service = startFakeService();
  const { spool } = spoolOf(service);
  for (let number = 0; number < 120; number++) spool.add(said(`word ${number}`));
  assert.equal(await spool.flush(PATIENCE), true);
  assert.deepEqual(
    service.turns.map(({ index, text }) => [index, text]),
    Array.from({ length: 120 }, (_, number) => [number, `word ${number}`]),
  );
});

Deno.test("what has no words is no turn, and a text that is too long is cut", async () => {
  await using service = startFakeService();
  const { spool } = spoolOf(service);
  spool.add(said("  "));
  spool.add(said("а".repeat(20_000)));
  await spool.flush(PATIENCE);
  assert.deepEqual(service.turns.map(({ text }) => text.length), [16_000]);
});

Deno.test("while the service restarts nothing is lost and nothing doubled", async () => {
  await using service = startFakeService();
  const { spool } = spoolOf(service);
  spool.add(said("before"));
  await spool.flush(PATIENCE);
  await service.stop();
  spool.add(said("while it was away"));
  spool.add(said("a second one"));
  assert.equal(await spool.flush(100), false);
  service.start();
  assert.equal(await spool.flush(PATIENCE), true);
  assert.deepEqual(service.turns.map(({ text }) => text), [
    "before",
    "while it was away",
    "a second one",
  ]);
});

Deno.test("a request whose answer was lost is sent again and stored once", async () => {
  await using service = startFakeService();
  const { spool } = spoolOf(service);
  // The turn is stored, but its answer never comes: the next requests find it there.
  service.turns.push({ index: 0, role: "member", text: "first", interrupted: false });
  service.trouble.set("turns", ["cut", { status: 503, code: "storage_unavailable" }]);
  spool.add(said("first"));
  spool.add(said("second"));
  assert.equal(await spool.flush(PATIENCE), true);
  assert.deepEqual(service.turns.map(({ text }) => text), ["first", "second"]);
});

Deno.test("a gap is closed from where the service says", async () => {
  await using service = startFakeService();
  const { spool } = spoolOf(service, 5);
  spool.add(said("one"));
  spool.add(said("two"));
  assert.equal(await spool.flush(PATIENCE), true);
  spool.add(said("three"));
  await spool.flush(PATIENCE);
  assert.deepEqual(service.turns.map(({ index, text }) => [index, text]), [
    [0, "one"],
    [1, "two"],
    [2, "three"],
  ]);
});

Deno.test("a turn that the service never takes does not hold up the rest", async () => {
  await using service = startFakeService();
  const { spool } = spoolOf(service);
  service.trouble.set("turns", [{ status: 400, code: "bad_request" }]);
  spool.add(said("poison"));
  await spool.flush(PATIENCE);
  spool.add(said("cure"));
  await spool.flush(PATIENCE);
  assert.deepEqual(service.turns.map(({ index, text }) => [index, text]), [[0, "cure"]]);
});

Deno.test("an agent whose epoch is over sends nothing more", async () => {
  await using service = startFakeService();
  const { spool, over } = spoolOf(service);
  service.trouble.set("turns", [{ status: 409, code: "epoch_stale" }]);
  spool.add(said("too late"));
  await until(over, "the spool heard that it is over");
  spool.add(said("later still"));
  await spool.flush(200);
  assert.deepEqual(service.turns, []);
});
