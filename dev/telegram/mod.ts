/**
 * The Telegram Bot API on this machine, with people in it.
 *
 * The real bot talks to it through its `apiRoot`; tests and the page of the box are the people.
 */
import type { BotCommand, MenuButton, WebhookInfo } from "grammy/types";
import type { BoxStars } from "../box/telegram.ts";
import { Faults } from "../faults.ts";
import { Box, type Change, type ChatAction } from "./box.ts";
import { DEMO_MEMBERS, type DemoMember } from "./members.ts";
import { commandsFor } from "./methods/commands.ts";
import { menuButtonOf } from "./methods/profile.ts";
import { webhookInfo } from "./methods/updates.ts";
import { type LinkResult, People, type PressResult, type Said, type SentFile } from "./people.ts";
import { RATE_LIMITS, type RateLimits } from "./rates.ts";
import { BotApiServer } from "./server.ts";
import { type BoxMessage, viewOf } from "./view.ts";
import { PRE_CHECKOUT_TIME } from "./stars/pre_checkout.ts";
import { starsAccount } from "./stars/sales.ts";
import type { StarsPayment } from "./stars/types.ts";
import { WEBHOOK_TIMES, WebhookDelivery, type WebhookTimes } from "./webhook.ts";

export { DEMO_MEMBERS, type DemoMember } from "./members.ts";
export { replyKeyboard } from "./view.ts";
export type { BoxMessage, Change, ChatAction, LinkResult, PressResult, Said, SentFile };
export type { StarsPayment };

export interface TelegramOptions {
  /** The bot's token, `<bot id>:<secret>`; any other gets 401. */
  token: string;
  /** The bot's name in links. */
  username?: string;
  /** Dates messages and ages updates; milliseconds. */
  clock: { now(): number };
  /** Keeps everything over a restart; the caller closes it, after the stand-in. */
  store?: Deno.Kv;
  /** The people at the first start. */
  members?: readonly DemoMember[];
  hostname?: "127.0.0.1";
  /** 0 takes a free one. */
  port?: number;
  rates?: Partial<RateLimits>;
  /** Real time in milliseconds, for the rates. */
  realNow?: () => number;
  webhookTimes?: Partial<WebhookTimes>;
  /** How long a payment waits for the bot, in milliseconds; ten seconds, as Telegram does. */
  preCheckoutTime?: number;
}

/** How long a sweep waits for the bot to take what it is told, in milliseconds. */
const TAKING_TIME = 10_000;

/** A running stand-in. What the people do resolves when it is kept and the update is queued. */
export interface TelegramStandIn {
  /** The bot's `apiRoot`. */
  url: string;
  bot: { id: number; username: string };
  faults: Faults;
  members(): DemoMember[];
  addMember(member: DemoMember): Promise<void>;
  setLanguage(memberId: number, languageCode: string): Promise<void>;
  isBlocked(memberId: number): boolean;
  /** Whether the bot may write to a member: who never started it, or blocked it, has to let it. */
  mayWrite(memberId: number): boolean;
  say(memberId: number, said: Said): Promise<number>;
  edit(memberId: number, messageId: number, text: string): Promise<void>;
  press(memberId: number, messageId: number, dataOrText: string): Promise<PressResult>;
  sendFile(memberId: number, file: SentFile): Promise<number>;
  openLink(memberId: number, link: string): Promise<LinkResult>;
  /** Lets the bot write, as the question of an app does. */
  allowWriting(memberId: number): Promise<void>;
  block(memberId: number): Promise<void>;
  unblock(memberId: number): Promise<void>;
  /** Both sides of a chat, oldest first; only messages with a higher id than `after`. */
  messages(memberId: number, after?: number): BoxMessage[];
  /** The latest chat actions, oldest first; Telegram shows one for five seconds. */
  actions(memberId: number): readonly ChatAction[];
  menuButton(memberId: number): MenuButton;
  commands(memberId: number): BotCommand[];
  stars: BoxStars;
  /** Renews the subscriptions whose time is over, and waits until the bot has been told. */
  sweep(): Promise<void>;
  /** The bytes of a file by its `file_id`. */
  file(fileId: string): Uint8Array | undefined;
  webhook(): WebhookInfo;
  /** Whether the bot waits for updates by polling right now. */
  isPolled(): boolean;
  /** Calls `listener` after each change; returns how to stop that. */
  onChange(listener: (change: Change) => void): () => void;
  close(): Promise<void>;
}

