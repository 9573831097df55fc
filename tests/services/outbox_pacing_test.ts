import assert from "node:assert/strict";
import { createPacing, MESSAGE_EVERY } from "../../services/outbox_pacing.ts";
import type { DeliveryResult } from "../../services/ports.ts";
import { Wakes } from "../../services/wakes.ts";
import { movableClock } from "../kit/app.ts";

const sent: DeliveryResult = { status: "sent", messageId: 1 };
const wait = (retryAfterSeconds: number): DeliveryResult => ({
  status: "later",
  retryAfterSeconds,
  reason: "429",
});

function setUp() {
  const liveness = movableClock();
  const pacing = createPacing({ liveness, wakes: new Wakes() });
  pacing.mayBeginUntil(Infinity);
  return {
    pacing,
    move: liveness.move,
    /** How long everybody has to wait, in milliseconds. */
    paused: () => Math.max(0, pacing.pausedUntil() - liveness.now()),
    note: (chatId: string, result: DeliveryResult) => pacing.note(chatId, result, liveness.now()),
  };
}

Deno.test("messages begin thirty a second, and none after the moment that was written down", () => {
  const { pacing, move } = setUp();
  assert.equal(pacing.begin(), true);
  assert.equal(pacing.begin(), false);
  move(MESSAGE_EVERY - 1);
  assert.equal(pacing.begin(), false);
  move(1);
  assert.equal(pacing.begin(), true);
  pacing.mayBeginUntil(pacing.begunAt() + 1000);
  move(1001);
  assert.equal(pacing.begin(), false, "a process that stood still does not go on");
});

Deno.test("a chat that is told to wait holds up the others for three seconds at most", () => {
  const { note, paused, move } = setUp();
  note("1", wait(2));
  assert.equal(paused(), 2000);
  move(5000);
  note("1", wait(60));
  assert.equal(paused(), 3000);
});

Deno.test("where two chats are told to wait, everybody waits as long as Telegram asks", () => {
  const { note, paused, move } = setUp();
  note("1", wait(60));
  note("2", wait(60));
  assert.equal(paused(), 60_000);
  move(61_000);
  note("3", sent);
  note("4", wait(60));
  assert.equal(paused(), 3000, "since a message got through it may be about one chat again");
});

Deno.test("what began before Telegram asked to wait does not say that it is over", () => {
  const { pacing, note, paused, move } = setUp();
  const begunAt = pacing.begunAt();
  move(100);
  note("1", wait(60));
  pacing.note("2", sent, begunAt);
  note("3", wait(60));
  assert.equal(paused(), 60_000);
});

Deno.test("a chat rests for a second after each message", () => {
  const { pacing, note, move } = setUp();
  note("1", sent);
  assert.equal(pacing.rests("1"), true);
  assert.equal(pacing.rests("2"), false);
  move(1000);
  assert.equal(pacing.rests("1"), false);
});
