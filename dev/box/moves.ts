import { AppError } from "../../domain/errors.ts";
import type { ClockNote } from "./answers.ts";
import type { Changes } from "./events.ts";
import type { BoxDependencies } from "./ports.ts";

/** Moves of the clock, one at a time, each followed by every sweep. */
export interface ClockMoves {
  /**
   * Moves the clock by `milliseconds`, or back to real time for null, and waits for the sweeps.
   *
   * Errors: `conflict` while a real key is in use.
   */
  move(milliseconds: number | null): Promise<void>;
  /** Whether a move is under way. */
  moving(): boolean;
  /** The moves as a member's chat shows them. */
  notes(memberId: number): ClockNote[];
}

export function createClockMoves(
  deps: Pick<BoxDependencies, "clock" | "telegram" | "realKeys" | "runSweeps">,
  changes: Changes,
): ClockMoves {
  const notes = new Map<number, ClockNote[]>();
  let last: Promise<unknown> = Promise.resolve();
  let underWay = 0;

  const note = (moved: number | null) => {
    for (const { id } of deps.telegram?.members() ?? []) {
      const after = deps.telegram?.messages(id).at(-1)?.message_id ?? 0;
      notes.set(id, [...notes.get(id) ?? [], { after, moved }]);
    }
  };
  const moveNow = async (milliseconds: number | null) => {
    await (milliseconds === null ? deps.clock.reset() : deps.clock.advance(milliseconds));
    note(milliseconds);
    await deps.runSweeps();
  };

  return {
    async move(milliseconds) {
      if (deps.realKeys.length > 0) {
        throw new AppError("conflict", {
          reason: `the clock does not move while real keys are in use: ${deps.realKeys.join(", ")}`,
        });
      }
      underWay += 1;
      const turn = last.then(() => moveNow(milliseconds));
      last = turn.catch(() => {});
      try {
        await turn;
      } finally {
        underWay -= 1;
        changes.announce();
      }
    },
    moving: () => underWay > 0,
    notes: (memberId) => notes.get(memberId) ?? [],
  };
}
