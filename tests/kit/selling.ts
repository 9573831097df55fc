/** Everything that sells, over one store, with the processor's stand-in or one in memory. */
import assert from "node:assert/strict";
import { createCryptomus } from "../../clients/cryptomus.ts";
import { startCryptomus } from "../../dev/cryptomus/server.ts";
import { creditBalance } from "../../db/credits.ts";
import { listGrants } from "../../db/grants.ts";
import { getInvoice, type StoredInvoice } from "../../db/invoices.ts";
import { headOf } from "../../db/keys.ts";
import { listPaymentFlags } from "../../db/payment_flags.ts";
import { getTally } from "../../db/promos.ts";
import { createDatabase, type Database } from "../../db/tx.ts";
import type { Community } from "../../domain/community.ts";
import type { RandomBytes } from "../../domain/promo_code.ts";
import type { OutboxMessage } from "../../domain/outbox.ts";
import { createAudit } from "../../services/audit.ts";
import { createGifts } from "../../services/gifts.ts";
import { createReferrals } from "../../services/referrals.ts";
import { createGuessing } from "../../services/guesses.ts";
import { createInvoices, type Invoices } from "../../services/invoices.ts";
import { createOperatorMessages } from "../../services/operator_messages.ts";
import { createOutbox } from "../../services/outbox.ts";
import { createPaymentInbox } from "../../services/payment_inbox.ts";
import type { Clock, PaymentProcessor } from "../../services/ports.ts";
import { createPromoUses } from "../../services/promos.ts";
import type { Stars } from "../../services/stars_port.ts";
import { Wakes } from "../../services/wakes.ts";
import { movableClock, testConfig, testIds, testTexts } from "./app.ts";
import { realBytes } from "./promos.ts";

/** The purchase of Pro in crypto, at its price. */
export const PRO = {
  offer: "plan:pro",
  way: "crypto" as const,
  gift: false,
  price: { amount: "24.99", currency: "USD" },
};
/** A wallet to which money goes back. */
export const WALLET = "THgEWubVc8tPKXLJ4VZ5zbiiAK7AgqSeGH";

export const OPERATOR = "9001";
export const MERCHANT = "8b03432e-385b-4670-8d06-064591096795";
export const API_KEY = "payment-key-of-nobody-0123456789";

const { community: shipped } = await testConfig();
const texts = await testTexts();

/** The shipped community with a pack, gifts and Stars on, and with changes of how it sells. */
export function testCommunity(sales: Partial<Community["sales"]> = {}): Community {
  const community = structuredClone(shipped);
  const pro = community.plans.find(({ id }) => id === "pro")!;
  pro.stars = 1500;
  community.packs = [{
    id: "hour",
    name: { ru: "Час разговора", en: "An hour of calls" },
    description: { ru: "Час", en: "An hour" },
    minutes: 60,
    days: 90,
    prices: { USD: "4.99" },
    stars: 300,
  }];
  Object.assign(community.sales, {
    crypto: true,
    stars: true,
    starsSubscriptions: true,
    gifts: true,
    shortPayment: "top_up",
    accuracyPercent: 0,
    invoiceMinutes: 60,
    ...sales,
  });
  return community;
}

