import assert from "node:assert/strict";
import { assertInvariants } from "./checks.ts";
import type { Command } from "./play.ts";
import { COMMIT_FAULTS, type Fault } from "./simulation.ts";

const send = { do: "send", slot: 0, member: 0, key: 1 } as const;

/** Short pieces of work, each of them done by a process to which one thing happens. */
const WORK: Record<string, Command[]> = {
  "an answer in the bot": [{ ...send, plan: "ok", source: "bot" }],
  "an answer with a tool, in the app": [
    { ...send, plan: "name", source: "app" },
    { do: "read", slot: 1, generation: 0, after: 0 },
  ],
  "an answer that fails": [{ ...send, plan: "cut", source: "bot" }],
  "an answer that is stopped": [
    { ...send, plan: "slow", source: "app" },
    { do: "wait", milliseconds: 6_000 },
    { do: "cancel", slot: 0, generation: 0 },
  ],
};

/** Plays the work with a fault at every place, until there is none left; answers how many. */
async function atEveryPlace(
  commands: Command[],
  fault: (place: number) => Fault,
  reached: (process: { steps: number; commits: number }) => number,
): Promise<number> {
  for (let place = 1;; place += 1) {
    const script = { seed: 1, rough: true, limit: 1, commands, fault: fault(place) };
    const { firstProcess } = await assertInvariants(script);
    if (reached(firstProcess) < place) return place - 1;
  }
}

for (const [what, commands] of Object.entries(WORK)) {
  Deno.test(`invariant: ${what}: the process may die between any two steps`, async () => {
    const fault = (step: number): Fault => ({ kind: "death", step });
    const places = await atEveryPlace(commands, fault, ({ steps }) => steps);
    assert(places > 30, `${places} places`);
  });

  Deno.test(`invariant: ${what}: any commit may fail before, after, or as a conflict`, async () => {
    for (const kind of COMMIT_FAULTS) {
      const fault = (commit: number): Fault => ({ kind, commit });
      const places = await atEveryPlace(commands, fault, ({ commits }) => commits);
      assert(places > 4, `${places} commits`);
    }
  });
}
