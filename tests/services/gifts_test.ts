import assert from "node:assert/strict";
import { getErrand } from "../../db/errands.ts";
import { getGift } from "../../db/gifts.ts";
import { headOf } from "../../db/keys.ts";
import { AppError } from "../../domain/errors.ts";
import { GRANT_DAY } from "../../domain/grant.ts";
import { createGifts } from "../../services/gifts.ts";
import { createGrants } from "../../services/grants.ts";
import { movableClock, testConfig, testIds } from "../kit/app.ts";
import { addTestMember } from "../kit/members.ts";
import { PRO_OFFER } from "../kit/offers.ts";
import { realBytes } from "../kit/promos.ts";
import { temporaryKv } from "../kit/temporary_kv.ts";

const { community } = await testConfig();
const OFFER = { ...PRO_OFFER, gift: true };

async function setUp() {
  const store = await temporaryKv({ headOf });
  const db = store.database;
  const clock = movableClock(0);
  const bot = { userName: () => Promise.resolve("sfera_bot") };
  const gifts = createGifts({ db, clock, random: realBytes, bot });
  const grants = createGrants({ db, clock, ids: testIds("g"), community });
  for (const id of ["anna", "boris", "clara"]) await addTestMember(db, id);
  const make = (days = 30) =>
    db.tx((tx) =>
      gifts.make(tx, { invoiceId: "i1", memberId: "anna", offer: OFFER, days }, clock.now())
    );
  const take = () => db.tx((tx) => gifts.take(tx, "i1", clock.now()));
  const code = async () => (await gifts.ofInvoice("i1"))!.code;
  const dispose = () => store[Symbol.asyncDispose]();
  return { db, clock, gifts, grants, make, take, code, [Symbol.asyncDispose]: dispose };
}

const refusedAs = (reason: string) => (error: AppError) => {
  assert.deepEqual([error.code, error.details.reason], ["promo_refused", reason]);
  return true;
};

Deno.test("a paid gift is one code, however often it is told of, and its buyer sees it", async () => {
  await using place = await setUp();
  const { gifts, make, code } = place;
  await make();
  const first = await code();
  await make();
  assert.equal(await code(), first);
  assert.match(first, /^[2-9A-HJKMNP-Z]{17}$/);
  const [gift, ...more] = await gifts.list("anna");
  assert.deepEqual([gift!.link, gift!.days, more], [
    `https://t.me/sfera_bot?start=gift_${first}`,
    30,
    [],
  ]);
});

Deno.test("it is redeemed by another member, once, with the terms that were sold", async () => {
  await using place = await setUp();
  const { gifts, grants, make, code } = place;
  await make();
  const gift = await code();
  await assert.rejects(gifts.redeem("anna", gift), refusedAs("own"));
  const tried = await Promise.allSettled(
    ["boris", "clara", "boris"].map((member) => gifts.redeem(member, gift)),
  );
  assert.equal(tried.filter(({ status }) => status === "fulfilled").length, 1);
  const { redeemedBy } = (await getGift(place.db, gift))!;
  const { access, grants: [grant] } = await grants.explain(redeemedBy!);
  assert.deepEqual([access.plan.id, access.until], ["pro", 30 * GRANT_DAY]);
  assert.deepEqual([grant!.id, grant!.source, grant!.terms], [
    `gift:${gift}`,
    "gift",
    OFFER.terms,
  ]);
  assert.equal((await gifts.ofInvoice("i1"))!.redeemed, true);
});

Deno.test("the code of a gift that was refunded is dead", async () => {
  await using place = await setUp();
  const { gifts, make, take, code } = place;
  await make();
  const gift = await code();
  await take();
  await take();
  await assert.rejects(gifts.redeem("boris", gift), refusedAs("over"));
  assert.deepEqual(await gifts.list("anna"), []);
  assert.equal(await gifts.ofInvoice("i1"), undefined);
});

Deno.test("who redeemed a gift that is refunded loses what is left of it", async () => {
  await using place = await setUp();
  const { db, clock, gifts, grants, make, take, code } = place;
  await make();
  const gift = await code();
  await gifts.redeem("boris", gift);
  clock.move(5 * GRANT_DAY);
  await take();
  assert(await getErrand(db, "gift:i1:taken"), "the errand is in the commit of the refund");
  await gifts.settle(gift);
  await gifts.settle(gift);
  const { access, grants: [grant] } = await grants.explain("boris");
  assert.deepEqual([access.plan.id, grant!.revokedAt], ["free", 5 * GRANT_DAY]);
});

Deno.test("a gift that more was paid for is of more days, redeemed or not", async () => {
  await using place = await setUp();
  const { db, gifts, grants, make, code } = place;
  await make(10);
  await make(20);
  const gift = await code();
  await gifts.redeem("boris", gift);
  assert.equal((await grants.explain("boris")).access.until, 20 * GRANT_DAY);
  await make(30);
  assert(await getErrand(db, "gift:i1:30"));
  await gifts.settle(gift);
  assert.equal((await grants.explain("boris")).access.until, 30 * GRANT_DAY);
});

Deno.test("minutes that are given run beside what the member has", async () => {
  await using place = await setUp();
  const { db, gifts, grants } = place;
  const offer = { ...OFFER, kind: "pack" as const, planId: "hour" };
  await db.tx((tx) => gifts.make(tx, { invoiceId: "i1", memberId: "anna", offer, days: 90 }, 0));
  await gifts.redeem("boris", (await gifts.ofInvoice("i1"))!.code);
  const { access, besides } = await grants.explain("boris");
  assert.deepEqual([access.plan.id, besides.length], ["free", 1]);
});
