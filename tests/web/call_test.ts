import assert from "node:assert/strict";
import type { CallEndReason } from "../../domain/call.ts";
import type { CallTicket, CallView } from "../../routes/schemas.ts";
import { ApiError, type RequestOptions } from "../../web/src/api.ts";
import {
  type CallRoom,
  type Microphone,
  MicrophoneError,
  type RoomEvents,
} from "../../web/src/call/port.ts";
import { type Call, createCall } from "../../web/src/call/state.ts";

const VIEW: CallView = {
  id: "c1",
  status: "live",
  incognito: false,
  startedAt: 0,
  talkedSeconds: 0,
  secondsLeft: 600,
  endReason: null,
  charged: false,
};
const ENDED: CallView = { ...VIEW, status: "ended", talkedSeconds: 90, charged: true };

const ticket = (call: Partial<CallView> = {}): CallTicket => ({
  server_url: "ws://rooms",
  participant_token: "token",
  call: { ...VIEW, ...call },
});

type Answer = unknown | ApiError;

/** Lets everything that can go on go on. */
async function settle(): Promise<void> {
  for (let turn = 0; turn < 20; turn++) await Promise.resolve();
}

interface World {
  /** What the service answers, by the request; a function is asked each time. */
  answers?: Record<string, Answer | (() => Answer)>;
  microphone?: () => Promise<Microphone>;
  granted?: boolean;
  /** How many rooms cannot be reached before one can. */
  unreachable?: number;
  kept?: string;
}

/** A call in a world of which the test decides everything. */
function setUp(world: World = {}) {
  const asked: string[] = [], rooms: Room[] = [], ends: number[] = [];
  let time = 1000, kept = world.kept ?? null, unreachable = world.unreachable ?? 0;
  let lost = () => {};
  const waits: (() => void)[] = [], pauses: (() => void)[] = [];
  const device = { muted: false, stopped: 0, opened: 0 };
  const microphone: Microphone = {
    track: "track",
    setMuted: (muted) => device.muted = muted,
    level: () => 0.5,
    stop: () => device.stopped++,
  };

  class Room implements CallRoom {
    left = false;
    published: Microphone[] = [];
    written: string[] = [];
    told: number[] = [];
    muted = false;
    constructor(readonly events: RoomEvents) {}
    publish(one: Microphone) {
      this.published.push(one);
      return Promise.resolve();
    }
    setMuted(muted: boolean) {
      this.muted = muted;
      return Promise.resolve();
    }
    write(text: string) {
      if (this.left) return Promise.reject(new Error("gone"));
      this.written.push(text);
      return Promise.resolve();
    }
    tellHeard(milliseconds: number) {
      this.told.push(milliseconds);
    }
    startSound = () => Promise.resolve();
    level = () => 0.25;
    leave() {
      this.left = true;
    }
  }

  const answers: Record<string, Answer | (() => Answer)> = {
    "POST /api/calls": ticket(),
    "POST /api/calls/c1/join": ticket(),
    "POST /api/calls/c1/end": { ...ENDED, endReason: "hung_up" },
    ...world.answers,
  };
  const call = createCall({
    api: {
      async json<T>(path: string, options: RequestOptions = {}) {
        const request = `${options.method ?? "GET"} ${path}`;
        asked.push(request);
        const answer = answers[request];
        const given = typeof answer === "function" ? await answer() : answer;
        if (given instanceof ApiError) throw given;
        assert.ok(given, `nothing answers ${request}`);
        return given as T;
      },
    },
    openRoom(_ticket, events) {
      if (unreachable-- > 0) {
        // LiveKit's client tells of the end of a room that it never came into, too.
        events.onClosed(false);
        return Promise.reject(new Error("no way"));
      }
      const room = new Room(events);
      rooms.push(room);
      return Promise.resolve(room);
    },
    microphone(onLost) {
      device.opened++;
      lost = onLost;
      return world.microphone?.() ?? Promise.resolve(microphone);
    },
    microphoneGranted: () => Promise.resolve(world.granted ?? true),
    now: () => time,
    wait: () => new Promise((done) => waits.push(done)),
    pause: () => new Promise((done) => pauses.push(done)),
    keep: (callId) => kept = callId,
    kept: () => kept,
    onEnd: () => ends.push(time),
  });
  return {
    call,
    asked,
    rooms,
    device,
    answers,
    /** The room the member is in. */
    get room() {
      return rooms.at(-1)!;
    },
    get kept() {
      return kept;
    },
    loseMicrophone: () => lost(),
    ends,
    pass: (milliseconds: number) => time += milliseconds,
    async goOn() {
      waits.splice(0).forEach((done) => done());
      await settle();
    },
    async afterFarewell() {
      pauses.splice(0).forEach((done) => done());
      await settle();
    },
    async begin() {
      await call.start({ tappedAt: time, incognito: false });
      rooms.at(-1)?.events.onAgent("listening");
    },
  };
}

