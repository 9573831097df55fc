import assert from "node:assert/strict";
import { headOf, keys } from "../../db/keys.ts";
import { getTally, getUse } from "../../db/promos.ts";
import { AppError } from "../../domain/errors.ts";
import type { Money } from "../../domain/money.ts";
import type { Promo } from "../../domain/promo.ts";
import { createGuessing } from "../../services/guesses.ts";
import { createPromoUses, type PromoPurchase } from "../../services/promos.ts";
import { movableClock } from "../kit/app.ts";
import { addTestPromo, PRICE, testPurchase } from "../kit/promos.ts";
import { temporaryKv } from "../kit/temporary_kv.ts";

async function setUp() {
  const store = await temporaryKv({ headOf });
  const db = store.database;
  const clock = movableClock();
  const liveness = movableClock();
  const uses = createPromoUses({ db, clock, guessing: createGuessing({ db, liveness }) });
  const reserve = (code: string, useId: string, purchase: PromoPurchase = testPurchase()) =>
    db.tx((tx) => uses.reserve(tx, code, { useId, purchase }, clock.now()), {
      lane: uses.lane(code),
    });
  const count = (code: string, useId: string, memberId = "anna", revenue: Money = PRICE) =>
    db.tx((tx) => uses.count(tx, code, { useId, memberId, revenue, anew: false }, clock.now()));
  const release = (code: string, useId: string) =>
    db.tx((tx) => uses.release(tx, code, useId, clock.now()));
  const isFree = (code: string, useId: string) => db.tx((tx) => uses.isFree(tx, code, useId));
  const tally = async (code = "SPRING20") => {
    const { reserved, used } = await getTally(db, code);
    return [reserved, used];
  };
  const dispose = () => store[Symbol.asyncDispose]();
  const place = { db, clock, liveness, uses, reserve, count, release, isFree, tally };
  return { ...place, [Symbol.asyncDispose]: dispose };
}

/** What a refusal is expected to say. */
function refused(reason: string, details: Record<string, unknown> = {}) {
  return (error: unknown) => {
    assert(error instanceof AppError, String(error));
    assert.deepEqual([error.code, error.details], ["promo_refused", { reason, ...details }]);
    return true;
  };
}

Deno.test("a code is quoted however it is typed, and nothing is written", async () => {
  await using place = await setUp();
  const { db, uses, tally } = place;
  await addTestPromo(db);
  for (const typed of ["SPRING20", " spring-20 ", "SРRING2О", "promo_SPRING20", "spring 2o"]) {
    const { promo, price } = await uses.quote(typed, testPurchase());
    assert.deepEqual([promo.code, price.amount], ["SPRING20", "19.99"], typed);
  }
  assert.deepEqual(await tally(), [0, 0]);
});

Deno.test("a use is reserved, counted and given back, and again changes nothing", async () => {
  await using place = await setUp();
  const { db, reserve, count, release, tally } = place;
  await addTestPromo(db);
  assert.equal((await reserve("SPRING20", "i1")).amount, "19.99");
  assert.equal((await reserve("SPRING20", "i1")).amount, "19.99");
  assert.deepEqual(await tally(), [1, 0]);
  assert(await count("SPRING20", "i1"));
  assert(await count("SPRING20", "i1"));
  assert.deepEqual(await tally(), [0, 1]);
  const use = await getUse(db, "SPRING20", "i1");
  assert.deepEqual([use!.state, use!.off, use!.revenue], ["used", "5", PRICE]);
  await release("SPRING20", "i1");
  await release("SPRING20", "i1");
  assert.deepEqual(await tally(), [0, 0]);
  assert.equal((await reserve("SPRING20", "i2")).amount, "19.99");
});

