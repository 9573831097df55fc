import assert from "node:assert/strict";
import type { AssistantView, Me, Session } from "../../routes/schemas.ts";
import { ApiError } from "../../web/src/api.ts";
import { recall, remember } from "../../web/src/cache.ts";
import { createMember, type MemberParts } from "../../web/src/member.ts";

const me: Me = {
  member: {
    id: "1",
    name: "Артём",
    language: "ru",
    interactionCount: 12,
    subscriptionTier: "free",
    createdAt: 0,
  },
  access: {
    plan: { id: "free", name: "Free" },
    until: null,
    reason: "free",
    source: null,
    waiting: [],
  },
  allowances: [{ kind: "messages", per: "day", limit: 40, used: 14, left: 26, resetsAt: 9_000 }],
  packs: [],
  operator: false,
  now: 5_000,
};
const assistant: AssistantView = {
  name: "Sfera AI",
  greeting: "Привет.",
  timeZone: "Europe/Moscow",
  suggestions: [],
};
const session: Session = { token: "t", expiresAt: 1, me, assistant, startParam: null };

/** A member whose session opens as the given outcomes say, in order. */
function setUp(outcomes: (Session | ApiError)[], over: Partial<MemberParts> = {}) {
  const waits: number[] = [];
  const member = createMember({
    api: { json: () => Promise.reject(new ApiError(0, "offline", "")) },
    session: {
      open() {
        const next = outcomes.shift();
        if (!next) throw new Error("opened more often than expected");
        if (next instanceof ApiError) return Promise.reject(next);
        member.arrived(next);
        return Promise.resolve(next);
      },
    },
    remembered: null,
    remember: () => {},
    wait: (attempt) => Promise.resolve(void waits.push(attempt)),
    now: () => 1_000,
    ...over,
  });
  return { member, waits };
}

Deno.test("the page shows what is remembered before any answer comes", () => {
  const { member } = setUp([], { remembered: { me, assistant } });
  assert.equal(member.me.value?.member.name, "Артём");
  assert.equal(member.link.value, "opening");
});

Deno.test("opening is tried until it works, and the service's clock is taken over", async () => {
  const { member, waits } = setUp([
    new ApiError(0, "offline", ""),
    new ApiError(503, "stopping", ""),
    session,
  ]);
  await member.connect();
  assert.deepEqual(waits, [1, 2]);
  assert.equal(member.link.value, "online");
  assert.equal(member.now(), 5_000);
});

Deno.test("a refused session and a ban are told apart and not tried again", async () => {
  for (
    const [error, kind] of [
      [new ApiError(401, "init_data_invalid", ""), "refused"],
      [new ApiError(403, "banned", "Закрыто"), "banned"],
      [new ApiError(400, "bad_request", "Что", "r1"), "failed"],
    ] as const
  ) {
    const { member, waits } = setUp([error]);
    await member.connect();
    assert.equal(member.trouble.value?.kind, kind);
    assert.deepEqual(waits, []);
  }
});

Deno.test("a ban that was lifted opens the app again", async () => {
  const { member } = setUp([new ApiError(403, "banned", ""), session]);
  await member.connect();
  await member.connect();
  assert.equal(member.trouble.value, null);
});

Deno.test("a request that does not arrive shows as offline and starts connecting", async () => {
  const { member } = setUp([session]);
  const states: string[] = [];
  member.link.subscribe((link) => states.push(link));
  await member.refresh();
  member.reached(new ApiError(0, "offline", ""));
  await member.connect();
  assert.deepEqual(states, ["opening", "offline", "online"]);
});

Deno.test("what an answer says is left replaces that allowance only", () => {
  const { member } = setUp([], { remembered: { me, assistant } });
  member.spend({ ...me.allowances[0]!, used: 15, left: 25 });
  member.spend({ kind: "calls", per: "day", limit: 3, used: 1, left: 2, resetsAt: null });
  assert.deepEqual(member.me.value?.allowances.map((one) => one.left), [25]);
});

Deno.test("what is remembered is kept by member, and rubbish is as good as nothing", () => {
  const map = new Map<string, string>();
  const store = {
    getItem: (key: string) => map.get(key) ?? null,
    setItem: (key: string, value: string) => void map.set(key, value),
  };
  remember(store, "1", { me, assistant });
  assert.deepEqual(recall(store, "1"), { me, assistant });
  assert.equal(recall(store, "2"), null);
  for (const rubbish of ["{", "5", "null", "{}", '{"me":{}}']) {
    assert.equal(recall({ ...store, getItem: () => rubbish }, "1"), null);
  }
  assert.equal(recall(null, "1"), null);
});

Deno.test("a service that answers every other time is asked less and less often", async () => {
  let now = 100_000;
  const { member, waits } = setUp([session, session, session, session], { now: () => now });
  for (let round = 0; round < 3; round++) {
    member.reached(new ApiError(503, "storage_unavailable", ""));
    await member.connect();
  }
  assert.deepEqual(waits, [1, 2, 3]);
  now += 60_001;
  member.reached(new ApiError(0, "offline", ""));
  await member.connect();
  assert.equal(waits.at(-1), 1);
});

Deno.test("one broken route or a busy model does not make the page offline", () => {
  const { member, waits } = setUp([]);
  member.reached(new ApiError(500, "internal", ""));
  member.reached(new ApiError(503, "model_busy", ""));
  assert.equal(member.link.value, "online");
  assert.deepEqual(waits, []);
});
