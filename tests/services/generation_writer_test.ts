import assert from "node:assert/strict";
import { addGeneration, getGeneration, listEvents, setGeneration } from "../../db/generations.ts";
import { headOf } from "../../db/keys.ts";
import { setMember } from "../../db/members.ts";
import { createDatabase, type Database } from "../../db/tx.ts";
import { getUsage, setUsage } from "../../db/usage.ts";
import { NO_USAGE, reserve } from "../../domain/allowance.ts";
import { type Generation, GENERATION_LEASE } from "../../domain/conversation.ts";
import { AppError } from "../../domain/errors.ts";
import { GenerationOver, GenerationWriter } from "../../services/generation_writer.ts";
import { Wakes } from "../../services/wakes.ts";
import { VirtualTime } from "../invariants/virtual_time.ts";
import { movableClock, testIds } from "../kit/app.ts";
import { crashingKv, type CrashPlan } from "../kit/crash_kv.ts";
import { until } from "../kit/conditions.ts";
import { testMember } from "../kit/members.ts";

const DAY = "2026-11-23";
const start = movableClock().now();

const running: Generation = {
  schema: 1,
  id: "g1",
  memberId: "anna",
  key: "k1",
  messageHash: "",
  source: "app",
  status: "running",
  createdAt: start,
  until: start + GENERATION_LEASE,
  day: DAY,
  asksName: false,
  turnSequence: 1,
  answerSequence: null,
  lastEvent: 0,
};

const anna = testMember("anna", { telegramId: "1001", createdAt: start });

/** A generation that has begun, on a store that fails by plan afterwards. */
async function begin(
  test: (begun: {
    db: Database;
    clock: ReturnType<typeof movableClock>;
    writer: GenerationWriter;
    /** Why the writing was ended from outside. */
    ended: unknown[];
  }) => Promise<void>,
  plan: CrashPlan = {},
): Promise<void> {
  const kv = await Deno.openKv(":memory:");
  const options = { random: () => 0, headOf };
  const db = createDatabase(kv, { ...options, ids: testIds() });
  const reservation = { id: running.id, until: running.until };
  await db.tx((tx) => {
    setMember(tx, anna);
    addGeneration(tx, running);
    setUsage(tx, "anna", "messages", DAY, reserve(NO_USAGE, 1, reservation, start)!);
    return Promise.resolve();
  });
  const clock = movableClock();
  const ended: unknown[] = [];
  const failing = createDatabase(crashingKv(kv, plan), { ...options, ids: testIds() });
  const writer = new GenerationWriter(
    { db: failing, liveness: clock, wakes: new Wakes() },
    running,
    (reason) => ended.push(reason),
  );
  try {
    await test({ db, clock, writer, ended });
  } finally {
    writer.stop();
    kv.close();
  }
}

const textsOf = async (db: Database) =>
  (await listEvents(db, running.id, 0)).map(({ data }) => (data as { text: string }).text).join("");

Deno.test("text is kept while it comes, and what is pending with the end", async () => {
  await begin(async ({ db, writer }) => {
    writer.appendText("При");
    writer.appendText("вет");
    await until(async () => await textsOf(db) === "Привет", "the first text");
    writer.appendText(", Артём");
    writer.appendCard({ kind: "profile", title: "Записала", text: "" });
    const last = await writer.end((tx, generation) => {
      setGeneration(tx, generation, generation);
      return Promise.resolve(generation.lastEvent);
    });
    assert.equal(last, 3);
    assert.deepEqual((await listEvents(db, running.id, 0)).map(({ id, name }) => [id, name]), [
      [1, "text"],
      [2, "text"],
      [3, "card"],
    ]);
  });
});

Deno.test("an event that could not be kept ends the answer: nobody is shown one with a hole", async () => {
  await begin(async ({ db, writer, ended }) => {
    writer.appendText("Привет");
    await until(() => ended.length > 0, "the failure");
    writer.appendText(", Артём");
    await assert.rejects(
      writer.end(() => Promise.resolve("ended")),
      (error) => error instanceof AppError && error.code === "storage_unavailable",
    );
    assert.equal(await textsOf(db), "");
  }, { commit: (number) => number === 1 ? "before" : undefined });
});

Deno.test("the last event that could not be kept ends the answer too", async () => {
  await begin(async ({ writer }) => {
    using time = new VirtualTime(start);
    writer.appendText("Привет");
    time.fireNext();
    await assert.rejects(writer.end(() => Promise.resolve("ended")));
  }, { commit: (number) => number === 1 ? "before" : undefined });
});

Deno.test("a generation that somebody else has closed is written no more", async () => {
  await begin(async ({ db, writer, ended }) => {
    await db.tx((tx) => {
      setGeneration(tx, running, { ...running, status: "cancelled" });
      return Promise.resolve();
    });
    writer.appendText("Привет");
    await until(() => ended.length > 0, "the end");
    assert(ended[0] instanceof GenerationOver);
    await assert.rejects(writer.end(() => Promise.resolve("ended")), GenerationOver);
    assert.equal(await textsOf(db), "");
  });
});

Deno.test("the lease and its reservation are renewed together, seldom", async () => {
  await begin(async ({ db, clock, writer }) => {
    writer.appendText("1");
    await until(async () => await textsOf(db) === "1", "the first text");
    assert.equal((await getGeneration(db, running.id))!.until, running.until);
    clock.move(6_000);
    writer.appendText("2");
    await until(async () => await textsOf(db) === "12", "the second text");
    const renewed = running.until + 6_000;
    assert.equal((await getGeneration(db, running.id))!.until, renewed);
    const usage = await getUsage(db, "anna", "messages", DAY);
    assert.deepEqual(usage.reservations, { g1: renewed });
  });
});

Deno.test("an answer whose reservation was given to another message ends", async () => {
  await begin(async ({ db, clock, writer, ended }) => {
    clock.move(GENERATION_LEASE);
    await db.tx(async (tx) => {
      const usage = await getUsage(tx, "anna", "messages", DAY);
      const other = { id: "g2", until: clock.now() + GENERATION_LEASE };
      setUsage(tx, "anna", "messages", DAY, reserve(usage, 1, other, clock.now())!);
    });
    writer.appendText("Поздно");
    await until(() => ended.length > 0, "the end");
    assert(ended[0] instanceof AppError && ended[0].code === "stopping");
  });
});
