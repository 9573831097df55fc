/** How far an invoice has come, and what there is to say about it. */
import type { InvoiceView } from "../../../routes/schemas.ts";

export interface Step {
  /** Its words are `app-step-…`. */
  name: "issued" | "waiting" | "seen" | "confirming" | "part" | "paid" | "opened" | "queued";
  state: "done" | "at" | "ahead";
  /** When it was, where that is known. */
  at: number | null;
}

const step = (name: Step["name"], state: Step["state"], at: number | null = null): Step => ({
  name,
  state,
  at,
});

/** The way of an invoice that money may still come for or has come; empty where it went wrong. */
export function stepsOf(invoice: InvoiceView, now: number): Step[] {
  const { state, way, createdAt, paidAt } = invoice;
  const issued = step("issued", "done", createdAt);
  switch (state) {
    case "open":
      return [
        issued,
        step("waiting", "at"),
        ...(way === "stars" ? [] : [step("confirming", "ahead")]),
        step("opened", "ahead"),
      ];
    case "confirming":
      return [issued, step("seen", "done"), step("confirming", "at"), step("opened", "ahead")];
    case "short_waiting":
      return [issued, step("part", "at"), step("opened", "ahead")];
    case "paid":
      if (way === "none") return [];
      return isAhead(invoice, now)
        ? [issued, step("paid", "done", paidAt), step("queued", "ahead")]
        : [issued, step("paid", "done"), step("opened", "done", paidAt)];
    default:
      return [];
  }
}

/** Whether what was paid for stands behind other days, and is not open yet. */
export function isAhead({ access, paidAt }: InvoiceView, now: number): boolean {
  // This device's clock may be behind the one by which it was opened at once.
  return (access?.from ?? 0) > Math.max(now, paidAt ?? 0);
}

/** What is said of an invoice beside its way; its words are `app-invoice-…`. */
export type Word =
  | "owed"
  | "expired"
  | "failed"
  | "locked"
  | "short"
  | "short-days"
  | "short-kept"
  | "short-refund"
  | "over"
  | "late"
  | "refunding"
  | "refunded";

/** What has to be said now; null where all goes as it should. */
export function wordOf(invoice: InvoiceView): Word | null {
  const { state, access, kept, refundable, paidAt, expiresAt } = invoice;
  switch (state) {
    case "short_waiting":
      return "owed";
    case "short":
      return refundable ? "short-refund" : access ? "short-days" : kept ? "short-kept" : "short";
    case "paid":
      if (kept) return "over";
      return paidAt !== null && paidAt > expiresAt ? "late" : null;
    case "expired":
    case "failed":
    case "locked":
    case "refunding":
    case "refunded":
      return state;
    default:
      return null;
  }
}

/** Whether it can be paid now: where to is shown. */
export function isPayable({ state }: InvoiceView): boolean {
  return state === "open" || state === "short_waiting";
}

/** Whether it is worth asking the processor. */
export function isCheckable({ state, way }: InvoiceView): boolean {
  return way !== "none" && (isPayableState(state) || state === "expired" || state === "failed");
}

const isPayableState = (state: InvoiceView["state"]) =>
  state === "open" || state === "short_waiting" || state === "confirming";

/** Whether it is over without what it was for, so that another one makes sense. */
export function isOver({ state, refundable }: InvoiceView): boolean {
  // Where an address is asked for, that comes first.
  if (refundable) return false;
  return state === "expired" || state === "failed" || state === "short" || state === "refunded";
}