/** How the call ended; undefined while it has not. */
function ending(call: Call): { reason: CallEndReason | null; call: CallView | null } | undefined {
  const phase = call.phase.value;
  return phase.name === "ended" ? { reason: phase.reason, call: phase.call } : undefined;
}

const refusal = (code: string, details: Record<string, unknown> = {}, status = 409) =>
  new ApiError(status, code, "", null, details);

Deno.test("a tap asks for the microphone and a ticket at once, and the room follows", async () => {
  const ticketed = Promise.withResolvers<CallTicket>();
  const world = setUp({ answers: { "POST /api/calls": () => ticketed.promise } });
  const started = world.call.start({ tappedAt: 1000, incognito: false });
  assert.equal(world.device.opened, 1);
  assert.deepEqual(world.asked, ["POST /api/calls"]);
  assert.equal(world.call.mood.value, "connecting");
  ticketed.resolve(ticket());
  await started;
  assert.equal(world.room.published.length, 1);
  assert.equal(world.call.mood.value, "connecting");
  assert.equal(world.kept, "c1");
});

Deno.test("nobody is greeted while the phone still asks about the microphone", async () => {
  const asked = Promise.withResolvers<Microphone>();
  const world = setUp({ granted: false, microphone: () => asked.promise });
  const started = world.call.start({ tappedAt: 1000, incognito: false });
  await settle();
  assert.equal(world.rooms.length, 0);
  asked.resolve({ track: 1, setMuted() {}, level: () => 0, stop() {} });
  await started;
  assert.equal(world.rooms.length, 1);
});

Deno.test("a question that took long makes the ticket be fetched anew", async () => {
  const asked = Promise.withResolvers<Microphone>();
  const world = setUp({
    granted: false,
    microphone: () => asked.promise,
    answers: { "POST /api/calls/c1/join": refusal("call_ended") },
  });
  const started = world.call.start({ tappedAt: 1000, incognito: false });
  await settle();
  world.pass(60_000);
  asked.resolve({ track: 1, setMuted() {}, level: () => 0, stop() {} });
  await started;
  assert.deepEqual(world.asked, [
    "POST /api/calls",
    "POST /api/calls/c1/join",
    "POST /api/calls",
  ]);
  assert.equal(world.call.phase.value.name, "live");
});

Deno.test("the orb shows what she does, and that the microphone is off while she listens", async () => {
  const world = setUp();
  await world.begin();
  const moods = (["listening", "thinking", "speaking", "idle"] as const).map((state) => {
    world.room.events.onAgent(state);
    return world.call.mood.value;
  });
  assert.deepEqual(moods, ["listening", "thinking", "speaking", "listening"]);
  world.call.setMuted(true);
  assert.equal(world.call.mood.value, "muted");
  assert.deepEqual([world.device.muted, world.room.muted, world.device.stopped], [true, true, 0]);
  assert.equal(world.call.levels().mine, 0);
  world.room.events.onAgent("speaking");
  assert.equal(world.call.mood.value, "speaking");
});

Deno.test("the wait from the tap to the first sound is told once", async () => {
  const world = setUp();
  await world.begin();
  world.pass(870);
  world.room.events.onHeard();
  world.room.events.onHeard();
  assert.deepEqual(world.room.told, [870]);
});

Deno.test("without a microphone the call that was begun is given back", async () => {
  for (const granted of [true, false]) {
    const world = setUp({
      granted,
      microphone: () => Promise.reject(new MicrophoneError("denied")),
    });
    await world.call.start({ tappedAt: 0, incognito: false });
    await settle();
    const { phase } = world.call;
    assert.ok(phase.value.name === "refused" && phase.value.error instanceof MicrophoneError);
    assert.ok(world.asked.includes("POST /api/calls/c1/end"));
    assert.equal(world.kept, null);
    assert.ok(world.rooms.every((room) => room.left));
  }
});

