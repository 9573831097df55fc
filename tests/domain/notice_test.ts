import assert from "node:assert/strict";
import {
  type Notice,
  NOTICE_TIME,
  noticesAt,
  withNotice,
  withoutNotice,
} from "../../domain/notice.ts";

const notice = (id: string, at = 0): Notice => ({ id, kind: "receipt", text: id, at });
const idsAt = (kept: Parameters<typeof noticesAt>[0], now: number) =>
  noticesAt(kept, now).map(({ id }) => id);

Deno.test("a notice is kept once, until it was seen or a month has passed", () => {
  let kept = withNotice(undefined, notice("a"), 0);
  kept = withNotice(kept, notice("b", 5), 5);
  kept = withNotice(kept, notice("b", 5), 5);
  assert.deepEqual(idsAt(kept, NOTICE_TIME - 1), ["a", "b"]);
  assert.deepEqual(idsAt(kept, NOTICE_TIME), ["b"]);
  assert.deepEqual(idsAt(withoutNotice(kept, "a", 5), 5), ["b"]);
  assert.deepEqual(idsAt(withoutNotice(kept, "z", 5), 5), ["a", "b"]);
});

Deno.test("of many the newest are kept, and they fit into one value of the store", async () => {
  let kept = withNotice(undefined, notice("first"), 0);
  for (let index = 0; index < 40; index += 1) {
    const long = { ...notice(crypto.randomUUID(), index), text: "я".repeat(4096) };
    kept = withNotice(kept, long, index);
  }
  assert.equal(kept.notices.length, 20);
  assert.equal(kept.notices.at(-1)!.at, 39);
  using kv = await Deno.openKv(":memory:");
  assert.equal((await kv.set(["notices"], kept)).ok, true);
});
