import assert from "node:assert/strict";
import type { Redeemed } from "../../routes/schemas.ts";
import { type Api, ApiError, type RequestOptions } from "../../web/src/api.ts";
import { createRedeeming } from "../../web/src/payments/redeem.ts";

const days: Redeemed = {
  kind: "days",
  plan: { id: "pro", name: "Pro" },
  days: 7,
  until: 9000,
  code: "CLUB",
  percent: null,
  off: null,
  offers: null,
};

function setUp() {
  const asked: unknown[] = [], told: Redeemed[] = [];
  const service = { refusal: null as ApiError | null };
  const api: Pick<Api, "json"> = {
    json<T>(path: string, { body }: RequestOptions = {}) {
      asked.push([path, body]);
      return service.refusal ? Promise.reject(service.refusal) : Promise.resolve(days as T);
    },
  };
  const redeeming = createRedeeming({ api, onDone: (redeemed) => told.push(redeemed) });
  return { redeeming, asked, told, service };
}

Deno.test("a code is sent without the spaces around it, and what it brought is told once", async () => {
  const { redeeming, asked, told } = setUp();
  assert.deepEqual(await redeeming.redeem("  club "), days);
  assert.deepEqual(asked, [["/api/promo", { code: "club" }]]);
  assert.deepEqual([redeeming.done.value, told], [days, [days]]);
});

Deno.test("a refusal stands until another code is tried or the member writes on", async () => {
  const { redeeming, service } = setUp();
  service.refusal = new ApiError(422, "promo_refused", "Код разобрали.", "r", {
    reason: "used_up",
  });
  assert.equal(await redeeming.redeem("GONE"), null);
  assert.equal(redeeming.refusal.value?.message, "Код разобрали.");
  redeeming.clear();
  assert.equal(redeeming.refusal.value, null);
  service.refusal = null;
  await redeeming.redeem("CLUB");
  assert.equal(redeeming.refusal.value, null);
});

Deno.test("nothing is sent for an empty field, nor twice at once", async () => {
  const { redeeming, asked } = setUp();
  assert.equal(await redeeming.redeem("   "), null);
  await Promise.all([redeeming.redeem("CLUB"), redeeming.redeem("CLUB")]);
  assert.equal(asked.length, 1);
  assert.equal(redeeming.busy.value, false);
});