/**
 * Starts the stand-in on 127.0.0.1.
 *
 * Errors: `Error` if the token does not look like one; whatever listening on the port throws.
 */
export async function startTelegram(options: TelegramOptions): Promise<TelegramStandIn> {
  if (!/^[1-9]\d*:[\w-]+$/.test(options.token)) {
    throw new Error("expected a token like 7000000001:letters-and-digits");
  }
  const faults = new Faults();
  const box = new Box({
    token: options.token,
    username: options.username ?? "sfera_box_bot",
    clock: options.clock,
    store: options.store,
    members: options.members ?? DEMO_MEMBERS,
    faults,
    rates: { ...RATE_LIMITS, ...options.rates },
    realNow: options.realNow ?? (() => performance.now()),
    preCheckoutTime: options.preCheckoutTime ?? PRE_CHECKOUT_TIME,
  });
  await box.load();
  const closing = new AbortController();
  const delivery: WebhookDelivery = new WebhookDelivery({
    settings: box.settings,
    updates: box.updates,
    storage: box.storage,
    faults,
    times: { ...WEBHOOK_TIMES, ...options.webhookTimes },
    nowSeconds: () => box.nowSeconds(),
    execute: (method, parameters) => server.execute(method, parameters, closing.signal),
  });
  const server: BotApiServer = new BotApiServer(box, delivery);
  const port = await server.listen(options.hostname ?? "127.0.0.1", options.port ?? 0);
  if (box.settings.value.webhook) delivery.start();
  return standIn(box, `http://127.0.0.1:${port}`, async () => {
    closing.abort();
    box.stars.close();
    await server.close();
    await delivery.stop();
    await box.storage.flush();
  });
}

function standIn(box: Box, url: string, close: () => Promise<void>): TelegramStandIn {
  const people = new People(box);
  const kept = async <T>(act: () => T): Promise<T> => {
    const result = act();
    await box.storage.flush();
    return result;
  };
  const { id, username } = box.bot();
  return {
    url,
    bot: { id, username },
    faults: box.options.faults,
    members: () => box.chats.members(),
    addMember: (member) => kept(() => people.setMember(member)),
    setLanguage: (memberId, code) => kept(() => people.setLanguage(memberId, code)),
    isBlocked: (memberId) => box.chats.isBlocked(memberId),
    mayWrite: (memberId) => !box.chats.isBlocked(memberId) && !box.chats.isStranger(memberId),
    say: (memberId, said) => kept(() => people.say(memberId, said)),
    edit: (memberId, messageId, text) => kept(() => people.edit(memberId, messageId, text)),
    press: (memberId, messageId, wanted) => kept(() => people.press(memberId, messageId, wanted)),
    sendFile: (memberId, file) => kept(() => people.sendFile(memberId, file)),
    openLink: (memberId, link) => kept(() => people.openLink(memberId, link)),
    allowWriting: (memberId) => kept(() => people.allowWriting(memberId)),
    block: (memberId) => kept(() => people.setBlocked(memberId, true)),
    unblock: (memberId) => kept(() => people.setBlocked(memberId, false)),
    messages: (memberId, after = 0) =>
      box.chats.messages(memberId).filter(({ message }) => message.message_id > after).map(viewOf),
    actions: (memberId) => box.actions(memberId),
    menuButton: (memberId) => menuButtonOf(box, memberId),
    commands: (memberId) => {
      const member = box.chats.member(memberId);
      return member ? commandsFor(box, member) : [];
    },
    stars: {
      offer: (memberId, slug) => box.stars.offer(memberId, slug),
      async pay(memberId, slug) {
        const payment = await box.stars.pay(people.member(memberId), slug);
        await box.storage.flush();
        return payment;
      },
      account: (memberId) => starsAccount(box.stars.ledger, memberId),
      topUp: (memberId, stars) => kept(() => box.stars.topUp(memberId, stars)),
      setRenewal: (memberId, chargeId, renews) =>
        kept(() => box.stars.editByMember(memberId, chargeId, !renews)),
      refund: (memberId, chargeId) => kept(() => box.stars.refund(memberId, chargeId)),
    },
    sweep: async () => {
      if (await kept(() => box.stars.sweep()) > 0) await box.updates.taken(TAKING_TIME);
    },
    file: (fileId) => box.files.bytes(fileId),
    webhook: () => webhookInfo(box),
    isPolled: () => box.polling.waiting,
    onChange: (listener) => box.onChange(listener),
    close,
  };
}
