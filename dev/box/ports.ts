/** What the box needs from the rest of the development set-up, each part as small as it can be. */
import type { Faults } from "../faults.ts";
import type { BoxClock } from "./clock.ts";
import type { BoxTelegram, DemoMember, ServiceName } from "./telegram.ts";

/** Everything the box is made from. */
export interface BoxDependencies {
  clock: BoxClock;
  /** Absent when a real bot token is in use: the chat is then in Telegram itself. */
  telegram?: BoxTelegram;
  /** The faults of each stand-in that runs. */
  faults: Partial<Record<ServiceName, Faults>>;
  /** Which services are stand-ins and which are real ones. */
  services: { name: ServiceName; mode: "stand-in" | "real" }[];
  /** Names of the real messaging and payment keys in use, for example `BOT_TOKEN`. */
  realKeys: readonly string[];
  /** Whether a call can be made, and why, in one short sentence for each language. */
  voice(): { available: boolean; reason: Record<"ru" | "en", string> };
  /** Settles when that has become something else. */
  voiceChanged?: Promise<void>;
  /** Signs initData for a member as of `authDate` (seconds). */
  signInitData(
    request: { member: DemoMember; mayWrite: boolean; authDate: number; startParam?: string },
  ): Promise<string>;
  /** The community's time zone, for example `Europe/Moscow`. */
  timeZone: string;
  /** The name of a member's plan where it is known. */
  planOf?(memberId: number): Promise<string | undefined>;
  /** Runs every sweep once and waits for it. */
  runSweeps(): Promise<void>;
  /** Stops the service gracefully and starts it anew. */
  restart(): Promise<void>;
  /** The newest lines of the service's log, oldest first. */
  log(): readonly string[];
  /** The port on which the box is served. */
  port(): number;
  /** Ends the open event streams, so that the server can stop. */
  signal?: AbortSignal;
}
