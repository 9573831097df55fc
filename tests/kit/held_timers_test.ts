import assert from "node:assert/strict";
import { HeldTimers } from "./held_timers.ts";

Deno.test("timers of one length run when a test says so, others by themselves", async () => {
  const ran: string[] = [];
  {
    using held = new HeldTimers(5);
    setTimeout(() => ran.push("held"), 5);
    const cleared = setTimeout(() => ran.push("cleared"), 5);
    clearTimeout(cleared);
    assert.equal(held.size, 1);
    await new Promise((resolve) => setTimeout(resolve, 20));
    assert.deepEqual(ran, []);
    held.pass();
    held.pass();
    assert.deepEqual(ran, ["held"]);
  }
  await new Promise((resolve) => setTimeout(resolve, 5));
});
