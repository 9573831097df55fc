import type { CallMessage } from "../../domain/call_messages.ts";
import type { CallEndReason } from "../../domain/call.ts";
import type { Expectations, Shown, Stored } from "./scenario.ts";
import { holds, isSame, plain } from "./words.ts";

/** What came of a step. */
export interface Observed {
  /** Each answer by itself. */
  said: readonly string[];
  tools: readonly { name: string; arguments: Record<string, unknown> }[];
  told: readonly CallMessage[];
  /** Null where the model does not tell. */
  role: string | null;
  ended: CallEndReason | null;
  stored: WhatIsStored;
}

/** What is kept of the member. */
export interface WhatIsStored {
  name: string | null;
  facts: readonly string[];
  /** The turns of the conversation, oldest first. */
  turns: readonly string[];
  carePlan: string | null;
}

/** One expectation, and whether it held. */
export interface Verdict {
  /** In words, such as `says «…»`. */
  expected: string;
  held: boolean;
  /** What came instead. */
  came: string;
}

/**
 * Judges what came of a step, a verdict for each expectation.
 *
 * A real model is judged leniently: by words and not by letters, and not by what only the scripted
 * one tells.
 */
export function judge(
  expect: Expectations,
  observed: Observed,
  { lenient }: { lenient: boolean },
): Verdict[] {
  const verdicts: Verdict[] = [];
  const verdict = (expected: string, held: boolean, came: string) =>
    verdicts.push({ expected, held, came });
  const spoken = observed.said.map((text) => text.trim()).join(" ");
  const heard = spoken === "" ? "silence" : `«${spoken}»`;

  if (expect.says !== undefined) {
    const same = lenient ? holds(spoken, expect.says) : isSame(spoken, expect.says);
    verdict(`says «${expect.says}»`, same, heard);
  }
  for (const words of expect.mentions ?? []) {
    verdict(`mentions «${words}»`, holds(spoken, words), heard);
  }
  if (expect.mentionsOneOf) {
    const some = expect.mentionsOneOf.some((words) => holds(spoken, words));
    verdict(`mentions one of «${expect.mentionsOneOf.join("», «")}»`, some, heard);
  }
  for (const words of expect.never ?? []) {
    verdict(`does not say «${words}»`, !holds(spoken, words), heard);
  }
  verdicts.push(...judgeTools(expect, observed, lenient));
  verdicts.push(...judgeShown(expect, observed));
  if (expect.role !== undefined && observed.role !== null) {
    verdict(`is in the role ${expect.role}`, observed.role === expect.role, observed.role);
  }
  if (expect.warns !== undefined) {
    const warned = observed.told.flatMap((message) =>
      message.kind === "warning" ? message.secondsLeft : []
    );
    const came = warned.length === 0 ? "no warning" : `warned at ${warned.join(", ")}`;
    verdict(`warns at ${expect.warns} seconds left`, warned.includes(expect.warns), came);
  }
  if (expect.ends !== undefined) {
    const came = observed.ended ?? "the call goes on";
    verdict(`ends the call: ${expect.ends}`, observed.ended === expect.ends, came);
  }
  return [...verdicts, ...judgeStored(expect.stored, observed.stored, lenient)];
}

function judgeTools(
  { calls, callsNot = [] }: Expectations,
  { tools }: Observed,
  lenient: boolean,
): Verdict[] {
  const came = tools.length === 0
    ? "no tool was called"
    : tools.map((tool) => inWords(tool.name, tool.arguments)).join(", ");
  const verdicts = callsNot.map((name): Verdict => {
    const held = !tools.some((tool) => tool.name === name);
    return { expected: `does not call ${name}`, held, came };
  });
  if (!calls) return verdicts;
  const expected = Object.entries(calls);
  if (expected.length === 0) {
    verdicts.push({ expected: "calls no tool", held: tools.length === 0, came });
  }
  for (const [name, wanted] of expected) {
    const held = tools.some((tool) =>
      tool.name === name &&
      Object.entries(wanted).every(([key, value]) => fits(tool.arguments[key], value, lenient))
    );
    verdicts.push({ expected: `calls ${inWords(name, wanted)}`, held, came });
  }
  return verdicts;
}

function inWords(name: string, given: Record<string, unknown>): string {
  return Object.keys(given).length === 0 ? name : `${name} ${JSON.stringify(given)}`;
}

/** Texts are compared by their words; of a real model's it is enough that they hold them. */
function fits(came: unknown, wanted: unknown, lenient: boolean): boolean {
  if (typeof wanted === "string" && typeof came === "string") {
    return lenient ? holds(came, wanted) : plain(came) === plain(wanted);
  }
  return JSON.stringify(came) === JSON.stringify(wanted);
}

function judgeShown({ shows }: Expectations, { told }: Observed): Verdict[] {
  if (!shows) return [];
  const shown = told.flatMap((message): Shown[] =>
    message.kind === "card" ? [message.card.kind] : message.kind === "citation" ? ["citation"] : []
  );
  const came = shown.length === 0 ? "nothing is shown" : `shows ${shown.join(", ")}`;
  if (shows.length === 0) {
    return [{ expected: "shows nothing", held: shown.length === 0, came }];
  }
  return shows.map((kind) => ({ expected: `shows ${kind}`, held: shown.includes(kind), came }));
}

function judgeStored(
  expected: Stored | undefined,
  stored: WhatIsStored,
  lenient: boolean,
): Verdict[] {
  const verdicts: Verdict[] = [];
  const came = (texts: readonly string[]) =>
    texts.length === 0 ? "nothing is stored" : `stored: «${texts.join("», «")}»`;
  if (expected?.name !== undefined) {
    const held = stored.name === expected.name;
    const name = stored.name ?? "no name";
    verdicts.push({ expected: `stores the name ${expected.name}`, held, came: name });
  }
  for (const fact of expected?.facts ?? []) {
    const held = stored.facts.some((text) => holds(text, fact));
    verdicts.push({ expected: `stores the fact «${fact}»`, held, came: came(stored.facts) });
  }
  if (expected?.lastTurns) {
    const last = expected.lastTurns.length === 0
      ? stored.turns
      : stored.turns.slice(-expected.lastTurns.length);
    const same = last.length === expected.lastTurns.length &&
      last.every((text, index) => {
        const wanted = expected.lastTurns![index]!;
        return lenient ? holds(text, wanted) : isSame(text, wanted);
      });
    const turns = expected.lastTurns.length === 0
      ? "stores no turns"
      : `stores the turns «${expected.lastTurns.join("», «")}»`;
    verdicts.push({ expected: turns, held: same, came: came(last) });
  }
  if (expected?.carePlan !== undefined) {
    const held = (stored.carePlan ?? "none") === expected.carePlan;
    const running = stored.carePlan ?? "none";
    verdicts.push({ expected: `has the care plan ${expected.carePlan}`, held, came: running });
  }
  return verdicts;
}
