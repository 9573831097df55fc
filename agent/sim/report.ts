import { isGood, type Outcome, type StepOutcome } from "./run.ts";

/** What went wrong in a scenario: for each step what was said and what did not hold. */
export function failuresOf({ scenario, steps }: Outcome): string[] {
  const lines = steps.flatMap((step) => {
    const failed = step.verdicts.filter(({ held }) => !held);
    if (failed.length === 0) return [];
    return [
      `line ${step.step.line}, ${happening(step)}`,
      ...failed.map(({ expected, came }) => `  expected that she ${expected}; came: ${came}`),
    ];
  });
  const missed = scenario.talk.length - steps.length;
  if (missed > 0) lines.push(`the call was over ${missed} steps early`);
  return lines;
}

function happening({ step }: StepOutcome): string {
  if (step.member !== undefined) return `member: «${step.member}»`;
  return step.pass === undefined ? "at the start" : `${step.pass / 1000} s later`;
}

/** How one scenario went in all runs of it. */
export interface Score {
  file: string;
  name: string;
  /** Of so many runs, all expectations held in so many. */
  good: number;
  runs: number;
  expectations: { line: number; expected: string; held: number; asked: number }[];
}

/** Adds up the runs of one scenario. */
export function scoreOf(outcomes: readonly Outcome[]): Score {
  const { file, name } = outcomes[0]!.scenario;
  const expectations = new Map<string, Score["expectations"][number]>();
  for (const { step, verdicts } of outcomes.flatMap(({ steps }) => steps)) {
    for (const { expected, held } of verdicts) {
      const key = `${step.line} ${expected}`;
      const sum = expectations.get(key) ?? { line: step.line, expected, held: 0, asked: 0 };
      sum.asked++;
      if (held) sum.held++;
      expectations.set(key, sum);
    }
  }
  return {
    file,
    name,
    good: outcomes.filter(isGood).length,
    runs: outcomes.length,
    expectations: [...expectations.values()],
  };
}