Deno.test("a call that is given back is looked for no more once it has ended", async () => {
  let end = (_view: CallView) => {};
  const world = setUp({
    microphone: () => Promise.reject(new MicrophoneError("denied")),
    answers: { "POST /api/calls/c1/end": () => new Promise((done) => end = done) },
  });
  await world.call.start({ tappedAt: 0, incognito: false });
  await settle();
  const looks = world.ends.length;
  end({ ...ENDED, endReason: "hung_up", charged: false });
  await settle();
  assert.equal(
    world.ends.length,
    looks + 1,
    "whatever was looked at before saw a call that was on",
  );
});

Deno.test("a refusal gives the microphone back and says why", async () => {
  const world = setUp({
    answers: { "POST /api/calls": refusal("allowance_exhausted", { kind: "calls" }, 402) },
  });
  await world.call.start({ tappedAt: 0, incognito: false });
  await settle();
  const phase = world.call.phase.value;
  assert.equal(phase.name === "refused" && (phase.error as ApiError).code, "allowance_exhausted");
  assert.equal(world.device.stopped, 1);
  assert.deepEqual(world.asked, ["POST /api/calls"]);
});

Deno.test("a call that is on elsewhere is asked about, this page's own is gone back into", async () => {
  const live = { "POST /api/calls": refusal("call_live", { callId: "c1" }) };
  const asks = setUp({ answers: live });
  await asks.call.start({ tappedAt: 0, incognito: false });
  assert.equal(asks.call.phase.value.name, "refused");
  await asks.call.resume("c1", 0);
  assert.equal(asks.call.phase.value.name, "live");

  const own = setUp({ answers: live, kept: "c1" });
  await own.call.start({ tappedAt: 0, incognito: false });
  assert.equal(own.call.phase.value.name, "live");
});

Deno.test("a connection that LiveKit finds again is only shown", async () => {
  const world = setUp();
  await world.begin();
  world.room.events.onLink(false);
  assert.equal(world.call.mood.value, "reconnecting");
  world.room.events.onLink(true);
  assert.equal(world.call.mood.value, "listening");
  assert.equal(world.rooms.length, 1);
});

Deno.test("a lost room is come back into with the same microphone, as often as it takes", async () => {
  const world = setUp({ granted: true });
  await world.begin();
  world.answers["POST /api/calls/c1/join"] = refusal("offline", {}, 0);
  world.room.events.onClosed(false);
  await settle();
  assert.equal(world.call.mood.value, "reconnecting");
  await world.goOn();
  world.answers["POST /api/calls/c1/join"] = ticket();
  await world.goOn();
  assert.equal(world.call.phase.value.name, "live");
  assert.equal(world.rooms.length, 2);
  assert.deepEqual([world.device.opened, world.device.stopped], [1, 0]);
  assert.equal(world.room.published.length, 1);
});

Deno.test("a room that cannot be reached at first is tried again", async () => {
  const world = setUp({ unreachable: 2 });
  const started = world.call.start({ tappedAt: 0, incognito: false });
  await settle();
  assert.equal(world.call.mood.value, "connecting");
  await world.goOn();
  await started;
  assert.equal(world.call.phase.value.name, "live");
  assert.equal(world.asked.filter((path) => path.endsWith("/join")).length, 2, "one by one");
});

Deno.test("a call that ended meanwhile says how", async () => {
  const world = setUp({
    answers: {
      "POST /api/calls/c1/join": refusal("call_ended"),
      "POST /api/calls/c1/end": { ...ENDED, endReason: "no_agent", charged: false },
    },
  });
  await world.begin();
  world.room.events.onClosed(false);
  await settle();
  assert.equal(ending(world.call)?.reason, "no_agent");
  assert.equal(ending(world.call)?.call?.charged, false);
});

Deno.test("how a call ended is known from the refusal alone", async () => {
  const over = new ApiError(410, "call_ended", "", "r", { reason: "no_agent" });
  const world = setUp({
    answers: { "POST /api/calls/c1/join": over, "GET /api/calls/c1": refusal("internal") },
  });
  await world.begin();
  world.room.events.onClosed(false);
  await settle();
  assert.equal(ending(world.call)?.reason, "no_agent");
});

Deno.test("after a goodbye the room may close by itself; else it is left", async () => {
  for (const closes of [true, false]) {
    const world = setUp({
      // The agent's own word to the service may still be on its way.
      answers: { "GET /api/calls/c1": { ...ENDED, status: "live", endReason: null } },
    });
    await world.begin();
    world.room.events.onMessage({ kind: "ended", reason: "limit" });
    assert.equal(world.call.phase.value.name, "live");
    if (closes) world.room.events.onClosed(false);
    await world.afterFarewell();
    assert.equal(ending(world.call)?.reason, "limit");
    // Hanging up here would make it an end by the member.
    assert.deepEqual(world.asked, ["POST /api/calls", "GET /api/calls/c1"]);
  }
});