Deno.test("what is reserved is taken, and what is given back can be had by another", async () => {
  await using place = await setUp();
  const { db, reserve, release, count, isFree, uses } = place;
  await addTestPromo(db, { maxUses: 1 });
  await reserve("SPRING20", "i1");
  const boris = testPurchase("boris");
  await assert.rejects(reserve("SPRING20", "i2", boris), refused("used_up"));
  await assert.rejects(uses.quote("SPRING20", boris), refused("used_up"));
  await release("SPRING20", "i1");
  assert(await isFree("SPRING20", "i1"));
  await reserve("SPRING20", "i2", boris);
  assert.equal(await isFree("SPRING20", "i1"), false);
  assert.equal(await count("SPRING20", "i1"), false);
  await release("SPRING20", "i2");
  assert(await count("SPRING20", "i1"), "late money takes what is free");
  assert.equal(await count("SPRING20", "i2", "boris"), false);
});

Deno.test("late money takes no second use where the member has used the code meanwhile", async () => {
  await using place = await setUp();
  const { db, reserve, release, count, isFree } = place;
  await addTestPromo(db);
  await reserve("SPRING20", "i1");
  await release("SPRING20", "i1");
  await reserve("SPRING20", "i2");
  assert.equal(await isFree("SPRING20", "i1"), false);
  assert.equal(await count("SPRING20", "i1"), false);
  assert(await count("SPRING20", "i2"));
});

Deno.test("late money finds nothing where the operator has taken the code back", async () => {
  await using place = await setUp();
  const { db, reserve, release, count } = place;
  const promo = await addTestPromo(db);
  await reserve("SPRING20", "i1");
  await reserve("SPRING20", "i2", testPurchase("boris"));
  await release("SPRING20", "i1");
  await db.tx((tx) => Promise.resolve(tx.set(keys.promo("SPRING20"), { ...promo, disabledAt: 1 })));
  assert.equal(await count("SPRING20", "i1"), false);
  assert(await count("SPRING20", "i2", "boris"), "what was reserved is kept");
});

Deno.test("a code that an own invoice holds is quoted for that one, and not reserved twice", async () => {
  await using place = await setUp();
  const { db, uses, reserve, count } = place;
  await addTestPromo(db, { maxUses: 1 });
  await reserve("SPRING20", "i1");
  const held = refused("yours", { held: true });
  await assert.rejects(uses.quote("SPRING20", testPurchase()), held);
  assert.equal((await uses.quote("SPRING20", testPurchase(), "i1")).price.amount, "19.99");
  await assert.rejects(uses.quote("SPRING20", testPurchase("boris"), "i1"), refused("used_up"));
  await assert.rejects(reserve("SPRING20", "i2"), held);
  await count("SPRING20", "i1");
  const used = refused("yours", { held: false });
  await assert.rejects(uses.quote("SPRING20", testPurchase(), "i1"), used);
});

Deno.test("an invoice gives its use to the one that replaces it, in one commit", async () => {
  await using place = await setUp();
  const { db, clock, uses, reserve, tally } = place;
  await addTestPromo(db, { maxUses: 1 });
  await reserve("SPRING20", "i1");
  await db.tx(async (tx) => {
    await uses.release(tx, "SPRING20", "i1", clock.now());
    await uses.reserve(tx, "SPRING20", { useId: "i2", purchase: testPurchase() }, clock.now());
  });
  assert.deepEqual(await tally(), [1, 0]);
  await assert.rejects(reserve("SPRING20", "i3"), refused("yours", { held: true }));
});

Deno.test("a code for many uses of one member is used as often as they buy", async () => {
  await using place = await setUp();
  const { db, reserve, tally, release } = place;
  await addTestPromo(db, { oncePerMember: false, maxUses: 3 });
  await reserve("SPRING20", "i1");
  await reserve("SPRING20", "i2");
  await release("SPRING20", "i1");
  await reserve("SPRING20", "i3");
  assert.deepEqual(await tally(), [2, 0]);
});

