/** How far an invoice has come: a pearl a step on one line. */
import type { InvoiceView } from "../../../routes/schemas.ts";
import { Pearl } from "../parts/pearls.tsx";
import { calendar, member } from "../service.ts";
import { t } from "../texts.ts";
import { timeLabel } from "../time.ts";
import { stepsOf } from "./invoice-steps.ts";

export function Steps({ invoice }: { invoice: InvoiceView }) {
  const steps = stepsOf(invoice, member.now());
  if (steps.length === 0) return null;
  const what = invoice.isGift ? "gift" : invoice.offer.kind;
  return (
    <ol class="list way-line" aria-label={t("app-steps")}>
      {steps.map(({ name, state, at }) => (
        <li key={name} data-state={state} aria-current={state === "at" ? "step" : undefined}>
          <Pearl off={state === "ahead" || (state === "at" && name === "waiting")} />
          <span class={state === "ahead" ? "muted" : undefined}>
            {t(`app-step-${name}`, { what, name: invoice.offer.name })}
          </span>
          {at !== null && (
            <time class="muted numbers" dateTime={new Date(at).toISOString()}>
              {timeLabel(calendar(), at)}
            </time>
          )}
        </li>
      ))}
    </ol>
  );
}
