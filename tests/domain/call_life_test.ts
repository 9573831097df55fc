import assert from "node:assert/strict";
import fc from "fast-check";
import { type Call, CALL_TIMES } from "../../domain/call.ts";
import {
  type CallEvent,
  decide,
  judge,
  millisecondsLeft,
  newCall,
  nextDeadline,
  toTell,
} from "../../domain/call_life.ts";

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const STARTED = Date.parse("2026-11-23T12:00:00Z");

const started = (allowedMilliseconds: number | null = 10 * MINUTE) =>
  newCall(
    {
      id: "call",
      memberId: "anna",
      room: "call-room",
      language: "ru",
      incognito: false,
      day: "2026-11-23",
      allowedMilliseconds,
    },
    STARTED,
    CALL_TIMES,
  );

/** What becomes of a call through events, each so many seconds after its start. */
function through(call: Call, ...events: [number, CallEvent][]): Call {
  return events.reduce(
    (call, [seconds, event]) => decide(call, event, STARTED + seconds * SECOND, CALL_TIMES),
    call,
  );
}

const at = (seconds: number) => STARTED + seconds * SECOND;
const begun: CallEvent = { kind: "begun" };
const here: CallEvent = { kind: "renewed", memberPresent: true };
const away: CallEvent = { kind: "renewed", memberPresent: false };
const talkedSeconds = ({ talkedMilliseconds }: Call) => talkedMilliseconds / SECOND;

Deno.test("each state of a call has its deadline", () => {
  const live = through(started(), [1, begun]);
  const talking = through(live, [2, here]);
  const deadlines = [
    [started(), "no_agent", 20],
    [live, "silent", 61],
    // Only as long as the agent is heard of: the member may have come back unheard.
    [through(live, [16, away], [31, away]), "absence", 41],
    [talking, "silent", 62],
    [through(talking, [10, away]), "silent", 70],
    [through(talking, [10, away], [25, away], [40, away]), "absence", 50],
    [through(talking, [3, { kind: "stream_closed", stream: 1, at: at(3) }]), "gone", 5],
    [through(started(30 * SECOND), [1, begun], [2, here]), "limit", 44],
    [through(talking, [3, { kind: "room_finished" }]), "gone", 20],
  ] as const;
  for (const [call, kind, seconds] of deadlines) {
    assert.deepEqual(nextDeadline(call, CALL_TIMES), { kind, at: at(seconds) });
    assert.equal(judge(call, at(seconds) - 1, CALL_TIMES), call);
    assert.notEqual(judge(call, at(seconds), CALL_TIMES), call);
  }
});

Deno.test("only what was talked is charged, from renewal to renewal", () => {
  const call = through(started(), [1, begun], [10, here], [25, here], [31, away], [50, here]);
  assert.equal(talkedSeconds(call), 21);
  assert.equal(call.charged, true);
  assert.equal(through(started(), [1, begun], [5, away], [20, away]).charged, false);
  assert.equal(millisecondsLeft(call, at(54)), 10 * MINUTE - 25 * SECOND);
  assert.equal(millisecondsLeft(through(started(null), [1, begun]), at(2)), null);
});

Deno.test("a change that came late is charged within one lease of every truth", () => {
  const since = through(started(), [1, begun], [5, here]);
  const before = through(started(), [1, begun], [5, away]);
  assert.equal(talkedSeconds(through(since, [60, here])), 55);
  assert.equal(talkedSeconds(through(since, [60, away])), 30);
  assert.equal(talkedSeconds(through(before, [44, here])), 9);
});

Deno.test("what runs on when an agent is lost is charged as far as it is known", () => {
  const talking = through(started(), [1, begun], [5, here]);
  const known = through(talking, [12, { kind: "stream_closed", stream: 1, at: at(12) }]);
  assert.equal(talkedSeconds(judge(known, at(14), CALL_TIMES)), 7);
  assert.equal(talkedSeconds(judge(talking, at(65), CALL_TIMES)), 30);
  // A job that was started anew: the one before may have died at once.
  assert.equal(talkedSeconds(through(talking, [20, begun])), 0);
  assert.equal(talkedSeconds(through(talking, [50, begun])), 15);
});

Deno.test("at zero time stops, and the goodbye is free", () => {
  const call = through(started(30 * SECOND), [0, begun], [2, here], [17, here]);
  assert.equal(nextDeadline(call, CALL_TIMES)?.at, at(44));
  const atZero = through(call, [36, here]);
  assert.equal(talkedSeconds(atZero), 30);
  assert.equal(atZero.zeroAt, at(32));
  // Going away or another agent makes it no longer.
  for (const event of [away, begun] as const) {
    assert.equal(nextDeadline(through(atZero, [37, event]), CALL_TIMES)?.at, at(44));
  }
  const over = judge(atZero, at(100), CALL_TIMES);
  assert.deepEqual([over.endReason, over.endedAt], ["limit", at(44)]);
  assert.equal(toTell(over), "delete_room");
});

