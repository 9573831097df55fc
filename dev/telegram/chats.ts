import type { Message } from "grammy/types";
import type { Markup } from "./keyboards.ts";
import { type DemoMember, STRANGERS } from "./members.ts";
import type { Storage } from "./storage.ts";

/** The press of an inline button, and what the bot answered. */
export interface Press {
  queryId: string;
  data: string;
  /** Unix seconds. */
  date: number;
  answer?: { text?: string; showAlert: boolean; url?: string };
}

/** A message of either side, as the Bot API shows it, with what only the box knows. */
export interface StoredMessage {
  message: Message;
  /** The keyboard as the bot sent it; the Bot API shows inline ones only. */
  markup?: Markup;
  silent: boolean;
  presses: Press[];
}

interface MemberRecord {
  member: DemoMember;
  blocked: boolean;
  /** Never started the bot, nor let it write. */
  stranger: boolean;
}

/** The people of the box and what was said in each private chat. */
export class Chats {
  readonly #members = new Map<number, MemberRecord>();
  readonly #messages = new Map<number, Map<number, StoredMessage>>();
  readonly #queries = new Map<string, { memberId: number; messageId: number }>();

  constructor(private readonly storage: Storage) {}

  async load(members: readonly DemoMember[]): Promise<void> {
    for (const member of members) {
      const stranger = STRANGERS.includes(member.id);
      this.#members.set(member.id, { member, blocked: false, stranger });
    }
    for (const { key, value } of await this.storage.load<MemberRecord>("member")) {
      this.#members.set(Number(key[1]), value);
    }
    for (const { key, value } of await this.storage.load<StoredMessage>("message")) {
      this.#remember(Number(key[1]), value);
    }
  }

  members(): DemoMember[] {
    return [...this.#members.values()].map(({ member }) => member);
  }

  member(id: number): DemoMember | undefined {
    return this.#members.get(id)?.member;
  }

  isBlocked(id: number): boolean {
    return this.#members.get(id)?.blocked ?? false;
  }

  /** Whether the person has never started the bot, nor let it write. */
  isStranger(id: number): boolean {
    return this.#members.get(id)?.stranger ?? false;
  }

  setMember(
    member: DemoMember,
    { blocked = this.isBlocked(member.id), stranger = this.isStranger(member.id) } = {},
  ): void {
    const record: MemberRecord = { member, blocked, stranger };
    this.#members.set(member.id, record);
    this.storage.put(["member", member.id], record);
  }

  /** A chat's messages, oldest first. */
  messages(memberId: number): StoredMessage[] {
    return [...this.#messages.get(memberId)?.values() ?? []];
  }

  message(memberId: number, messageId: number): StoredMessage | undefined {
    return this.#messages.get(memberId)?.get(messageId);
  }

  /** Keeps a new message or a changed one. */
  put(memberId: number, stored: StoredMessage): void {
    this.#remember(memberId, stored);
    this.storage.put(["message", memberId, stored.message.message_id], stored);
  }

  remove(memberId: number, messageId: number): void {
    this.#messages.get(memberId)?.delete(messageId);
    this.storage.put(["message", memberId, messageId], undefined);
  }

  /** The press that a callback query came from. */
  press(queryId: string): { memberId: number; stored: StoredMessage; press: Press } | undefined {
    const place = this.#queries.get(queryId);
    const stored = place && this.message(place.memberId, place.messageId);
    const press = stored?.presses.find((press) => press.queryId === queryId);
    return place && stored && press && { memberId: place.memberId, stored, press };
  }

  #remember(memberId: number, stored: StoredMessage): void {
    const messageId = stored.message.message_id;
    const messages = this.#messages.get(memberId) ?? new Map<number, StoredMessage>();
    this.#messages.set(memberId, messages.set(messageId, stored));
    for (const { queryId } of stored.presses) this.#queries.set(queryId, { memberId, messageId });
  }
}
