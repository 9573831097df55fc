import assert from "node:assert/strict";
import type { Pack, Plan } from "../../domain/community.ts";
import { offerOf, offerTerms } from "../../domain/offer.ts";

const PRO: Plan = {
  id: "pro",
  name: { ru: "Про", en: "Pro" },
  description: { ru: "", en: "" },
  prices: { USD: "24.99" },
  periodDays: 30,
  rank: 1,
  allowances: [{ kind: "messages", limit: 500, per: "period" }],
  trialDays: 3,
  graceDays: 2,
};
const HOUR: Pack = {
  id: "hour",
  name: { ru: "Час", en: "An hour" },
  description: { ru: "", en: "" },
  minutes: 60,
  days: 14,
  prices: { USD: "4.99" },
};

Deno.test("a plan is sold with its period, its allowances and its grace", () => {
  assert.deepEqual(offerTerms({ kind: "plan", plan: PRO }, false), {
    kind: "plan",
    planId: "pro",
    days: 30,
    terms: { name: PRO.name, rank: 1, allowances: PRO.allowances, graceDays: 2 },
    gift: false,
  });
});

Deno.test("a pack is sold as minutes of calls for the days that they keep", () => {
  assert.deepEqual(offerTerms({ kind: "pack", pack: HOUR }, true), {
    kind: "pack",
    planId: "hour",
    days: 14,
    terms: {
      name: HOUR.name,
      rank: 0,
      allowances: [{ kind: "call_minutes", limit: 60, per: "period" }],
      graceDays: 0,
    },
    gift: true,
  });
});

Deno.test("what was sold does not change with the plans", () => {
  const plan = structuredClone(PRO);
  const sold = offerTerms({ kind: "plan", plan }, false);
  plan.allowances[0]!.limit = 1;
  plan.name.en = "Less";
  assert.equal(sold.terms.allowances[0]!.limit, 500);
  assert.equal(sold.terms.name.en, "Pro");
});

Deno.test("what everybody has is no offer, and what never ends cannot be sold", () => {
  const free = { ...PRO, id: "free", rank: 0, periodDays: null };
  assert.equal(offerOf({ plans: [free], packs: [] }, "plan:free"), undefined);
  assert.throws(
    () => offerTerms({ kind: "plan", plan: { ...PRO, periodDays: null } }, false),
    /expected days of the plan pro, got none/,
  );
});
