import type { Telegram } from "../clients/telegram.ts";
import type { Config } from "../config.ts";
import type { Clock, Ids, LanguageModel, Outside, ReadCourses } from "../services/ports.ts";
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
  /** The lessons of the pack; read when first asked for. */
  readCourses: ReadCourses;
  /** The built Mini App. */
  appFolder: string;
  /** More pages than Telegram's that may show the Mini App in a frame. */
  frameAncestors?: string[];
}
