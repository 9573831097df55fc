/** What a member meets when the store fails: an answer, or a plain sentence; never half of one. */
import assert from "node:assert/strict";
import { openDatabaseKv } from "../../db/open.ts";
import { currentHost } from "../ci/host.ts";
import { startOutside } from "../ci/outside.ts";
import { startService } from "../ci/service.ts";
import { movableClock, sessionHeaders, type TestApp, testApp } from "../kit/app.ts";
import { write } from "../kit/chat.ts";
import { until } from "../kit/conditions.ts";
import { GENERATION_LEASE } from "../../domain/conversation.ts";
import { scriptedModel } from "../kit/model.ts";
import { needsDenokv, startDenokv } from "../kit/denokv.ts";
import { allEvents, readEvents, textOf } from "../kit/events.ts";
import { holdFile } from "../kit/hold_file.ts";
import { temporaryFolder } from "../kit/temporary_kv.ts";

async function read(app: TestApp, token: string, path: string) {
  const response = await app.ask(path, { headers: sessionHeaders(token) });
  return { status: response.status, body: await response.json() };
}

function writeOnce(app: TestApp, token: string, message: string, key: string) {
  return write(app, token, message, { "Idempotency-Key": key, "Accept-Language": "ru" });
}

function assertUnavailable(status: number, body: { error: Record<string, string> }): void {
  assert.deepEqual([status, body.error?.code], [503, "storage_unavailable"], JSON.stringify(body));
  assert.match(body.error.message!, /^[А-ЯA-Z].+\.$/);
  assert.deepEqual(Object.keys(body.error).sort(), ["code", "message", "requestId"]);
}

/** Everything of the conversation is there, and once. */
async function assertWhole(app: TestApp, token: string, said: string[]) {
  const { body } = await read(app, token, "/api/chat");
  const turns: { role: string; text: string; sequence: number }[] = body.turns;
  const ofMember = turns.filter(({ role }) => role === "member").map(({ text }) => text);
  assert.deepEqual(ofMember, said);
  assert.deepEqual(turns.map(({ sequence }) => sequence), turns.map((_, index) => index + 1));
  assert.deepEqual(body.running, []);
  const answers = turns.filter(({ role }) => role === "assistant");
  const me = await read(app, token, "/api/me");
  assert.equal(me.body.allowances[0].used, answers.length);
  assert.equal(me.body.member.interactionCount, answers.length);
}

Deno.test("a file that another process holds: reading goes on, writing waits or is refused", async () => {
  await using folder = await temporaryFolder();
  const path = `${folder.path}/sfera.sqlite3`;
  const kv = await openDatabaseKv(path);
  {
    await using app = await testApp({ kv });
    const token = await app.enter();
    await allEvents(await writeOnce(app, token, "Раз", "1"));
    const holder = await holdFile(path);
    assert.equal((await read(app, token, "/api/me")).status, 200);
    const refused = await writeOnce(app, token, "Два", "2");
    assertUnavailable(refused.status, await refused.json());
    const waiting = writeOnce(app, token, "Три", "3");
    await holder.release();
    assert.equal(textOf(await allEvents(await waiting)), "Привет.");
    assert.equal(textOf(await allEvents(await writeOnce(app, token, "Два", "2"))), "Привет.");
    await assertWhole(app, token, ["Раз", "Три", "Два"]);
  }
  kv.close();
});

Deno.test("a damaged file stops the start with one line that names it", async () => {
  await using folder = await temporaryFolder();
  const path = `${folder.path}/sfera.sqlite3`;
  await Deno.writeTextFile(path, "Привет. ".repeat(1000));
  await using host = await currentHost();
  await using outside = await startOutside(folder.path);
  await using service = await startService(host, folder.path, {
    ...outside.environment,
    KV_URL: path,
  });
  const { code, errors } = await service.ended();
  assert.equal(code, 2);
  assert.deepEqual(errors, [`KV_URL: ${path}: the file is damaged or is not a database`]);
});

