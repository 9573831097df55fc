/**
 * A scripted conversation, as a file of `evals/calls/` has it.
 *
 * It is written and read by people: `evals/calls/README.md` describes each field.
 */
import {
  choice,
  type Field,
  group,
  isGroup,
  list,
  optional,
  Place,
  record,
  shortText,
  text,
  wrong,
  yesOrNo,
} from "../../config/fields.ts";
import { parseYaml } from "../../config/yaml.ts";
import { CALL_END_REASONS, type CallEndReason } from "../../domain/call.ts";
import type { CardKind } from "../../domain/card.ts";
import { type Language, LANGUAGES } from "../../domain/community.ts";
import { PROFILE_SECTIONS, type ProfileSection } from "../../domain/member.ts";
import { linesOf } from "./lines.ts";

/** One conversation and what is expected of it. */
export interface Scenario {
  /** The file's name without its ending. */
  file: string;
  name: string;
  language: Language;
  /** Nothing of the call is kept. */
  incognito: boolean;
  member: ScenarioMember;
  talk: Step[];
}

/** Who talks, and what was before the call. */
export interface ScenarioMember {
  /** Undefined: not known yet. */
  name: string | undefined;
  /** An IANA time zone, from which the country is guessed. */
  timeZone: string | undefined;
  facts: { section: ProfileSection; text: string }[];
  /** What was said in an earlier call, oldest first. */
  earlier: { role: "member" | "assistant"; text: string }[];
}

/** Something that happens, and what is expected of it; neither: the call begins. */
export interface Step {
  /** Where it stands in the file, from 1. */
  line: number;
  /** What the member says. */
  member: string | undefined;
  /** How long nothing is said while the call goes on, in milliseconds. */
  pass: number | undefined;
  /** What the scripted model answers instead of thinking. */
  standIn: ScriptedAnswer[];
  expect: Expectations;
}

/** An answer of the scripted model: words, and tools that it calls. */
export interface ScriptedAnswer {
  says: string | undefined;
  calls: Record<string, Record<string, unknown>>;
}

/** What a step is to bring; undefined is not looked at. */
export interface Expectations {
  /** She says this and nothing else. */
  says: string | undefined;
  /** Each of these is among what she says. */
  mentions: string[] | undefined;
  /** At least one of these is. */
  mentionsOneOf: string[] | undefined;
  /** None of these is. */
  never: string[] | undefined;
  /** Tools that are called, with at least these arguments; none at all where it is empty. */
  calls: Record<string, Record<string, unknown>> | undefined;
  /** Tools that are not called. */
  callsNot: string[] | undefined;
  /** Cards that are shown; none at all where it is empty. */
  shows: Shown[] | undefined;
  /** The role that the instructions give to this answer: a persona's id, or `crisis`. */
  role: string | undefined;
  /** The warning that is given, in seconds left. */
  warns: number | undefined;
  /** Why the call ends. */
  ends: CallEndReason | undefined;
  stored: Stored | undefined;
}

/** Something to see in the app. */
export type Shown = CardKind | "citation";

/** What is kept of it all. */
export interface Stored {
  name: string | undefined;
  /** Words of facts. */
  facts: string[] | undefined;
  /** What both said last, as kept; nothing at all where it is empty. */
  lastTurns: string[] | undefined;
  /** The id of the care plan that runs; `none` where none does. */
  carePlan: string | undefined;
}

/** A file that is no scenario; a line for each problem. */
export class ScenarioError extends Error {
  override readonly name = "ScenarioError";

  constructor(readonly problems: readonly string[]) {
    super(problems.join("\n"));
  }
}

const CARDS: readonly Shown[] = [
  "limit",
  "profile",
  "link",
  "video",
  "picture",
  "price",
  "weather",
  "care_plan",
  "lesson",
  "emergency",
  "citation",
];
const WORDS = shortText("a text of at most 2,000 characters", 2000);
const NAME = shortText("a short name", 80);

