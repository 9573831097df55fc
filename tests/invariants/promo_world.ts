/** Members, invoices, codes, a gift and an invitation, in processes that die and lose their replies. */
import assert from "node:assert/strict";
import { setGift } from "../../db/gifts.ts";
import { headOf } from "../../db/keys.ts";
import { addMember } from "../../db/members.ts";
import { addPromo } from "../../db/promos.ts";
import { setReferral } from "../../db/referrals.ts";
import { createDatabase, type Database } from "../../db/tx.ts";
import { AppError } from "../../domain/errors.ts";
import type { Gift } from "../../domain/gift.ts";
import type { Promo, PromoTally, PromoUse } from "../../domain/promo.ts";
import { createGifts } from "../../services/gifts.ts";
import { createGuessing } from "../../services/guesses.ts";
import { createOutbox } from "../../services/outbox.ts";
import { createPromoRedemptions } from "../../services/promo_redemption.ts";
import { createPromoUses } from "../../services/promos.ts";
import { createReferrals } from "../../services/referrals.ts";
import { Wakes } from "../../services/wakes.ts";
import { movableClock, testConfig, testIds, testTexts } from "../kit/app.ts";
import { testMember } from "../kit/members.ts";
import { PRO_OFFER } from "../kit/offers.ts";
import { PRICE, realBytes, testPromo } from "../kit/promos.ts";
import { CALM, Death, type Fault, Simulation, type Trouble, type Writes } from "./simulation.ts";

export const MEMBERS = ["anna", "boris", "clara"];
/** Off a price, two uses, once a member; days, two uses. */
export const PROMOS: Promo[] = [
  testPromo({ code: "SALE", maxUses: 2 }),
  testPromo({ code: "WEEK", maxUses: 2, benefit: { kind: "plan", days: 7, planId: "pro" } }),
];
/** Anna has bought it, and whoever is the first of the others redeems it. */
const GIFT: Gift = {
  schema: 1,
  code: "GIFT",
  invoiceId: "i-gift",
  memberId: "anna",
  offer: { ...PRO_OFFER, gift: true },
  days: 30,
  boughtAt: 0,
  redeemedBy: null,
  redeemedAt: null,
  takenAt: null,
};
const DAY = 24 * 3600_000;

const { community } = await testConfig();
community.sales.referral = { planId: "pro", days: 5 };
const texts = await testTexts();

/** What is done; an invoice is of the member whose number is its rest by three. */
export type Work =
  | { do: "reserve" | "count" | "release"; invoice: number }
  | { do: "redeem" | "gift"; member: number }
  | { do: "take" | "settle" | "reward" };

/** What happens at the same time, each in a process of its own. */
export interface Round {
  works: Work[];
  /** What goes wrong with the process of the first work. */
  fault?: Fault;
}

/** The store as its commits tell of it, judged after each of them. */
class Witness {
  readonly uses = new Map<string, PromoUse>();
  readonly tallies = new Map<string, PromoTally>();
  readonly grants = new Map<string, { memberId: string; revokedAt: number | null }>();
  readonly messages: string[] = [];
  gift: Gift = GIFT;
  readonly broken: unknown[] = [];
  /** Uses that were refused for want of one. */
  most = 0;

  watch(writes: Writes): void {
    // Thrown here it would count as a store that failed.
    try {
      for (const { key, value } of writes) this.take(key, value);
      for (const promo of PROMOS) this.judge(promo);
      this.judgeGift();
    } catch (error) {
      this.broken.push(error);
    }
  }

  take([noun, one, other]: Deno.KvKey, value: unknown): void {
    if (noun === "promo_use") this.uses.set(`${String(one)} ${String(other)}`, value as PromoUse);
    if (noun === "promo_tally") this.tallies.set(String(one), value as PromoTally);
    if (noun === "gift") this.gift = value as Gift;
    if (noun === "outbox") this.messages.push((value as { memberId: string }).memberId);
    if (noun !== "grant") return;
    const grant = value as { memberId: string; revokedAt: number | null };
    const before = this.grants.get(String(other));
    assert(!before || before.memberId === grant.memberId, "a source gives to one member");
    this.grants.set(String(other), grant);
  }

  /** The tally is that of the uses, there are no more than there may be, and a member has one. */
  judge({ code, maxUses, benefit }: Promo): void {
    const uses = [...this.uses.values()].filter((use) => use.code === code);
    const of = (state: PromoUse["state"]) => uses.filter((use) => use.state === state);
    const live = [...of("reserved"), ...of("used")];
    const { reserved, used } = this.tallies.get(code) ?? { reserved: 0, used: 0 };
    assert.deepEqual([reserved, used], [of("reserved").length, of("used").length]);
    assert(live.length <= maxUses!, `${code} is over-redeemed`);
    this.most = Math.max(this.most, live.length);
    assert.equal(new Set(live.map(({ memberId }) => memberId)).size, live.length, "once a member");
    if (benefit.kind !== "plan") return;
    const given = [...this.grants.keys()].filter((id) => id.startsWith(`redemption:${code}:`));
    assert.deepEqual(
      given.sort(),
      of("used").map(({ memberId }) => `redemption:${code}:${memberId}`).sort(),
    );
  }

