/** One process that sells, with everything that follows from a payment, over a given store. */
import { headOf } from "../../db/keys.ts";
import { addMember } from "../../db/members.ts";
import { addPromo } from "../../db/promos.ts";
import { setReferral, setReferralCode } from "../../db/referrals.ts";
import { createDatabase, type Database } from "../../db/tx.ts";
import type { Community } from "../../domain/community.ts";
import type { RandomBytes } from "../../domain/promo_code.ts";
import type { Promo } from "../../domain/promo.ts";
import { createAudit } from "../../services/audit.ts";
import { createGifts } from "../../services/gifts.ts";
import { createGuessing } from "../../services/guesses.ts";
import { createInvoices } from "../../services/invoices.ts";
import { createOperatorMessages } from "../../services/operator_messages.ts";
import { createOutbox } from "../../services/outbox.ts";
import { createPaymentInbox } from "../../services/payment_inbox.ts";
import type { Clock, PaymentProcessor } from "../../services/ports.ts";
import { createPromoRedemptions } from "../../services/promo_redemption.ts";
import { createPromoUses } from "../../services/promos.ts";
import { createRedemptions } from "../../services/redemptions.ts";
import { createReferrals } from "../../services/referrals.ts";
import { createStarsSales } from "../../services/stars.ts";
import type { Stars } from "../../services/stars_port.ts";
import { Wakes } from "../../services/wakes.ts";
import { testTexts } from "./app.ts";
import { testMember } from "./members.ts";
import { testPromo } from "./promos.ts";
import { OPERATOR } from "./selling.ts";

const texts = await testTexts();
// The first text loads the library that formats them, which takes real time.
await texts.format("ru", "error-internal");

export interface ShopDependencies {
  kv: Deno.Kv;
  clock: Clock;
  liveness: Clock;
  community: Community;
  payments: PaymentProcessor;
  stars: Stars;
  ids: { next(): string };
  random: () => number;
  /** What codes are made of. */
  bytes: RandomBytes;
}

export type Shop = ReturnType<typeof shopProcess>;

/** Puts a process together as `app/selling.ts` does. */
export function shopProcess(deps: ShopDependencies) {
  const { kv, clock, liveness, community, ids, random, bytes, stars, payments } = deps;
  const db = createDatabase(kv, { ids, random, headOf });
  const messenger = { send: () => Promise.reject(new Error("nobody sends here")) };
  const outbox = createOutbox({ db, clock, liveness, ids, messenger, wakes: new Wakes() });
  const given = { db, clock, liveness, ids, community, outbox, texts };
  const operators = createOperatorMessages({ ...given, operators: [OPERATOR] });
  const guessing = createGuessing({ db, liveness });
  const bot = { userName: () => Promise.resolve("sfera_bot") };
  const gifts = createGifts({ db, clock, random: bytes, bot });
  const referrals = createReferrals({ ...given, random: bytes });
  const invoices = createInvoices({
    ...given,
    payments,
    stars,
    promos: createPromoUses({ db, clock, guessing }),
    gifts,
    runners: {
      flag: (errand) => operators.flag(errand),
      first_payment: ({ memberId, invoiceId }) => referrals.reward(memberId, invoiceId),
      gift: ({ code }) => gifts.settle(code),
    },
    returnUrl: (id) => Promise.resolve(`https://t.me/sfera_bot?startapp=invoice_${id}`),
    callbackUrl: "https://sfera.example.com/cryptomus/webhook",
    signal: new AbortController().signal,
  });
  return {
    db,
    invoices,
    inbox: createPaymentInbox({ db, clock, payments }),
    redemptions: createRedemptions({
      db,
      guessing,
      promos: createPromoRedemptions({ db, clock, community }),
      gifts,
      referrals,
    }),
    stars: createStarsSales({ ...given, stars, invoices, defaultLanguage: "ru" }),
    audit: createAudit({ db, clock }),
  };
}

/** Everything that a sweep of payments does, once. */
export async function sweepShop({ invoices, stars }: Shop, signal: AbortSignal): Promise<number> {
  const applied = await invoices.sweep(signal) + await stars.reconcile(signal);
  return applied + await invoices.sweepErrands();
}

/** Members, each invited by the one who is named, and codes. */
export async function fillShop(
  db: Database,
  members: readonly { id: string; telegramId: string; invitedBy?: string }[],
  promos: readonly Partial<Promo>[],
): Promise<void> {
  for (const { id, telegramId, invitedBy } of members) {
    await db.tx((tx) => {
      addMember(tx, testMember(id, { telegramId }));
      setReferralCode(tx, id, `REF${telegramId}`);
      if (invitedBy !== undefined) {
        const code = `REF of ${invitedBy}`;
        const referral = { invitedId: id, inviterId: invitedBy, code, at: 0, reward: null };
        setReferral(tx, { schema: 1, ...referral });
      }
      return Promise.resolve();
    });
  }
  for (const promo of promos) await db.tx((tx) => addPromo(tx, testPromo(promo)));
}
