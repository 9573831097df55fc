import type { BotCommand, MenuButton } from "grammy/types";
import type { Storage } from "./storage.ts";

/** Where updates go when the bot does not poll. */
export interface Webhook {
  url: string;
  secretToken: string;
  maxConnections: number;
  lastErrorDate?: number;
  lastErrorMessage?: string;
}

/** What a bot can be told about itself, and the counters of its account. */
export interface BotSettings {
  nextMessageId: number;
  nextUpdateId: number;
  /** Texts by `<kind>:<language>`; no language is the one for everybody. */
  texts: Record<string, string>;
  /** Commands by `<scope>:<language>`. */
  commands: Record<string, BotCommand[]>;
  /** Menu buttons by chat id, and the one for all chats under `default`. */
  menuButtons: Record<string, MenuButton>;
  /** Kinds of update the bot wants; `undefined` is Telegram's default. */
  allowedUpdates?: string[];
  webhook?: Webhook;
}

/** Holds the settings and writes down each change. */
export class Settings {
  #value: BotSettings = {
    nextMessageId: 1,
    // Telegram starts from some positive number, not from one.
    nextUpdateId: 100_000_001,
    texts: {},
    commands: {},
    menuButtons: {},
  };

  constructor(private readonly storage: Storage) {}

  async load(): Promise<void> {
    const [kept] = await this.storage.load<BotSettings>("settings");
    if (kept) this.#value = kept.value;
  }

  get value(): Readonly<BotSettings> {
    return this.#value;
  }

  change(changes: Partial<BotSettings>): void {
    this.#value = { ...this.#value, ...changes };
    this.storage.put(["settings", "bot"], this.#value);
  }

  nextMessageId(): number {
    const id = this.#value.nextMessageId;
    this.change({ nextMessageId: id + 1 });
    return id;
  }

  nextUpdateId(): number {
    const id = this.#value.nextUpdateId;
    this.change({ nextUpdateId: id + 1 });
    return id;
  }
}
