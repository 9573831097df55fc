/** Processes die and servers restart in the middle of a call; agents and strangers lie. */
import assert from "node:assert/strict";
import { startAgent } from "../../dev/agent.ts";
import type { CallTicket, TurnView } from "../../routes/schemas.ts";
import { until } from "../kit/conditions.ts";
import { roomsOf } from "../kit/livekit.ts";
import { type CallStage, callTest, useCalls } from "./call_kit.ts";
import { asAgent, callIdOf, jobProcessesOf, watchRoom } from "./call_watch.ts";
import type { Caller } from "./caller.ts";
import { PretendAgent } from "./pretend_agent.ts";

const TIMES = {
  renewEvery: 2_000,
  lease: 8_000,
  noAgent: 60_000,
  absence: 60_000,
  goodbye: 2_000,
};
/** A lease that no slow machine misses, where what is looked at is something else. */
const LONG_LEASE = 60_000;
/** How long somebody is waited for who does not come back; others need time to, in milliseconds. */
const ABSENCE = 8_000;
/** What a slow machine adds to the coming of another agent, in milliseconds. */
const SLACK = 20_000;
/** By how much what is charged may be off, in seconds, while no lease runs out. */
const CHARGE_SLACK = 5;

useCalls({ times: TIMES });

callTest("tokens that were stolen are worth nothing after the call", async ({ box, ...stage }) => {
  await using caller = await stage.visits();
  const answered = caller.page.waitForResponse((response) => /\/api\/calls$/.test(response.url()));
  await caller.taps();
  const { participant_token: stolen, call } = await (await answered).json() as CallTicket;
  await caller.hearsVoice();
  const other = await asAgent(box, call.id, { kind: "epoch", number: 1, tokenOf: "other" })
    .post("lease", { memberPresent: true });
  assert.deepEqual(other, { status: 401, code: "session_invalid" });
  await caller.hangsUp();

  const server = box.development.livekit!;
  const rooms = roomsOf(server);
  const { video: { room } } = JSON.parse(atob(stolen.split(".")[1]!)) as {
    video: { room: string };
  };
  await until(async () => (await rooms.listRooms([room])).length === 0, "the end of the room");
  const browser = caller.visit.context.browser()!;
  await using intruder = await PretendAgent.arrive(browser, server);
  await assert.rejects(intruder.enter(server, stolen));
  // LiveKit Cloud makes rooms by itself.
  await rooms.createRoom({ name: room });
  // It may be thrown out while it is still on the way in, and does not notice for long.
  intruder.enter(server, stolen).catch(() => {});
  await until(async () => (await rooms.listRooms([room])).length === 0, "the room to go again");
  const late = await asAgent(box, call.id, { kind: "epoch", number: 1 })
    .post("lease", { memberPresent: true });
  assert.deepEqual(late, { status: 410, code: "call_ended" });
});

callTest(
  "whoever leaves without hanging up is waited for, and not charged for it",
  async (stage) => {
    stage.shorten({ absence: ABSENCE });
    await using caller = await stage.visits();
    const tappedAt = performance.now();
    await caller.taps();
    await caller.hearsVoice();
    const id = await callIdOf(caller);
    await caller.page.goto("about:blank");
    const leftAt = performance.now();
    const call = await caller.endOf(id);
    assert.equal(call.endReason, "left");
    assert(performance.now() - leftAt > ABSENCE - 1_000, "waited for");
    const together = (leftAt - tappedAt) / 1_000;
    assert(call.talkedSeconds <= together + 1, `${call.talkedSeconds} s of ${together} s`);
  },
);

callTest(
  "the service restarts in the middle: nothing is lost, and the charge is right",
  async (stage) => {
    stage.shorten({ lease: LONG_LEASE });
    await using caller = await stage.visits();
    await using watch = await begins(stage, caller);
    const heardAt = performance.now();
    const id = await callIdOf(caller);
    const answer = "Слышу тебя и без сервера.";
    stage.live.says({ text: answer });
    await stage.box.development.restart(async () => {
      await caller.says("Ты ещё здесь?");
      await caller.reads(answer);
      await caller.waitsFor("listening");
    });
    const { greeting } = caller.words;
    const said = [greeting, "Ты ещё здесь?", answer];
    const kept = await caller.keeps((turns) => turns.length === said.length, "all turns");
    assert.deepEqual(kept.map(({ text }) => text), said);
    assert.equal(await callIdOf(caller), id, "the same call");
    const least = (performance.now() - heardAt) / 1_000 - CHARGE_SLACK;
    await caller.hangsUp();
    const { talkedSeconds } = await caller.endOf(id);
    const most = (performance.now() - watch.since) / 1_000 + CHARGE_SLACK;
    assert(talkedSeconds >= least && talkedSeconds <= most, `${least} ${talkedSeconds} ${most}`);
    assert.equal(watch.mostAtOnce, 1);
    assert.equal(watch.agents.length, 1, "it was not taken for dead");
  },
);

