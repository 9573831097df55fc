import type { Clock } from "./ports.ts";

export type DependencyStatus = "ok" | "down";

export interface HealthReport {
  /** `down` when something the service cannot work without is down; `degraded` for the rest. */
  status: "ok" | "degraded" | "down" | "stopping";
  dependencies: Record<string, { status: DependencyStatus; checkedAt: number }>;
}

export interface Dependency {
  /** Without it nothing works. */
  essential: boolean;
  /** Throws where the dependency does not work. */
  check(signal: AbortSignal): Promise<void>;
}

export interface Health {
  report(): Promise<HealthReport>;
  /** From now on the service says that it is stopping, so that no new requests are sent to it. */
  stop(): void;
}

/** Longest time a check may take, and for how long its answer is good, in milliseconds. */
const LONGEST_CHECK = 3_000;
const GOOD_FOR = 10_000;

/** Makes the health of the service from its dependencies; asking often costs them nothing. */
export function createHealth(deps: {
  dependencies: Record<string, Dependency>;
  clock: Clock;
}): Health {
  const { dependencies, clock } = deps;
  const known = new Map<string, { status: DependencyStatus; checkedAt: number }>();
  let stopping = false;

  async function look(name: string, dependency: Dependency): Promise<DependencyStatus> {
    const last = known.get(name);
    if (last && last.status === "ok" && clock.now() - last.checkedAt < GOOD_FOR) return last.status;
    const controller = new AbortController();
    const timer = setTimeout(() => controller.abort(), LONGEST_CHECK);
    const tooLate = new Promise<never>((_, reject) =>
      controller.signal.addEventListener("abort", () => reject(new Error("too late")))
    );
    const check = async () => await dependency.check(controller.signal);
    const status = await Promise.race([check(), tooLate])
      .then(() => "ok" as const, () => "down" as const);
    clearTimeout(timer);
    known.set(name, { status, checkedAt: clock.now() });
    return status;
  }

  return {
    stop: () => stopping = true,
    async report() {
      const entries = Object.entries(dependencies);
      const statuses = await Promise.all(entries.map(([name, one]) => look(name, one)));
      const down = entries.filter((_, index) => statuses[index] === "down");
      const status = stopping
        ? "stopping"
        : down.some(([, { essential }]) => essential)
        ? "down"
        : down.length > 0
        ? "degraded"
        : "ok";
      return { status, dependencies: Object.fromEntries(known) };
    },
  };
}
