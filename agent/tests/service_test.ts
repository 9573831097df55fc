import assert from "node:assert/strict";
import { PATIENCE, until } from "../../tests/kit/conditions.ts";
import type { CallEndReason } from "../../domain/call.ts";
import { createCallService, reachService, ServiceAway, ServiceError } from "../service.ts";
import { keepStream } from "../stream.ts";
import { startFakeService } from "./kit/fake_service.ts";

/** A client whose deadline is short only where the service is never to answer. */
const clientOf = (serviceUrl: string, deadline = PATIENCE) =>
  createCallService({
    serviceUrl,
    callId: "a/b",
    token: "dispatch",
    deadlines: { request: deadline, tool: deadline },
  });

Deno.test("the token of the dispatch begins, that of the epoch goes with all that follows", async () => {
  await using service = startFakeService({ token: "epoch" });
  const client = clientOf(service.url);
  const { greeting } = await client.begin();
  await client.lease({ memberPresent: true });
  await client.tool("weather", { id: "1", arguments: { city: "Омск" } });
  assert.equal(greeting, "Привет, это Сфера");
  assert.deepEqual(service.requests.map(({ path, authorization }) => [path, authorization]), [
    ["begin", "Bearer dispatch"],
    ["lease", "Bearer epoch"],
    ["tools/weather", "Bearer epoch"],
  ]);
});

Deno.test("a refusal has its code and details, and says whether the call is over", async () => {
  await using service = startFakeService();
  const client = clientOf(service.url);
  service.trouble.set("turns", [
    { status: 409, code: "turn_gap", details: { expected: 3 } },
    { status: 409, code: "epoch_stale" },
  ]);
  const refusals: unknown[] = [];
  for (let attempt = 0; attempt < 2; attempt++) {
    await client.turns([]).catch((error) => refusals.push(error));
  }
  const [gap, stale] = refusals as ServiceError[];
  assert.ok(gap instanceof ServiceError && stale instanceof ServiceError);
  assert.deepEqual([gap.code, gap.details, gap.over], ["turn_gap", { expected: 3 }, false]);
  assert.deepEqual([stale.code, stale.over], ["epoch_stale", true]);
});

Deno.test("a service in trouble, one that breaks off, says nothing or is not there is away", async () => {
  await using service = startFakeService();
  const client = clientOf(service.url);
  service.trouble.set("lease", [{ status: 503, code: "stopping" }, "cut", "silence"]);
  await assert.rejects(client.lease({ memberPresent: true }), ServiceAway);
  await assert.rejects(client.lease({ memberPresent: true }), ServiceAway);
  await assert.rejects(clientOf(service.url, 300).lease({ memberPresent: true }), ServiceAway);
  await service.stop();
  await assert.rejects(client.lease({ memberPresent: true }), ServiceAway);
});

Deno.test("the stream stays open, comes back after a restart and tells the end", async () => {
  await using service = startFakeService();
  const told: (CallEndReason | "over")[] = [];
  const stream = keepStream({
    service: clientOf(service.url),
    onEnded: (reason) => told.push(reason),
    onOver: () => told.push("over"),
  });
  await until(() => service.streams === 1, "the stream is open");
  await service.stop();
  service.start();
  await until(() => service.streams === 1, "the stream is open again");
  service.endCall("hung_up");
  await until(() => told.length > 0, "the end is told");
  stream.stop();
  assert.deepEqual(told, ["hung_up"]);
});

Deno.test("a stream on which nothing comes is opened anew, a stopped one closes", async () => {
  await using service = startFakeService();
  let opened = 0;
  const client = clientOf(service.url);
  const stream = keepStream({
    service: { stream: (signal) => (opened++, client.stream(signal)) },
    onEnded: () => {},
    onOver: () => {},
    quiet: 100,
  });
  await until(() => opened >= 2, "it was opened twice");
  stream.stop();
  await until(() => service.streams === 0, "it is closed");
});

Deno.test("a stream refused because another agent has the call tells so", async () => {
  await using service = startFakeService();
  service.trouble.set("stream", [{ status: 409, code: "epoch_stale" }]);
  let over = false;
  keepStream({
    service: clientOf(service.url),
    onEnded: () => {},
    onOver: () => over = true,
  });
  await until(() => over, "it is told");
  assert.equal(service.streams, 0);
});

Deno.test("a process that waits for calls knocks at the service, which may be away", async () => {
  await using service = startFakeService();
  await reachService(service.url, PATIENCE);
  assert.equal(service.knocks, 1);
  await service.stop();
  await reachService(service.url, 300);
});
