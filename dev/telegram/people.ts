import type { ChatMember, MessageEntity, Update } from "grammy/types";
import type { Box } from "./box.ts";
import { type ButtonAction, findButton } from "./keyboards.ts";
import { chatOf, type DemoMember, userOf } from "./members.ts";
import { complete, TEXT_LENGTH } from "./text/content.ts";

type Incoming = NonNullable<Update["message"]>;
type IncomingEdit = NonNullable<Update["edited_message"]>;

/** What a person writes. */
export type Said = string | { text: string; entities?: MessageEntity[]; replyTo?: number };

/** A file a person sends. */
export interface SentFile {
  name: string;
  mimeType: string;
  bytes: Uint8Array;
  caption?: string;
}

/** What a press led to; a link or an app is for the caller to open. */
export type PressResult =
  | { kind: "callback"; queryId: string }
  | { kind: "message"; messageId: number }
  | Extract<ButtonAction, { kind: "link" | "app" }>;

/** What a `t.me` link led to. */
export type LinkResult =
  | { kind: "message"; messageId: number }
  | { kind: "app"; startParam: string };

/**
 * The people's side of the chats.
 *
 * Errors: `Error` that says what was expected, where Telegram's apps would not let a person do it.
 */
export class People {
  constructor(private readonly box: Box) {}

  /** Writes to the bot; returns the id of the message. */
  say(memberId: number, said: Said): number {
    const { text, entities, replyTo } = typeof said === "string"
      ? { text: said, entities: [], replyTo: undefined }
      : { entities: [], ...said };
    const member = this.#begins(memberId);
    const content = checkText(text, entities);
    const original = replyTo === undefined ? undefined : this.#message(memberId, replyTo).message;
    const { reply_to_message: _, ...quoted } = original ?? {};
    const message = this.box.post(member, "member", {
      ...content,
      ...(original ? { reply_to_message: quoted as typeof original.reply_to_message } : {}),
    });
    this.box.updates.add("message", message as Incoming);
    return message.message_id;
  }

  /** Changes an own message. */
  edit(memberId: number, messageId: number, text: string): void {
    const stored = this.#message(memberId, messageId);
    if (stored.message.from?.is_bot) throw new Error("expected an own message, got one of the bot");
    const { entities: _, ...kept } = stored.message;
    const message = { ...kept, ...checkText(text, []), edit_date: this.box.nowSeconds() };
    this.box.chats.put(memberId, { ...stored, message });
    this.box.changed({ kind: "edit", memberId });
    this.box.updates.add("edited_message", message as IncomingEdit);
  }

  /** Presses a button of a message, named by its callback data or its text. */
  press(memberId: number, messageId: number, wanted: string): PressResult {
    const member = this.#writing(memberId);
    const stored = this.#message(memberId, messageId);
    const action = findButton(stored.markup, wanted);
    if (action.kind === "message") {
      return { kind: "message", messageId: this.say(memberId, action.text) };
    }
    if (action.kind !== "callback") return action;
    const queryId = crypto.getRandomValues(new BigUint64Array(1))[0]!.toString();
    const press = { queryId, data: action.data, date: this.box.nowSeconds() };
    this.box.chats.put(memberId, { ...stored, presses: [...stored.presses, press] });
    this.box.changed({ kind: "press", memberId });
    this.box.updates.add("callback_query", {
      id: queryId,
      from: userOf(member),
      message: stored.message,
      chat_instance: `box-chat-${memberId}`,
      data: action.data,
    });
    return { kind: "callback", queryId };
  }

  /** Sends a file; returns the id of the message. */
  sendFile(memberId: number, { caption, ...file }: SentFile): number {
    const member = this.#begins(memberId);
    const { text, entities } = complete({ text: caption ?? "", entities: [] });
    const message = this.box.post(member, "member", {
      document: this.box.files.add(file),
      ...(text === "" ? {} : { caption: text }),
      ...(entities.length > 0 ? { caption_entities: entities } : {}),
    });
    this.box.updates.add("message", message as Incoming);
    return message.message_id;
  }

