import type { Update } from "grammy/types";
import type { Faults } from "../faults.ts";
import { pause } from "../pause.ts";
import { type Parameters, readParameters } from "./parameters.ts";
import type { Settings, Webhook } from "./settings.ts";
import { type PendingUpdate, takeFault, type Updates } from "./updates.ts";

export interface WebhookTimes {
  /** A first failure is repeated at once, the next after this, then after twice that, and so on. */
  retryMilliseconds: number;
  /** The bot's answer is waited for so long. */
  answerMilliseconds: number;
}

/** As the Bot API server does it. */
export const WEBHOOK_TIMES: Readonly<WebhookTimes> = {
  retryMilliseconds: 2_000,
  answerMilliseconds: 60_000,
};
const LONGEST_RETRY_MILLISECONDS = 60_000;

export interface WebhookParts {
  settings: Settings;
  updates: Updates;
  faults: Faults;
  storage: { flush(): Promise<void> };
  times: WebhookTimes;
  nowSeconds: () => number;
  /** Runs a method that the bot put into its answer; its outcome is nobody's business. */
  execute: (method: string, parameters: Parameters) => Promise<unknown>;
}

/**
 * Delivers updates to the bot's webhook.
 *
 * One chat's updates go out one after the other, several chats side by side up to
 * `max_connections`; an update that fails holds back its own chat only.
 */
export class WebhookDelivery {
  readonly #busy = new Map<number, Promise<void>>();
  #round = new AbortController();
  #stopListening: (() => void) | undefined;

  constructor(private readonly parts: WebhookParts) {}

  /** Starts delivering; call it again when the webhook changed. */
  start(): void {
    this.#round.abort();
    this.#round = new AbortController();
    this.#stopListening ??= this.parts.updates.onAdd(() => this.#deliverReady());
    this.#deliverReady();
  }

  /** Resolves when nothing is under way any more. */
  async stop(): Promise<void> {
    this.#stopListening?.();
    this.#stopListening = undefined;
    this.#round.abort();
    await Promise.all(this.#busy.values());
  }

  #deliverReady(): void {
    const { webhook } = this.parts.settings.value;
    if (!webhook || this.#round.signal.aborted) return;
    const seen = new Set<number>();
    for (const pending of this.parts.updates.pending()) {
      const lane = laneOf(pending.update);
      if (seen.has(lane) || this.#busy.has(lane)) continue;
      if (this.#busy.size >= webhook.maxConnections) return;
      seen.add(lane);
      const done = this.#deliver(pending, this.#round.signal).finally(() => {
        this.#busy.delete(lane);
        this.#deliverReady();
      });
      this.#busy.set(lane, done);
    }
  }

  /** Sends one update until the bot takes it or the webhook changes. */
  async #deliver(pending: PendingUpdate, signal: AbortSignal): Promise<void> {
    const { settings, updates, storage, times } = this.parts;
    updates.handOut(pending, "webhook");
    for (let failures = 0; !signal.aborted; failures++) {
      const { webhook } = settings.value;
      if (!webhook || !updates.pending().includes(pending)) break;
      const outcome = await this.#attempt(webhook, pending.update, signal);
      if (outcome === undefined) {
        updates.confirm(pending);
        await storage.flush();
        break;
      }
      if (signal.aborted) break;
      this.#noteError(outcome.error);
      const backoff = failures === 0 ? 0 : times.retryMilliseconds * 2 ** (failures - 1);
      await pause(
        outcome.retryAfterMilliseconds ?? Math.min(backoff, LONGEST_RETRY_MILLISECONDS),
        signal,
      );
    }
  }

  /** One request; `undefined` when the bot took the update. */
  async #attempt(
    webhook: Webhook,
    update: Update,
    signal: AbortSignal,
  ): Promise<{ error: string; retryAfterMilliseconds?: number } | undefined> {
    const fault = takeFault(this.parts.faults, "webhook");
    if (fault?.kind === "slow") await pause(fault.milliseconds ?? 0, signal);
    if (fault?.kind === "drop") return { error: "Connection timed out" };
    if (fault?.kind === "status") return { error: wrongResponse(fault.status ?? 500) };
    const attempt = new AbortController();
    const abort = () => attempt.abort();
    const timer = setTimeout(abort, this.parts.times.answerMilliseconds);
    signal.addEventListener("abort", abort, { once: true });
    try {
      const response = await post(webhook, update, attempt.signal);
      const body = new Uint8Array(await response.arrayBuffer());
      if (!response.ok) {
        const retryAfter = Number(response.headers.get("retry-after"));
        return {
          error: wrongResponse(response.status, response.statusText),
          ...(retryAfter > 0 ? { retryAfterMilliseconds: retryAfter * 1000 } : {}),
        };
      }
      if (fault?.kind === "lose-reply") return { error: "Connection timed out" };
      await this.#runReply(response.headers.get("content-type") ?? "", body);
      return undefined;
    } catch {
      return { error: attempt.signal.aborted ? "Read timeout expired" : "Connection refused" };
    } finally {
      clearTimeout(timer);
      signal.removeEventListener("abort", abort);
    }
  }

  /** The bot may answer with a method call; methods that read or that move the webhook do not run. */
  async #runReply(contentType: string, body: Uint8Array<ArrayBuffer>): Promise<void> {
    const parameters = await readParameters(new URLSearchParams(), contentType, body)
      .catch(() => undefined);
    const method = parameters?.text("method") ?? "";
    if (!parameters || method === "" || /^(get|setwebhook$|deletewebhook$)/i.test(method)) return;
    await this.parts.execute(method, parameters).catch(() => undefined);
  }

  #noteError(message: string): void {
    const { webhook } = this.parts.settings.value;
    if (!webhook) return;
    this.parts.settings.change({
      webhook: {
        ...webhook,
        lastErrorMessage: message,
        lastErrorDate: this.parts.nowSeconds(),
      },
    });
  }
}

function post(webhook: Webhook, update: Update, signal: AbortSignal): Promise<Response> {
  return fetch(webhook.url, {
    method: "POST",
    headers: {
      "content-type": "application/json",
      ...(webhook.secretToken === ""
        ? {}
        : { "X-Telegram-Bot-Api-Secret-Token": webhook.secretToken }),
    },
    body: JSON.stringify(update),
    redirect: "manual",
    signal,
  });
}

function wrongResponse(status: number, reason = ""): string {
  return `Wrong response from the webhook: ${status} ${reason}`.trimEnd();
}

function laneOf(update: Update): number {
  const message = update.message ?? update.edited_message ?? update.my_chat_member;
  const { callback_query: press, pre_checkout_query: payment, subscription } = update;
  return message?.chat.id ?? press?.from.id ?? payment?.from.id ?? subscription?.user.id ?? 0;
}
