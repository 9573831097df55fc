import assert from "node:assert/strict";
import { headOf } from "../../db/keys.ts";
import type { Database } from "../../db/tx.ts";
import { getUsage } from "../../db/usage.ts";
import { CALL_TIMES, type CallTimes } from "../../domain/call.ts";
import type { Community } from "../../domain/community.ts";
import type { ErrorCode } from "../../domain/errors.ts";
import type { OutboxMessage } from "../../domain/outbox.ts";
import { type Calls, createCalls } from "../../services/calls.ts";
import { createOutbox } from "../../services/outbox.ts";
import type { Clock } from "../../services/ports.ts";
import { Wakes } from "../../services/wakes.ts";
import { movableClock, testConfig, testIds, testTexts, TOKEN } from "./app.ts";
import { addTestMember } from "./members.ts";
import { type TestRooms, testRooms } from "./rooms.ts";
import { temporaryKv } from "./temporary_kv.ts";

export const { community: shipped } = await testConfig();
export const texts = await testTexts();
export const SECOND = 1000;
const DAY = "2026-11-23";

export interface Line extends AsyncDisposable {
  db: Database;
  /** Real time and the community's, which here are one. */
  clock: ReturnType<typeof movableClock>;
  rooms: TestRooms;
  calls: Calls;
  /** One more process over the same store and the same LiveKit. */
  another(): Calls;
  /** Calls and seconds that are used of today. */
  used(): Promise<{ calls: number; held: number; seconds: number }>;
  /** A call of Anna with an agent who has begun. */
  answered(incognito?: boolean): Promise<{ callId: string; room: string; token: string }>;
  /** Renews every 15 seconds with both there. */
  talk(call: { callId: string; token: string }, seconds: number): Promise<void>;
  /** Renews every 15 seconds with the member away. */
  wait(call: { callId: string; token: string }, seconds: number): Promise<void>;
  told(): Promise<OutboxMessage[]>;
}

/** Anna's calls, at noon in UTC, with the plan's limits or others. */
export async function line(
  limits: { calls?: number | null; minutes?: number | null; per?: "day" | "call" } = {},
  times: CallTimes = CALL_TIMES,
  liveness?: Clock,
): Promise<Line> {
  const store = await temporaryKv({ headOf });
  const db = store.database;
  const clock = movableClock();
  const rooms = testRooms();
  const community: Community = structuredClone(shipped);
  const free = community.plans.find(({ rank }) => rank === 0)!;
  for (const allowance of free.allowances) {
    if (allowance.kind === "calls" && limits.calls !== undefined) allowance.limit = limits.calls;
    if (allowance.kind !== "call_minutes") continue;
    if (limits.minutes !== undefined) allowance.limit = limits.minutes;
    allowance.per = limits.per ?? allowance.per;
  }
  await addTestMember(db, "anna", { telegramId: "1001" });
  const opened: Calls[] = [];
  const another = () => {
    const [wakes, ids] = [new Wakes(), testIds()];
    const messenger = { send: () => Promise.reject(new Error("nothing is sent")) };
    const shared = { db, clock, liveness: liveness ?? clock, ids, wakes };
    const outbox = createOutbox({ ...shared, messenger });
    const calls = createCalls({
      ...shared,
      community,
      texts,
      outbox,
      rooms,
      botToken: TOKEN,
      times,
    });
    opened.push(calls);
    return calls;
  };
  const calls = another();
  const renew = async (
    { callId, token }: { callId: string; token: string },
    seconds: number,
    memberPresent: boolean,
  ) => {
    await calls.lease(callId, token, { memberPresent });
    for (let left = seconds; left > 0; left -= 15) {
      clock.move(Math.min(15, left) * SECOND);
      await calls.lease(callId, token, { memberPresent });
    }
  };
  const one: Line = {
    db,
    clock,
    rooms,
    calls,
    another,
    async used() {
      const usage = await getUsage(db, "anna", "calls", DAY);
      const { used: seconds } = await getUsage(db, "anna", "call_seconds", DAY);
      return { calls: usage.used, held: Object.keys(usage.reservations).length, seconds };
    },
    async answered(incognito = false) {
      const { call } = await calls.start({ memberId: "anna", incognito });
      const { token } = await calls.begin(call.id, rooms.dispatches.at(-1)!.token);
      return { callId: call.id, room: call.room, token };
    },
    talk: (call, seconds) => renew(call, seconds, true),
    wait: (call, seconds) => renew(call, seconds, false),
    told: async () =>
      (await db.list<OutboxMessage>({ prefix: ["outbox", "1001"] })).map(({ value }) => value),
    async [Symbol.asyncDispose]() {
      for (const calls of opened) await calls.stop();
      await store[Symbol.asyncDispose]();
    },
  };
  return one;
}

/** The promise is refused with this code, and details that hold these. */
export const refused = (promise: Promise<unknown>, code: ErrorCode, details: object = {}) =>
  assert.rejects(promise, (error: { code: string; details: Record<string, unknown> }) => {
    assert.equal(error.code, code);
    for (const [name, value] of Object.entries(details)) assert.equal(error.details[name], value);
    return true;
  });

/** What Anna asks for. */
export const start = { memberId: "anna", incognito: false };
