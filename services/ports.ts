/**
 * The outside as Sfera sees it.
 *
 * Clients implement these ports, stand-ins speak the real protocols behind the clients, and nothing
 * in `services/` knows which company is on the other end.
 */

import type { Language } from "../domain/community.ts";
import type { Course } from "../domain/lesson.ts";
import type { Amount, Money } from "../domain/money.ts";
import type { MessageButton } from "../domain/outbox.ts";
import type { Payment } from "../domain/payment.ts";

export type { Stars, StarsLink, StarsTransaction } from "./stars_port.ts";

/** Tells the time. Milliseconds since the Unix epoch. */
export interface Clock {
  now(): number;
}

/** Makes identifiers that sort by the time they were made. */
export interface Ids {
  next(): string;
}

/** One piece of what was said to the model or by it. */
export type ModelPart =
  | { text: string; thoughtSignature?: string }
  | { functionCall: ModelFunctionCall; thoughtSignature?: string }
  | { functionResponse: { id?: string; name: string; response: Record<string, unknown> } };

/** A tool call asked for by the model; `arguments` is unchecked. */
export interface ModelFunctionCall {
  id?: string;
  name: string;
  arguments: unknown;
}

export interface ModelContent {
  role: "user" | "model";
  parts: ModelPart[];
}

/** A tool as the model sees it; `parameters` is a JSON Schema object. */
export interface ToolDeclaration {
  name: string;
  description: string;
  parameters: Record<string, unknown>;
}

export interface ModelRequest {
  model: string;
  instructions: string;
  contents: ModelContent[];
  tools: ToolDeclaration[];
  /** Ends the request at once; the stream then throws the signal's reason. */
  signal: AbortSignal;
}

/** One chunk of a streamed answer. */
export interface ModelChunk {
  parts: ModelPart[];
  /** Present on the chunk that carries the totals, in tokens. */
  usage?: { inputTokens: number; outputTokens: number };
}

/** A request for one whole answer as JSON. */
export interface StructuredRequest {
  model: string;
  instructions: string;
  contents: ModelContent[];
  /** The JSON Schema of the answer. */
  schema: Record<string, unknown>;
  signal: AbortSignal;
}

/**
 * A text model.
 *
 * Errors: `AppError` with `model_busy` (quota or overload after retries), `model_timeout`, or
 * `model_failed` (anything else, and a stream that closed before its end).
 */
export interface LanguageModel {
  /** Streams one answer; retries happen inside, and only while nothing has been yielded. */
  stream(request: ModelRequest): AsyncIterable<ModelChunk>;
  /**
   * One answer as parsed JSON, which is unchecked: the model was asked to keep to the schema.
   *
   * Errors besides those above: `model_failed` with the reason `malformed` where it is no JSON.
   */
  generate(request: StructuredRequest): Promise<unknown>;
  /** Embeds texts, in their order, as vectors of `dimensions` numbers. */
  embed(
    request: { model: string; texts: string[]; dimensions: number; signal: AbortSignal },
  ): Promise<number[][]>;
  /** Throws where the model's service does not answer or refuses the key; costs nothing. */
  check(signal: AbortSignal): Promise<void>;
}

export interface OutgoingMessage {
  /** The Telegram chat, as a decimal string. */
  chatId: string;
  text: string;
  buttons?: MessageButton[][];
}

/** What became of a message: sent, to be tried later, or never to be tried again. */
export type DeliveryResult =
  | { status: "sent"; messageId: number }
  /** To wait for some seconds, before which nothing was sent; 0 where it failed, in `doubt` perhaps after. */
  | { status: "later"; retryAfterSeconds: number; reason: string; doubt?: boolean }
  | { status: "unreachable"; reason: string }
  | { status: "rejected"; reason: string };

/** Sends messages to people. Never throws for an answer from the outside. */
export interface Messenger {
  send(message: OutgoingMessage): Promise<DeliveryResult>;
  /** Shows that an answer is being written; failures are ignored. */
  showTyping(chatId: string): Promise<void>;
  /** Names the button of a chat that opens the Mini App; failures are ignored. */
  nameMenuButton(chatId: string, text: string): Promise<void>;
}

/** What the bot is called, for links that open it. */
export interface BotNames {
  /** Its name in `t.me/…`. Errors: `outside_failed` where Telegram does not tell. */
  userName(): Promise<string>;
}

