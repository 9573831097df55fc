/** Where money goes back to: an address, read twice, because nobody can call it back. */
import { useId, useState } from "preact/hooks";
import type { InvoiceView } from "../../../routes/schemas.ts";
import { ApiError } from "../api.ts";
import { showToast } from "../parts/toast.tsx";
import { ask, haptic } from "../telegram.ts";
import { t } from "../texts.ts";
import { errorText } from "./error-text.ts";
import type { InvoiceWatch } from "./invoice.ts";
import { networkName } from "./networks.ts";

/** The shortest and the longest address that the service takes. */
const SHORTEST = 8, LONGEST = 200;

export function RefundForm({ invoice, watch }: { invoice: InvoiceView; watch: InvoiceWatch }) {
  const [address, write] = useState(""), [refusal, refuse] = useState<string | null>(null);
  const reason = useId(), busy = watch.busy.value === "refund";
  const network = invoice.payment?.network;

  async function send(): Promise<void> {
    const given = address.trim();
    if (given.length < SHORTEST || /\s/.test(given)) {
      return refuse(t("app-refund-not-address"));
    }
    const sure = await ask({
      title: t("app-refund-sure"),
      message: t("app-refund-sure-text", { address: given }).slice(0, 256),
      yes: t("app-refund-yes"),
      no: t("app-refund-no"),
    });
    if (!sure) return;
    try {
      await watch.refund(given);
      showToast({ icon: "check", text: t("app-refund-sent") });
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      haptic("error");
      refuse(errorText(error));
    }
  }

  return (
    <section class="section">
      <h2>{t("app-refund-to")}</h2>
      <form
        class="list refund"
        onSubmit={(event) => {
          event.preventDefault();
          void send();
        }}
      >
        <label class="input" data-wrong={refusal ? "" : undefined}>
          <span class="unseen">{t("app-refund-address")}</span>
          <input
            class="address-input"
            value={address}
            maxLength={LONGEST}
            placeholder={t("app-refund-address")}
            autocomplete="off"
            autocapitalize="off"
            spellcheck={false}
            enterkeyhint="send"
            aria-invalid={refusal ? true : undefined}
            aria-describedby={reason}
            onInput={(event) => {
              write(event.currentTarget.value);
              refuse(null);
            }}
          />
        </label>
        <p class="code-note caption" id={reason} role="status">
          {refusal
            ? <span class="wrong">{refusal}</span>
            : network
            ? t("app-refund-network", { network: networkName(network) })
            : null}
        </p>
        <button
          class="button tinted wide"
          type="submit"
          aria-busy={busy}
          disabled={busy || !address.trim()}
        >
          {t(busy ? "app-refund-sending" : "app-refund-send")}
        </button>
      </form>
    </section>
  );
}
