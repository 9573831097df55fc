import assert from "node:assert/strict";
import { addGrant } from "../../db/grants.ts";
import { headOf } from "../../db/keys.ts";
import { openDatabaseKv } from "../../db/open.ts";
import { getTally } from "../../db/promos.ts";
import { AppError } from "../../domain/errors.ts";
import { GRANT_DAY } from "../../domain/grant.ts";
import type { Promo } from "../../domain/promo.ts";
import { createGrants } from "../../services/grants.ts";
import { createPromoRedemptions } from "../../services/promo_redemption.ts";
import { movableClock, testConfig, testIds } from "../kit/app.ts";
import { needsDenokv, startDenokv } from "../kit/denokv.ts";
import { testGrant } from "../kit/grants.ts";
import { addTestMember } from "../kit/members.ts";
import { addTestPromo } from "../kit/promos.ts";
import {
  prepareRedeeming,
  redeemAtOnce,
  redeemInAnotherProcess,
  WANTED,
} from "../kit/redeem_worker.ts";
import { temporaryFolder, temporaryKv, testDatabase } from "../kit/temporary_kv.ts";

const { community } = await testConfig();

async function setUp() {
  const store = await temporaryKv({ headOf });
  const db = store.database;
  const clock = movableClock(0);
  const promos = createPromoRedemptions({ db, clock, community });
  const grants = createGrants({ db, clock, ids: testIds("g"), community });
  await addTestMember(db, "anna");
  const dispose = () => store[Symbol.asyncDispose]();
  return { db, clock, promos, grants, [Symbol.asyncDispose]: dispose };
}

const week: Partial<Promo> = { code: "WEEK", benefit: { kind: "days", days: 7, planId: "pro" } };

const refusedAs = (reason: string) => (error: AppError) => {
  assert.deepEqual([error.code, error.details.reason], ["promo_refused", reason]);
  return true;
};

Deno.test("days are of the plan that the member has, and queue behind it", async () => {
  await using place = await setUp();
  const { db, promos, grants } = place;
  await addTestPromo(db, week);
  const had = testGrant({ id: "invoice:1", memberId: "anna", planId: "club", days: 10 });
  await db.tx((tx) => addGrant(tx, had, 0));
  const redeemed = await promos.redeem("anna", "WEEK");
  assert(redeemed?.kind === "days");
  assert.deepEqual([redeemed.plan.id, redeemed.until], ["club", 17 * GRANT_DAY]);
  const story = await grants.explain("anna");
  assert.deepEqual([story.access.plan.id, story.access.until], ["club", 17 * GRANT_DAY]);
  assert.deepEqual(story.grants.map(({ id, source }) => [id, source]), [
    ["invoice:1", "purchase"],
    ["redemption:WEEK:anna", "promo"],
  ]);
});

Deno.test("who has no plan that is sold gets days of the one that the code names", async () => {
  await using place = await setUp();
  const { db, promos } = place;
  await addTestPromo(db, { ...week, oncePerMember: false });
  const redeemed = await promos.redeem("anna", "WEEK");
  assert(redeemed?.kind === "days");
  assert.deepEqual([redeemed.plan.id, redeemed.days, redeemed.until], ["pro", 7, 7 * GRANT_DAY]);
  await assert.rejects(promos.redeem("anna", "WEEK"), refusedAs("yours"));
});

Deno.test("a code of a plan that is no more is over, and costs no use", async () => {
  await using place = await setUp();
  const { db, promos } = place;
  await addTestPromo(db, { ...week, benefit: { kind: "plan", days: 7, planId: "gone" } });
  await assert.rejects(promos.redeem("anna", "WEEK"), refusedAs("over"));
  assert.equal((await getTally(db, "WEEK")).used, 0);
});

Deno.test("a code that is none is none, and a member who is none redeems nothing", async () => {
  await using place = await setUp();
  const { db, promos } = place;
  assert.equal(await promos.redeem("anna", "NONE"), undefined);
  await addTestPromo(db, week);
  await assert.rejects(promos.redeem("nobody", "WEEK"), (error: AppError) => {
    assert.equal(error.code, "not_found");
    return true;
  });
  assert.equal((await getTally(db, "WEEK")).used, 0);
});

Deno.test("of many members at once exactly as many redeem a code as it has uses", async () => {
  await using folder = await temporaryFolder();
  const db = testDatabase(await openDatabaseKv(`${folder.path}/promos.sqlite3`), { headOf });
  await prepareRedeeming(db, 60, 20);
  const { succeeded, refused, counters } = await redeemAtOnce(db, 0, 60);
  assert.deepEqual([succeeded, refused], [20, { used_up: 40 }]);
  assert(counters.commits <= 84, `${counters.commits} commits`);
  assert.deepEqual(await getTally(db, WANTED), { schema: 1, reserved: 0, used: 20 });
  db.close();
});

Deno.test({
  ...needsDenokv("two processes over denokv redeem a code exactly as often as it has uses"),
  async fn() {
    await using folder = await temporaryFolder();
    await using server = await startDenokv(folder.path);
    const db = testDatabase(await openDatabaseKv(server.url), { headOf });
    await prepareRedeeming(db, 60, 20);
    const reports = await Promise.all(
      [0, 30].map((first) => redeemInAnotherProcess(server.url, first, 30)),
    );
    assert.equal(reports.reduce((sum, { succeeded }) => sum + succeeded, 0), 20);
    assert.deepEqual(await getTally(db, WANTED), { schema: 1, reserved: 0, used: 20 });
    db.close();
  },
});
