import assert from "node:assert/strict";
import { headOf, keys } from "../../db/keys.ts";
import { createDatabase } from "../../db/tx.ts";
import { type Call, CALL_TIMES } from "../../domain/call.ts";
import { newCall } from "../../domain/call_life.ts";
import type { Fact } from "../../domain/fact.ts";
import { decimalOf } from "../../domain/money.ts";
import { HOLDINGS, pagesOf } from "../../services/holdings.ts";
import type { TestApp } from "./app.ts";
import { allEvents } from "./events.ts";
import { sessionHeaders } from "./app.ts";
import { testGrant } from "./grants.ts";
import { storedInvoice } from "./invoices.ts";
import { PRO_OFFER } from "./offers.ts";

/** A member of whom the store holds something of every kind. */
export interface FilledMember {
  memberId: string;
  telegramId: string;
  token: string;
  /** Stands in everything that they said and was noted. */
  word: string;
}

/**
 * Fills a store with a member: a talk in the app and in the bot, settings, and what sweeps make of
 * them. The bot's messages stay in the outbox unless the app was started.
 */
export async function fillMember(
  app: TestApp,
  telegramId: number,
  word: string,
): Promise<FilledMember> {
  const token = await app.enter(telegramId);
  const headers = sessionHeaders(token);
  const { member } = await (await app.ask("/api/me", { headers })).json();
  const memberId: string = member.id;
  await allEvents(
    await app.ask("/api/chat", {
      method: "POST",
      headers: { ...headers, "Idempotency-Key": "key-1" },
      body: JSON.stringify({ message: `Моё слово ${word}` }),
    }),
  );
  const changed = await app.ask("/api/settings", {
    method: "PATCH",
    headers,
    body: JSON.stringify({ personaNames: { mentor: word }, country: "KZ" }),
  });
  assert.equal(changed.status, 200);
  await changed.body?.cancel();
  await noteByHand(app.kv, memberId, String(telegramId), word);
  const filled = { memberId, telegramId: String(telegramId), token, word };
  await assertFilled(app.kv, filled);
  return filled;
}

/** What comes about over days, written as the services that make it write it. */
async function noteByHand(
  kv: Deno.Kv,
  memberId: string,
  telegramId: string,
  word: string,
): Promise<void> {
  const at = Date.parse("2026-11-20T10:00:00Z");
  const fact: Fact = {
    schema: 1,
    id: `${word}-fact`,
    section: "plans",
    text: `Хочет ${word}`,
    sources: [{ sequence: 1, sentence: `Моё слово ${word}`, at }],
    origin: "said",
    validFrom: at,
    validTo: null,
    supersededBy: null,
    expiresAt: null,
    deletedAt: null,
  };
  const earlier = { ...fact, id: `${word}-was`, validTo: at, supersededBy: fact.id };
  const entries: [Deno.KvKey, unknown][] = [
    [keys.fact(memberId, fact.id), fact],
    [keys.fact(memberId, earlier.id), earlier],
    [keys.due("fact", at, `${memberId}:${fact.id}`), `${memberId}:${fact.id}`],
    [keys.summary(memberId, 2), { schema: 1, lastSequence: 2, from: at, to: at, text: word }],
    [keys.digest(memberId, 1), { schema: 1, memberId, firstSequence: 1, dueAt: at }],
    [keys.due("digest", at, `${memberId}:1`), `${memberId}:1`],
    [keys.carePlan(memberId), { schema: 1, memberId, running: { startedAt: at, diagnosis: word } }],
    [keys.due("care_plan", at, memberId), memberId],
    [keys.upload(memberId, "7"), { schema: 1, id: "7", memberId, file: `${word}.md`, dueAt: at }],
    [keys.due("upload", at, `${memberId}:7`), `${memberId}:7`],
    [keys.grant(memberId, `${word}-gift`), testGrant({ id: `${word}-gift`, memberId, note: word })],
    [keys.grantOwner(`${word}-gift`), memberId],
    [keys.accessMark(memberId), { schema: 1, seenAt: 0, dueAt: at }],
    [keys.due("access", at, memberId), memberId],
    [headOf(keys.grants(memberId))!, true],
    [keys.lessonProgress(memberId, "risk"), { schema: 1, answer: word, passedAt: at }],
    [keys.generationRunning(memberId, `${word}-lost`), 1],
    [keys.callOfMember(memberId, `${word}-call`), true],
    [keys.call(`${word}-call`), callOf(memberId, `${word}-call`, at)],
    [keys.callByRoom(`call-${word}-call`), `${word}-call`],
    [keys.callExtras(`${word}-call`), { schema: 1, memberId, cards: [word] }],
    [keys.callFigures("2026-11-20", `${word}-call`), { schema: 1, memberId }],
    [keys.due("call", at, `${word}-call`), `${word}-call`],
    [keys.liveCall(memberId), `${word}-call`],
    [keys.upload(memberId, "1"), { schema: 1, id: "1", memberId, file: word, dueAt: at }],
    [keys.due("upload", at, `${memberId}/1`), `${memberId}/1`],
    [keys.outboxMessage(telegramId, 1, "later"), { schema: 1, id: word, memberId }],
    [keys.outboxQueue(telegramId, "later"), { schema: 1, first: 1, last: 1, dueAt: at }],
    [keys.due("outbox", at, `${telegramId}:later`), `${telegramId}:later`],
    [keys.due("reminder", at, memberId), memberId],
    [
      keys.due("allowance", at, `${memberId}:calls:80:2026-11-20`),
      `${memberId}:calls:80:2026-11-20`,
    ],
    [keys.notices(memberId), { schema: 1, notices: [{ id: word, kind: "x", text: word, at }] }],
    [keys.outboxDedupe(memberId, `limit:${memberId}`), true],
    [keys.outboxMessage(telegramId, 1), { schema: 1, id: word, memberId, chatId: telegramId }],
    [keys.outboxQueue(telegramId), { schema: 1, first: 1, last: 1, dueAt: at }],
    [keys.due("outbox", at, telegramId), telegramId],
    [headOf(keys.facts(memberId))!, true],
  ];
  for (const [key, value] of [...entries, ...moneyOf(memberId, telegramId, at)]) {
    await kv.set(key, value);
  }
}

