import type { ClockAnswer, FaultAnswer, FaultsAnswer, StateAnswer } from "./answers.ts";
import type { BoxDependencies } from "./ports.ts";

/** Everything the page shows outside the chat. */
export async function stateAnswer(
  deps: BoxDependencies,
  moving: boolean,
): Promise<StateAnswer> {
  const members = deps.telegram?.members() ?? [];
  return {
    bot: deps.telegram?.bot ?? null,
    members: await Promise.all(members.map(async (member) => ({
      ...member,
      plan: await deps.planOf?.(member.id) ?? null,
      blocked: deps.telegram?.isBlocked(member.id) ?? false,
    }))),
    clock: clockAnswer(deps),
    moving,
    timeZone: deps.timeZone,
    services: deps.services,
    realKeys: deps.realKeys,
    voice: deps.voice(),
    faults: faultsAnswer(deps),
  };
}

/** The clock of the box as its API shows it. */
export function clockAnswer(deps: Pick<BoxDependencies, "clock" | "timeZone">): ClockAnswer {
  const now = deps.clock.now();
  const text = new Intl.DateTimeFormat("sv-SE", {
    timeZone: deps.timeZone,
    dateStyle: "short",
    timeStyle: "short",
  }).format(now);
  return { now, offset: deps.clock.offset(), nowText: `${text} ${deps.timeZone}` };
}

/** The faults still to happen, by stand-in. */
export function faultsAnswer(deps: Pick<BoxDependencies, "faults">): FaultsAnswer {
  return Object.fromEntries(
    Object.entries(deps.faults).map(([name, faults]) => [
      name,
      (faults?.list() ?? []).map((fault): FaultAnswer => ({
        ...fault,
        times: fault.times === Infinity ? "always" : fault.times,
      })),
    ]),
  );
}
