/** One invoice, watched while it is on the screen, and what a member can do about it. */
import { type ReadonlySignal, signal } from "@preact/signals";
import type { InvoiceView } from "../../../routes/schemas.ts";
import { type Api, ApiError } from "../api.ts";

/** Milliseconds between two looks: while money is on its way, in Stars, and while it may still come. */
const LIVE = 4000, STARS = 2000, SLOW = 30_000;
/** The longest pause after failures, in milliseconds. */
const LONGEST = 30_000;
/** Milliseconds the processor may take to answer. */
const ASKING = 30_000;

export interface InvoiceWatch {
  /** Null until it is known. */
  invoice: ReadonlySignal<InvoiceView | null>;
  /** Why the last look failed; null after one that did not. */
  failure: ReadonlySignal<ApiError | null>;
  /** What is being done for the member just now. */
  busy: ReadonlySignal<"check" | "cancel" | "refund" | null>;
  /** Looks at once, and again while something may change. */
  start(): void;
  stop(): void;
  /** Has the processor asked. Throws what the service refused it with. */
  check(): Promise<void>;
  cancel(): Promise<void>;
  /** Tells where short money goes back to. */
  refund(address: string): Promise<void>;
}

export interface InvoiceParts {
  api: Pick<Api, "json">;
  id: string;
  /** What is known of it already. */
  known?: InvoiceView | null;
  /** Calls back after so many milliseconds; returns how to call it off. */
  later(milliseconds: number, work: () => void): () => void;
  /** Told of each state after the first one. */
  onState?(invoice: InvoiceView): void;
}

/** Milliseconds until an invoice is worth another look; null once nothing of it will change by itself. */
export function pauseOf({ state, way }: InvoiceView): number | null {
  switch (state) {
    case "open":
    case "confirming":
      return way === "stars" ? STARS : LIVE;
    case "short_waiting":
      return LIVE;
    case "expired":
    case "failed":
    case "short":
    case "locked":
    case "refunding":
      return SLOW;
    default:
      return null;
  }
}

/** The invoice with this id, over the service. */
export function createInvoiceWatch(parts: InvoiceParts): InvoiceWatch {
  const { api, later, onState } = parts;
  const path = `/api/invoices/${encodeURIComponent(parts.id)}`;
  const invoice = signal(parts.known ?? null);
  const failure = signal<ApiError | null>(null);
  const busy = signal<"check" | "cancel" | "refund" | null>(null);
  let running = false, failures = 0, latest = 0, forget = () => {};

  function show(next: InvoiceView): void {
    const before = invoice.value;
    invoice.value = next;
    failure.value = null;
    failures = 0;
    if (before && before.state !== next.state) onState?.(next);
  }

  function again(): void {
    forget();
    if (!running) return;
    const failed = failure.value;
    // What is not there will not be there later either.
    if (failed && !failed.passing) return;
    const pause = failed
      ? Math.min(LONGEST, LIVE * 2 ** (failures - 1))
      : invoice.value && pauseOf(invoice.value);
    if (pause !== null) forget = later(pause, () => void look());
  }

  async function look(): Promise<void> {
    const turn = ++latest;
    try {
      const next = await api.json<InvoiceView>(path);
      // An answer to something the member did meanwhile is newer.
      if (turn === latest) show(next);
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      if (turn === latest) {
        failure.value = error;
        failures++;
      }
    }
    if (turn === latest) again();
  }

  async function act(kind: "check" | "cancel" | "refund", body?: unknown): Promise<void> {
    if (busy.value) return;
    busy.value = kind;
    latest++;
    forget();
    try {
      show(
        await api.json<InvoiceView>(`${path}/${kind}`, { method: "POST", body, deadline: ASKING }),
      );
    } finally {
      busy.value = null;
      again();
    }
  }

  return {
    invoice,
    failure,
    busy,
    start() {
      running = true;
      forget();
      if (!busy.value) void look();
    },
    stop() {
      running = false;
      forget();
    },
    check: () => act("check"),
    cancel: () => act("cancel"),
    refund: (address) => act("refund", { address: address.trim() }),
  };
}
