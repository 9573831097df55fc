import assert from "node:assert/strict";
import { keys } from "../../db/keys.ts";
import type { ExportLink } from "../../routes/schemas.ts";
import { HOLDINGS } from "../../services/holdings.ts";
import { sessionHeaders, type TestApp, testApp } from "../kit/app.ts";
import { capturedLog } from "../kit/log.ts";
import { fillMember } from "../kit/member_data.ts";

const ANNA = 7000000123;
const MINUTE = 60_000;

async function link(app: TestApp, token: string): Promise<ExportLink & { path: string }> {
  const response = await app.ask("/api/me/export", {
    method: "POST",
    headers: sessionHeaders(token),
  });
  assert.equal(response.status, 200);
  const body = await response.json();
  return { ...body, path: new URL(body.url).pathname };
}

Deno.test("everything about a member is one readable file, and nothing of another is in it", async () => {
  await using app = await testApp();
  const anna = await fillMember(app, ANNA, "черника");
  const boris = await fillMember(app, 7000000456, "малина");
  const { path, url, fileName, expiresAt } = await link(app, anna.token);
  assert.match(url, /^http:\/\/localhost:8123\/api\/exports\//);
  assert.equal(expiresAt, app.clock.now() + 10 * MINUTE);
  await using log = await capturedLog();
  const response = await app.ask(path, { headers: { Origin: "https://web.telegram.org" } });
  assert.equal(response.status, 200);
  const { headers } = response;
  assert.equal(headers.get("content-type"), "application/json; charset=utf-8");
  assert.equal(headers.get("content-disposition"), `attachment; filename="${fileName}"`);
  assert.equal(headers.get("cache-control"), "no-store");
  assert.equal(headers.get("access-control-allow-origin"), "https://web.telegram.org");
  assert.match(fileName, /^sfera-2026-11-23\.json$/);

  const text = await response.text();
  const file = JSON.parse(text);
  assert.match(file.about.ru, /Sfera знает о тебе/);
  assert.match(file.about.en, /Sfera knows about you/);
  assert.equal(file.exportedAt, new Date(app.clock.now()).toISOString());
  const exported = HOLDINGS.filter((holding) => holding.exported !== "elsewhere");
  const names = exported.map(({ name }) => name);
  assert.deepEqual(Object.keys(file), ["about", "exportedAt", ...names]);
  for (const { name, exported: shape } of exported) {
    assert(shape === "list" ? file[name].length > 0 : file[name] !== null, `${name} is there`);
  }
  assert.equal(file.member.id, anna.memberId);
  assert.deepEqual(file.turns.map(({ text }: { text: string }) => text), [
    "Моё слово черника",
    "Привет.",
  ]);
  const [now, was] = file.facts;
  assert.equal(now.sources[0].sentence, "Моё слово черника");
  assert.deepEqual([was.supersededBy, was.validTo], [now.id, "2026-11-20T10:00:00.000Z"]);
  assert.deepEqual(file.usage, [{ kind: "messages", day: "2026-11-23", used: 1 }]);
  assert(!text.includes('"schema"'));
  for (const other of [boris.memberId, boris.telegramId, boris.word]) assert(!text.includes(other));
  const token = path.split("/").at(-1)!;
  assert(log.lines.length > 0 && !log.lines.join().includes(token), "the log has no address");
});

Deno.test("an address is good for ten minutes, for one member, and as it was signed", async () => {
  await using app = await testApp();
  const anna = await fillMember(app, ANNA, "черника");
  const { path } = await link(app, anna.token);
  const token = path.split("/").at(-1)!;
  const [memberId, expiresAt, signature] = token.split(".") as [string, string, string];
  const forged = [
    "nothing",
    anna.token,
    `${memberId}.${Number(expiresAt) + 1}.${signature}`,
    `${memberId}x.${expiresAt}.${signature}`,
    `${memberId}.${expiresAt}.${signature.slice(1)}`,
    `${token}.more`,
    anna.token.split(".").slice(0, 1).concat(anna.token.split(".").slice(2)).join("."),
  ];
  for (const wrong of forged) {
    const response = await app.ask(`/api/exports/${wrong}`);
    assert.equal(response.status, 404, wrong);
    await response.body?.cancel();
  }
  app.clock.move(10 * MINUTE - 1);
  const good = await app.ask(path);
  assert.equal(good.status, 200);
  await good.body?.cancel();
  app.clock.move(1);
  const late = await app.ask(path);
  assert.equal(late.status, 404);
  await late.body?.cancel();
});

Deno.test("whoever is erased gets no file, and one that is being written breaks off", async () => {
  await using app = await testApp();
  const anna = await fillMember(app, ANNA, "черника");
  const { path } = await link(app, anna.token);
  const reader = (await app.ask(path)).body!.getReader();
  await reader.read();
  const erased = await app.ask("/api/me/erasure", {
    method: "POST",
    headers: sessionHeaders(anna.token),
    body: JSON.stringify({ confirm: "erase" }),
  });
  assert.equal(erased.status, 200);
  await erased.body?.cancel();
  await assert.rejects(async () => {
    while (!(await reader.read()).done);
  });
  const again = await app.ask(path);
  assert.equal(again.status, 404);
  await again.body?.cancel();
});

Deno.test("a long conversation is written page by page, in order and whole", async () => {
  await using app = await testApp();
  const anna = await fillMember(app, ANNA, "черника");
  const said = "слово ".repeat(100);
  for (let sequence = 3; sequence <= 2_345; sequence += 1) {
    await app.kv.set(keys.turn(anna.memberId, sequence), {
      schema: 1,
      sequence,
      role: "member",
      text: said,
      at: app.clock.now(),
    });
  }
  const { path } = await link(app, anna.token);
  const pieces: string[] = [];
  for await (const piece of (await app.ask(path)).body!.pipeThrough(new TextDecoderStream())) {
    pieces.push(piece);
  }
  const { turns } = JSON.parse(pieces.join(""));
  assert.deepEqual(
    turns.map(({ sequence }: { sequence: number }) => sequence),
    Array.from({ length: 2_345 }, (_, index) => index + 1),
  );
  const longest = Math.max(...pieces.map(({ length }) => length));
  assert(longest < 300 * said.length, `${longest} characters at once`);
});