Deno.test({
  ...needsDenokv("a store that stands still is told of in time, and all goes on when it is back"),
  async fn() {
    await using folder = await temporaryFolder();
    await using denokv = await startDenokv(folder.path);
    const kv = await openDatabaseKv(denokv.url);
    {
      await using app = await testApp({ kv });
      const token = await app.enter();
      await allEvents(await writeOnce(app, token, "Раз", "1"));
      denokv.pause();
      const [me, message, ready] = await Promise.all([
        read(app, token, "/api/me"),
        writeOnce(app, token, "Два", "2"),
        app.ask("/health/ready"),
      ]);
      assertUnavailable(me.status, me.body);
      assertUnavailable(message.status, await message.json());
      const report = await ready.json();
      assert.deepEqual([ready.status, report.status], [503, "down"]);
      assert.deepEqual(
        [report.dependencies.storage.status, report.dependencies.model.status],
        ["down", "ok"],
      );
      assert.equal((await app.ask("/health/live")).status, 200);
      denokv.goOn();
      assert.equal((await read(app, token, "/api/me")).status, 200);
      assert.equal(textOf(await allEvents(await writeOnce(app, token, "Два", "2"))), "Привет.");
      await assertWhole(app, token, ["Раз", "Два"]);
    }
    kv.close();
  },
});

Deno.test({
  ...needsDenokv("a stream that broke off with the store is read on when it is back"),
  async fn() {
    await using folder = await temporaryFolder();
    await using denokv = await startDenokv(folder.path);
    const kv = await openDatabaseKv(denokv.url);
    const hold = Promise.withResolvers<void>();
    const model = scriptedModel(async (_, number) => {
      if (number === 2) await hold.promise;
      return number === 1
        ? ["Раз. ", { functionCall: { name: "recall", arguments: { query: "раз" } } }]
        : ["Два."];
    });
    const clocks = { clock: movableClock(), liveness: movableClock() };
    {
      await using app = await testApp({ kv, model, clocks });
      const token = await app.enter();
      const response = await writeOnce(app, token, "Считай", "1");
      const id = response.headers.get("X-Generation-Id");
      const reader = readEvents(response);
      const first = (await reader.next()).value!;
      denokv.pause();
      const seen = [first, ...await Array.fromAsync(reader)];
      assert.deepEqual(seen.map(({ name }) => name), ["text"], "it broke off without an end");
      denokv.goOn();
      hold.resolve();
      clocks.liveness.move(GENERATION_LEASE);
      const events = await until(async () => {
        const rest = await app.ask(`/api/chat/${id}/events`, {
          headers: sessionHeaders(token, { "Last-Event-ID": "1" }),
        });
        return rest.status === 200 && [...seen, ...await allEvents(rest)];
      }, "the rest");
      assert.deepEqual(events.map(({ id }) => id), events.map((_, index) => index + 1));
      assert.equal(events.filter(({ name }) => name === "done").length, 1);
      assert.equal(events.at(-1)!.name, "done");
      await assertWhole(app, token, ["Считай"]);
    }
    kv.close();
  },
});

Deno.test({
  ...needsDenokv("a store that died and was started again is used again"),
  async fn() {
    await using folder = await temporaryFolder();
    const first = await startDenokv(folder.path);
    const kv = await openDatabaseKv(first.url);
    {
      await using app = await testApp({ kv });
      const token = await app.enter();
      await first.kill();
      const me = await read(app, token, "/api/me");
      assertUnavailable(me.status, me.body);
      await using _second = await startDenokv(folder.path, first.port);
      // As a page does: with the same key, until there is an answer.
      const answer = await until(async () => {
        const response = await writeOnce(app, token, "Раз", "1");
        return response.status === 200 ? await allEvents(response) : void await response.text();
      }, "an answer");
      assert.equal(textOf(answer), "Привет.", JSON.stringify(answer));
      await assertWhole(app, token, ["Раз"]);
    }
    kv.close();
  },
});
