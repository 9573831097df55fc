/** What an operator does about payments, in the bot. */
import { getLogger } from "@logtape/logtape";
import { getInvoice, type StoredInvoice } from "../db/invoices.ts";
import { findMemberId, getMember } from "../db/members.ts";
import { getPaymentFlag, setPaymentFlag } from "../db/payment_flags.ts";
import { putGrant } from "../db/grants.ts";
import type { Database } from "../db/tx.ts";
import type { Community, Language } from "../domain/community.ts";
import { AppError } from "../domain/errors.ts";
import { termsOf } from "../domain/grant.ts";
import { outcomeOf } from "../domain/invoice.ts";
import type { Member } from "../domain/member.ts";
import { formatMoney } from "../domain/money.ts";
import type { FlagAction } from "../domain/payment_flag.ts";
import { grantIn } from "./grants.ts";
import type { Invoices } from "./invoices.ts";
import type { Outbox } from "./outbox.ts";
import type { Clock } from "./ports.ts";
import type { Texts } from "./texts.ts";

const log = getLogger(["sfera", "audit"]);

/** Most days that are given at once: ten years. */
const MOST_DAYS = 3660;

/** What operators do; each answers the sentence that tells of it. */
export interface OperatorActions {
  /** Does what a button under a flag says. */
  act(press: { operator: Member; action: FlagAction; flagId: string }): Promise<string>;
  /** All of an invoice. */
  describe(operator: Member, invoiceId: string): Promise<string>;
  refund(operator: Member, invoiceId: string, address: string | undefined): Promise<string>;
  /** Gives days of a plan; the same update gives them once. */
  grant(
    operator: Member,
    request: { telegramId: string; planId: string; days: string; updateId: number },
  ): Promise<string>;
}

