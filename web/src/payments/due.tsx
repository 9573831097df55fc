/** What is to be paid, where to and for how long yet. */
import { useEffect, useState } from "preact/hooks";
import type { InvoiceView, MoneyView } from "../../../routes/schemas.ts";
import { Meter } from "../parts/pearls.tsx";
import { member } from "../service.ts";
import { language, t } from "../texts.ts";
import { clockText } from "./clock.ts";
import { CopyButton } from "./copy.tsx";
import { moneyText } from "./money.ts";
import { networkName, shortNetworkName } from "./networks.ts";

/** Letters of an address that are compared by eye, at each of its ends. */
const ENDS = 4;

/** The most letters of a sum that are written large. */
const LARGE = 6;

/** The service's clock, read again every second while something counts down by it. */
function useNow(running: boolean): number {
  const [now, tick] = useState(member.now());
  useEffect(() => {
    if (!running) return;
    const timer = setInterval(() => tick(member.now()), 1000);
    return () => clearInterval(timer);
  }, [running]);
  return now;
}

/** How long it is open yet; a screen reader reads it where it is looked at, and is not interrupted. */
export function TimeLeft({ invoice }: { invoice: InvoiceView }) {
  const { createdAt, expiresAt } = invoice;
  const now = useNow(true), left = Math.max(0, expiresAt - now);
  return (
    <div class="time-left">
      <p class="second">
        <span>{t("app-invoice-open-for")}</span>
        <span class="numbers left-time" role="timer">{clockText(left)}</span>
      </p>
      <Meter left={left} limit={expiresAt - createdAt} />
    </div>
  );
}

/** An address with its ends marked, which are what people compare; it breaks anywhere. */
function Address({ address }: { address: string }) {
  const middle = address.slice(ENDS, -ENDS);
  return (
    <p class="address" translate={false}>
      <b>{address.slice(0, ENDS)}</b>
      <span class="muted">{middle}</span>
      <b>{address.slice(-ENDS)}</b>
    </p>
  );
}

/** What of the sum is still to come. */
function sumOf({ payment, price }: InvoiceView) {
  return payment?.owed ?? payment?.asked ?? price;
}

/** A sum in large letters, with its network. */
function Sum(
  { label, sum, network, copied }: {
    label: string;
    sum: MoneyView;
    network: string | null | undefined;
    /** With a button that copies it. */
    copied?: boolean;
  },
) {
  const text = moneyText(sum, language.value), gap = text.lastIndexOf("\u00a0");
  // Six digits after the point need smaller ones, to stand beside the code.
  const size = gap > LARGE ? "title" : "large";
  return (
    <div class="due-sum">
      <div class="due-line">
        <div class="due-words">
          <p class="second">{label}</p>
          <p class={`${size} numbers`}>
            {text.slice(0, gap)} <span class="unit">{text.slice(gap + 1)}</span>
          </p>
        </div>
        {copied && <CopyButton text={sum.amount} label={t("app-invoice-copy-sum")} />}
      </div>
      {network && (
        <span class="tag">{t("app-invoice-network", { network: networkName(network) })}</span>
      )}
    </div>
  );
}

export function Due({ invoice }: { invoice: InvoiceView }) {
  const { payment, state } = invoice;
  return (
    <div class="list due">
      <div class="due-head">
        {payment?.qrCode && (
          <img class="qr" src={payment.qrCode} alt={t("app-invoice-qr")} width="128" height="128" />
        )}
        <Sum
          label={t(state === "short_waiting" ? "app-to-pay-more" : "app-to-pay")}
          sum={sumOf(invoice)}
          network={payment?.network}
          copied={Boolean(payment?.address)}
        />
      </div>
      <TimeLeft invoice={invoice} />
      {payment?.address && (
        <div class="address-row">
          <div class="address-words">
            <p class="caption">{t("app-invoice-address")}</p>
            <Address address={payment.address} />
          </div>
          <CopyButton text={payment.address} label={t("app-invoice-copy-address")} />
        </div>
      )}
    </div>
  );
}

/** What is on its way, while the network confirms it. */
export function OnItsWay({ invoice: { payment, price } }: { invoice: InvoiceView }) {
  return (
    <>
      <div class="list due">
        <div class="due-head">
          <Sum
            label={t("app-invoice-on-its-way")}
            sum={payment?.paid ?? payment?.asked ?? price}
            network={payment?.network}
          />
        </div>
      </div>
      <p class="caption">{t("app-invoice-confirming-text")}</p>
    </>
  );
}

/** How not to lose money on the way. */
export function DueNote({ invoice: { payment, way } }: { invoice: InvoiceView }) {
  if (way !== "crypto") return null;
  if (!payment?.address) return <p class="caption">{t("app-invoice-elsewhere")}</p>;
  const network = payment.network && shortNetworkName(payment.network);
  return (
    <p class="caption">
      {network ? t("app-invoice-exactly", { network }) : t("app-invoice-exactly-plain")}
    </p>
  );
}
