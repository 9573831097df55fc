/** The conversation: what was said, what is being answered, and what the member can do about it. */
import { batch, type ReadonlySignal, type Signal, signal } from "@preact/signals";
import type { AllowanceLeft, ChatEvent, History } from "../../../routes/schemas.ts";
import { type Api, ApiError } from "../api.ts";
import { type Extras, type Item, NO_EXTRAS, type Sent, withHistory } from "./items.ts";
import { follow } from "./stream.ts";

const PAGE = 50;

/** An answer on its way. */
export interface Answer {
  text: Signal<string>;
  extras: Signal<Extras>;
  /** The way to the service broke and is being found again. */
  broken: Signal<boolean>;
  generationId: string | null;
  sent: Sent | null;
  control: AbortController;
}

/** Why the last message was not taken; shown in the thread until the next one. */
export interface Refusal {
  error: ApiError;
  at: number;
}

export interface ChatParts {
  api: Api;
  now(): number;
  /** A new idempotency key. */
  newKey(): string;
  wait(attempt: number, signal: AbortSignal): Promise<void>;
  /** Takes back words that were not accepted. */
  giveBack(text: string): void;
  /** An answer ended, with what is left of the allowance if the service said. */
  onEnd(left: AllowanceLeft | null): void;
}

export interface Chat {
  items: ReadonlySignal<Item[]>;
  answer: ReadonlySignal<Answer | null>;
  refusal: ReadonlySignal<Refusal | null>;
  /** How the newest page stands. */
  page: ReadonlySignal<"loading" | "ready" | "failed">;
  /** Whether there are older turns; `older` loads them. */
  hasOlder: ReadonlySignal<boolean>;
  load(): Promise<void>;
  older(): Promise<void>;
  /** Sends; nothing while an answer is on its way. */
  send(text: string): Promise<void>;
  /** Asks again for an answer that failed. */
  again(item: Item): Promise<void>;
  stop(): Promise<void>;
}

