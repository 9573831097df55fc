import assert from "node:assert/strict";
import { startTelegram } from "../../dev/telegram/mod.ts";
import { sessionHeaders, testApp, TOKEN } from "../kit/app.ts";
import { scriptedModel } from "../kit/model.ts";

Deno.test("live says that the process runs, ready says what of the outside works", async () => {
  await using telegram = disposable(
    await startTelegram({ token: TOKEN, clock: { now: Date.now } }),
  );
  await using app = await testApp({ apiRoot: telegram.url });
  assert.deepEqual(await (await app.ask("/health/live")).json(), { status: "ok" });
  const ready = await app.ask("/health/ready");
  const { status, dependencies } = await ready.json();
  assert.deepEqual([ready.status, status], [200, "ok"]);
  assert.deepEqual(Object.keys(dependencies).sort(), ["model", "storage", "telegram"]);
});

Deno.test("without Telegram or the model it is degraded and still serves", async () => {
  const model = { ...scriptedModel(() => []), check: () => Promise.reject(new Error("away")) };
  await using app = await testApp({ model });
  const ready = await app.ask("/health/ready");
  const { status, dependencies } = await ready.json();
  assert.deepEqual([ready.status, status], [200, "degraded"]);
  assert.equal(dependencies.model.status, "down");
  assert.equal(dependencies.telegram.status, "down");
  assert.equal(dependencies.storage.status, "ok");
});

Deno.test("a process that stops says so, and takes no new messages", async () => {
  const app = await testApp();
  const token = await app.enter();
  const stopped = app.app.stop(0);
  const ready = await app.ask("/health/ready");
  assert.deepEqual([ready.status, (await ready.json()).status], [503, "stopping"]);
  const refused = await app.ask("/api/chat", {
    method: "POST",
    headers: sessionHeaders(token),
    body: '{"message":"Ещё одно"}',
  });
  assert.deepEqual([refused.status, (await refused.json()).error.code], [503, "stopping"]);
  await stopped;
  app.kv.close();
});

Deno.test("one that stops before anybody came begins nothing", async () => {
  const app = await testApp();
  const stopped = app.app.stop(0);
  app.app.start();
  const ready = await app.ask("/health/ready");
  assert.deepEqual([ready.status, (await ready.json()).status], [503, "stopping"]);
  const refused = await app.ask("/api/session", { method: "POST" });
  assert.deepEqual([refused.status, (await refused.json()).error.code], [503, "stopping"]);
  await stopped;
  app.kv.close();
});

function disposable<T extends { close(): Promise<void> }>(thing: T): T & AsyncDisposable {
  return Object.assign(thing, { [Symbol.asyncDispose]: () => thing.close() });
}