/** The files that people send. */
export interface FileSource {
  /**
   * The bytes of a file, by the name that its message gave it.
   *
   * Errors: `body_too_large` above `mostBytes`, the signal's reason, and `Error` where it cannot be
   * had now.
   */
  download(
    fileId: string,
    options: { mostBytes: number; signal: AbortSignal },
  ): Promise<Uint8Array>;
}

/** What Telegram is told about the bot. */
export interface BotSetup {
  commands: Record<Language, { command: string; description: string }[]>;
  defaultLanguage: Language;
  /** The button beside the message field, which opens the Mini App. */
  menuButton: { text: string; url: string };
  allowedUpdates: readonly string[];
  /** Where updates are sent; without it they are polled for. */
  webhook?: { url: string; secret: string };
}

/** Tells Telegram about the bot. */
export interface BotConfigurator {
  configure(setup: BotSetup): Promise<void>;
}

/** Reads the courses of the pack, with a line for each thing in them that cannot be used. */
export type ReadCourses = () => Promise<{ courses: Course[]; problems: string[] }>;

/** How far back a search looks. */
export const TIME_FRAMES = ["day", "week", "month", "year", "any"] as const;
export type TimeFrame = typeof TIME_FRAMES[number];

/** A page that a search found; its words are the page's own. */
export interface FoundPage {
  title: string;
  /** http or https. */
  url: string;
  /** The host, as people write it. */
  site: string;
  snippet: string;
  /** Milliseconds since the Unix epoch; null where it is not known. */
  publishedAt: number | null;
  /** What it shows, never a logo; https, or null. */
  picture: string | null;
}

export interface FoundVideo extends FoundPage {
  channel: string | null;
  seconds: number | null;
}

/** Where calls happen. Errors: `voice_unavailable`. */
export interface Rooms {
  /** Where participants connect, such as `wss://…`. */
  readonly url: string;
  /** A token for one participant of one room, who may speak, hear and write there, and nothing else. */
  participantToken(
    participant: { room: string; identity: string; lifetimeSeconds: number },
  ): Promise<string>;
  /** Makes the room, if it is not there, and sends for an agent, who is handed the metadata. */
  dispatch(request: { room: string; metadata: string; signal: AbortSignal }): Promise<void>;
  /** Makes every agent leave the room. */
  removeAgents(room: string, signal: AbortSignal): Promise<void>;
  /** Ends the room for everybody; one that is not there is no error. */
  delete(room: string, signal: AbortSignal): Promise<void>;
  /** What a webhook tells, verified; undefined where its signature is not LiveKit's. */
  readWebhook(body: string, authorization: string): Promise<RoomEvent | undefined>;
}

/** What LiveKit tells of a room. */
export interface RoomEvent {
  /** Such as `room_finished`. */
  event: string;
  /** Empty where it is of no room. */
  room: string;
}

/** An invoice that is asked for. */
export interface PaymentOrder {
  /** 1 to 128 letters, digits, `-` and `_`; the same one twice is one invoice. */
  orderId: string;
  price: Money;
  lifetimeSeconds: number;
  /** Whether a payment that was too short waits for the rest, rather than being over. */
  topUp: boolean;
  /** So much less is taken for enough, in percent, 0 to 50. */
  accuracyPercent: number;
  /** Where the payer goes on afterwards. */
  returnUrl: string;
  /** Where webhooks go. */
  callbackUrl: string;
  /** The coin in which it is paid: then its address is told at once. */
  payIn?: { currency: string; network: string };
}

/** An invoice at the processor, with what its payer needs. */
export interface OpenPayment extends Payment {
  /** The page on which it is paid. */
  url: string | null;
  address: string | null;
  /** A picture of the address, as a `data:` address. */
  qrCode: string | null;
  /** Milliseconds since the Unix epoch. */
  expiresAt: number | null;
  createdAt: number | null;
}

/** A coin on a network in which one may pay. */
export interface PaymentService {
  currency: string;
  network: string;
  available: boolean;
  /** Of one payment, in the coin. */
  least: Amount | null;
  most: Amount | null;
}

/**
 * Takes payments in crypto.
 *
 * Errors: `payments_unavailable` where nobody answered, and what was asked may have been done;
 * `payments_refused` with a `reason` for the operator.
 */
