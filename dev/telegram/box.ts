import type { Message, MessageEntity, User } from "grammy/types";
import type { Faults } from "../faults.ts";
import { Chats, type StoredMessage } from "./chats.ts";
import { ApiError, badRequest, tooManyRequests } from "./errors.ts";
import { Files } from "./files.ts";
import { chatOf, type DemoMember, userOf } from "./members.ts";
import { Polling } from "./polling.ts";
import { type RateLimits, Rates } from "./rates.ts";
import { Settings } from "./settings.ts";
import { StarsSales } from "./stars/sales.ts";
import { Storage } from "./storage.ts";
import { Updates } from "./updates.ts";

/** What changed, for whoever shows the box: a chat of `memberId`, or the bot itself without one. */
export interface Change {
  kind: "message" | "edit" | "delete" | "press" | "answer" | "action" | "member" | "bot" | "stars";
  memberId?: number;
}

/** A status like "typing" that the bot showed. */
export interface ChatAction {
  action: string;
  /** Unix seconds. */
  date: number;
}

/** So many chat actions of a chat are remembered. */
const ACTIONS_KEPT = 50;

export interface BoxOptions {
  token: string;
  username: string;
  clock: { now(): number };
  store?: Deno.Kv;
  members: readonly DemoMember[];
  faults: Faults;
  rates: RateLimits;
  realNow: () => number;
  /** How long a payment waits for the bot, in milliseconds. */
  preCheckoutTime: number;
}

/** The state of the box; methods, people and delivery all work on it. */
export class Box {
  readonly storage: Storage;
  readonly settings: Settings;
  readonly chats: Chats;
  readonly files: Files;
  readonly updates: Updates;
  readonly polling: Polling;
  readonly rates: Rates;
  readonly stars: StarsSales;
  readonly #actions = new Map<number, ChatAction[]>();
  readonly #listeners = new Set<(change: Change) => void>();

  constructor(readonly options: BoxOptions) {
    this.storage = new Storage(options.store);
    this.settings = new Settings(this.storage);
    this.chats = new Chats(this.storage);
    this.files = new Files(this.storage);
    this.updates = new Updates(
      this.storage,
      this.settings,
      options.faults,
      () => this.nowSeconds(),
    );
    this.polling = new Polling(this.updates);
    this.rates = new Rates(options.rates, options.realNow);
    this.stars = new StarsSales(this, options.preCheckoutTime);
  }

  async load(): Promise<void> {
    await this.settings.load();
    await this.chats.load(this.options.members);
    await this.files.load();
    await this.updates.load();
    await this.stars.ledger.load();
  }

  /** Unix seconds on the clock that a person may move. */
  nowSeconds(): number {
    return Math.floor(this.options.clock.now() / 1000);
  }

  /** The bot as a user. */
  bot(): User & { username: string } {
    return {
      id: Number(this.options.token.split(":")[0]),
      is_bot: true,
      first_name: this.settings.value.texts["name:"] ?? "Sfera",
      username: this.options.username,
    };
  }

  /** The member whose private chat `chatId` names; 400 where there is none. */
  memberOf(chatId: string): DemoMember {
    if (chatId === "") throw badRequest("chat_id is empty");
    const member = this.chats.member(Number(chatId));
    if (!member) throw badRequest("chat not found");
    return member;
  }

  /** The member a message may go to now: 403 if blocked or never met, 429 if it is too much. */
  recipient(chatId: string): DemoMember {
    const member = this.memberOf(chatId);
    this.requireLeave(member);
    const wait = this.rates.take(member.id);
    if (wait > 0) throw tooManyRequests(wait);
    return member;
  }

  /** 403 where the member has blocked the bot, or has never let it write. */
  requireLeave(member: DemoMember): void {
    if (this.chats.isBlocked(member.id)) {
      throw new ApiError(403, "Forbidden: bot was blocked by the user");
    }
    if (this.chats.isStranger(member.id)) {
      throw new ApiError(403, "Forbidden: bot can't initiate conversation with a user");
    }
  }

  /** Writes a new message into a chat and returns it. */
  post(
    member: DemoMember,
    from: "bot" | "member",
    content: Partial<Message> & { entities?: MessageEntity[] },
    extra: Partial<StoredMessage> = {},
  ): Message {
    const message = {
      message_id: this.settings.nextMessageId(),
      from: from === "bot" ? this.bot() : userOf(member),
      chat: chatOf(member),
      date: this.nowSeconds(),
      ...content,
    } as Message;
    this.chats.put(member.id, { message, silent: false, presses: [], ...extra });
    this.changed({ kind: "message", memberId: member.id });
    return message;
  }

  showAction(memberId: number, action: string): void {
    const actions = [...this.actions(memberId), { action, date: this.nowSeconds() }];
    this.#actions.set(memberId, actions.slice(-ACTIONS_KEPT));
    this.changed({ kind: "action", memberId });
  }

  actions(memberId: number): ChatAction[] {
    return this.#actions.get(memberId) ?? [];
  }

  changed(change: Change): void {
    for (const listener of this.#listeners) listener(change);
  }

  onChange(listener: (change: Change) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
}
