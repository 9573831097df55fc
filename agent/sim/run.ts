import { createFigures } from "../figures.ts";
import { pause, within } from "../pause.ts";
import { RunningCall } from "../running_call.ts";
import type { CallService } from "../service.ts";
import type { Box } from "./box.ts";
import { judge, type Observed, type Verdict } from "./judge.ts";
import { enter, type Member } from "./member.ts";
import { createRenewals } from "./renewals.ts";
import { SilentRoom } from "./room.ts";
import { type Scenario, ScenarioError, type Step } from "./scenario.ts";

/** What came of a scenario. */
export interface Outcome {
  scenario: Scenario;
  steps: StepOutcome[];
  /** The member hears her: milliseconds of sound. */
  sounded: number;
  /** Settles when the agent has left and brought home what there was; fails where it does not. */
  left: Promise<void>;
}

/** What came of a step; steps after one that got no answer are left out. */
export interface StepOutcome {
  step: Step;
  said: string[];
  verdicts: Verdict[];
}

/** How long things may take, in milliseconds. */
export interface Patience {
  /** For an answer. */
  answer: number;
  /** Without anything happening, she has said what she had to say. */
  quiet: number;
  /** For what follows an answer, such as a card. */
  rest: number;
}
const SCRIPTED: Patience = { answer: 30_000, quiet: 40, rest: 15_000 };
const LIVE: Patience = { answer: 45_000, quiet: 1_500, rest: 3_000 };

/** The time is moved on by so much at once: less than a lease, so that the call lives on. */
const AT_ONCE = 25_000;
/** How long the end of a call may take. */
const END_WITHIN = 30_000;

/** Runs a scenario against a box, as a call of somebody new. */
export async function runScenario(
  box: Box,
  scenario: Scenario,
  patience: Partial<Patience> = {},
): Promise<Outcome> {
  if (box.scripted) await box.order({ order: "script", live: { clear: true } });
  const member = await enter(box, scenario);
  const [first] = scenario.talk;
  if (first && begins(first)) await script(box, first);
  const call = await startCall({ box, member, scenario }, {
    ...(box.scripted ? SCRIPTED : LIVE),
    ...patience,
  });
  const steps: StepOutcome[] = [];
  try {
    // The greeting is said whatever is looked at.
    await call.settled();
    for (const step of scenario.talk) {
      if (!begins(step)) await script(box, step);
      steps.push(await takeStep(call, step));
      if (call.room.gone) break;
    }
  } finally {
    await call.hangUp();
  }
  return { scenario, steps, sounded: call.room.sounded, left: call.left() };
}

/** Whether all that was expected came. */
export function isGood({ scenario, steps }: Outcome): boolean {
  return steps.length === scenario.talk.length &&
    steps.every(({ verdicts }) => verdicts.every(({ held }) => held));
}

/** The step is the beginning of the call. */
function begins({ member, pass }: Step): boolean {
  return member === undefined && pass === undefined;
}

async function script(box: Box, { standIn }: Step): Promise<void> {
  if (!box.scripted || standIn.length === 0) return;
  const says = standIn.map(({ says, calls }) => ({
    text: says,
    calls: Object.entries(calls).map(([name, given]) => ({ name, arguments: given })),
  }));
  await box.order({ order: "script", live: { says } });
}

/** A call that goes on, and what is looked at in it. */
interface SimulatedCall {
  box: Box;
  room: SilentRoom;
  tools: Observed["tools"][number][];
  patience: Patience;
  member: Member;
  /** Waits until she has said what she had to say, after `said` answers at least. */
  settled(said?: number): Promise<boolean>;
  /** Lets time go by. */
  pass(milliseconds: number): Promise<void>;
  hangUp(): Promise<void>;
  /** Waits until the agent has left. */
  left(): Promise<void>;
}