export interface PaymentProcessor {
  /** Ours, as the processor knows it. */
  readonly merchant: string;
  /** Asked again with the same order it is the same invoice, whatever its status is by then. */
  createInvoice(
    order: PaymentOrder,
    signal: AbortSignal,
  ): Promise<OpenPayment & { url: string; expiresAt: number }>;
  /** Undefined where the processor knows no such invoice. */
  info(
    which: { uuid: string } | { orderId: string },
    signal: AbortSignal,
  ): Promise<OpenPayment | undefined>;
  /** Those made between two moments, a page of them; `next` leads to the next page. */
  list(
    span: { from: number; to: number; cursor?: string },
    signal: AbortSignal,
  ): Promise<{ payments: OpenPayment[]; next: string | null }>;
  services(signal: AbortSignal): Promise<PaymentService[]>;
  /** Sends all of a payment back; after `payments_unavailable`, `info` tells whether it goes back. */
  refund(
    request: { uuid: string; address: string; payerPaysFee: boolean },
    signal: AbortSignal,
  ): Promise<void>;
  /** Has the last webhook of an invoice sent again. */
  resend(which: { uuid: string }, signal: AbortSignal): Promise<void>;
  /** Has a webhook sent that tells of a made-up payment. */
  testWebhook(
    request: {
      callbackUrl: string;
      currency: string;
      network: string;
      status: string;
      uuid?: string;
      orderId?: string;
    },
    signal: AbortSignal,
  ): Promise<void>;
  /**
   * What a webhook tells, verified; undefined where it is not signed by the processor, and without a
   * payment where it tells of something else.
   */
  readWebhook(body: Uint8Array): Promise<{ payment: Payment | undefined } | undefined>;
}

/** Finds pages, the best first. Errors: `outside_failed`. */
export interface WebSearch {
  search(
    request: { query: string; timeFrame: TimeFrame; signal: AbortSignal },
  ): Promise<FoundPage[]>;
}

/** Finds videos, the best first. Errors: `outside_failed`. */
export interface VideoSearch {
  search(request: { query: string; signal: AbortSignal }): Promise<FoundVideo[]>;
}

/** What a coin was worth at one moment. */
export interface Price {
  symbol: string;
  /** What it is counted in, such as USDT. */
  currency: string;
  /** A decimal string. */
  price: string;
  /** Percent over a day, a signed decimal string. */
  change: string;
  /** The exchange's moment, milliseconds since the Unix epoch. */
  at: number;
}

/** Tells prices of coins. Errors: `outside_failed`. */
export interface Prices {
  /** Undefined where there is no such coin. */
  price(
    request: { symbol: string; currency: string; signal: AbortSignal },
  ): Promise<Price | undefined>;
}

/** What the sky does; each has its words in `locales/`. */
export const SKIES = [
  "clear",
  "mostly_clear",
  "partly_cloudy",
  "overcast",
  "fog",
  "drizzle",
  "freezing_rain",
  "light_rain",
  "rain",
  "heavy_rain",
  "light_snow",
  "snow",
  "heavy_snow",
  "thunderstorm",
  "hail",
] as const;
export type Sky = typeof SKIES[number];

/** Temperatures of a day, in degrees Celsius. */
export interface DayWeather {
  lowest: number;
  highest: number;
  sky: Sky | null;
  /** How likely rain or snow is, in percent. */
  precipitation: number | null;
}

export interface WeatherReport {
  /** As it is called in the language of the question. */
  city: string;
  country: string | null;
  celsius: number;
  feelsLike: number | null;
  sky: Sky | null;
  /** In percent. */
  humidity: number | null;
  /** In metres per second. */
  wind: number | null;
  today: DayWeather | null;
  tomorrow: DayWeather | null;
  /** Milliseconds since the Unix epoch. */
  at: number;
}

/** Tells the weather of a city. Errors: `outside_failed`. */
export interface Weather {
  /** Undefined where there is no such city. */
  now(request: { city: string; signal: AbortSignal }): Promise<WeatherReport | undefined>;
}

/** Reads pages of the web as text. Errors: `outside_refused`, `outside_failed`. */
export interface Pages {
  read(url: string, signal: AbortSignal): Promise<{ title: string; text: string }>;
}

/** What the assistant can look up; what is not there is not offered. */
export interface Outside {
  webSearch?: WebSearch;
  videoSearch?: VideoSearch;
  prices: Prices;
  weather: Weather;
  pages: Pages;
}