Deno.test("whoever is displaced does not fight, and can bring the call back", async () => {
  const world = setUp();
  await world.begin();
  world.room.events.onClosed(true);
  await settle();
  assert.deepEqual(world.call.phase.value, { name: "displaced", callId: "c1" });
  assert.deepEqual(world.asked, ["POST /api/calls"]);
  assert.equal(world.device.stopped, 1);
  assert.equal(world.kept, null);
  await world.call.resume("c1", 0);
  assert.equal(world.call.phase.value.name, "live");
});

Deno.test("an agent that is lost and comes back is shown, and the time stands still", async () => {
  const world = setUp();
  await world.begin();
  world.pass(1000);
  assert.equal(world.call.left(), 599_000);
  world.room.events.onAgent(null);
  assert.equal(world.call.mood.value, "reconnecting");
  world.pass(5000);
  assert.equal(world.call.left(), 599_000);
  world.room.events.onAgent("listening");
  assert.equal(world.call.mood.value, "listening");
});

Deno.test("hanging up is done at once, and what it came to follows", async () => {
  const world = setUp();
  await world.begin();
  world.call.hangUp();
  assert.deepEqual(world.call.phase.value, { name: "ended", reason: "hung_up", call: null });
  assert.ok(world.room.left);
  assert.equal(world.device.stopped, 1);
  await settle();
  assert.equal(ending(world.call)?.call?.talkedSeconds, 90);
});

Deno.test("hanging up before the ticket came ends the call it is for", async () => {
  const ticketed = Promise.withResolvers<CallTicket>();
  const world = setUp({ answers: { "POST /api/calls": () => ticketed.promise } });
  const started = world.call.start({ tappedAt: 0, incognito: false });
  world.call.hangUp();
  ticketed.resolve(ticket());
  await started;
  await settle();
  assert.deepEqual(world.asked, ["POST /api/calls", "POST /api/calls/c1/end"]);
  assert.equal(world.device.stopped, 1);
  assert.equal(world.rooms.length, 0);
});

Deno.test("a page that was read anew goes back into its call, and only into its own", async () => {
  const back = setUp({ kept: "c1" });
  await back.call.recover();
  assert.deepEqual(back.asked, ["POST /api/calls/c1/join"]);
  assert.equal(back.call.phase.value.name, "live");

  const fresh = setUp();
  await fresh.call.recover();
  assert.deepEqual(fresh.asked, []);
  assert.equal(fresh.call.phase.value.name, "idle");

  const late = setUp({
    kept: "c1",
    answers: { "POST /api/calls/c1/join": refusal("call_ended") },
  });
  await late.call.recover();
  await settle();
  assert.equal(late.call.phase.value.name, "ended");
});

Deno.test("written words stand in the transcript once they are sent", async () => {
  const world = setUp();
  await world.begin();
  assert.equal(await world.call.write("ETH, вход 3 480"), true);
  assert.deepEqual(world.room.written, ["ETH, вход 3 480"]);
  world.room.leave();
  assert.equal(await world.call.write("ещё"), false);
  assert.equal(world.call.lines.value.length, 1);
});

Deno.test("notices stay as long as they are true", async () => {
  const world = setUp();
  await world.begin();
  const notice = (code: "model_lost" | "model_back" | "text_only") =>
    world.room.events.onMessage({ kind: "notice", code, text: code });
  const shown = () => world.call.notice.value?.code ?? null;
  notice("model_lost");
  world.room.events.onAgent("speaking");
  assert.equal(shown(), "model_lost");
  notice("model_back");
  world.room.events.onAgent("speaking");
  assert.equal(shown(), null);
  notice("text_only");
  world.room.events.onAgent("speaking");
  assert.equal(shown(), "text_only");
});

Deno.test("a warning sets the time that is left", async () => {
  const world = setUp();
  await world.begin();
  world.room.events.onMessage({ kind: "warning", secondsLeft: 30 });
  assert.equal(world.call.warned.value, 30);
  world.pass(10_000);
  assert.equal(world.call.left(), 20_000);
});

Deno.test("a microphone that is gone can be had again", async () => {
  const world = setUp();
  await world.begin();
  world.loseMicrophone();
  assert.equal(world.call.deaf.value, true);
  await world.call.renewMicrophone();
  assert.equal(world.call.deaf.value, false);
  assert.equal(world.room.published.length, 2);
});
