import { Composer } from "grammy";
import type { Member } from "../domain/member.ts";
import { formatMoney } from "../domain/money.ts";
import type { BotDependencies, MemberContext } from "./context.ts";

/** So many of the last payments are named. */
const SHOWN = 5;
/** What has to do with money that came. */
const PAID_STATES = [
  "confirming",
  "short_waiting",
  "short",
  "locked",
  "paid",
  "refunding",
  "refunded",
];

/**
 * `/paysupport`: how to ask about a payment, and the numbers of the last ones. Every bot that is paid
 * has to answer it (https://core.telegram.org/bots/payments-stars#live-checklist).
 */
export function paysupport(deps: BotDependencies) {
  const { outbox, texts } = deps;
  const composer = new Composer<MemberContext>();
  composer.command("paysupport", async ({ member, update }) => {
    const lines = await paymentLines(deps, member);
    const text = lines.length === 0
      ? await texts.format(member.language, "bot-paysupport-none")
      : await texts.format(member.language, "bot-paysupport", { payments: lines.join("\n") });
    await outbox.send({
      member,
      kind: "paysupport",
      dedupeKey: `update:${update.update_id}`,
      text,
    });
  });
  return composer;
}

async function paymentLines(
  { selling, texts, community }: BotDependencies,
  { id, language }: Member,
): Promise<string[]> {
  const { invoices } = await selling();
  const format = new Intl.DateTimeFormat(language, {
    timeZone: community.assistant.timeZone,
    day: "numeric",
    month: "long",
  });
  const paid = (await invoices.list(id)).filter(({ state, way }) =>
    way !== "none" && PAID_STATES.includes(state)
  );
  return await Promise.all(
    paid.slice(0, SHOWN).map((invoice) =>
      texts.format(language, "bot-payment-line", {
        date: format.format(invoice.paidAt ?? invoice.createdAt),
        name: invoice.offer.name,
        price: formatMoney(invoice.price, language),
        number: invoice.id,
      })
    ),
  );
}
