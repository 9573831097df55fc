import assert from "node:assert/strict";
import { PATIENCE, until } from "../../tests/kit/conditions.ts";
import type { LeaseAnswer } from "../../routes/schemas.ts";
import { createLease, type LeaseLoss } from "../lease.ts";
import { createCallService } from "../service.ts";
import { type FakeService, startFakeService } from "./kit/fake_service.ts";

function leaseOf(service: FakeService, times: { renewEvery: number; tolerance: number }) {
  const client = createCallService({
    serviceUrl: service.url,
    callId: "call",
    token: "token",
    deadlines: { request: PATIENCE, tool: PATIENCE },
  });
  const answers: LeaseAnswer[] = [];
  const losses: LeaseLoss[] = [];
  const lease = createLease({
    renew: (presence) => client.lease(presence),
    ...times,
    onAnswer: (answer) => answers.push(answer),
    onLost: (loss) => losses.push(loss),
  });
  return { lease, answers, losses };
}

function presences(service: FakeService): boolean[] {
  return service.requests.filter(({ path }) => path === "lease")
    .map(({ body }) => (body as { memberPresent: boolean }).memberPresent);
}

Deno.test("a lease is renewed again and again", async () => {
  await using service = startFakeService({ secondsLeft: 42 });
  const { lease, answers } = leaseOf(service, { renewEvery: 20, tolerance: 5000 });
  await until(() => answers.length >= 3, "three renewals");
  lease.stop();
  assert.equal(answers[0]!.secondsLeft, 42);
});

Deno.test("the member's coming and going is told at once", async () => {
  await using service = startFakeService();
  const { lease, answers } = leaseOf(service, { renewEvery: 60_000, tolerance: 60_000 });
  await until(() => answers.length === 1, "the first renewal");
  lease.setPresence(true);
  await until(() => answers.length === 2, "the coming");
  lease.setPresence(false);
  await until(() => answers.length === 3, "the going");
  lease.stop();
  assert.deepEqual(presences(service), [false, true, false]);
});

Deno.test("what changes while a renewal is under way is told right after it", async () => {
  await using service = startFakeService();
  const { lease, answers } = leaseOf(service, { renewEvery: 60_000, tolerance: 60_000 });
  lease.setPresence(true);
  await until(() => answers.length === 2, "two renewals");
  lease.stop();
  assert.deepEqual(presences(service), [false, true]);
});

Deno.test("a service that restarts is borne with", async () => {
  await using service = startFakeService();
  const { lease, answers, losses } = leaseOf(service, { renewEvery: 20, tolerance: 60_000 });
  await until(() => answers.length > 0, "the first renewal");
  await service.stop();
  const before = answers.length;
  service.start();
  await until(() => answers.length > before, "renewals again");
  lease.stop();
  assert.deepEqual(losses, []);
});

Deno.test("a service that is away for too long is given up", async () => {
  await using service = startFakeService();
  const { answers, losses } = leaseOf(service, { renewEvery: 20, tolerance: 150 });
  await until(() => answers.length > 0, "the first renewal");
  await service.stop();
  await until(() => losses.length > 0, "the loss");
  assert.deepEqual(losses, ["service_away"]);
});

for (const [status, code] of [[409, "epoch_stale"], [410, "call_ended"]] as const) {
  Deno.test(`a lease refused with ${code} is lost at once`, async () => {
    await using service = startFakeService();
    service.trouble.set("lease", [{ status, code }]);
    const { losses } = leaseOf(service, { renewEvery: 20, tolerance: 60_000 });
    await until(() => losses.length > 0, "the loss");
    assert.deepEqual(losses, ["over"]);
    assert.deepEqual(presences(service), []);
  });
}
