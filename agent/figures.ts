import { MOST_TOOL_FIGURES, MOST_TURN_FIGURES, TOOL_NAME_LENGTH } from "../domain/call_figures.ts";
import type { CallFigures } from "../routes/schemas.ts";

/** What is measured in a call, in milliseconds by this machine's steady clock. */
export interface FigureKeeper {
  /** The first sound of all, or of an answer. */
  firstSound(): void;
  /** The member's voice stopped, or their text arrived, so long ago: the answer is waited for. */
  endOfSpeech(ago: number): void;
  tapToFirstSound(milliseconds: number): void;
  tool(name: string, milliseconds: number): void;
  count(what: "interruptions" | "stalls" | "resumptions"): void;
  figures(): CallFigures;
}

/** Nobody waits longer between tap and sound; what claims so is a mistake. */
const LONGEST_START = 120_000;

/** Figures that begin now, where the job does: the dispatch reached it milliseconds ago. */
export function createFigures(now: () => number = () => performance.now()): FigureKeeper {
  const begun = now();
  let asked: number | undefined;
  const figures: CallFigures = {
    tapToFirstSound: null,
    dispatchToFirstSound: null,
    turns: [],
    tools: [],
    interruptions: 0,
    stalls: 0,
    resumptions: 0,
  };
  return {
    firstSound() {
      figures.dispatchToFirstSound ??= Math.round(now() - begun);
      if (asked !== undefined && figures.turns.length < MOST_TURN_FIGURES) {
        figures.turns.push(Math.round(now() - asked));
      }
      asked = undefined;
    },
    endOfSpeech(ago) {
      asked = now() - ago;
    },
    tapToFirstSound(milliseconds) {
      if (milliseconds >= 0 && milliseconds < LONGEST_START) {
        figures.tapToFirstSound ??= Math.round(milliseconds);
      }
    },
    tool(name, milliseconds) {
      if (figures.tools.length < MOST_TOOL_FIGURES) {
        figures.tools.push({
          name: name.slice(0, TOOL_NAME_LENGTH),
          milliseconds: Math.round(milliseconds),
        });
      }
    },
    count(what) {
      figures[what]++;
    },
    figures: () => structuredClone(figures),
  };
}
