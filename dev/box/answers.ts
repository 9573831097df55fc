/** What the box's HTTP API answers, for the page and for tests. */
import type { FaultKind } from "../faults.ts";
import type {
  BoxTelegram,
  ChatMessage,
  DemoMember,
  MenuButton,
  PressResult,
  ServiceName,
} from "./telegram.ts";

/** The clock of the box, in milliseconds. */
export interface ClockAnswer {
  now: number;
  /** How far it is ahead of real time. */
  offset: number;
  /** The same moment in the community's time zone, for example `2026-11-24 21:40 Europe/Moscow`. */
  nowText: string;
}

/** A fault as JSON, which has no infinity. */
export interface FaultAnswer {
  kind: FaultKind;
  times: number | "always";
  match?: string;
  milliseconds?: number;
  status?: number;
  retryAfterSeconds?: number;
  detail?: string;
}

export type FaultsAnswer = Partial<Record<ServiceName, FaultAnswer[]>>;

export interface StateAnswer {
  bot: BoxTelegram["bot"] | null;
  members: (DemoMember & { plan: string | null; blocked: boolean })[];
  clock: ClockAnswer;
  /** Whether the clock is being moved and the sweeps still run. */
  moving: boolean;
  timeZone: string;
  services: { name: ServiceName; mode: "stand-in" | "real" }[];
  realKeys: readonly string[];
  voice: { available: boolean; reason: Record<"ru" | "en", string> };
  faults: FaultsAnswer;
}

/** A move of the clock as the chat shows it: after which message, and by how much. */
export interface ClockNote {
  /** The newest message at that moment; 0 when the chat was empty. */
  after: number;
  /** Milliseconds forward; null when the clock was put back to real time. */
  moved: number | null;
}

export interface MessagesAnswer {
  messages: ChatMessage[];
  typing: boolean;
  notes: ClockNote[];
  menuButton: MenuButton;
  commands: { command: string; description: string }[];
}

export interface InitDataAnswer {
  initData: string;
  member: DemoMember;
  /** Seconds since the Unix epoch, by the clock of the box. */
  authDate: number;
}

export type PressAnswer = PressResult;

/** Where a link leads: to the chat, or into the Mini App with a start parameter. */
export type LinkAnswer = { opened: "chat" } | { opened: "app"; startParam: string };

export interface ErrorAnswer {
  error: { code: string; message: string };
}