callTest("LiveKit restarts in the middle: both come back", async (stage) => {
  const server = stage.box.development.livekit!;
  await using caller = await stage.visits();
  const watch = await begins(stage, caller);
  const id = await callIdOf(caller);
  await caller.introduces();
  await watch[Symbol.asyncDispose]();
  await server.restart();
  await using after = await watchRoom(server);
  await until(() => after.agents.length > 0, "an agent in the room");
  await knowsTheTalk(caller);
  assert.equal(await callIdOf(caller), id, "the same call");
  assert.equal(after.mostAtOnce, 1);
  await caller.hangsUp();
});

callTest(
  "the job is killed, then its worker: another takes the room, and knows the talk",
  async (stage) => {
    const { development } = stage.box;
    const worker = development.agent!.pid;
    const [warm, ...others] = await until(async () => {
      const processes = await jobProcessesOf(worker);
      return processes.length === 1 && processes;
    }, "one process that waits");
    assert.deepEqual(others, []);
    await using caller = await stage.visits();
    await using watch = await begins(stage, caller);
    const id = await callIdOf(caller);
    await caller.introduces();
    await caller.keeps((turns) => turns.length === 3, "what was said");

    Deno.kill(warm!, "SIGKILL");
    const killedAt = performance.now();
    await until(() => watch.agents.length === 2, "another agent in the room");
    const took = performance.now() - killedAt;
    assert(took < 10_000 + SLACK, `another came after ${took} ms`);
    // It starts while they talk; before, it might have taken the call.
    const { livekit, gemini } = development.config;
    await using second = startAgent({
      serviceUrl: stage.box.url,
      livekit: livekit!,
      gemini,
    });
    await knowsTheTalk(caller);
    const stale = await asAgent(stage.box, id, { kind: "epoch", number: 1 })
      .post("lease", { memberPresent: true });
    assert.deepEqual(stale, { status: 409, code: "epoch_stale" });

    await second.ready;
    await development.agent!.kill();
    await until(() => watch.agents.length === 3, "an agent of the other worker");
    await knowsTheTalk(caller);
    assert.equal(watch.mostAtOnce, 1, "never two agents");
    await caller.hangsUp();
  },
);

for (const way of ["lies", "falls silent"] as const) {
  callTest(`the time is over, and the agent ${way}: the service ends it`, async (stage) => {
    await noWorker(stage);
    stage.shorten({ lease: LONG_LEASE });
    stage.allow({ call_minutes: 4 / 60 });
    await using caller = await stage.visits();
    await caller.taps();
    await using watch = await watchRoom(stage.box.development.livekit!);
    const id = await callIdOf(caller);
    const begun = await asAgent(stage.box, id, { kind: "dispatch", number: 1 }).post("begin", {});
    assert.equal(begun.status, 200);
    const agent = asAgent(stage.box, id, { kind: "epoch", number: 1 });
    const close = await agent.stream();
    await using _agent = await PretendAgent.join(
      caller.visit.context.browser()!,
      stage.box.development.livekit!,
    );
    const renewed = () => agent.post("lease", { memberPresent: true });
    await renewed();
    await until(async () => {
      if (way === "lies") await renewed();
      return (await watch.rooms.listRooms([watch.room])).length === 0;
    }, "the end of the room");
    await caller.app.shows(caller.words.why.limit);
    const call = await caller.endOf(id);
    assert.deepEqual([call.endReason, call.talkedSeconds], ["limit", 4]);
    await close();
  });
}

/** The box has no worker any more; tests with one come before. */
async function noWorker({ box }: CallStage): Promise<void> {
  const agent = box.development.agent!;
  const { pid } = agent;
  await agent.close();
  assert.deepEqual(await jobProcessesOf(pid), []);
}

/** Calls, waits until she has greeted, and watches the room from there on. */
async function begins({ box }: CallStage, caller: Caller) {
  await caller.taps();
  const watch = await watchRoom(box.development.livekit!);
  await caller.reads(caller.words.greeting);
  await caller.waitsFor("listening");
  return watch;
}

/** She answers, knows the name that was said, and has greeted once. */
async function knowsTheTalk(caller: Caller): Promise<void> {
  const { whoAmI } = caller.app.words;
  await caller.waitsFor("listening");
  const answersIn = (turns: TurnView[]) =>
    turns.filter((_, place) => turns[place - 1]?.text === whoAmI);
  const before = answersIn(await caller.stored()).length;
  await caller.tells(whoAmI);
  const kept = await caller.keeps(
    (turns) => answersIn(turns).length === before + 1,
    "question and answer",
  );
  assert.match(answersIn(kept).at(-1)!.text, /Маша/);
  const { greeting } = caller.words;
  assert.equal(kept.filter(({ text }) => text === greeting).length, 1, "greeted once");
}