let serial = 0;
/** What buying, giving and inviting leaves of a member; its ids outlive them and say nothing. */
function moneyOf(memberId: string, telegramId: string, at: number): [Deno.KvKey, unknown][] {
  const it = `money${serial += 1}`;
  const promo = { code: `${it}-off`, fullPrice: decimalOf("30")! };
  const paid = storedInvoice({ id: `${it}-paid`, memberId, promo, paidAt: at });
  const use = (code: string, useId: string) => ({
    schema: 1,
    code,
    useId,
    memberId,
    state: "used",
    revenue: null,
    off: null,
    at,
  });
  const redemption = `redemption:${memberId}`;
  const offer = PRO_OFFER;
  const bought = { offer, code: `${it}-for-another`, memberId, redeemedBy: "another" };
  const redeemed = { offer, code: `${it}-taken`, memberId: "another", redeemedBy: memberId };
  const errand = (kind: string, id: string) => ({
    schema: 1,
    errand: { kind, id, memberId, invoiceId: paid.id, flag: { reason: "locked" } },
    attempts: 0,
    dueAt: at,
  });
  const referral = (invitedId: string, inviterId: string) => ({
    schema: 1,
    invitedId,
    inviterId,
    code: "some-code",
    at,
    reward: null,
  });
  const given = (id: string) => testGrant({ id, memberId, source: "gift" });
  return [
    [keys.invoice(paid.id), paid],
    [keys.invoiceOfMember(memberId, paid.id), true],
    [keys.openInvoice(memberId, "plan:pro"), paid.id],
    [keys.firstPayment(memberId), paid.id],
    [keys.credit(memberId, `left:${paid.id}`), { schema: 1, amount: "1", currency: "USD", at }],
    [headOf(keys.credits(memberId))!, true],
    [keys.starsSubscription(memberId), { schema: 1, memberId, telegramId, expiresAt: at }],
    [keys.promoUse(promo.code, paid.id), use(promo.code, paid.id)],
    [keys.promoOfMember(memberId, promo.code), paid.id],
    [keys.promoUse(`${it}-days`, redemption), use(`${it}-days`, redemption)],
    [keys.promoOfMember(memberId, `${it}-days`), redemption],
    [keys.promoGuesses(`member:${memberId}`), { schema: 1, tries: [at] }],
    [keys.gift(bought.code), { schema: 1, ...bought }],
    [keys.giftOfMember(memberId, bought.code), true],
    [keys.gift(redeemed.code), { schema: 1, ...redeemed }],
    [keys.grant(memberId, `gift:${redeemed.code}`), given(`gift:${redeemed.code}`)],
    [keys.grantOwner(`gift:${redeemed.code}`), memberId],
    [keys.referralCode(memberId), `${it}-code`],
    [keys.referralByCode(`${it}-code`), memberId],
    [keys.referral(memberId), referral(memberId, "inviter")],
    [keys.referralOfMember("inviter", memberId), true],
    [keys.referral(`${it}-invited`), referral(`${it}-invited`, memberId)],
    [keys.referralOfMember(memberId, `${it}-invited`), true],
    [keys.errand(`${it}-flag`), errand("flag", `${it}-flag`)],
    [keys.due("errand", at, `${it}-flag`), `${it}-flag`],
    [keys.errand(`${it}-notice`), errand("notice", `${it}-notice`)],
    [keys.due("errand", at, `${it}-notice`), `${it}-notice`],
    [keys.paymentFlag(`${it}-look`), { schema: 1, id: `${it}-look`, memberId, at }],
  ];
}

/** A call that goes on, of which the room is not there. */
function callOf(memberId: string, id: string, at: number): Call {
  const given = { id, memberId, room: `call-${id}`, language: "ru", incognito: false } as const;
  const call = newCall(
    { ...given, day: "2026-11-20", allowedMilliseconds: null },
    at,
    CALL_TIMES,
  );
  return { ...call, dueAt: at };
}

/** Every holding has something, so that what is exported and erased is all there is. */
async function assertFilled(kv: Deno.Kv, owner: FilledMember): Promise<void> {
  const db = createDatabase(kv, { ids: { next: crypto.randomUUID }, random: Math.random, headOf });
  for (const holding of HOLDINGS) {
    const { value } = await pagesOf(db, holding, owner).next();
    assert(value, `a filled member has something of "${holding.name}": fill it in here`);
  }
}

/** A copy of a store in memory; what expires there stays here. */
export async function copyOf(kv: Deno.Kv): Promise<Deno.Kv> {
  const copy = await Deno.openKv(":memory:");
  for await (const { key, value } of kv.list({ prefix: [] })) await copy.set(key, value);
  return copy;
}
