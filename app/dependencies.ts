import type { Telegram } from "../clients/telegram.ts";
import type { Config } from "../config.ts";
import type { CallTimes } from "../domain/call.ts";
import type {
  Clock,
  Ids,
  LanguageModel,
  Outside,
  PaymentProcessor,
  ReadCourses,
  Rooms,
} from "../services/ports.ts";
import type { Stars } from "../services/stars_port.ts";
import type { Texts } from "../services/texts.ts";

/** What the app is put together from. */
export interface AppDependencies {
  config: Config;
  kv: Deno.Kv;
  /** The community's time: what days, limits and messages follow. */
  clock: Clock;
  /** Real time: what leases between processes and request rates follow. */
  liveness: Clock;
  ids: Ids;
  random: () => number;
  texts: Texts;
  model: LanguageModel;
  telegram: Telegram;
  outside: Outside;
  /** Where calls happen; without it there are none. */
  rooms?: Rooms;
  /** Who takes payments in crypto; without it nobody does. */
  payments?: PaymentProcessor;
  /** Who takes payments in Telegram Stars; the bot itself where it is absent. */
  stars?: Stars;
  /** How long things in a call may take; the usual times where it is absent. */
  callTimes?: CallTimes;
  /** The lessons of the pack; read when first asked for. */
  readCourses: ReadCourses;
  /** The built Mini App. */
  appFolder: string;
  /** More pages than Telegram's that may show the Mini App in a frame. */
  frameAncestors?: string[];
  /** How long a chat of the bot rests after a message, in milliseconds; as Telegram asks by default. */
  chatMessageEvery?: number;
  /** How long the bot looks at a payment in Stars before it refuses it, in milliseconds. */
  preCheckoutPatience?: number;
}