const REFUSALS: [
  reason: string,
  promo: Partial<Promo>,
  purchase: Partial<PromoPurchase>,
  details?: object,
][] = [
  ["over", { disabledAt: 1 }, {}, { validUntil: null }],
  ["over", { validUntil: 5 }, {}, { validUntil: 5 }],
  ["early", { validFrom: 4e12 }, {}, { validFrom: 4e12 }],
  ["not_at_checkout", { benefit: { kind: "days", days: 7, planId: "pro" } }, {}],
  ["subscription", {}, { way: "stars_subscription" }],
  ["offer", { offers: ["pack:hour"] }, {}, { offers: ["pack:hour"] }],
  [
    "currency",
    { benefit: { kind: "amount", money: { ...PRICE, currency: "EUR" } } },
    {},
    { currency: "EUR" },
  ],
];

for (const [reason, promo, purchase, details] of REFUSALS) {
  Deno.test(`a code is refused with its exact reason: ${reason} ${JSON.stringify(promo)}`, async () => {
    await using place = await setUp();
    const { db, uses, reserve } = place;
    await addTestPromo(db, promo);
    const bought = testPurchase("anna", purchase);
    const expected = refused(reason, { ...details });
    await assert.rejects(uses.quote("SPRING20", bought), expected);
    await assert.rejects(reserve("SPRING20", "i1", bought), expected);
  });
}

Deno.test("a first purchase is one before which nothing was paid", async () => {
  await using place = await setUp();
  const { db, uses, reserve } = place;
  await addTestPromo(db, { firstPurchaseOnly: true, oncePerMember: false });
  await reserve("SPRING20", "i1");
  await assert.rejects(reserve("SPRING20", "i2"), refused("yours", { held: true }));
  await db.tx((tx) => Promise.resolve(tx.set(keys.firstPayment("boris"), "i3")));
  await assert.rejects(uses.quote("SPRING20", testPurchase("boris")), refused("first"));
});

Deno.test("five wrong codes in ten minutes are enough, and right ones are not counted", async () => {
  await using place = await setUp();
  const { db, uses, liveness } = place;
  await addTestPromo(db);
  const unknown = refused("unknown");
  for (const typed of ["NOSUCHCODE", "жёлудь", "", "gift_SPRING20", "x".repeat(500)]) {
    await assert.rejects(uses.quote(typed, testPurchase()), unknown);
    if (typed !== "x".repeat(500)) await uses.quote("SPRING20", testPurchase());
  }
  liveness.move(60_000);
  const tries = refused("tries", { retryAfterSeconds: 540 });
  await assert.rejects(uses.quote("SPRING20", testPurchase()), tries);
  await uses.quote("SPRING20", testPurchase("boris"));
  liveness.move(540_000);
  await uses.quote("SPRING20", testPurchase());
});

Deno.test("of many guesses at once no more are looked up than of those one after another", async () => {
  await using place = await setUp();
  const { uses } = place;
  const tried = await Promise.allSettled(
    Array.from({ length: 30 }, (_, at) => uses.quote(`GUESS${at}`, testPurchase())),
  );
  const reasons = tried.map((one) => (one as PromiseRejectedResult).reason.details.reason);
  assert.equal(reasons.filter((reason) => reason === "unknown").length, 5);
  assert.equal(reasons.filter((reason) => reason === "tries").length, 25);
});

Deno.test("while very many guess, one wrong code is enough, and who has got none wrong may go on", async () => {
  await using place = await setUp();
  const { db, uses, liveness } = place;
  await addTestPromo(db);
  await Promise.allSettled(
    Array.from({ length: 100 }, (_, at) => uses.quote("NOSUCHCODE", testPurchase(`m${at}`))),
  );
  await uses.quote("SPRING20", testPurchase());
  await assert.rejects(
    uses.quote("SPRING20", testPurchase("m7")),
    refused("tries", { retryAfterSeconds: 3600 }),
  );
  liveness.move(10 * 60_000);
  await uses.quote("SPRING20", testPurchase("m7"));
});
