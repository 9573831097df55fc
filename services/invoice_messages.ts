/** What the bot tells a member of their payments. */
import { listGrants } from "../db/grants.ts";
import type { StoredInvoice } from "../db/invoices.ts";
import type { Database, Transaction } from "../db/tx.ts";
import type { Community, Language } from "../domain/community.ts";
import { foldGrants } from "../domain/grant.ts";
import type { Notice } from "../domain/invoice.ts";
import type { Member } from "../domain/member.ts";
import { type Amount, compareAmounts, formatMoney, ZERO } from "../domain/money.ts";
import { getMember } from "../db/members.ts";
import { grantIdOf } from "./invoices_effects.ts";
import type { Outbox } from "./outbox.ts";
import type { TextArguments, Texts } from "./texts.ts";

/** A notice with the id under which it is told once. */
export interface IdentifiedNotice {
  id: string;
  notice: Notice;
}

export interface InvoiceMessages {
  /** Puts a message in, within the commit of what it tells of. It checks two keys and the member. */
  put(
    tx: Transaction,
    member: Member,
    invoice: StoredInvoice,
    notice: IdentifiedNotice,
  ): Promise<void>;
  /** Puts a message in for itself. */
  send(invoice: StoredInvoice, notice: IdentifiedNotice): Promise<void>;
}

/** Whether a code or what was left of earlier payments has paid for all of it. */
function isNothing({ price }: StoredInvoice): boolean {
  return compareAmounts(price.amount, ZERO) === 0;
}

/** Makes the messages; they are never muted. */
export function createInvoiceMessages(deps: {
  db: Database;
  community: Pick<Community, "assistant">;
  outbox: Pick<Outbox, "add" | "hurry">;
  texts: Texts;
}): InvoiceMessages {
  const { db, community, outbox, texts } = deps;
  const { timeZone } = community.assistant;
  // To make one takes longer than all else of a message.
  const formats = new Map<Language, Intl.DateTimeFormat>();
  const dateFormat = (language: Language) => {
    const known = formats.get(language) ?? new Intl.DateTimeFormat(language, {
      timeZone,
      day: "numeric",
      month: "long",
      year: "numeric",
      hour: "numeric",
      minute: "2-digit",
    });
    formats.set(language, known);
    return known;
  };

  const put: InvoiceMessages["put"] = async (tx, member, invoice, { id, notice }) => {
    const { language } = member;
    const text = await textOf(tx, member, invoice, notice);
    const button = await texts.format(language, "payment-open");
    await outbox.add(tx, {
      member,
      kind: "payments",
      dedupeKey: id,
      text,
      buttons: [[{ text: button, appPath: `invoice_${invoice.id}` }]],
    });
  };

  async function textOf(
    tx: Transaction,
    member: Member,
    invoice: StoredInvoice,
    notice: Notice,
  ): Promise<string> {
    const { language } = member;
    const money = (amount: Amount, currency: string) => formatMoney({ amount, currency }, language);
    const places: TextArguments = {
      number: invoice.id,
      plan: invoice.offer.terms.name[language],
    };
    if ("currency" in notice) {
      if ("credit" in notice) places.credit = money(notice.credit, notice.currency);
      if ("owed" in notice) places.owed = money(notice.owed, notice.currency);
      if ("paid" in notice) places.paid = money(notice.paid, notice.currency);
    }
    if (notice.notice === "prorated") Object.assign(places, { days: notice.days, of: notice.of });
    const told = notice.notice === "paid" && isNothing(invoice) ? "nothing" : notice.notice;
    const text = await texts.format(language, `payment-${told}`, places);
    if (notice.notice !== "paid" && notice.notice !== "prorated") return text;
    return `${text}\n\n${await receiptOf(tx, member, invoice)}`;
  }

  /** What was bought, for how much and until when, a line each. */
  async function receiptOf(
    tx: Transaction,
    { id, language }: Member,
    invoice: StoredInvoice,
  ): Promise<string> {
    const { offer, price, creditUsed } = invoice;
    const lines = [
      await texts.format(language, "receipt-number", { number: invoice.id }),
      await texts.format(language, "receipt-what", {
        plan: offer.terms.name[language],
        days: offer.days,
      }),
    ];
    if (!isNothing(invoice)) {
      const paid = formatMoney(price, language);
      lines.push(await texts.format(language, "receipt-price", { price: paid }));
    }
    if (creditUsed !== "0") {
      const credit = formatMoney({ amount: creditUsed, currency: price.currency }, language);
      lines.push(await texts.format(language, "receipt-credit", { credit }));
    }
    if (offer.gift) return [...lines, await texts.format(language, "receipt-gift")].join("\n");
    const { spans, besides } = foldGrants(await listGrants(tx, id));
    const until = [...spans, ...besides]
      .findLast(({ grant, reason }) => grant.id === grantIdOf(invoice) && reason === "granted")
      ?.until;
    if (typeof until !== "number") return lines.join("\n");
    const date = dateFormat(language).format(until);
    return [...lines, await texts.format(language, "receipt-until", { date })].join("\n");
  }

  return {
    put,
    async send(invoice, notice) {
      await db.tx(async (tx) => {
        const member = await getMember(tx, invoice.memberId);
        if (member) await put(tx, member, invoice, notice);
      });
      outbox.hurry();
    },
  };
}
