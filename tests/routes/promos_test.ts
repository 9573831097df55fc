/** `/api/promo`, `/api/gifts` and `/api/referral`, as the app asks for them. */
import assert from "node:assert/strict";
import { setGift } from "../../db/gifts.ts";
import { headOf } from "../../db/keys.ts";
import { createDatabase } from "../../db/tx.ts";
import { startTelegram } from "../../dev/telegram/mod.ts";
import type { Community } from "../../domain/community.ts";
import type { Gift } from "../../domain/gift.ts";
import { movableClock, sessionHeaders, testApp, testIds, TOKEN } from "../kit/app.ts";
import { PRO_OFFER } from "../kit/offers.ts";
import { addTestPromo, PRICE } from "../kit/promos.ts";

async function setUp(community?: (community: Community) => void) {
  const telegram = await startTelegram({ token: TOKEN, clock: movableClock() });
  const app = await testApp({ apiRoot: telegram.url, community });
  const db = createDatabase(app.kv, { ids: testIds(), random: Math.random, headOf });
  const asking = async (memberId?: number, startParam?: string) => {
    const opened = await app.ask("/api/session", {
      method: "POST",
      headers: { Authorization: `tma ${await app.initData(memberId, { startParam })}` },
    });
    const headers = sessionHeaders((await opened.json()).token);
    return async (path: string, code?: string) => {
      const response = await app.ask(`/api${path}`, {
        headers,
        ...(code === undefined ? {} : { method: "POST", body: JSON.stringify({ code }) }),
      });
      return { status: response.status, body: await response.json() };
    };
  };
  return {
    app,
    db,
    bot: telegram.bot.username,
    asking,
    async [Symbol.asyncDispose]() {
      await app[Symbol.asyncDispose]();
      await telegram.close();
    },
  };
}

const NOTHING = { plan: null, days: null, until: null, percent: null, off: null, offers: null };

Deno.test("a code of days brings them, and says until when", async () => {
  await using place = await setUp();
  await addTestPromo(place.db, { code: "WEEK", benefit: { kind: "days", days: 7, planId: "pro" } });
  const ask = await place.asking();
  const { status, body } = await ask("/promo", " week ");
  const until = place.app.clock.now() + 7 * 24 * 3600_000;
  const plan = { id: "pro", name: "Pro" };
  assert.deepEqual([status, body], [200, {
    ...NOTHING,
    kind: "days",
    code: "WEEK",
    plan,
    days: 7,
    until,
  }]);
  const { body: me } = await ask("/me");
  assert.deepEqual([me.access.plan.id, me.access.until, me.access.source], ["pro", until, "promo"]);
  const again = await ask("/promo", "WEEK");
  const { code, message, details } = again.body.error;
  assert.deepEqual([again.status, code, message, details], [
    422,
    "promo_refused",
    "Ты уже применил этот код.",
    { reason: "yours", held: false },
  ]);
});

Deno.test("of a discount it is told what it brings, and nothing is used", async () => {
  await using place = await setUp();
  await addTestPromo(place.db, { offers: ["plan:pro"] });
  await addTestPromo(place.db, { code: "FIVE", benefit: { kind: "amount", money: PRICE } });
  const ask = await place.asking();
  const percent = { ...NOTHING, kind: "discount", code: "SPRING20", percent: 20 };
  assert.deepEqual((await ask("/promo", "promo_SPRING20")).body, {
    ...percent,
    offers: ["plan:pro"],
  });
  const off = { ...NOTHING, kind: "discount", code: "FIVE", off: PRICE };
  assert.deepEqual((await ask("/promo", "five")).body, off);
});

Deno.test("a gift is redeemed once, by another than its buyer, who sees it", async () => {
  await using place = await setUp();
  const anna = await place.asking(1001);
  const { member } = (await anna("/me")).body;
  const gift: Gift = {
    schema: 1,
    code: "GIFT7",
    invoiceId: "i1",
    memberId: member.id,
    offer: { ...PRO_OFFER, gift: true },
    days: 30,
    boughtAt: 5,
    redeemedBy: null,
    redeemedAt: null,
    takenAt: null,
  };
  await place.db.tx((tx) => Promise.resolve(setGift(tx, gift)));
  assert.equal((await anna("/promo", "GIFT7")).body.error.details.reason, "own");
  const boris = await place.asking(1002);
  const taken = await boris("/promo", "gift_GIFT7");
  assert.deepEqual([taken.body.kind, taken.body.days, taken.body.plan.id], ["gift", 30, "pro"]);
  assert.equal((await boris("/promo", "GIFT7")).body.error.details.reason, "yours");
  const others = await (await place.asking(1003))("/promo", "GIFT7");
  assert.equal(others.body.error.details.reason, "used_up");
  const link = `https://t.me/${place.bot}?start=gift_GIFT7`;
  assert.deepEqual((await anna("/gifts")).body, {
    gifts: [{
      code: "GIFT7",
      link,
      name: "Pro",
      days: 30,
      boughtAt: 5,
      redeemedAt: place.app.clock.now(),
    }],
  });
  assert.deepEqual((await boris("/gifts")).body, { gifts: [] });
});

Deno.test("who opens the app by an invitation for the first time was invited", async () => {
  await using place = await setUp(({ sales }) => sales.referral = { planId: "pro", days: 7 });
  const anna = await place.asking(1001);
  const { body: referral } = await anna("/referral");
  const code = new URL(referral.link).searchParams.get("start")!;
  assert.deepEqual(referral, {
    link: `https://t.me/${place.bot}?start=${code}`,
    days: 7,
    planName: "Pro",
    invited: 0,
    paid: 0,
    earnedDays: 0,
  });
  const boris = await place.asking(1002, code);
  const redeemed = await boris("/promo", code);
  assert.deepEqual([redeemed.status, redeemed.body.kind, redeemed.body.days], [200, "referral", 7]);
  assert.equal((await anna("/referral")).body.invited, 1);
  assert.equal((await anna("/promo", code)).body.error.details.reason, "own");
  await place.asking(1003);
  const known = await place.asking(1003, code);
  assert.equal((await known("/promo", code)).body.error.details.reason, "new");
  assert.equal((await anna("/referral")).body.invited, 1);
});

Deno.test("where invitations are off there is none", async () => {
  await using place = await setUp(({ sales }) => sales.referral = null);
  assert.equal((await (await place.asking())("/referral")).status, 404);
});

Deno.test("too many wrong codes are refused with how long to wait", async () => {
  await using place = await setUp();
  const ask = await place.asking();
  for (let tried = 0; tried < 5; tried += 1) {
    const { body } = await ask("/promo", `NONE${tried}`);
    assert.equal(body.error.message, "Такого кода нет. Проверь буквы.");
  }
  const { status, body } = await ask("/promo", "NONE5");
  assert.deepEqual([status, body.error.details], [422, {
    reason: "tries",
    retryAfterSeconds: 600,
  }]);
  assert.equal(body.error.message, "Много попыток. Вернись через 10 минут.");
  assert.equal((await ask("/promo", "x".repeat(65))).status, 400);
});
