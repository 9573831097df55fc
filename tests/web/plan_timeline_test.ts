import assert from "node:assert/strict";
import type { Me } from "../../routes/schemas.ts";
import { timelineOf } from "../../web/src/plans/timeline.ts";

const pro = { id: "pro", name: "Pro" }, free = { id: "free", name: "Free" };
const access: Me["access"] = {
  plan: free,
  until: null,
  reason: "free",
  source: null,
  waiting: [],
  timeline: [
    { plan: pro, from: 10, until: 20, reason: "granted", source: "promo" },
    { plan: pro, from: 20, until: 25, reason: "grace", source: "promo" },
    { plan: free, from: 25, until: 40, reason: "free", source: null },
    { plan: pro, from: 40, until: null, reason: "granted", source: "gift" },
  ],
};

Deno.test("each stretch is past, now or later, and says where it comes from", () => {
  const shown = timelineOf({ access, now: 25 }).map(({ plan, when, why }) => [plan, when, why]);
  assert.deepEqual(shown, [
    ["Pro", "past", "promo"],
    ["Pro", "past", "grace"],
    ["Free", "now", "free"],
    ["Pro", "later", "gift"],
  ]);
});

Deno.test("what an older version of the app remembered is shown as what is now", () => {
  const { timeline: _, ...older } = access;
  assert.deepEqual(timelineOf({ access: older as Me["access"], now: 5 }), [
    { plan: "Free", from: null, until: null, when: "now", why: "free" },
  ]);
});
