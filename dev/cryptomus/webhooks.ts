/** Sends webhooks, again until they are taken, and in whatever way somebody wants to see them. */
import { Deadline } from "../../clients/deadline.ts";
import type { Faults } from "../faults.ts";

/** How the webhooks of one action come. */
export const DELIVERIES = {
  normal: "in order",
  thrice: "three times each",
  reversed: "the wrong way round",
  lost: "not at all",
} as const;
export type Delivery = keyof typeof DELIVERIES;

/** A webhook that is to be sent. */
export interface Webhook {
  uuid: string;
  status: string;
  url: string;
  body: string;
}

export interface WebhookSender {
  /** Sends those of one action; returns at once. */
  send(webhooks: Webhook[], delivery: Delivery): void;
  /** Settles when all that was to be sent was taken or given up. */
  settled(): Promise<void>;
  /** What became of the webhooks of an invoice, oldest first. */
  told(uuid: string): readonly string[];
  close(): Promise<void>;
}

/** How long to wait before each further attempt, in milliseconds. */
const RETRIES = [300, 1_000, 3_000, 10_000];
const TIMEOUT_MILLISECONDS = 10_000;
const KEPT_LINES = 50;

/** One after another, so that their order is the one that was asked for. */
export function createWebhookSender(
  faults: Faults,
  retries: readonly number[] = RETRIES,
): WebhookSender {
  const closing = new AbortController();
  const lines = new Map<string, string[]>();
  let sending = Promise.resolve();

  function note({ uuid, status }: Webhook, what: string): void {
    const kept = [...lines.get(uuid) ?? [], `${status}: ${what}`];
    lines.set(uuid, kept.slice(-KEPT_LINES));
  }

  async function attempt({ url, body }: Webhook): Promise<string> {
    const deadline = new Deadline(closing.signal, TIMEOUT_MILLISECONDS);
    try {
      const response = await fetch(url, {
        method: "POST",
        headers: { "Content-Type": "application/json" },
        body,
        redirect: "manual",
        signal: deadline.signal,
      });
      await response.body?.cancel();
      return String(response.status);
    } finally {
      deadline.clear();
    }
  }

  async function deliver(webhook: Webhook): Promise<void> {
    const fault = faults.takeNamed(`webhook/${webhook.status}`);
    if (fault?.kind === "drop") return note(webhook, "lost");
    if (fault?.kind === "slow") await pause(fault.milliseconds ?? 0, closing.signal);
    const copies = fault?.kind === "duplicate" ? 2 : 1;
    for (let copy = 1; copy <= copies; copy += 1) await insist(webhook);
  }

  async function insist(webhook: Webhook): Promise<void> {
    for (const wait of [0, ...retries]) {
      await pause(wait, closing.signal);
      if (closing.signal.aborted) return;
      const status = await attempt(webhook).catch(() => "no answer");
      note(webhook, status);
      if (/^2\d\d$/.test(status)) return;
    }
  }

  return {
    send(webhooks, delivery) {
      if (delivery === "lost") return webhooks.forEach((webhook) => note(webhook, "lost"));
      const ordered = delivery === "reversed" ? webhooks.toReversed() : webhooks;
      const times = delivery === "thrice" ? 3 : 1;
      for (const webhook of ordered) {
        for (let time = 1; time <= times; time += 1) {
          sending = sending.then(() => deliver(webhook));
        }
      }
    },
    settled: () => sending,
    told: (uuid) => lines.get(uuid) ?? [],
    async close() {
      closing.abort();
      await sending;
    },
  };
}

/** Ends early when the stand-in closes. */
function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  if (milliseconds === 0 || signal.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    const end = () => {
      clearTimeout(timer);
      signal.removeEventListener("abort", end);
      resolve();
    };
    const timer = setTimeout(end, milliseconds);
    signal.addEventListener("abort", end, { once: true });
  });
}