Deno.test("an agent that was lost has two who take its place; then it is over", () => {
  const talking = through(started(), [1, begun], [5, here]);
  const second = judge(talking, at(65), CALL_TIMES);
  assert.deepEqual([second.dispatch, toTell(second)], [2, "dispatch"]);
  assert.deepEqual(nextDeadline(second, CALL_TIMES), { kind: "no_agent", at: at(85) });
  const third = judge(second, at(85), CALL_TIMES);
  assert.equal(third.dispatch, 3);
  assert.equal(judge(third, at(105), CALL_TIMES).endReason, "agent_lost");
  // One that begins has two again behind it.
  const taken = through(third, [90, begun]);
  assert.equal(judge(taken, at(150), CALL_TIMES).dispatch, 4);
});

Deno.test("a call that nobody looked at for long is over, not taken up again", () => {
  const talking = through(started(), [1, begun], [5, here]);
  const over = judge(talking, at(3600), CALL_TIMES);
  assert.deepEqual([over.endReason, over.endedAt], ["agent_lost", at(65)]);
  assert.equal(talkedSeconds(over), 30);
});

Deno.test("what is over never changes again, but for its room", () => {
  const over = through(started(), [1, begun], [2, here], [9, { kind: "ended", reason: "hung_up" }]);
  const events: CallEvent[] = [
    begun,
    here,
    away,
    { kind: "joined" },
    { kind: "stream_opened" },
    { kind: "stream_closed", stream: 1, at: at(10) },
    { kind: "room_finished" },
    { kind: "ended", reason: "limit" },
  ];
  for (const event of events) assert.deepEqual(through(over, [10, event]), over);
  const closed = through(over, [10, { kind: "room_deleted" }]);
  assert.deepEqual([closed.roomOpen, toTell(closed)], [false, undefined]);
  // A dispatch that was still on its way may have made the room anew.
  assert.equal(
    toTell(through(closed, [11, { kind: "dispatch_made", dispatch: 1 }])),
    "delete_room",
  );
});

Deno.test("what changes nothing leaves the very same call", () => {
  const live = through(started(), [0, { kind: "dispatch_made", dispatch: 1 }], [1, begun]);
  const closed = through(live, [10, here], [11, { kind: "room_finished" }]);
  const waited = through(live, [10, here], [12, away], [13, { kind: "joined" }]);
  const over = through(live, [13, { kind: "ended", reason: "left" }]);
  const vain: [Call, CallEvent][] = [
    [live, { kind: "dispatch_made", dispatch: 1 }],
    [live, { kind: "dispatch_made", dispatch: 2 }],
    [through(live, [2, { kind: "telling_failed" }]), { kind: "dispatch_made", dispatch: 1 }],
    [live, { kind: "stream_closed", stream: 0, at: at(2) }],
    [live, { kind: "room_deleted" }],
    [closed, { kind: "room_finished" }],
    [waited, { kind: "joined" }],
    [started(), { kind: "room_finished" }],
    [over, begun],
    [over, { kind: "ended", reason: "hung_up" }],
    [through(over, [14, { kind: "room_deleted" }]), { kind: "room_deleted" }],
  ];
  for (const [call, event] of vain) {
    assert.equal(through(call, [15, event]), call, event.kind);
  }
});

Deno.test("LiveKit that cannot be told is told again, ever more rarely", () => {
  let over = through(started(), [1, { kind: "ended", reason: "hung_up" }]);
  const pauses = [];
  for (let tries = 0; tries < 8; tries += 1) {
    over = decide(over, { kind: "telling_failed" }, at(10), CALL_TIMES);
    pauses.push((over.dueAt! - at(10)) / SECOND);
  }
  assert.deepEqual(pauses, [1, 2, 4, 8, 16, 32, 60, 60]);
});

const event: fc.Arbitrary<CallEvent> = fc.oneof(
  fc.constantFrom(begun, here, away, { kind: "stream_opened" } as const),
  fc.record({
    kind: fc.constant("stream_closed" as const),
    stream: fc.nat(4),
    at: fc.integer({ min: at(0), max: at(600) }),
  }),
  fc.constantFrom<CallEvent>(
    { kind: "room_finished" },
    { kind: "joined" },
    { kind: "telling_failed" },
    { kind: "room_deleted" },
    { kind: "ended", reason: "hung_up" },
  ),
);

Deno.test("whatever happens: talked time only grows, within what is allowed and what has passed", () => {
  const steps = fc.array(fc.tuple(fc.integer({ min: 0, max: 90 }), event), { maxLength: 30 });
  fc.assert(fc.property(steps, (steps) => {
    let [call, seconds] = [started(MINUTE), 0];
    for (const [pause, event] of steps) {
      seconds += pause;
      const next = through(call, [seconds, event]);
      assert(next.talkedMilliseconds >= call.talkedMilliseconds);
      assert(next.talkedMilliseconds <= Math.min(MINUTE, seconds * SECOND));
      assert(next.epoch >= call.epoch && next.dispatch >= call.dispatch);
      assert(next.dispatch - next.begunDispatch <= 2 || next.status === "ended");
      if (call.status === "ended") assert.equal(next.endedAt, call.endedAt);
      assert.notEqual(next.dueAt, null, "somebody looks at it again");
      call = next;
    }
  }));
});
