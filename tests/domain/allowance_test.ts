import assert from "node:assert/strict";
import fc from "fast-check";
import {
  charge,
  extend,
  left,
  NO_USAGE,
  release,
  reserve,
  taken,
  type Usage,
} from "../../domain/allowance.ts";

Deno.test("a reservation takes a unit, a charge keeps it, a release gives it back", () => {
  const reserved = reserve(NO_USAGE, 2, { id: "one", until: 10 }, 0)!;
  assert.equal(left(reserved, 2, 0), 1);
  assert.equal(left(charge(reserved, "one"), 2, 0), 1);
  assert.equal(left(release(reserved, "one"), 2, 0), 2);
});

Deno.test("nothing is reserved beyond the limit, and everything where there is none", () => {
  const full = { ...NO_USAGE, used: 2 };
  assert.equal(reserve(full, 2, { id: "one", until: 10 }, 0), undefined);
  assert.equal(left(reserve(full, null, { id: "one", until: 10 }, 0)!, null, 0), null);
});

Deno.test("a reservation that lapsed is given back by itself, unless it was extended", () => {
  const reserved = reserve(NO_USAGE, 1, { id: "one", until: 10 }, 0)!;
  assert.equal(left(reserved, 1, 10), 1);
  assert.equal(left(extend(reserved, "one", 20), 1, 10), 0);
  assert.deepEqual(extend(NO_USAGE, "gone", 20), NO_USAGE);
});

Deno.test("whatever happens, no more than the limit is ever held or used", () => {
  const step = fc.oneof(
    fc.record({ do: fc.constant("reserve" as const), id: fc.nat(9).map(String) }),
    fc.record({ do: fc.constant("charge" as const), id: fc.nat(9).map(String) }),
    fc.record({ do: fc.constant("release" as const), id: fc.nat(9).map(String) }),
    fc.record({ do: fc.constant("wait" as const), id: fc.constant("") }),
  );
  fc.assert(fc.property(fc.nat(5), fc.array(step, { maxLength: 60 }), (limit, steps) => {
    let usage: Usage = NO_USAGE;
    let now = 0;
    for (const { do: what, id } of steps) {
      if (what === "wait") now += 3;
      if (what === "reserve" && !(id in usage.reservations)) {
        usage = reserve(usage, limit, { id, until: now + 5 }, now) ?? usage;
      }
      const live = (usage.reservations[id] ?? 0) > now;
      if (what === "charge" && live) usage = charge(usage, id);
      if (what === "release") usage = release(usage, id);
      assert(taken(usage, now) <= limit);
    }
  }));
});