/** A misspelt tool would never be called, and «is not called» would always hold. */
function checkTools({ file, talk }: Scenario, tools: readonly string[]): void {
  const problems = talk.flatMap(({ line, expect, standIn }) => {
    const named = [expect.calls, ...standIn.map(({ calls }) => calls)];
    return [...named.flatMap((calls) => Object.keys(calls ?? {})), ...expect.callsNot ?? []]
      .filter((name) => !tools.includes(name))
      .map((name) => `${file}:${line}: there is no tool ${name}; there are ${tools.join(", ")}.`);
  });
  if (problems.length > 0) throw new ScenarioError(problems);
}

async function startCall(
  { box, member, scenario }: { box: Box; member: Member; scenario: Scenario },
  patience: Patience,
): Promise<SimulatedCall> {
  const { callId, service } = await member.call({ incognito: scenario.incognito });
  const begin = await service.begin();
  checkTools(scenario, begin.tools.map(({ name }) => name));
  const room = new SilentRoom();
  const tools: SimulatedCall["tools"] = [];
  let running = 0;
  const renewals = createRenewals(service, room);
  const watched: CallService = {
    ...service,
    async tool(name, request) {
      tools.push({ name, arguments: request.arguments as Record<string, unknown> });
      running++;
      try {
        return await service.tool(name, request);
      } finally {
        running--;
        room.changed();
      }
    },
    lease: (presence) => renewals.renew(presence),
    async turns(turns) {
      running++;
      try {
        return await service.turns(turns);
      } finally {
        running--;
        room.changed();
      }
    },
  };
  await new RunningCall({
    place: room,
    gemini: box.gemini,
    callId,
    service: watched,
    begin,
    figures: createFigures(),
  }).start();

  const call: SimulatedCall = {
    box,
    room,
    tools,
    patience,
    member,
    async settled(said = 1) {
      const until = performance.now() + patience.answer;
      while (performance.now() < until) {
        const still = running === 0 && room.quiet >= patience.quiet;
        if (room.gone || (still && room.said.length >= said)) return true;
        await pause(5);
      }
      return false;
    },
    async pass(milliseconds) {
      for (let left = milliseconds; left > 0 && !room.gone; left -= AT_ONCE) {
        await box.order({ order: "pass", milliseconds: Math.min(left, AT_ONCE) });
        await within(patience.answer, renewals.hurry());
      }
    },
    hangUp: () => room.gone ? Promise.resolve() : member.hangUp(callId),
    async left() {
      if (!await within(END_WITHIN, room.left.then(() => true))) {
        throw new Error("the agent did not leave the call");
      }
    },
  };
  return call;
}

async function takeStep(call: SimulatedCall, step: Step): Promise<StepOutcome> {
  const { room, tools, patience } = call;
  const before = begins(step)
    ? { said: 0, tools: 0, told: 0 }
    : { said: room.said.length, tools: tools.length, told: room.told.length };
  if (step.member !== undefined) room.type(step.member);
  if (step.pass !== undefined) await call.pass(step.pass);
  const speaks = step.pass === undefined || step.expect.warns !== undefined;
  await call.settled(before.said + (speaks ? 1 : 0));

  const look = async (): Promise<Observed> => {
    const told = room.told.slice(before.told);
    const ended = told.find((message) => message.kind === "ended");
    return {
      said: room.said.slice(before.said),
      tools: tools.slice(before.tools),
      told,
      role: (await call.box.order<{ role: string | null }>({ order: "role" })).role,
      ended: ended?.kind === "ended" ? ended.reason : null,
      stored: await call.member.stored(),
    };
  };
  const until = performance.now() + patience.rest;
  while (true) {
    const observed = await look();
    const verdicts = judge(step.expect, observed, { lenient: !call.box.scripted });
    // What is missing may be on its way: a card, or what is being stored.
    if (verdicts.every(({ held }) => held) || performance.now() > until) {
      return { step, said: [...observed.said], verdicts };
    }
    await pause(50);
  }
}
