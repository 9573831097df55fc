/** After an erasure: what was removed, that nothing is left, and how to begin anew. */
import { useState } from "preact/hooks";
import { receipt } from "../erased.ts";
import { Icon } from "../parts/icon.tsx";
import { Pearl } from "../parts/pearls.tsx";
import { calendar } from "../service.ts";
import { haptic } from "../telegram.ts";
import { t } from "../texts.ts";
import { dateLabel, timeLabel } from "../time.ts";
import "../memory/words.ts";
import "../styles/list.css";
import "../styles/fields.css";
import "../styles/memory.css";

/** Begins anew: nothing of the page stays, and Telegram's data makes a new member. */
function beginAnew(): void {
  haptic("tap");
  history.replaceState(null, "");
  location.reload();
}

function Number({ id }: { id: string }) {
  const [copied, copy] = useState(false);
  return (
    <section class="section">
      <div class="list">
        <div class="row">
          <span class="row-words">
            <span class="second">{t("app-receipt-number")}</span>
            <span class="numbers receipt-number">{id}</span>
          </span>
          <button
            class="button small"
            type="button"
            onClick={() => {
              haptic("tap");
              // Where the clipboard is closed to the page the number can still be selected.
              void navigator.clipboard?.writeText(id).then(() => copy(true), () => {});
            }}
          >
            {copied && <Icon name="check" small />}
            {t(copied ? "app-copied" : "app-copy")}
          </button>
        </div>
      </div>
      <p class="caption" role="status">
        {copied ? t("app-receipt-copied") : t("app-receipt-keep")}
      </p>
    </section>
  );
}

export default function Receipt() {
  const done = receipt.value;
  if (!done) return null;
  const { id, at, removed, left, kept } = done;
  return (
    <main class="screen">
      <div class="column page receipt">
        <header class="receipt-head">
          <Pearl off />
          <h1 class="large">{t("app-receipt")}</h1>
          <p class="second">
            {t("app-receipt-at", {
              date: dateLabel(calendar(), at, at),
              time: timeLabel(calendar(), at),
            })}
          </p>
        </header>
        <section class="section">
          <h2>{t("app-receipt-removed")}</h2>
          <ul class="list">
            {removed.map(({ what, count }) => (
              <li class="row" key={what}>
                <span class="row-words">{what}</span>
                <span class="end numbers">{t("app-receipt-count", { count })}</span>
              </li>
            ))}
            <li class="row left" data-clean={left === 0 || undefined}>
              <Icon name={left === 0 ? "check" : "alert"} />
              <span class="row-words">
                {left === 0 ? t("app-receipt-clean") : t("app-receipt-left", { count: left })}
              </span>
            </li>
          </ul>
        </section>
        {kept.length > 0 && (
          <section class="section">
            <h2>{t("app-receipt-kept")}</h2>
            <ul class="list">
              {kept.map((line) => <li class="row" key={line}>{line}</li>)}
            </ul>
          </section>
        )}
        <Number id={id} />
        <section class="section">
          <button class="button tinted wide" type="button" onClick={beginAnew}>
            {t("app-begin-anew")}
          </button>
          <p class="caption">{t("app-begin-anew-text")}</p>
        </section>
      </div>
    </main>
  );
}
