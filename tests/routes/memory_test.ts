import assert from "node:assert/strict";
import { createGemini } from "../../clients/gemini.ts";
import { startGemini } from "../../dev/gemini/server.ts";
import type { ModelPart } from "../../services/ports.ts";
import { SILENCE } from "../../domain/conversation.ts";
import { sessionHeaders, type TestApp, testApp } from "../kit/app.ts";
import { write } from "../kit/chat.ts";
import { scriptedModel } from "../kit/model.ts";

/** A model that notes what it is told after «запомни», and digests with a correction. */
function noting() {
  return scriptedModel((request) => {
    const parts = request.contents.at(-1)!.parts;
    const said = parts.map((part) => "text" in part ? part.text : "").join("");
    const content = /запомни: (.*)/.exec(said)?.[1];
    if (!content) return ["Хорошо."];
    const call: ModelPart = {
      functionCall: { name: "update_profile", arguments: { section: "bio", content } },
    };
    return [call];
  }, ({ schema, contents }) => {
    if (schema.title === "summary") return { text: "Говорили о плече. Оно выросло. Это всё." };
    const [part] = contents[0]!.parts;
    const { facts } = JSON.parse((part as { text: string }).text);
    const statement = {
      section: "bio",
      text: "Плечо три",
      sequence: 3,
      sentence: "плечо теперь три",
    };
    return { operations: [{ supersede: { ...statement, factId: facts[0].id } }] };
  });
}

