import assert from "node:assert/strict";
import { addGrant, listGrants } from "../../db/grants.ts";
import { headOf } from "../../db/keys.ts";
import { getMember, setMember } from "../../db/members.ts";
import type { OutboxMessage } from "../../domain/outbox.ts";
import type { Community } from "../../domain/community.ts";
import { GRANT_DAY, type GrantSource } from "../../domain/grant.ts";
import { accessOf } from "../../domain/access.ts";
import { createOutbox } from "../../services/outbox.ts";
import { createTrials } from "../../services/trials.ts";
import { Wakes } from "../../services/wakes.ts";
import { movableClock, testConfig, testIds, testTexts } from "../kit/app.ts";
import { refused } from "../kit/call_line.ts";
import { testGrant } from "../kit/grants.ts";
import { addTestMember } from "../kit/members.ts";
import { temporaryKv } from "../kit/temporary_kv.ts";

const { community: shipped } = await testConfig();
const texts = await testTexts();

async function setUp(community: Community = shipped) {
  const store = await temporaryKv({ headOf });
  const db = store.database;
  const clock = movableClock();
  const messenger = { send: () => Promise.reject(new Error("nothing is sent")) };
  const shared = { db, clock, liveness: clock, ids: testIds("o"), wakes: new Wakes() };
  const outbox = createOutbox({ ...shared, messenger });
  const open = () => createTrials({ db, clock, community, outbox, texts });
  await addTestMember(db, "anna", { telegramId: "1001" });
  return {
    db,
    clock,
    open,
    trials: open(),
    told: async () =>
      (await db.list<OutboxMessage>({ prefix: ["outbox", "1001"] })).map(({ value }) => value.text),
    access: async () => accessOf(community.plans, await listGrants(db, "anna"), clock.now()),
    [Symbol.asyncDispose]: () => store[Symbol.asyncDispose](),
  };
}

Deno.test("a trial is offered, begins at once, is told of, and is over without a grace", async () => {
  await using place = await setUp();
  const { trials, clock } = place;
  const offer = await trials.offered("anna");
  assert.deepEqual([offer?.planId, offer?.days], ["pro", 3]);
  const grant = await trials.start("anna");
  assert.deepEqual([grant.id, grant.source], ["trial:anna", "trial"]);
  assert.deepEqual(await place.told(), [
    "Пробные дни начались: Pro до 26 ноября в 15:00. Потом всё станет как раньше, платить ничего не нужно.",
  ]);
  assert.equal((await place.access()).plan.id, "pro");
  clock.move(3 * GRANT_DAY);
  const { plan, reason } = await place.access();
  assert.deepEqual([plan.id, reason], ["free", "free"]);
  assert.equal(await trials.offered("anna"), null);
});

Deno.test("ten taps in two processes are one trial", async () => {
  await using place = await setUp();
  const other = place.open();
  const taps = await Promise.allSettled(
    Array.from({ length: 10 }, (_, index) => (index % 2 ? other : place.trials).start("anna")),
  );
  assert.equal(taps.filter(({ status }) => status === "fulfilled").length, 1);
  for (const tap of taps) {
    if (tap.status === "rejected") assert.equal(tap.reason.code, "trial_used");
  }
  assert.equal((await listGrants(place.db, "anna")).length, 1);
  assert.equal((await place.told()).length, 1);
});

Deno.test("whoever paid for a plan has no trial, and whoever was given one has", async () => {
  const table: [GrantSource, boolean][] = [
    ["purchase", false],
    ["gift", false],
    ["promo", true],
    ["referral", true],
    ["operator", true],
    ["topup", true],
  ];
  for (const [source, has] of table) {
    await using place = await setUp();
    const now = place.clock.now();
    const grant = testGrant({ id: `${source}:1`, memberId: "anna", source, earliest: now });
    await place.db.tx((tx) => addGrant(tx, grant, now));
    assert.equal(await place.trials.offered("anna") !== null, has, source);
    if (has) await place.trials.start("anna");
    else await refused(place.trials.start("anna"), "trial_used");
  }
});

Deno.test("a trial of a lower plan waits until the higher one is over, and says so", async () => {
  await using place = await setUp();
  const now = place.clock.now();
  const max = testGrant({
    id: "operator:1",
    memberId: "anna",
    planId: "max",
    source: "operator",
    earliest: now,
    days: 10,
  });
  await place.db.tx((tx) => addGrant(tx, max, now));
  await place.trials.start("anna");
  const [text] = await place.told();
  assert.match(
    text!,
    /^Пробные дни Pro начнутся, когда закончится твой план, и продлятся до 6 дек/,
  );
});

Deno.test("there is no trial for the banned, for nobody, and where no plan has one", async () => {
  await using place = await setUp();
  await refused(place.trials.start("boris"), "session_invalid");
  assert.equal(await place.trials.offered("boris"), null);
  await place.db.tx(async (tx) =>
    setMember(tx, { ...(await getMember(tx, "anna"))!, bannedAt: place.clock.now() })
  );
  await refused(place.trials.start("anna"), "banned");

  const community = structuredClone(shipped);
  for (const plan of community.plans) plan.trialDays = 0;
  await using other = await setUp(community);
  assert.equal(await other.trials.offered("anna"), null);
  await refused(other.trials.start("anna"), "not_sold");
});