/** Reads a scenario; throws `ScenarioError`, whose lines begin with the file's name and line. */
export function readScenario(file: string, source: string): Scenario {
  const parsed = parseYaml(source);
  if ("problem" in parsed) throw new ScenarioError([`${file}: ${parsed.problem}`]);
  const problems: string[] = [];
  const place = new LinePlace(file, problems, [], linesOf(source.replace(/^\uFEFF/, "")));
  const scenario = SCENARIO(parsed.value, place);
  if (problems.length > 0) throw new ScenarioError(problems);
  const { member } = scenario;
  return {
    ...scenario,
    incognito: scenario.incognito ?? false,
    file: file.replace(/^.*\//, "").replace(/\.ya?ml$/, ""),
    member: {
      name: member?.name,
      timeZone: member?.time_zone,
      facts: member?.facts ?? [],
      earlier: member?.earlier ?? [],
    },
  };
}

/** Tells what is wrong with the line in front. */
class LinePlace extends Place {
  constructor(
    file: string,
    problems: string[],
    path: readonly PropertyKey[],
    readonly lines: (path: readonly PropertyKey[]) => number,
  ) {
    super(file, problems, path);
  }

  get line(): number {
    return this.lines(this.path);
  }

  override inside(step: PropertyKey): LinePlace {
    return new LinePlace(this.file, this.problems, [...this.path, step], this.lines);
  }

  override tell(what: string): void {
    new Place(`${this.file}:${this.line}`, this.problems, this.path).tell(what);
  }
}

/** One text, or a list of them. */
const texts: Field<string[]> = (input, place) =>
  Array.isArray(input)
    ? list("a list of texts", WORDS, 1, 50)(input, place)
    : [WORDS(input, place)];

const textsOrNone: Field<string[]> = (input, place) =>
  Array.isArray(input) && input.length === 0 ? [] : texts(input, place);

/** Milliseconds, written as `8 min 5 s`. */
const duration: Field<number> = (input, place) => {
  const written = typeof input === "string" ? input.trim() : "";
  const match = /^(?:(\d+) ?min)? ?(?:(\d+) ?s)?$/.exec(written);
  if (!match || written === "") place.tell(wrong("a time such as 8 min 5 s", input));
  return (Number(match?.[1] ?? 0) * 60 + Number(match?.[2] ?? 0)) * 1000;
};

const seconds: Field<number> = (input, place) => {
  if (!Number.isInteger(input)) place.tell(wrong("whole seconds", input));
  return input as number;
};

/** Any arguments of a tool. */
const argumentsOf: Field<Record<string, unknown>> = (input, place) => {
  if (input === null) return {};
  if (!isGroup(input)) place.tell(wrong("arguments by their names, or {}", input));
  return isGroup(input) ? input : {};
};

/** `get_weather`, a list of such names, or names with arguments. */
const calls: Field<Record<string, Record<string, unknown>>> = (input, place) => {
  if (isGroup(input)) return record("tools by their names", argumentsOf)(input, place);
  const names = Array.isArray(input) && input.length === 0 ? [] : texts(input, place);
  return Object.fromEntries(names.map((name) => [name, {}]));
};

/** The member's words or hers, as `member: …` or `assistant: …`. */
const said: Field<{ role: "member" | "assistant"; text: string }> = (input, place) => {
  const { member, assistant } = group({
    member: optional(WORDS),
    assistant: optional(WORDS),
  })(input, place);
  if ((member === undefined) === (assistant === undefined)) {
    place.tell(wrong("either member or assistant with a text", input));
  }
  return member !== undefined
    ? { role: "member", text: member }
    : { role: "assistant", text: assistant ?? "" };
};

const expectations = group({
  says: optional(WORDS),
  mentions: optional(texts),
  mentions_one_of: optional(texts),
  never: optional(texts),
  calls: optional(calls),
  calls_not: optional(texts),
  shows: optional(list("a list of cards, or []", choice(CARDS))),
  role: optional(NAME),
  warns: optional(seconds),
  ends: optional(choice(CALL_END_REASONS)),
  stored: optional(group({
    name: optional(NAME),
    facts: optional(texts),
    last_turns: optional(textsOrNone),
    care_plan: optional(NAME),
  })),
});

const scripted = group({ says: optional(WORDS), calls: optional(calls) });

const step: Field<Step> = (input, place) => {
  const read = group({
    member: optional(WORDS),
    pass: optional(duration),
    stand_in: optional(list("a list of answers", scripted, 1, 20)),
    expect: expectations,
  })(input, place);
  if (read.member !== undefined && read.pass !== undefined) {
    place.tell("has both member and pass. Make it two steps.");
  }
  const { mentions_one_of, calls_not, stored, ...expect } = read.expect ?? {};
  return {
    line: place instanceof LinePlace ? place.line : 1,
    member: read.member,
    pass: read.pass,
    standIn: (read.stand_in ?? []).map((answer) => ({
      says: answer.says,
      calls: answer.calls ?? {},
    })),
    expect: {
      ...expect,
      mentionsOneOf: mentions_one_of,
      callsNot: calls_not,
      stored: stored && {
        name: stored.name,
        facts: stored.facts,
        lastTurns: stored.last_turns,
        carePlan: stored.care_plan,
      },
    },
  };
};

const steps: Field<Step[]> = (input, place) => {
  const read = list("a list of steps", step, 1, 60)(input, place);
  read.forEach(({ member, pass }, index) => {
    if (index > 0 && member === undefined && pass === undefined) {
      place.inside(index).tell("has neither member nor pass; only the first step may have none.");
    }
  });
  return read;
};

const SCENARIO = group({
  name: shortText("a sentence that says what is shown", 120),
  language: choice(LANGUAGES),
  incognito: optional(yesOrNo),
  member: optional(group({
    name: optional(NAME),
    time_zone: optional(text("an IANA time zone", (zone) => zone.includes("/"))),
    facts: optional(list(
      "a list of facts",
      group({ section: choice(PROFILE_SECTIONS), text: WORDS }),
    )),
    earlier: optional(list("a list of what was said", said)),
  })),
  talk: steps,
});
