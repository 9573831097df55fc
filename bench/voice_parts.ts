/** What the two halves of the bench of calls tell each other: as JSON, for they share no packages. */

/** By this name the minimal agent is sent for. */
export const MINIMAL_AGENT = "minimal";

/** What the line with the figures of a part begins with; JSON follows. */
export const FIGURES = "figures: ";

/** What the half in `agent/bench/` is given, in the variable `BENCH`. */
export interface VoiceStage {
  /** Where the service answers. */
  serviceUrl: string;
  /** Where the stand-in for Gemini takes orders. */
  geminiUrl: string;
  livekit: { url: string; apiKey: string; apiSecret: string };
  /** Tokens of sessions, a member each. */
  sessions: string[];
  /** A file with what the members say: samples of 16 bits at 24 kHz. */
  speechFile: string;
  /** The worker of Sfera, whose processes are counted, and how many of them wait for calls. */
  worker: Worker;
  /** The minimal one, where it is asked for. */
  minimal: Worker | undefined;
  /** How often something is done. */
  times: number;
}

/** A worker's process. */
export interface Worker {
  pid: number;
  healthUrl: string;
  idleProcesses: number;
}

/** `agent/bench/starts.ts`: from the tap to the first sound, in milliseconds, a pair a round. */
export type StartFigures = Pair[];

/** `agent/bench/turns.ts`: from the end of speech to the first sound, in milliseconds, pair by pair. */
export type TurnFigures = Pair[];

/** The same thing, measured one after the other. */
export interface Pair {
  ours: number;
  theirs: number;
}

/** `agent/bench/together.ts`: many calls at once. */
export interface TogetherFigures {
  calls: {
    /** Undefined where the call never began. */
    callId: string | undefined;
    /** Answers that were heard, the greeting among them. */
    heard: number;
    /** Things that were said. */
    said: number;
    /** What went wrong, in words. */
    trouble?: string;
  }[];
  /** Memory of each job's process while all talk, in bytes. */
  memory: number[];
}

/** `agent/bench/in_a_row.ts`: one call after the other. */
export interface InARowFigures {
  callIds: string[];
  /** Calls in which nothing was heard. */
  silent: number;
  /** Of the worker's own process after the fifth call and after the last, in bytes. */
  memory: { early: number; late: number };
  /** Files and sockets that the worker's own process holds open; 0 where that cannot be seen. */
  open: { early: number; late: number };
  /** Processes of the worker beyond itself and those that wait for calls. */
  processes: number;
  /** Rooms on the LiveKit server. */
  rooms: number;
}
