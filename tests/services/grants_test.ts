import assert from "node:assert/strict";
import { addGrant, getAccessMark, listGrants } from "../../db/grants.ts";
import { headOf } from "../../db/keys.ts";
import { AppError } from "../../domain/errors.ts";
import { GRANT_DAY } from "../../domain/grant.ts";
import { createGrants, grantIn } from "../../services/grants.ts";
import { movableClock, testConfig, testIds } from "../kit/app.ts";
import { testGrant } from "../kit/grants.ts";
import { addTestMember } from "../kit/members.ts";
import { temporaryKv } from "../kit/temporary_kv.ts";

const { community } = await testConfig();

async function setUp() {
  const store = await temporaryKv({ headOf });
  const clock = movableClock(0);
  const ids = testIds("g");
  const grants = createGrants({ db: store.database, clock, ids, community });
  await addTestMember(store.database, "anna");
  const due = async () =>
    (await Array.fromAsync(store.kv.list<string>({ prefix: ["due", "access"] })))
      .map(({ key, value }) => `${value} ${Number(key[2]) / GRANT_DAY}`);
  return {
    grants,
    clock,
    due,
    db: store.database,
    kv: store.kv,
    [Symbol.asyncDispose]: () => store[Symbol.asyncDispose](),
  };
}

const notFound = (what: string) => (error: AppError) => {
  assert.deepEqual([error.code, error.details.what], ["not_found", what]);
  return true;
};

Deno.test("what is given is in force at once, and what is given next queues behind it", async () => {
  await using place = await setUp();
  const { grants } = place;
  assert.equal((await grants.explain("anna")).access.plan.id, "free");
  await grants.give({ memberId: "anna", planId: "pro", days: 10, note: "for patience" });
  await grants.give({ memberId: "anna", planId: "pro", days: 5 });
  const { access, stretches } = await grants.explain("anna");
  assert.deepEqual([access.plan.id, access.reason, access.until], [
    "pro",
    "granted",
    15 * GRANT_DAY,
  ]);
  assert.deepEqual(
    stretches.map(({ from, until, reason, grant }) =>
      `${from / GRANT_DAY}-${until === null ? "" : until / GRANT_DAY} ${reason} ${
        grant?.note ?? ""
      }`
    ),
    ["0-10 granted for patience", "10-15 granted ", "15-17 grace ", "17- free "],
  );
});

Deno.test("a source gives once, whoever asks and however often", async () => {
  await using place = await setUp();
  const { db } = place;
  await addTestMember(db, "boris");
  const give = (memberId: string) =>
    db.tx((tx) => grantIn(tx, testGrant({ id: "invoice:7", memberId }), 0));
  const given = await Promise.all([give("anna"), give("boris"), give("anna")]);
  assert.equal(given.filter(Boolean).length, 1);
  const all = [...await listGrants(db, "anna"), ...await listGrants(db, "boris")];
  assert.deepEqual(all.map(({ id }) => id), ["invoice:7"]);
});

Deno.test("what was sold stays as it was sold when the plans change", async () => {
  await using place = await setUp();
  const { db, clock } = place;
  const changed = structuredClone(community);
  const pro = changed.plans.find(({ id }) => id === "pro")!;
  const ids = testIds("c");
  const grants = createGrants({ db, clock, ids, community: changed });
  await grants.give({ memberId: "anna", planId: "pro", days: 10 });
  pro.allowances = [{ kind: "messages", limit: 1, per: "day" }];
  pro.name = { ru: "Иначе", en: "Otherwise" };
  const { plan } = (await grants.explain("anna")).access;
  assert.equal(plan.name.ru, "Pro");
  assert(plan.allowances.every(({ limit }) => limit === null));
  changed.plans = changed.plans.filter(({ id }) => id !== "pro");
  assert.equal((await grants.explain("anna")).access.plan.id, "pro");
});

Deno.test("what is taken back ends now, once, and what queued behind it moves up", async () => {
  await using place = await setUp();
  const { grants, clock, due } = place;
  const first = await grants.give({ memberId: "anna", planId: "pro", days: 10 });
  await grants.give({ memberId: "anna", planId: "pro", days: 5 });
  clock.move(2 * GRANT_DAY);
  const revoked = await grants.revoke(first.id);
  assert.deepEqual([revoked.changed, revoked.grant.revokedAt], [true, 2 * GRANT_DAY]);
  assert.equal((await grants.explain("anna")).access.until, 7 * GRANT_DAY);
  assert.deepEqual(await due(), ["anna 7"]);
  clock.move(GRANT_DAY);
  const again = await grants.revoke(first.id);
  assert.deepEqual([again.changed, again.grant.revokedAt], [false, 2 * GRANT_DAY]);
});

Deno.test("the index holds the next change, and the sweep moves it on", async () => {
  await using place = await setUp();
  const { grants, clock, due, db } = place;
  const plan = { memberId: "anna", planId: "pro" };
  await db.tx((tx) => addGrant(tx, testGrant({ memberId: "anna", days: 3, graceDays: 2 }), 0));
  assert.deepEqual(await due(), ["anna 3"]);
  assert.equal(await grants.sweep(), 0);
  clock.move(3 * GRANT_DAY);
  assert.equal(await grants.sweep(), 1);
  assert.deepEqual(await due(), ["anna 5"]);
  clock.move(GRANT_DAY);
  await grants.give({ ...plan, days: 10 });
  assert.deepEqual(await due(), ["anna 14"]);
  await grants.give({ ...plan, days: null });
  clock.move(20 * GRANT_DAY);
  // A change that has come and nobody has looked at yet is not lost by another one.
  await grants.give({ ...plan, days: 1 });
  assert.deepEqual(await due(), ["anna 14"]);
  assert.equal(await grants.sweep(), 1);
  assert.deepEqual(await due(), []);
  assert.deepEqual(await getAccessMark(db, "anna"), {
    schema: 1,
    seenAt: clock.now(),
    dueAt: null,
    remindedAt: clock.now(),
    remindAt: null,
  });
});

Deno.test("members, plans and grants that are not there are told apart", async () => {
  await using place = await setUp();
  const { grants } = place;
  const days = { memberId: "anna", days: 1 };
  await assert.rejects(grants.give({ ...days, planId: "max" }), notFound("plan"));
  await assert.rejects(grants.give({ ...days, planId: "free" }), notFound("plan"));
  await assert.rejects(
    grants.give({ ...days, memberId: "nobody", planId: "pro" }),
    notFound("member"),
  );
  await assert.rejects(grants.revoke("operator:0"), notFound("grant"));
  await assert.rejects(grants.explain("nobody"), notFound("member"));
});
