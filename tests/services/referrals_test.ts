import assert from "node:assert/strict";
import { headOf } from "../../db/keys.ts";
import { getReferral } from "../../db/referrals.ts";
import { AppError } from "../../domain/errors.ts";
import { GRANT_DAY } from "../../domain/grant.ts";
import type { OutboxMessage } from "../../domain/outbox.ts";
import { createGrants } from "../../services/grants.ts";
import { createOutbox } from "../../services/outbox.ts";
import { createReferrals } from "../../services/referrals.ts";
import { Wakes } from "../../services/wakes.ts";
import { movableClock, testConfig, testIds, testTexts } from "../kit/app.ts";
import { addTestMember } from "../kit/members.ts";
import { realBytes } from "../kit/promos.ts";
import { temporaryKv } from "../kit/temporary_kv.ts";

const texts = await testTexts();

async function setUp() {
  const store = await temporaryKv({ headOf });
  const db = store.database;
  const clock = movableClock(0);
  const { community } = await testConfig();
  community.sales.referral = { planId: "pro", days: 5 };
  const ids = testIds("r");
  const messenger = { send: () => Promise.reject(new Error("nothing is sent here")) };
  const outbox = createOutbox({ db, clock, liveness: clock, ids, messenger, wakes: new Wakes() });
  const referrals = createReferrals({ db, clock, random: realBytes, community, outbox, texts });
  const grants = createGrants({ db, clock, ids, community });
  await addTestMember(db, "anna");
  await addTestMember(db, "boris", { language: "en" });
  const invite = (memberId: string, code: string) =>
    db.tx((tx) => referrals.invite(tx, { memberId, code }, clock.now()));
  const messages = async () =>
    (await Array.fromAsync(store.kv.list<OutboxMessage>({ prefix: ["outbox"] })))
      .map(({ value }) => `${value.memberId}: ${value.text}`);
  const dispose = () => store[Symbol.asyncDispose]();
  return {
    ...{ db, clock, community, referrals, grants, invite, messages },
    [Symbol.asyncDispose]: dispose,
  };
}

Deno.test("both get their days after the first payment, once, and are told", async () => {
  await using place = await setUp();
  const { referrals, grants, invite, messages } = place;
  const { code } = await referrals.view("anna");
  assert(await invite("boris", code));
  await Promise.all([referrals.reward("boris", "i1"), referrals.reward("boris", "i1")]);
  await referrals.reward("boris", "i2");
  for (const member of ["anna", "boris"]) {
    const { access, grants: given } = await grants.explain(member);
    assert.deepEqual([access.plan.id, access.until], ["pro", 5 * GRANT_DAY]);
    const side = member === "anna" ? "inviter" : "invited";
    assert.deepEqual(given.map(({ id, source }) => [id, source]), [[
      `referral:i1:${side}`,
      "referral",
    ]]);
  }
  assert.deepEqual((await messages()).sort(), [
    "anna: По твоему приглашению пришёл новый человек. Тебе добавлено 5 дней Pro.",
    "boris: For the invitation you got 5 days of Pro. Good to have you here.",
  ]);
  const { days, planName, invited, paid, earnedDays } = await referrals.view("anna");
  assert.deepEqual([days, planName.ru, invited, paid, earnedDays], [5, "Pro", 1, 1, 5]);
});

Deno.test("what both get is what it was at the payment, also where a process died between them", async () => {
  await using place = await setUp();
  const { community, referrals, grants, invite, db } = place;
  await invite("boris", (await referrals.view("anna")).code);
  await referrals.reward("boris", "i1");
  const { reward } = (await getReferral(db, "boris"))!;
  assert.deepEqual([reward!.days, reward!.invoiceId], [5, "i1"]);
  community.sales.referral = { planId: "pro", days: 50 };
  await referrals.reward("boris", "i1");
  assert.equal((await grants.explain("anna")).access.until, 5 * GRANT_DAY);
});

Deno.test("nobody is invited by themself, by nobody, or while invitations are off", async () => {
  await using place = await setUp();
  const { community, referrals, grants, invite } = place;
  const { code } = await referrals.view("anna");
  assert.equal((await referrals.view("anna")).code, code);
  assert.equal(await invite("anna", code), false);
  assert.equal(await invite("boris", "NOBODYS"), false);
  await referrals.reward("boris", "i1");
  assert.equal((await grants.explain("boris")).access.plan.id, "free");
  community.sales.referral = null;
  assert.equal(await invite("boris", code), false);
  await assert.rejects(referrals.view("anna"), (error: AppError) => error.code === "not_found");
});

Deno.test("who was invited is rewarded nothing where invitations are off when they pay", async () => {
  await using place = await setUp();
  const { community, referrals, grants, invite } = place;
  await invite("boris", (await referrals.view("anna")).code);
  community.sales.referral = null;
  await referrals.reward("boris", "i1");
  assert.equal((await grants.explain("anna")).access.plan.id, "free");
});
