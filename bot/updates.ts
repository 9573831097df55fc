import { getLogger } from "@logtape/logtape";
import type { Bot } from "grammy";
import { ALLOWED_UPDATES } from "../services/bot_setup.ts";
import type { MemberContext } from "./context.ts";

const log = getLogger(["sfera", "bot"]);

/** How long Telegram holds a poll open where there is nothing to tell. */
const POLL_SECONDS = 25;
/** Pauses between tries, in milliseconds. */
const PAUSES = [500, 1_000, 2_000, 5_000, 10_000] as const;

/**
 * Polls for updates until the signal ends.
 *
 * An update is confirmed to Telegram only after it has been handled; one that fails because the
 * store is away is tried again, and nothing after it is lost meanwhile.
 */
export async function poll(bot: Bot<MemberContext>, signal: AbortSignal): Promise<void> {
  await untilDone(() => bot.init(signal as Parameters<typeof bot.init>[0]), signal);
  let offset = 0;
  while (!signal.aborted) {
    const updates = await untilDone(
      () =>
        bot.api.getUpdates(
          { offset, timeout: POLL_SECONDS, allowed_updates: ALLOWED_UPDATES },
          signal as Parameters<typeof bot.api.getUpdates>[1],
        ),
      signal,
    );
    const hurried = hurry(bot, updates ?? []);
    for (const update of updates ?? []) {
      if (signal.aborted) return;
      const begun = hurried.get(update.update_id);
      await (begun ?? untilDone(() => bot.handleUpdate(update), signal, PAUSES.length));
      offset = update.update_id + 1;
    }
  }
}

/**
 * Begins with the questions of payments that came together with other updates: Telegram waits ten
 * seconds for an answer, and what stands before them may take longer.
 */
function hurry(
  bot: Bot<MemberContext>,
  updates: readonly Parameters<typeof bot.handleUpdate>[0][],
): Map<number, Promise<void>> {
  const asked = updates.filter((update) => update.pre_checkout_query !== undefined);
  return new Map(asked.map((update) => [
    update.update_id,
    // A question that failed is answered by nobody: Telegram asks once.
    bot.handleUpdate(update).catch(() => {}),
  ]));
}

/** Repeats what fails, with growing pauses, until it is done, given up, or the signal ends. */
async function untilDone<T>(
  work: () => Promise<T>,
  signal: AbortSignal,
  most = Infinity,
): Promise<T | undefined> {
  for (let attempt = 1; !signal.aborted; attempt += 1) {
    try {
      return await work();
    } catch (error) {
      if (signal.aborted) return undefined;
      if (attempt >= most) {
        log.error("Given up after {attempt} tries: {error}", { attempt, error });
        return undefined;
      }
      log.warn("Telegram or the store failed, try {attempt}: {error}", { attempt, error });
      await pause(retryAfter(error) ?? PAUSES[Math.min(attempt, PAUSES.length) - 1]!, signal);
    }
  }
  return undefined;
}

function retryAfter(error: unknown): number | undefined {
  const seconds = (error as { parameters?: { retry_after?: number } }).parameters?.retry_after;
  return seconds === undefined ? undefined : seconds * 1000;
}

function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const finish = () => {
      clearTimeout(timer);
      signal.removeEventListener("abort", finish);
      resolve();
    };
    const timer = setTimeout(finish, milliseconds);
    signal.addEventListener("abort", finish);
    if (signal.aborted) finish();
  });
}
