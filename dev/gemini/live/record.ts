/** What the stand-in remembers of its sessions, for tests to look at; all of it bounded. */
import { shorten } from "../language.ts";
import type { Content } from "../protocol.ts";
import type { Setup, ToolResponse } from "./messages.ts";

/** One answer of the model; moments are milliseconds since the Unix epoch. */
export interface LiveTurn {
  /** The end of speech, or the text that is answered. */
  askedAt: number;
  firstSoundAt?: number;
  endedAt?: number;
  interrupted?: boolean;
  /** What has been sent of it, in words. */
  said: string;
  /** The role that the instructions give to it: a persona's name, or `crisis`. */
  role?: string;
}

/** One connection. */
export interface LiveRecord {
  id: number;
  openedAt: number;
  open: boolean;
  setup?: Setup;
  /** The handle that it came with. */
  resumed?: string;
  /** The newest handle that it was given. */
  handle?: string;
  /** Bytes of sound that came in. */
  audioBytes: number;
  /** Speech that was detected, as the words that it was taken for. */
  heard: string[];
  /** Texts that came in, in the order and the way they came. */
  texts: { by: "content" | "realtime"; role: string; text: string }[];
  calls: { id: string; name: string; args: Record<string, unknown> }[];
  toolResponses: ToolResponse["functionResponses"];
  cancelled: string[];
  turns: LiveTurn[];
  /** The talk so far as the model has it, in short: `user: …` and `model: …`. */
  talk: string[];
  closed?: { code: number; reason: string; by: "client" | "service" };
}

const KEPT = 500;
const LONGEST = 4000;

/** Appends to a list of a record and drops what is too old. */
export function remember<T>(list: T[], ...items: T[]): void {
  list.push(...items);
  list.splice(0, list.length - KEPT);
}

/** Appends a text that came in; of a very long one only the beginning. */
export function rememberText(
  record: LiveRecord,
  by: LiveRecord["texts"][number]["by"],
  role: string,
  text: string,
): void {
  remember(record.texts, { by, role, text: text.slice(0, LONGEST) });
}

/** A record of a connection that was just made. */
export function newRecord(id: number): LiveRecord {
  return {
    id,
    openedAt: Date.now(),
    open: true,
    audioBytes: 0,
    heard: [],
    texts: [],
    calls: [],
    toolResponses: [],
    cancelled: [],
    turns: [],
    talk: [],
  };
}

/** Who said what, as one line. */
export function inShort(content: Content): string {
  const parts = content.parts.map(({ text, functionCall, functionResponse }) => {
    if (functionCall) return `${functionCall.name}(${JSON.stringify(functionCall.args)})`;
    if (functionResponse) {
      return `${functionResponse.name} = ${JSON.stringify(functionResponse.response)}`;
    }
    return text ?? "";
  });
  return shorten(`${content.role}: ${parts.join(" ")}`, LONGEST);
}