/** One conversation over the service. */
export function createChat(parts: ChatParts): Chat {
  const { api } = parts;
  const items = signal<Item[]>([]);
  const answer = signal<Answer | null>(null);
  const refusal = signal<Refusal | null>(null);
  const page = signal<"loading" | "ready" | "failed">("loading");
  const hasOlder = signal(false);
  let before: number | null = null;
  let loading: Promise<void> | null = null;
  let loadingOlder: Promise<void> | null = null;
  /** A page that came while words were on their way is read anew once they are taken. */
  let outdated = false;

  function begin(sent: Sent | null, generationId: string | null): Answer {
    return answer.value = {
      text: signal(""),
      extras: signal(NO_EXTRAS),
      broken: signal(false),
      generationId,
      sent,
      control: new AbortController(),
    };
  }

  function settle(running: Answer, status: Item["status"]): void {
    const item: Item = {
      ...running.extras.value,
      key: `answer-${running.generationId ?? running.sent?.key}`,
      role: "assistant",
      text: running.text.value,
      at: parts.now(),
      status,
      generationId: running.generationId,
      sent: running.sent,
    };
    batch(() => {
      items.value = [...items.value, item];
      answer.value = null;
    });
  }

  function take(running: Answer, event: ChatEvent): void {
    const { extras } = running;
    if (event.name === "text") running.text.value += event.data.text;
    else if (event.name === "card") {
      extras.value = { ...extras.value, cards: [...extras.value.cards, event.data] };
    } else if (event.name === "citation") {
      extras.value = { ...extras.value, citations: [...extras.value.citations, event.data] };
    } else if (event.name === "notice") {
      extras.value = { ...extras.value, notices: [...extras.value.notices, event.data] };
    } else if (event.name === "done") {
      settle(running, event.data.status);
      parts.onEnd(event.data.allowance);
    }
  }

  async function run(
    running: Answer,
    open: (headers: Record<string, string>, signal: AbortSignal) => Promise<Response>,
  ): Promise<void> {
    const events = follow({
      signal: running.control.signal,
      wait: parts.wait,
      onBroken: (broken) => running.broken.value = broken,
      open: (last, signal) => open(last > 0 ? { "Last-Event-ID": String(last) } : {}, signal),
    });
    try {
      for await (const event of events) take(running, event);
    } catch (error) {
      if (answer.value !== running) return;
      if (!(error instanceof ApiError)) throw error;
      const refused = !error.passing && running.sent && !running.generationId;
      if (refused) refuse(running, error);
      else settle(running, "broken");
      parts.onEnd(null);
    }
  }

  /** The words were not taken: they go back to the field, and the thread says why. */
  function refuse(running: Answer, error: ApiError | null): void {
    batch(() => {
      items.value = items.value.filter((item) => item.key !== `sent-${running.sent?.key}`);
      answer.value = null;
      if (error) refusal.value = { error, at: parts.now() };
      if (running.sent) parts.giveBack(running.sent.text);
    });
  }

  async function ask(sent: Sent): Promise<void> {
    const mine: Item = {
      ...NO_EXTRAS,
      key: `sent-${sent.key}`,
      role: "member",
      text: sent.text,
      at: parts.now(),
      status: "sending",
      generationId: null,
      sent: null,
    };
    const running = batch(() => {
      refusal.value = null;
      items.value = [...items.value, mine];
      return begin(sent, null);
    });
    // History is laid down first: it could otherwise bring the same words a second time.
    if (page.value === "loading") await load();
    await run(running, async (headers, signal) => {
      const response = await api.send("/api/chat", {
        method: "POST",
        body: { message: sent.text },
        headers: { ...headers, "Idempotency-Key": sent.key },
        signal,
      });
      accepted(running, mine.key, response.headers.get("X-Generation-Id"));
      return response;
    });
  }

  function accepted(running: Answer, key: string, generationId: string | null): void {
    running.generationId = generationId;
    items.value = items.value.map((item) =>
      item.key === key ? { ...item, generationId, status: "complete" } : item
    );
    if (outdated) void load();
  }

  function pick(generationId: string): void {
    const path = `/api/chat/${encodeURIComponent(generationId)}/events`;
    void run(begin(null, generationId), (headers, signal) => api.send(path, { headers, signal }));
  }

  async function readPage(): Promise<void> {
    try {
      const history = await api.json<History>(`/api/chat?limit=${PAGE}`);
      // It may hold the words whose taking we have not heard of: they would stand there twice.
      outdated = page.value === "ready" && !!answer.value && answer.value.generationId === null;
      if (outdated) return;
      items.value = withHistory(items.value, history);
      if (page.value !== "ready") {
        before = history.before;
        hasOlder.value = before !== null;
      }
      page.value = "ready";
      const running = history.running[0];
      if (running && !answer.value) pick(running.generationId);
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      if (page.value !== "ready") page.value = "failed";
    }
  }

  function load(): Promise<void> {
    if (page.value === "failed") page.value = "loading";
    return loading ??= readPage().finally(() => loading = null);
  }

  async function readOlder(): Promise<void> {
    try {
      const history = await api.json<History>(`/api/chat?before=${before}&limit=${PAGE}`);
      before = history.before;
      batch(() => {
        items.value = withHistory(items.value, history);
        hasOlder.value = before !== null;
      });
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
    }
  }

  return {
    items,
    answer,
    refusal,
    page,
    hasOlder,
    load,
    older() {
      if (before === null) return Promise.resolve();
      return loadingOlder ??= readOlder().finally(() => loadingOlder = null);
    },
    async send(text) {
      if (!answer.value) await ask({ text, key: parts.newKey() });
    },
    async again(item) {
      if (answer.value || !item.sent) return;
      const { text, key } = item.sent;
      const attempt = (one: Item) =>
        one.key === `sent-${key}` ||
        (item.generationId !== null && one.generationId === item.generationId);
      items.value = items.value.filter((one) => one !== item && !attempt(one));
      await ask({ text, key: item.status === "broken" ? key : parts.newKey() });
    },
    async stop() {
      const running = answer.value;
      if (!running) return;
      if (running.generationId === null) {
        running.control.abort();
        refuse(running, null);
        return;
      }
      const path = `/api/chat/${encodeURIComponent(running.generationId)}/cancel`;
      try {
        await api.send(path, { method: "POST" });
      } catch (error) {
        if (!(error instanceof ApiError)) throw error;
        running.control.abort();
        if (answer.value === running) settle(running, "broken");
      }
    },
  };
}