/** Makes what operators do. */
export function createOperatorActions(deps: {
  db: Database;
  clock: Clock;
  community: Pick<Community, "plans" | "assistant">;
  invoices: Pick<Invoices, "refund">;
  outbox: Pick<Outbox, "add" | "hurry">;
  texts: Texts;
}): OperatorActions {
  const { db, clock, community, invoices, outbox, texts } = deps;

  function note(operator: Member, action: string, what: Record<string, unknown>): void {
    log.info("Operator {operator} did {action}", { operator: operator.id, action, ...what });
  }

  async function describe({ language }: Member, invoiceId: string): Promise<string> {
    const invoice = await getInvoice(db, invoiceId.trim());
    if (!invoice) return await texts.format(language, "operator-no-invoice", { id: invoiceId });
    return await storyOf(language, invoice);
  }

  async function storyOf(language: Language, invoice: StoredInvoice): Promise<string> {
    const { id, memberId, offer, price, createdAt, paidAt, told, promo, creditUsed } = invoice;
    const { state, access, credit } = outcomeOf(invoice);
    const member = await getMember(db, memberId);
    const format = new Intl.DateTimeFormat(language, {
      timeZone: community.assistant.timeZone,
      dateStyle: "medium",
      timeStyle: "short",
    });
    const money = (amount: typeof credit) => formatMoney({ ...price, amount }, language);
    const paid = told === null || told.payerCurrency === null
      ? ""
      : formatMoney({ amount: told.paid, currency: told.payerCurrency }, language);
    return await texts.format(language, "operator-invoice", {
      id,
      member: member?.telegramId ?? "-",
      plan: offer.terms.name[language],
      price: formatMoney(price, language),
      state,
      created: format.format(createdAt),
      paidAt: paidAt === null ? "-" : format.format(paidAt),
      paid: paid || "-",
      days: access?.days ?? 0,
      credit: money(credit),
      used: money(creditUsed),
      code: promo?.code ?? "-",
      transaction: told?.txid ?? "-",
    });
  }

  async function refund(
    operator: Member,
    invoiceId: string,
    address: string | undefined,
  ): Promise<string> {
    const { language } = operator;
    try {
      await invoices.refund(invoiceId, address);
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      const known = ["refund_refused", "payments_refused", "payments_unavailable", "not_found"];
      if (!known.includes(error.code)) throw error;
      const reason = error.code === "refund_refused" ? String(error.details.reason) : error.code;
      return await texts.format(language, "operator-refund-refused", {
        reason,
        id: invoiceId,
        detail: error.code === "payments_refused" ? String(error.details.reason) : "",
      });
    }
    note(operator, "refund", { invoiceId });
    return await texts.format(language, "operator-refund-sent", { id: invoiceId });
  }

  /** What the invoice was for, as if it had been paid; again it changes nothing. */
  async function grantAnyway(operator: Member, invoiceId: string): Promise<string> {
    const { language } = operator;
    const given = await db.tx(async (tx) => {
      const now = clock.now();
      const invoice = await getInvoice(tx, invoiceId);
      const member = invoice && await getMember(tx, invoice.memberId);
      if (!member || invoice.offer.gift || outcomeOf(invoice).access) return false;
      const { offer } = invoice;
      await putGrant(tx, {
        schema: 1,
        id: `operator:invoice:${invoiceId}`,
        memberId: member.id,
        planId: offer.planId,
        source: offer.kind === "pack" ? "topup" : "operator",
        days: offer.days,
        earliest: now,
        terms: offer.terms,
        revokedAt: null,
        note: `for invoice ${invoiceId}`,
      }, now);
      await outbox.add(tx, {
        member,
        kind: "payments",
        dedupeKey: `granted:${invoiceId}`,
        text: await texts.format(member.language, "payment-granted", {
          plan: offer.terms.name[member.language],
        }),
      });
      return true;
    });
    outbox.hurry();
    if (given) note(operator, "grant", { invoiceId });
    return await texts.format(language, given ? "operator-granted" : "operator-not-granted", {
      id: invoiceId,
    });
  }

  async function done(operator: Member, flagId: string): Promise<string> {
    await db.tx(async (tx) => {
      const flag = await getPaymentFlag(tx, flagId);
      if (!flag || flag.doneAt !== null) return;
      setPaymentFlag(tx, { ...flag, doneAt: clock.now(), doneBy: operator.telegramId });
    });
    note(operator, "done", { flagId });
    return await texts.format(operator.language, "operator-done");
  }

  return {
    async act({ operator, action, flagId }) {
      const flag = await getPaymentFlag(db, flagId);
      if (!flag) return await texts.format(operator.language, "operator-no-flag");
      switch (action) {
        case "look":
          return await describe(operator, flag.invoiceId);
        case "refund":
          return await refund(operator, flag.invoiceId, undefined);
        case "grant":
          return await grantAnyway(operator, flag.invoiceId);
        case "done":
          return await done(operator, flagId);
      }
    },

    describe,
    refund,

    async grant(operator, { telegramId, planId, days: text, updateId }) {
      const { language } = operator;
      const plan = community.plans.find(({ id, rank }) => id === planId && rank > 0);
      const days = /^\d{1,4}$/.test(text) ? Number(text) : 0;
      if (!plan) {
        const plans = community.plans.filter(({ rank }) => rank > 0).map(({ id }) => id).join(", ");
        return await texts.format(language, "operator-no-plan", { plan: planId, plans });
      }
      if (days < 1 || days > MOST_DAYS) {
        return await texts.format(language, "operator-no-days", { days: text.slice(0, 40) });
      }
      const memberId = await findMemberId(db, telegramId);
      if (memberId === undefined) {
        return await texts.format(language, "operator-no-member", { id: telegramId });
      }
      const now = clock.now();
      await db.tx((tx) =>
        grantIn(tx, {
          id: `operator:update:${updateId}`,
          memberId,
          planId,
          source: "operator",
          days,
          earliest: now,
          terms: termsOf(plan),
          note: `by ${operator.telegramId}`,
        }, now)
      );
      note(operator, "grant", { memberId, planId, days });
      return await texts.format(language, "operator-given", {
        plan: plan.name[language],
        days,
        id: telegramId,
      });
    },
  };
}
