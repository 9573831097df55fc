import assert from "node:assert/strict";
import fc from "fast-check";
import { mostInASecond, OutboxWorld, shortestRest } from "./outbox_world.ts";

const SEED = { seed: 20261123 };
const HOUR = 3600_000;

/** Takes steps until everything has left, and looks at what came of it. */
async function sendAll(world: OutboxWorld): Promise<void> {
  const until = world.sim.time.now() + HOUR;
  while (!await world.isEmpty()) {
    assert(world.sim.time.now() < until, "everything leaves within the hour");
    await world.sim.pass(1_000);
  }
}

/** A message comes once; after a crash perhaps twice, or, where it is news, perhaps not at all. */
async function assertOnce(world: OutboxWorld): Promise<void> {
  const inApp = await world.inApp();
  for (const [text, times] of world.timesSent()) {
    const news = world.kinds.get(text) === "news";
    const most = world.crashes > 0 && !news ? 2 : 1;
    assert(times <= most, `${text}: ${times} times after ${world.crashes} crashes`);
    const lost = times === 0 && !inApp.has(text);
    assert(!lost || (news && world.crashes > 0), `${text} is lost`);
  }
}

function assertRate({ arrivals, tooMuch, impatient }: OutboxWorld): void {
  assert.equal(tooMuch, 0, "the stand-in had nothing to refuse");
  assert.equal(impatient, 0, "who is told to wait waits");
  const most = mostInASecond(arrivals.map(({ begunAt }) => begunAt));
  assert(most <= 30, `${most} messages in a second`);
  const rest = shortestRest(arrivals);
  assert(rest >= 1000, `${rest} ms between two messages to a chat`);
}

const messages = fc.array(
  fc.record({ chat: fc.nat(11), kind: fc.constantFrom("receipt", "answer", "news") }),
  { minLength: 1, maxLength: 80 },
);

Deno.test("invariant: a notification comes once, and the rate is kept, whoever dies and however often", async () => {
  await fc.assert(
    fc.asyncProperty(fc.integer(), messages, fc.nat(6), async (seed, all, crashes) => {
      await using world = await OutboxWorld.open(seed, 12);
      world.trouble = { chatRefused: 0.05, botRefused: 0.02 };
      for (const [index, { chat, kind }] of all.entries()) {
        await world.put(chat, kind, `message ${index}`);
      }
      world.startProcess();
      world.startProcess();
      for (let crash = 0; crash < crashes; crash += 1) {
        await world.sim.pass(3_000);
        world.crashSoon(60);
      }
      await sendAll(world);
      await assertOnce(world);
      assertRate(world);
    }),
    { ...SEED, numRuns: 25 },
  );
});

/** A few messages, two of them to one chat. */
async function few(): Promise<OutboxWorld> {
  const world = await OutboxWorld.open(1, 3);
  await world.put(0, "receipt", "receipt");
  await world.put(0, "news", "news behind it");
  await world.put(1, "news", "news");
  await world.put(2, "answer", "answer");
  return world;
}

Deno.test("invariant: a notification comes once, wherever the process that sends it dies", async () => {
  let steps = 0;
  {
    await using world = await few();
    const process = world.startProcess();
    await sendAll(world);
    await assertOnce(world);
    assert.equal(world.timesSent().size, world.arrivals.length);
    steps = process.steps;
  }
  for (let step = 1; step <= steps; step += 1) {
    await using world = await few();
    world.startProcess().fault = { kind: "death", step };
    await sendAll(world);
    await assertOnce(world);
    assertRate(world);
  }
});

Deno.test("invariant: a notification comes twice at most, wherever two of its senders die", async () => {
  const one = async (kind: string, ...deaths: number[]) => {
    const world = await OutboxWorld.open(1, 1);
    await world.put(0, kind, kind);
    world.leased = false;
    world.faults = deaths.map((step) => ({ kind: "death", step }));
    return world;
  };
  let steps = 0;
  {
    await using world = await one("receipt");
    const process = world.startProcess();
    await sendAll(world);
    steps = process.steps;
  }
  for (const kind of ["receipt", "news"]) {
    for (let first = 1; first <= steps; first += 1) {
      for (let second = 1; second <= steps; second += 1) {
        await using world = await one(kind, first, second);
        world.startProcess();
        await sendAll(world);
        await assertOnce(world);
      }
    }
  }
});

Deno.test("invariant: the rate is kept where no lease keeps two senders apart", async () => {
  for (let seed = 1; seed <= 4; seed += 1) {
    await using world = await OutboxWorld.open(seed, 60);
    world.leased = false;
    for (let index = 0; index < 150; index += 1) {
      await world.put(index % 60, index % 5 === 0 ? "news" : "receipt", `message ${index}`);
    }
    world.startProcess();
    await world.sim.run(() => world.arrivals.length >= 20);
    world.startProcess();
    await sendAll(world);
    // What one of them took from the other may have been sent, as after a crash.
    world.crashes = 1;
    await assertOnce(world);
    assertRate(world);
  }
});

Deno.test("invariant: the rate is kept right after another process has taken over", async () => {
  const ends: ((world: OutboxWorld) => void)[] = [
    ({ sim, sender }) => sim.kill(sender!),
    (world) => world.stopSender(),
    // It stands still for longer than its lease lasts, and goes on as if nothing had been.
    ({ sim, sender }) => sender!.stalledUntil = sim.time.now() + 20_000,
  ];
  for (const [seed, end] of [...ends, ...ends].entries()) {
    await using world = await OutboxWorld.open(seed, 120);
    for (let index = 0; index < 180; index += 1) {
      await world.put(index % 120, index % 5 === 0 ? "news" : "receipt", `message ${index}`);
    }
    world.startProcess();
    world.startProcess();
    await world.sim.run(() => world.arrivals.length >= 40);
    end(world);
    if (world.crashes === 0) world.crashes = 1;
    await sendAll(world);
    await assertOnce(world);
    assertRate(world);
  }
});
