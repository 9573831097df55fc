import { INVOICE_STATES, type InvoiceState, outcomeOf } from "../domain/invoice.ts";
import { formatMoney } from "../domain/money.ts";
import type { StoredInvoice } from "../services/invoice_book.ts";
import { type Command, type CommandDependencies, formatMoment, parseWords } from "./command.ts";

export const INVOICE_USAGE =
  `invoice list [--member ID] [--state STATE] [--flags]   invoices, or what needs a person
invoice show ID                 all of an invoice
invoice check ID                ask the processor now what became of it
invoice refund ID [ADDRESS]     send all that came back; in crypto to an address

--json prints an object a line. STATE is one of
${INVOICE_STATES.join(", ")}.`;

/** Most lines of a list. */
const MOST = 200;

const ACTIONS: Record<string, (words: readonly string[]) => Command | undefined> = {
  list(words) {
    const read = parseWords(words, {
      member: { type: "string" },
      state: { type: "string" },
      flags: { type: "boolean" },
      json: { type: "boolean" },
    });
    if (!read || read.positionals.length > 0) return undefined;
    const { member, state, flags, json } = read.values;
    const known = INVOICE_STATES.find((one) => one === state);
    if (state !== undefined && !known) return undefined;
    if (flags) return (deps) => listFlags(Boolean(json), deps);
    return (deps) => list({ member: textOf(member), state: known, json: Boolean(json) }, deps);
  },
  show: (words) => withId(words, (id, json) => (deps) => show(id, json, deps)),
  check: (words) => withId(words, (id, json) => (deps) => check(id, json, deps)),
  refund(words) {
    const read = parseWords(words, { json: { type: "boolean" } });
    const [id, address, ...rest] = read?.positionals ?? [];
    if (!id || rest.length > 0) return undefined;
    return (deps) => refund(id, address, Boolean(read!.values.json), deps);
  },
};

/** The command that `invoice …` stands for, or undefined where the words do not fit. */
export function readInvoiceCommand(words: readonly string[]): Command | undefined {
  const [action = "", ...rest] = words;
  return Object.hasOwn(ACTIONS, action) ? ACTIONS[action]!(rest) : undefined;
}

function textOf(value: string | boolean | undefined): string | undefined {
  return value === undefined ? undefined : String(value);
}

function withId(
  words: readonly string[],
  make: (id: string, json: boolean) => Command,
): Command | undefined {
  const read = parseWords(words, { json: { type: "boolean" } });
  const [id, ...rest] = read?.positionals ?? [];
  return id && rest.length === 0 ? make(id, Boolean(read!.values.json)) : undefined;
}

async function list(
  { member, state, json }: { member?: string; state?: InvoiceState; json: boolean },
  deps: CommandDependencies,
): Promise<void> {
  const memberId = member === undefined ? undefined : (await deps.members.find(member)).id;
  const invoices = await deps.invoiceBook.list({
    memberId,
    state,
    most: MOST,
  });
  if (json) return invoices.forEach((invoice) => deps.print(JSON.stringify(toJson(invoice))));
  if (invoices.length === 0) return deps.print("No invoices.");
  for (const invoice of invoices) {
    const { id, offer, price, createdAt, memberId } = invoice;
    const what = `${offer.terms.name.en}${offer.gift ? " (gift)" : ""}`;
    const { state } = outcomeOf(invoice);
    const at = formatMoment(createdAt, deps.timeZone);
    deps.print(`${id}  ${state}  ${what}  ${formatMoney(price, "en")}  ${memberId || "-"}  ${at}`);
  }
}

async function listFlags(json: boolean, deps: CommandDependencies): Promise<void> {
  const flags = await deps.invoiceBook.flags();
  if (json) return flags.forEach((flag) => deps.print(JSON.stringify(flag)));
  if (flags.length === 0) return deps.print("Nothing needs a person.");
  for (const { invoiceId, flag, at } of flags) {
    deps.print(`${invoiceId}  ${flag.reason}  ${formatMoment(at, deps.timeZone)}`);
  }
}

async function show(id: string, json: boolean, deps: CommandDependencies): Promise<void> {
  const invoice = await (await deps.invoices()).find(id);
  printInvoice(invoice, json, deps);
}

async function check(id: string, json: boolean, deps: CommandDependencies): Promise<void> {
  printInvoice(await (await deps.invoices()).ask(id), json, deps);
}

async function refund(
  id: string,
  address: string | undefined,
  json: boolean,
  deps: CommandDependencies,
): Promise<void> {
  const invoices = await deps.invoices();
  await invoices.refund(id, address);
  if (!json) deps.print("The refund is sent.");
  printInvoice(await invoices.find(id), json, deps);
}

function printInvoice(
  invoice: StoredInvoice,
  json: boolean,
  { print, timeZone }: CommandDependencies,
): void {
  if (json) return print(JSON.stringify(toJson(invoice)));
  const { id, memberId, offer, price, creditUsed, promo, way, told } = invoice;
  const { state, access, credit } = outcomeOf(invoice);
  const moment = (at: number | null) => at === null ? "no" : formatMoment(at, timeZone);
  const money = (amount: typeof credit) => formatMoney({ ...price, amount }, "en");
  const facts = {
    "Invoice": id,
    "State": state,
    "Member": memberId || "erased",
    "For": `${offer.terms.name.en}, ${offer.days} days${offer.gift ? ", a gift" : ""}`,
    "Way": way,
    "Price": formatMoney(price, "en"),
    "Credit used": money(creditUsed),
    "Promo code": promo?.code ?? "none",
    "Made": moment(invoice.createdAt),
    "Payable until": moment(invoice.expiresAt),
    "Paid": moment(invoice.paidAt),
    "Came": told?.payerCurrency
      ? formatMoney({ amount: told.paid, currency: told.payerCurrency }, "en")
      : "nothing known",
    "Transaction": told?.txid ?? "none",
    "Days given": access === null ? "none" : String(access.days),
    "Left with member": money(credit),
    "Asked again": moment(invoice.dueAt),
  };
  for (const [fact, value] of Object.entries(facts)) print(`${fact.padEnd(18)}${value}`);
}

/** An invoice for a program: moments in ISO 8601. */
function toJson(invoice: StoredInvoice) {
  const { id, memberId, offer, price, creditUsed, promo, way, told, refund, uuid } = invoice;
  const { state, access, credit } = outcomeOf(invoice);
  const moment = (at: number | null) => at === null ? null : new Date(at).toISOString();
  return {
    id,
    state,
    member: memberId || null,
    offer: `${offer.kind}:${offer.planId}`,
    gift: offer.gift,
    days: access?.days ?? 0,
    way,
    price,
    creditUsed,
    creditLeft: credit,
    promo: promo?.code ?? null,
    uuid,
    told,
    refund,
    createdAt: moment(invoice.createdAt),
    expiresAt: moment(invoice.expiresAt),
    paidAt: moment(invoice.paidAt),
    replaces: invoice.replaces,
    replacedBy: invoice.replacedBy,
    settledBy: invoice.settledBy,
  };
}