  /**
   * Opens a link of the bot, as `t.me/<bot>?start=x` or `?startapp=x`.
   *
   * As in Telegram's apps, starting a bot also unblocks it.
   */
  openLink(memberId: number, link: string): LinkResult {
    const url = new URL(/^https?:/i.test(link) ? link : `https://${link}`);
    const [username] = url.pathname.slice(1).split("/");
    const expected = `t.me/${this.box.bot().username}`;
    if (url.hostname !== "t.me" || username !== this.box.bot().username) {
      throw new Error(`expected a link to ${expected}, got ${url.hostname}${url.pathname}`);
    }
    const app = url.searchParams.get("startapp");
    if (app !== null) return { kind: "app", startParam: checkStart(app, 512) };
    const start = checkStart(url.searchParams.get("start") ?? "", 64);
    if (this.box.chats.isBlocked(memberId)) this.setBlocked(memberId, false);
    const messageId = this.say(memberId, start === "" ? "/start" : `/start ${start}`);
    return { kind: "message", messageId };
  }

  /** Stops the bot, or lets it write again. */
  setBlocked(memberId: number, blocked: boolean): void {
    const member = this.member(memberId);
    if (this.box.chats.isBlocked(memberId) === blocked) return;
    this.box.chats.setMember(member, { blocked });
    this.box.changed({ kind: "member", memberId });
    const status = (isBlocked: boolean) =>
      (isBlocked
        ? { user: this.box.bot(), status: "kicked", until_date: 0 }
        : { user: this.box.bot(), status: "member" }) as ChatMember;
    this.box.updates.add("my_chat_member", {
      chat: chatOf(member),
      from: userOf(member),
      date: this.box.nowSeconds(),
      old_chat_member: status(!blocked),
      new_chat_member: status(blocked),
    });
  }

  /** Lets the bot write, as the question of an app does; a bot that may is told nothing. */
  allowWriting(memberId: number): void {
    const member = this.#writing(memberId);
    if (!this.box.chats.isStranger(memberId)) return;
    this.box.chats.setMember(member, { stranger: false });
    const message = this.box.post(member, "member", {
      write_access_allowed: { from_request: true },
    });
    this.box.updates.add("message", message as Incoming);
  }

  /** Adds a person, or changes one that is there. */
  setMember(member: DemoMember): void {
    if (!Number.isSafeInteger(member.id) || member.id <= 0) {
      throw new Error(`expected a positive whole number as a member's id, got ${member.id}`);
    }
    this.box.chats.setMember(member);
    this.box.changed({ kind: "member", memberId: member.id });
  }

  setLanguage(memberId: number, languageCode: string): void {
    this.setMember({ ...this.member(memberId), language_code: languageCode });
  }

  /** Errors: `Error` where there is no such person. */
  member(memberId: number): DemoMember {
    const member = this.box.chats.member(memberId);
    if (member) return member;
    const known = this.box.chats.members().map(({ id }) => id).join(", ");
    throw new Error(`expected one of the members ${known}, got ${memberId}`);
  }

  /** Whoever writes to the bot lets it answer. */
  #begins(memberId: number): DemoMember {
    const member = this.#writing(memberId);
    if (this.box.chats.isStranger(memberId)) {
      this.box.chats.setMember(member, { stranger: false });
    }
    return member;
  }

  /** The apps show "Restart" instead of the input field to who has blocked the bot. */
  #writing(memberId: number): DemoMember {
    const member = this.member(memberId);
    if (!this.box.chats.isBlocked(memberId)) return member;
    throw new Error(`member ${memberId} has blocked the bot: unblock it first`);
  }

  #message(memberId: number, messageId: number) {
    const stored = this.box.chats.message(this.member(memberId).id, messageId);
    if (stored) return stored;
    throw new Error(`expected a message of the chat with ${memberId}, got ${messageId}`);
  }
}

function checkText(text: string, given: MessageEntity[]) {
  const content = complete({ text, entities: given });
  if (content.text === "" || content.text.length > TEXT_LENGTH) {
    throw new Error(`expected 1 to ${TEXT_LENGTH} characters, got ${content.text.length}`);
  }
  return {
    text: content.text,
    ...(content.entities.length > 0 ? { entities: content.entities } : {}),
  };
}

function checkStart(value: string, longest: number): string {
  if (/^[\w-]*$/.test(value) && value.length <= longest) return value;
  throw new Error(`expected at most ${longest} letters, digits, _ or - as the start parameter`);
}