  /** It is of whoever redeemed it first, and its grant with it. */
  judgeGift(): void {
    const grant = this.grants.get("gift:GIFT");
    assert.equal(grant?.memberId, this.gift.redeemedBy ?? undefined);
    assert.notEqual(this.gift.redeemedBy, "anna");
  }
}

/** Plays rounds; what got lost in them is done again by a calm process. */
export async function playPromos(seed: number, rounds: readonly Round[], trouble?: Trouble) {
  const kv = await Deno.openKv(":memory:");
  const clock = movableClock();
  const witness = new Witness();
  const first = { steps: 0, commits: 0 };
  let told = 0;
  {
    await using sim = new Simulation(kv, seed);
    const ids = testIds();
    const lost: Work[] = [];
    let fault: Fault | undefined;

    const perform = async (work: Work) => {
      const simulated = sim.startProcess();
      const isFirst = fault !== undefined;
      simulated.fault = fault;
      fault = undefined;
      const db = createDatabase(simulated.kv, { ids, random: sim.random, headOf });
      try {
        await Promise.race([doing(db, work, clock, ids), simulated.death]);
        told += 1;
      } catch (error) {
        const isRefusal = error instanceof AppError && error.code === "promo_refused";
        const isLost = error instanceof Death || (error instanceof AppError &&
          ["storage_unavailable", "conflict"].includes(error.code));
        assert(isRefusal || isLost, error as Error);
        if (isLost) lost.push(work);
      } finally {
        if (isFirst) Object.assign(first, { steps: simulated.steps, commits: simulated.commits });
      }
    };
    const together = async (works: readonly Work[]) => {
      let settled = false;
      const all = Promise.all(works.map(perform)).finally(() => settled = true);
      all.catch(() => {});
      await sim.run(() => settled);
      await all;
    };
    let ready = false;
    const base = createDatabase(sim.startProcess().kv, { ids, random: sim.random, headOf });
    const prepared = prepare(base).finally(() => ready = true);
    await sim.run(() => ready);
    await prepared;
    sim.onCommit = (writes) => witness.watch(writes);
    if (trouble) sim.trouble = trouble;
    for (const { works, fault: planned } of rounds) {
      clock.move(DAY);
      fault = planned;
      await together(works);
    }
    sim.trouble = CALM;
    for (const work of lost.splice(0)) await together([work]);
    // The errand of a gift that was taken back.
    await together([{ do: "settle" }]);
    assert.deepEqual(lost, []);
  }
  if (witness.broken.length > 0) throw witness.broken[0];
  kv.close();
  return { witness, first, told };
}

async function prepare(db: Database): Promise<void> {
  await db.tx((tx) => {
    MEMBERS.forEach((id) => addMember(tx, testMember(id)));
    setGift(tx, GIFT);
    const invited = { invitedId: "boris", inviterId: "anna", code: "REF", at: 0 };
    setReferral(tx, { schema: 1, ...invited, reward: null });
    return Promise.resolve();
  });
  for (const promo of PROMOS) await db.tx((tx) => addPromo(tx, promo));
}

function doing(
  db: Database,
  work: Work,
  clock: ReturnType<typeof movableClock>,
  ids: ReturnType<typeof testIds>,
): Promise<unknown> {
  const messenger = { send: () => Promise.reject(new Error("nothing is sent here")) };
  const outbox = createOutbox({ db, clock, liveness: clock, ids, messenger, wakes: new Wakes() });
  const deps = { db, clock, liveness: clock, community, random: realBytes, outbox, texts };
  const guessing = createGuessing(deps);
  const uses = createPromoUses({ ...deps, guessing });
  const gifts = createGifts({ ...deps, bot: { userName: () => Promise.resolve("bot") } });
  const now = clock.now();
  if ("invoice" in work) {
    const memberId = MEMBERS[work.invoice % 3]!;
    const useId = `i${work.invoice}`;
    const purchase = { memberId, offer: "plan:pro", way: "crypto" as const, price: PRICE };
    const run = {
      reserve: async () => {
        await uses.quote("SALE", purchase, useId);
        await db.tx((tx) => uses.reserve(tx, "SALE", { useId, purchase }, now), {
          lane: uses.lane("SALE"),
        });
      },
      count: () =>
        db.tx((tx) =>
          uses.count(tx, "SALE", { useId, memberId, revenue: PRICE, anew: false }, now)
        ),
      release: () => db.tx((tx) => uses.release(tx, "SALE", useId, now)),
    }[work.do] as () => Promise<unknown>;
    return run();
  }
  if ("member" in work) {
    const memberId = MEMBERS[work.member]!;
    if (work.do === "gift") return gifts.redeem(memberId, "GIFT");
    return createPromoRedemptions(deps).redeem(memberId, "WEEK");
  }
  if (work.do === "take") return db.tx((tx) => gifts.take(tx, "i-gift", now));
  if (work.do === "settle") return gifts.settle("GIFT");
  return createReferrals(deps).reward("boris", "i1");
}
