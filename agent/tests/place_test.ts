import { equal, rejects } from "node:assert/strict";
import type { JobContext } from "@livekit/agents";
import { Room } from "@livekit/rtc-node";
import { roomOf } from "../place.ts";

function jobThatEnters(enter: () => Promise<void>): JobContext {
  return { room: new Room(), connect: enter } as unknown as JobContext;
}

Deno.test("the room is entered at once, and only once", async () => {
  let entered = 0;
  const context = jobThatEnters(() => Promise.resolve(void entered++));
  roomOf(context);
  equal(entered, 1);
  // What the session does when it starts.
  await context.connect();
  equal(entered, 1);
});

Deno.test("whoever starts a session is told that the room cannot be entered", async () => {
  const context = jobThatEnters(() => Promise.reject(new Error("no way")));
  roomOf(context);
  await rejects(() => context.connect(), /no way/);
});