async function ask(app: TestApp, token: string, path: string, method = "GET", body?: unknown) {
  const response = await app.ask(path, {
    method,
    headers: sessionHeaders(token, { "Accept-Language": "ru" }),
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  return { status: response.status, body: await response.json() };
}

/** Says something in the app and reads the answer to its end. */
async function tell(app: TestApp, token: string, message: string): Promise<string> {
  return await (await write(app, token, message)).text();
}

Deno.test("what is told is on the screen, with its sentence, theirs to correct, delete and bring back", async () => {
  await using app = await testApp({ model: noting() });
  const token = await app.enter();
  const events = await tell(app, token, "Привет, запомни: плечо два");
  assert.match(events, /"kind":"profile","title":"Запомнила о тебе","text":"плечо два"/);

  const { body: { facts: [fact] } } = await ask(app, token, "/api/memory");
  assert.deepEqual([fact.text, fact.section, fact.source.sequence], ["плечо два", "bio", 1]);
  const path = `/api/memory/facts/${fact.id}`;
  const source = await ask(app, token, `${path}/source`);
  assert.equal(source.body.sentence, "Привет, запомни: плечо два");
  assert.deepEqual(
    source.body.turns.map(({ role, text }: { role: string; text: string }) => [role, text]),
    [["member", "Привет, запомни: плечо два"], ["assistant", "Хорошо."]],
  );

  const changed = await ask(app, token, path, "PATCH", { text: "Плечо три" });
  assert.deepEqual([changed.status, changed.body.text, changed.body.source], [
    200,
    "Плечо три",
    null,
  ]);
  assert.deepEqual(changed.body.earlier, [{ text: "плечо два", validTo: app.clock.now() }]);
  const now = `/api/memory/facts/${changed.body.id}`;
  assert.equal((await ask(app, token, `${now}/source`)).status, 404);

  const removed = await ask(app, token, now, "DELETE");
  assert.deepEqual(removed.body, { restorableUntil: app.clock.now() + 600_000 });
  assert.deepEqual((await ask(app, token, "/api/memory")).body, { facts: [] });
  assert.deepEqual((await ask(app, token, `${now}/restore`, "POST")).body, changed.body);
  await ask(app, token, now, "DELETE");
  app.clock.move(600_000);
  await app.app.sweep();
  assert.equal((await ask(app, token, `${now}/restore`, "POST")).status, 404);
  const keys = await Array.fromAsync(app.kv.list({ prefix: ["fact"] }));
  assert.deepEqual(keys, []);
});

Deno.test("a correction in the talk is dated after the silence, and the old one is not told any more", async () => {
  const model = noting();
  await using app = await testApp({ model });
  const token = await app.enter();
  await tell(app, token, "запомни: плечо два");
  await tell(app, token, "Знаешь, плечо теперь три");
  assert.match(model.requests.at(-1)!.instructions, /<profile>\n- bio: плечо два\n/);
  app.clock.move(SILENCE);
  await app.app.sweep();
  await app.app.sweep();
  const { body: { facts } } = await ask(app, token, "/api/memory");
  assert.equal(facts.length, 1);
  assert.deepEqual([facts[0].text, facts[0].source.sentence], ["Плечо три", "плечо теперь три"]);
  assert.deepEqual(facts[0].earlier.map(({ text }: { text: string }) => text), ["плечо два"]);
  await tell(app, token, "Привет");
  const { instructions } = model.requests.at(-1)!;
  assert.match(instructions, /<profile>\n- bio: Плечо три\n<\/profile>/);
  assert.match(instructions, /<last_conversation on="2026-11-23">\nГоворили о плече\. /);
  assert.doesNotMatch(instructions, /плечо два/);
});

Deno.test("a search finds facts and turns of this member alone", async () => {
  await using app = await testApp({ model: noting() });
  const [anna, boris] = [await app.enter(1001), await app.enter(1002)];
  await tell(app, anna, "запомни: плечо два");
  await tell(app, boris, "моё плечо десять");
  const search = (token: string) =>
    ask(app, token, `/api/memory/search?query=${encodeURIComponent("плечо")}`);
  const found = (await search(anna)).body;
  assert.deepEqual(found.facts.map(({ text }: { text: string }) => text), ["плечо два"]);
  assert.deepEqual(found.turns.map(({ text }: { text: string }) => text), [
    "запомни: плечо два",
  ]);
  assert(!JSON.stringify((await search(boris)).body).includes("два"));
  assert.equal((await ask(app, anna, "/api/memory/search?query=")).status, 400);
});

Deno.test("bad input is refused in words; a stranger's fact is not there; the banned see nothing", async () => {
  await using app = await testApp({ model: noting() });
  const [anna, boris] = [await app.enter(1001), await app.enter(1002)];
  await tell(app, anna, "запомни: плечо два");
  const { body: { facts: [fact] } } = await ask(app, anna, "/api/memory");
  const path = `/api/memory/facts/${fact.id}`;
  for (const body of [{ text: "я".repeat(10_000) }, { text: "  " }, {}, { text: "да", more: 1 }]) {
    const refused = await ask(app, anna, path, "PATCH", body);
    assert.equal(refused.status, 400);
    assert.equal(refused.body.error.code, "bad_request");
    assert(refused.body.error.details.problems.length > 0);
  }
  for (
    const [method, at] of [["PATCH", ""], ["DELETE", ""], ["POST", "/restore"], ["GET", "/source"]]
  ) {
    const body = method === "PATCH" ? { text: "Моё" } : undefined;
    assert.equal((await ask(app, boris, path + at, method, body)).status, 404);
  }
  const me = await ask(app, boris, "/api/me");
  await app.app.members.setBanned(me.body.member.id, true);
  for (const at of ["/api/memory", "/api/memory/search?query=да", `${path}/source`]) {
    assert.equal((await ask(app, boris, at)).status, 403);
  }
  assert.equal((await ask(app, anna, "/api/memory")).body.facts[0].text, "плечо два");
});

Deno.test("in the box, what was told is corrected and dated, and what is temporary fades", async () => {
  const standIn = await startGemini({ chunkPauseMilliseconds: 0 });
  try {
    const model = createGemini({ apiKey: "any", baseUrl: standIn.url });
    await using app = await testApp({ model });
    const token = await app.enter();
    const facts = async (): Promise<{ text: string; earlier: { text: string }[] }[]> =>
      (await ask(app, await app.enter(), "/api/memory")).body.facts;
    await tell(app, token, "Живу в Москве. До конца месяца торгую только на демо.");
    await tell(app, token, "Плечо у меня два");
    app.clock.move(SILENCE);
    await app.app.sweep();
    await tell(app, token, "Плечо теперь три, а ещё я переехал в Самару.");
    await tell(app, token, "Я переехал в Самару");
    app.clock.move(SILENCE);
    await app.app.sweep();
    const known = await facts();
    const leverage = known.find(({ text }) => text.startsWith("Плечо теперь три"));
    assert.deepEqual(leverage!.earlier.map(({ text }) => text), ["Плечо у меня два"]);
    const home = known.find(({ text }) => text.includes("переехал в Самару"));
    assert.deepEqual(home!.earlier.map(({ text }) => text), ["Живу в Москве"]);
    const demo = known.findIndex(({ text }) => text.includes("демо"));
    assert(demo >= 0);
    app.clock.move(31 * 24 * 3600_000);
    // It is over, so it stands behind all that holds, until other facts need its place.
    assert.equal((await facts()).findIndex(({ text }) => text.includes("демо")), known.length - 1);
  } finally {
    await standIn.close();
  }
});
