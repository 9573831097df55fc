/** Tells the operators of what needs a person, once each, with buttons for what can be done. */
import { getLogger } from "@logtape/logtape";
import type { StoredInvoice } from "../db/invoices.ts";
import { getInvoice } from "../db/invoices.ts";
import { findMemberId, getMember } from "../db/members.ts";
import { getPaymentFlag, setPaymentFlag } from "../db/payment_flags.ts";
import type { Database } from "../db/tx.ts";
import type { Language } from "../domain/community.ts";
import type { Flag } from "../domain/invoice.ts";
import { outcomeOf } from "../domain/invoice.ts";
import { formatMoney } from "../domain/money.ts";
import type { MessageButton } from "../domain/outbox.ts";
import {
  FLAG_ACTIONS,
  type FlagAction,
  flagButtonData,
  type PaymentFlag,
} from "../domain/payment_flag.ts";
import { nodeCrypto } from "./crypto.ts";
import type { Errand } from "./errands.ts";
import { listOpenFlags } from "./open_flags.ts";
import type { Outbox } from "./outbox.ts";
import type { Clock } from "./ports.ts";
import type { Texts } from "./texts.ts";

const log = getLogger(["sfera", "payments"]);

/** Within Telegram's 64 bytes for what a button sends back. */
const FLAG_ID_LENGTH = 20;
/** Most messages for whoever comes late. */
const MOST_TOLD = 20;

/** What is told of, as a flag has it. */
type Flagged = Pick<PaymentFlag, "id" | "errandId" | "invoiceId" | "flag">;

export interface OperatorMessages {
  /** Keeps what a person is to look at, and tells each operator who is a member; again it does not. */
  flag(errand: Errand & { kind: "flag" }): Promise<void>;
  /**
   * Tells an operator who has come to the bot what waits for a person, the 20 that wait longest at
   * most; what they were told before is not told again.
   */
  catchUp(telegramId: string): Promise<void>;
}

/** The short name of what is flagged. */
export function flagIdOf(errandId: string): string {
  return nodeCrypto().createHash("sha256").update(errandId).digest("hex")
    .slice(0, FLAG_ID_LENGTH);
}

/** Makes the messages; `operators` are Telegram ids. */
export function createOperatorMessages(deps: {
  db: Database;
  clock: Clock;
  operators: readonly string[];
  outbox: Pick<Outbox, "add" | "hurry">;
  texts: Texts;
}): OperatorMessages {
  const { db, clock, operators, outbox, texts } = deps;

  /** Answers whether the operator is a member, whom the bot can write to. */
  async function tell(telegramId: string, flagged: Flagged): Promise<boolean> {
    return await db.tx(async (tx) => {
      const memberId = await findMemberId(tx, telegramId);
      const member = memberId === undefined ? undefined : await getMember(tx, memberId);
      if (!member) return false;
      const invoice = await getInvoice(db, flagged.invoiceId);
      const { language } = member;
      await outbox.add(tx, {
        member,
        kind: "operator",
        dedupeKey: flagged.errandId,
        text: await textOf(language, flagged, invoice),
        buttons: await buttonsOf(language, flagged.id, invoice),
      });
      return true;
    });
  }

  async function textOf(
    language: Language,
    { flag, invoiceId }: Flagged,
    invoice: StoredInvoice | undefined,
  ): Promise<string> {
    const reason = await texts.format(language, `flag-${flag.reason.replaceAll("_", "-")}`, {
      what: detailOf(flag),
    });
    const about = invoice
      ? await texts.format(language, "flag-invoice", {
        id: invoice.id,
        plan: invoice.offer.terms.name[language],
        price: formatMoney(invoice.price, language),
        state: outcomeOf(invoice).state,
      })
      : await texts.format(language, "flag-order", { id: invoiceId });
    return `${reason}\n\n${about}`;
  }

  async function buttonsOf(
    language: Language,
    id: string,
    invoice: StoredInvoice | undefined,
  ): Promise<MessageButton[][]> {
    const actions = FLAG_ACTIONS.filter((action) => isPossible(action, invoice));
    return await Promise.all(actions.map(async (action) => [{
      text: await texts.format(language, `flag-action-${action}`),
      data: flagButtonData(action, id),
    }]));
  }

  return {
    async flag(errand) {
      const { id: errandId, memberId, invoiceId, flag } = errand;
      const id = flagIdOf(errandId);
      const isNew = await db.tx(async (tx) => {
        if (await getPaymentFlag(tx, id)) return false;
        const at = clock.now();
        setPaymentFlag(tx, {
          schema: 1,
          id,
          errandId,
          invoiceId,
          memberId,
          flag,
          at,
          doneAt: null,
          doneBy: null,
        });
        return true;
      });
      if (isNew) {
        log.warn("Invoice {invoiceId} needs a person: {reason}", {
          invoiceId,
          reason: flag.reason,
        });
      }
      let isTold = false;
      for (const operator of operators) {
        isTold = await tell(operator, { id, errandId, invoiceId, flag }) || isTold;
      }
      if (!isTold) {
        log.warn("No operator could be told of it: none of OPERATORS has written to the bot yet");
      }
      outbox.hurry();
    },

    async catchUp(telegramId) {
      const waiting = await listOpenFlags(db);
      for (const flag of waiting.slice(0, MOST_TOLD)) await tell(telegramId, flag);
      outbox.hurry();
    },
  };
}

function isPossible(action: FlagAction, invoice: StoredInvoice | undefined): boolean {
  if (action === "done") return true;
  if (!invoice) return false;
  if (action === "look") return true;
  const { access, revoked } = outcomeOf(invoice);
  if (action === "grant") return access === null && !revoked && invoice.memberId !== "";
  return invoice.uuid !== null && invoice.refund !== "paid";
}

/** What tells one flag of a kind from another. */
function detailOf(flag: Flag): string {
  if (flag.reason === "mismatch") return flag.what.join(", ");
  return "event" in flag && flag.event ? flag.event : "";
}
