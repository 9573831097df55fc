import { systemClock } from "../../clients/system.ts";
import { startTelegram, type TelegramStandIn } from "../../dev/telegram/mod.ts";
import { movableClock, type TestApp, testApp, TOKEN } from "../kit/app.ts";
import { until } from "../kit/conditions.ts";

export interface Chat extends AsyncDisposable {
  app: TestApp;
  telegram: TelegramStandIn;
  /** Waits for the bot's next message after what has been read. */
  hear(memberId?: number): Promise<ReturnType<TelegramStandIn["messages"]>[number]>;
}

/**
 * How long a chat rests after a message here: nothing is waited for. The rates themselves are tested
 * with the outbox, in a time of its own.
 */
export const CHAT_MESSAGE_EVERY = 0;

/** The whole app, polling a Telegram of its own. */
export async function openChat(options: Parameters<typeof testApp>[0] = {}): Promise<Chat> {
  const clocks = { clock: movableClock(), liveness: systemClock };
  const telegram = await startTelegram({ token: TOKEN, clock: clocks.clock });
  const app = await testApp({
    clocks,
    apiRoot: telegram.url,
    chatMessageEvery: CHAT_MESSAGE_EVERY,
    ...options,
  });
  app.app.start();
  const heard = new Map<number, number>();
  return {
    app,
    telegram,
    hear: (memberId = 1001) =>
      until(() => {
        const next = telegram.messages(memberId, heard.get(memberId))
          .find((message) => message.from === "bot");
        if (next) heard.set(memberId, next.id);
        return next;
      }, "a message of the bot"),
    async [Symbol.asyncDispose]() {
      await app[Symbol.asyncDispose]();
      await telegram.close();
    },
  };
}
