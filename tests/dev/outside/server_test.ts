import assert from "node:assert/strict";
import { startOutside } from "../../../dev/outside/server.ts";
import { until } from "../../kit/conditions.ts";

Deno.test("what is slow outside goes on once the faults are cleared", async () => {
  await using outside = await startOutside({ clock: { now: () => 0 } });
  outside.faults.add({ kind: "slow", milliseconds: 600_000 });
  const answer = fetch(`${outside.url}/v1/search?name=Kazan`);
  await until(() => outside.requests().length === 1, "the question");
  outside.faults.clear();
  const response = await answer;
  assert.equal(response.status, 200);
  await response.body?.cancel();
});