/** One process that sells. */
export function sellingProcess(deps: {
  kv: Deno.Kv;
  clock: Clock;
  liveness: Clock;
  community: Community;
  payments: PaymentProcessor | undefined;
  stars?: Stars;
  ids?: { next(): string };
  /** Of transactions and of codes; real chance where it is absent. */
  random?: () => number;
}) {
  const { kv, clock, liveness, community, payments, stars } = deps;
  const ids = deps.ids ?? testIds();
  const db = createDatabase(kv, { ids, random: deps.random ?? Math.random, headOf });
  const wakes = new Wakes();
  const messenger = { send: () => Promise.reject(new Error("nobody sends here")) };
  const outbox = createOutbox({ db, clock, liveness, ids, messenger, wakes });
  const operatorMessages = createOperatorMessages({
    db,
    clock,
    operators: [OPERATOR],
    outbox,
    texts,
  });
  const promos = createPromoUses({ db, clock, guessing: createGuessing({ db, liveness }) });
  const bot = { userName: () => Promise.resolve("sfera_bot") };
  const random = bytesFrom(deps.random);
  const gifts = createGifts({ db, clock, random, bot });
  const referrals = createReferrals({ db, clock, random, community, outbox, texts });
  const invoices = createInvoices({
    db,
    clock,
    liveness,
    ids,
    community,
    outbox,
    texts,
    payments,
    stars,
    promos,
    gifts,
    runners: {
      flag: (errand) => operatorMessages.flag(errand),
      first_payment: ({ memberId, invoiceId }) => referrals.reward(memberId, invoiceId),
      gift: ({ code }) => gifts.settle(code),
    },
    returnUrl: (id) => Promise.resolve(`https://t.me/sfera_bot?startapp=invoice_${id}`),
    callbackUrl: "https://sfera.example.com/cryptomus/webhook",
    signal: new AbortController().signal,
  });
  const inbox = payments && createPaymentInbox({ db, clock, payments });
  return { db, invoices, inbox, promos, gifts, referrals, operatorMessages };
}

function bytesFrom(random: (() => number) | undefined): RandomBytes {
  if (!random) return realBytes;
  return (length) => Uint8Array.from({ length }, () => Math.floor(random() * 256));
}

export type SellingProcess = ReturnType<typeof sellingProcess>;

/** A shop whose processor is the stand-in; its webhooks come by `deliver`. */
export async function sellingWorld(
  options: { sales?: Partial<Community["sales"]>; stars?: Stars } = {},
) {
  const kv = await Deno.openKv(":memory:");
  const clock = movableClock();
  const liveness = movableClock();
  const community = testCommunity(options.sales);
  const standIn = await startCryptomus({
    clock,
    merchant: MERCHANT,
    apiKey: API_KEY,
    retryMilliseconds: [],
  });
  const payments = createCryptomus({
    merchant: MERCHANT,
    apiKey: API_KEY,
    baseUrl: standIn.url,
    timeoutMilliseconds: 20_000,
  });
  const start = () =>
    sellingProcess({ kv, clock, liveness, community, payments, stars: options.stars });
  const process = start();
  return {
    ...process,
    kv,
    clock,
    liveness,
    community,
    standIn,
    payments,
    /** Another process over the same store. */
    another: start,
    ...storeViews(process.db),
    /** Whatever a test has done, the books are right in the end. */
    async [Symbol.asyncDispose]() {
      await standIn.close();
      try {
        assert.deepEqual(await differencesIn(process.db, clock), []);
      } finally {
        kv.close();
      }
    },
  };
}

/** What an audit tells of a store. */
export async function differencesIn(db: Database, clock: Clock): Promise<string[]> {
  const told: string[] = [];
  await createAudit({ db, clock }).run(({ member, what, expected, found }) =>
    told.push(`${member}: ${what}: expected ${expected}, found ${found}`)
  );
  return told;
}

export type SellingWorld = Awaited<ReturnType<typeof sellingWorld>>;

/** What is kept, as tests ask for it. */
export function storeViews(db: Database) {
  return {
    invoice: async (id: string): Promise<StoredInvoice> => (await getInvoice(db, id))!,
    /** The grants in force of a member, by id, with their days. */
    async days(memberId: string): Promise<Record<string, number | null>> {
      const grants = await listGrants(db, memberId);
      return Object.fromEntries(
        grants.filter(({ revokedAt }) => revokedAt === null).map(({ id, days }) => [id, days]),
      );
    },
    credit: (memberId: string, currency = "USD") => creditBalance(db, memberId, currency),
    /** What is to be sent to a member, oldest first. */
    async messages(chatId: string): Promise<string[]> {
      const found = await db.list<OutboxMessage>({ prefix: ["outbox", chatId] });
      return found.map(({ value }) => value.text);
    },
    async flags(): Promise<string[]> {
      return (await listPaymentFlags(db)).map(({ flag }) => flag.reason);
    },
    async tally(code: string): Promise<[reserved: number, used: number]> {
      const { reserved, used } = await getTally(db, code);
      return [reserved, used];
    },
  };
}

export type { Invoices };
