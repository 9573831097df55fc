/** What a storm has left in the store, to be compared with what a calm has. */
import type { Credit } from "../db/credits.ts";
import type { StoredInvoice } from "../db/invoices.ts";
import type { Gift } from "../domain/gift.ts";
import type { Grant } from "../domain/grant.ts";
import type { OutboxMessage } from "../domain/outbox.ts";
import type { PaymentFlag } from "../domain/payment_flag.ts";
import type { PromoTally, PromoUse } from "../domain/promo.ts";
import type { Stormed } from "./payments_storm.ts";

/** Each thing by its name, spelt so that equal things are equal texts. */
type Picture = Map<string, string>;

/** News of a moment: what has gone on by the time it becomes known is not told any more. */
const PASSING = ["seen", "owed", "expired", "failed", "locked"];
const UNTIL = /\n[^\n]*\d{2}:\d{2}$/;

/** What differs, a line each; nothing where the storm has changed nothing. */
export async function differencesOf(calm: Stormed, storm: Stormed): Promise<string[]> {
  const [before, after] = [await pictureOf(calm, storm), await pictureOf(storm, storm)];
  const names = [...new Set([...before.keys(), ...after.keys()])];
  return names.filter((name) => before.get(name) !== after.get(name) && !isPassing(name, after))
    .map((name) => `${name}: ${before.get(name) ?? "none"} became ${after.get(name) ?? "none"}`);
}

/** What was told of a moment may be left out, and is not told otherwise. */
function isPassing(name: string, after: Picture): boolean {
  if (after.has(name)) return false;
  const [kind, , what] = name.split(" ");
  // Which of them are there is seen by their names; no other words are told.
  return kind === "words" || kind === "message" && PASSING.includes(what!);
}

/**
 * Moments are as they are, but of what a webhook that never came told: that becomes known later.
 */
async function pictureOf({ kv, bought }: Stormed, { untold }: Stormed): Promise<Picture> {
  const picture: Picture = new Map();
  const put = (name: string, value: unknown) => picture.set(name, JSON.stringify(value));
  const below = async <T>(...prefix: string[]) => await Array.fromAsync(kv.list<T>({ prefix }));
  const memberOf = new Map(bought.map(({ id, memberId }) => [memberId, id]));
  const late = (memberId: string) => untold.has(memberOf.get(memberId) ?? "");
  for (const { value } of await below<StoredInvoice>("invoice")) {
    const { dueAt: _, failures: __, paidAt, ...invoice } = value;
    put(`invoice ${value.id}`, [invoice, late(value.memberId) ? paidAt !== null : paidAt]);
  }
  const codes = new Map<string, string>();
  for (const { value } of await below<Gift>("gift")) {
    const { code, invoiceId, memberId, boughtAt, takenAt, ...gift } = value;
    codes.set(code, invoiceId);
    put(`gift of ${invoiceId}`, [gift, late(memberId) ? takenAt !== null : [boughtAt, takenAt]]);
  }
  for (const { value } of await below<Grant>("grant")) {
    const { earliest, revokedAt, ...grant } = value;
    const moments = late(value.memberId) ? revokedAt !== null : [earliest, revokedAt];
    put(`grant ${value.id}`, [grant, moments]);
  }
  for (const { value } of await below<PromoUse>("promo_use")) {
    const { at, ...use } = value;
    put(`use of ${use.code} by ${use.useId}`, [use, late(use.memberId) ? null : at]);
  }
  for (const { key, value } of await below<PromoTally>("promo_tally")) {
    put(`tally ${String(key[1])}`, value);
  }
  for (const { key, value } of await below<Credit>("credit")) {
    put(`credit ${key.slice(1).join(" ")}`, [value.amount, value.currency]);
  }
  for (const { value } of await below<PaymentFlag>("payment_flag")) {
    put(`flag ${value.invoiceId} ${JSON.stringify(value.flag)}`, true);
  }
  for (const kind of ["payment_event", "errand", "invoice"]) {
    for (const { key } of await below("due", kind)) put(`left to do: ${key.join(" ")}`, true);
  }
  const told = new Map<string, string[]>();
  for (const { value } of await below<OutboxMessage>("outbox")) {
    const text = late(value.memberId) ? value.text.replace(UNTIL, "") : value.text;
    told.set(value.memberId, [...told.get(value.memberId) ?? [], text]);
    put(`words to ${value.memberId}: ${text}`, true);
  }
  for (const { key } of await below("outbox_dedupe")) {
    const [, memberId, name] = key as string[];
    const [, , what] = name!.split(":");
    put(`message ${name} ${memberId === "operator" ? "flag" : what}`, true);
    // As many messages as names under which they are put in once.
    told.get(memberId!)?.push("");
  }
  for (const [memberId, texts] of told) {
    const named = texts.filter((text) => text === "").length;
    const all = texts.filter((text) => text !== "");
    if (all.length !== named) put(`messages to ${memberId}`, [all.length, named]);
    if (new Set(all).size !== all.length) put(`told twice to ${memberId}`, all);
  }
  return picture;
}
