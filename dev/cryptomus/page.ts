/** The pay page, as plain HTML: what a payer, a network and a processor may do. */
import { type Amount, compareAmounts, subtractAmounts, ZERO } from "../../domain/money.ts";
import { type Action, ACTIONS, type BookInvoice, COIN } from "./book.ts";
import { DELIVERIES } from "./webhooks.ts";

/** The page of an invoice; `told` are its newest webhooks, and what became of them. */
export function payPage(
  invoice: BookInvoice,
  { now, told }: { now: number; told: readonly string[] },
): string {
  const { amount, currency, asked, paid, status, returnUrl } = invoice;
  const left = asked === null ? null : atLeastNothing(subtractAmounts(asked, paid));
  const seconds = Math.max(0, Math.round((invoice.expiresAt - now) / 1000));
  const time = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
  const buttons = (Object.keys(ACTIONS) as Action[]).map((action) =>
    `<button name="action" value="${action}">${escape(ACTIONS[action])}</button>`
  );
  const ways = Object.entries(DELIVERIES).map(([way, words]) =>
    `<option value="${way}">${escape(words)}</option>`
  );
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="icon" href="data:,">
<title>Pay ${escape(`${amount} ${currency}`)}</title>
<style>
body { font: 16px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 30rem; padding: 0 1rem }
h1 { font-size: 1.5rem; margin: 0 }
button { display: block; font: inherit; margin: .4rem 0; padding: .5rem 1rem; width: 100% }
code { overflow-wrap: anywhere }
</style>
<h1>${escape(`${amount} ${currency}`)}</h1>
<p>A stand-in: no money moves here.</p>
<dl>
<dt>Status</dt><dd id="status">${status}</dd>
<dt>To come</dt><dd id="left">${left === null ? "" : `${left} ${COIN.currency}`}</dd>
<dt>Came</dt><dd id="paid">${paid} ${COIN.currency}</dd>
<dt>Time left</dt><dd>${time}</dd>
<dt>Order</dt><dd><code>${escape(invoice.orderId)}</code></dd>
</dl>
<form method="post">
<label>Webhooks come <select name="delivery">${ways.join("")}</select></label>
${buttons.join("\n")}
<button name="action" value="resend">Send the last webhook again</button>
</form>
${
    returnUrl && /^https?:/.test(returnUrl)
      ? `<p><a href="${escape(returnUrl)}">Back to the shop</a></p>`
      : ""
  }
<h2>Webhooks</h2>
<ol>${told.map((line) => `<li>${escape(line)}</li>`).join("")}</ol>
</html>
`;
}

function atLeastNothing(amount: Amount): Amount {
  return compareAmounts(amount, ZERO) > 0 ? amount : ZERO;
}

function escape(text: string): string {
  return text.replace(/[&<>"']/g, (letter) => `&#${letter.codePointAt(0)};`);
}
