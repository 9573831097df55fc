import assert from "node:assert/strict";
import { createLiveKit } from "../../clients/livekit.ts";
import { lazyRooms } from "../../clients/lazy_rooms.ts";

const url = "ws://127.0.0.1:1";

Deno.test("a client that could not be loaded is loaded by the next one who asks", async () => {
  let loads = 0;
  const rooms = lazyRooms(url, () => {
    loads += 1;
    if (loads === 1) return Promise.reject(new Error("away"));
    return Promise.resolve(createLiveKit({ url, apiKey: "key", apiSecret: "secret".repeat(8) }));
  });
  await assert.rejects(rooms.load(), /away/);
  const participant = { room: "room", identity: "member", lifetimeSeconds: 60 };
  assert.ok(await rooms.participantToken(participant));
  await rooms.load();
  assert.equal(loads, 2, "and is kept once it is there");
});
