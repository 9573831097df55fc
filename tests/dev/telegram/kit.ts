import assert from "node:assert/strict";
import { Bot, type BotConfig, type Context, GrammyError } from "grammy";
import {
  type BoxMessage,
  startTelegram,
  type TelegramOptions,
  type TelegramStandIn,
} from "../../../dev/telegram/mod.ts";
import { until } from "../../kit/conditions.ts";

export const TOKEN = "7000000001:box-token";
export const ARTYOM = 1001;
export const MARIA = 1002;
/** She never started the bot. */
export const LEYLA = 1004;

/** A clock that stands still until it is moved. Milliseconds. */
export class ManualClock {
  constructor(public milliseconds = Date.UTC(2026, 2, 1, 9)) {}

  now(): number {
    return this.milliseconds;
  }

  get seconds(): number {
    return Math.floor(this.milliseconds / 1000);
  }

  advance(seconds: number): void {
    this.milliseconds += seconds * 1000;
  }
}

/** Runs `body` with a stand-in and closes it afterwards. */
export async function withTelegram(
  body: (telegram: TelegramStandIn, clock: ManualClock) => Promise<void>,
  options: Partial<TelegramOptions> = {},
): Promise<void> {
  const clock = new ManualClock();
  const telegram = await startTelegram({ token: TOKEN, clock, ...options });
  try {
    await body(telegram, clock);
  } finally {
    await telegram.close();
  }
}

export function makeBot(telegram: TelegramStandIn, config: BotConfig<Context> = {}): Bot {
  return new Bot(TOKEN, { ...config, client: { ...config.client, apiRoot: telegram.url } });
}

/** Runs `body` while the bot polls; an error of the bot's own fails the test. */
export async function whilePolling(bot: Bot, body: () => Promise<void>): Promise<void> {
  const running = bot.start();
  try {
    await Promise.race([
      body(),
      running.then(() => Promise.reject(new Error("the bot stopped polling"))),
    ]);
  } finally {
    await bot.stop();
    await running.catch(() => {});
  }
}

/** Waits for a message of the bot with this text. */
export function botSays(
  telegram: TelegramStandIn,
  memberId: number,
  text: string,
): Promise<BoxMessage> {
  return until(
    () =>
      telegram.messages(memberId).find((message) =>
        message.from === "bot" && message.text === text
      ),
    `the bot to say ${text}`,
  );
}

/** The texts of a chat, each with who said it. */
export function transcript(telegram: TelegramStandIn, memberId: number): string[] {
  return telegram.messages(memberId).map(({ from, text }) => `${from}: ${text}`);
}

/** Expects the Bot API to refuse; returns its `parameters`. */
export async function refuses(
  call: Promise<unknown>,
  code: number,
  description: string,
): Promise<Record<string, unknown>> {
  const error = await call.then(() => undefined, (error) => error);
  assert.ok(error instanceof GrammyError, `expected a refusal, got ${error}`);
  assert.equal(error.description, description);
  assert.equal(error.error_code, code);
  return { ...error.parameters };
}
