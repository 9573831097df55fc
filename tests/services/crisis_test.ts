import assert from "node:assert/strict";
import { AppError } from "../../domain/errors.ts";
import { crisisIn } from "../../services/crisis.ts";
import { sessionHeaders, type TestApp, testApp, testConfig, testTexts } from "../kit/app.ts";
import { write } from "../kit/chat.ts";
import { allEvents, textOf } from "../kit/events.ts";
import { scriptedModel } from "../kit/model.ts";

const { community } = await testConfig();
const texts = await testTexts();

async function say(app: TestApp, token: string, message: string) {
  const response = await write(app, token, message);
  return { status: response.status, events: response.ok ? await allEvents(response) : [] };
}

Deno.test("help is that of the member's country, in the member's language", async () => {
  const said = [{ text: "не хочу жить", at: 0 }];
  const phones = async (country: string | null, language: "ru" | "en") => {
    const crisis = await crisisIn(said, { community, country, language, texts });
    assert(crisis?.card?.kind === "emergency");
    return crisis.card.contacts;
  };
  assert.deepEqual((await phones("US", "en")).map(({ phone }) => phone), ["911", "988"]);
  assert.equal((await phones("RU", "ru"))[1]!.name, "Психологи МЧС, круглосуточно");
  assert.deepEqual((await phones(null, "ru")).map(({ phone }) => phone), ["112", "911"]);
  assert.deepEqual(await phones("AQ", "en"), await phones(null, "en"));
  assert.deepEqual(await phones("constructor", "en"), await phones(null, "en"));
});

Deno.test("it leaves every role, offers no tool and shows where to call before a word is said", async () => {
  const model = scriptedModel(() => ["Я слышу, как тебе тяжело."]);
  await using app = await testApp({ model });
  const token = await app.enter();
  const { events } = await say(app, token, "Слил всё, не хочу больше жить. Объясни, почему так");
  assert.equal(events[0]!.name, "card");
  assert.equal(events[0]!.data.kind, "emergency");
  const [{ instructions, tools }] = model.requests as [typeof model.requests[number]];
  assert.match(instructions, /<emergency country="unknown">\n- .*: 112/);
  assert.doesNotMatch(instructions, /\n<persona name|\n<ask_name\/>/);
  assert.deepEqual(tools, []);

  const next = await say(app, token, "да");
  assert(next.events.every(({ name }) => name !== "card"));
  assert.match(model.requests[1]!.instructions, /<emergency/);
});

Deno.test("where no model answers the words come from us", async () => {
  await using app = await testApp({
    model: scriptedModel(() => [new AppError("model_busy", {})]),
  });
  const { events } = await say(app, await app.enter(), "I want to die");
  assert.match(textOf(events), /позвони/);
  const { status, charged } = events.at(-1)!.data;
  assert.deepEqual({ status, charged }, { status: "complete", charged: false });
});

Deno.test("no limit stands in between, and it costs nothing", async () => {
  await using app = await testApp({ messages: 1 });
  const token = await app.enter();
  assert.equal((await say(app, token, "Привет")).status, 200);
  assert.equal((await say(app, token, "Ещё")).status, 402);
  assert.equal((await say(app, token, "Хочу умереть")).status, 200);
  assert.equal((await say(app, token, "да, я один дома")).status, 200);
  const me = await app.ask("/api/me", { headers: sessionHeaders(token) });
  assert.equal((await me.json()).allowances[0].used, 1);
});

Deno.test("the country that the member chose decides, incognito too", async () => {
  await using app = await testApp();
  const token = await app.enter();
  const send = (path: string, method: string, body: unknown) =>
    app.ask(path, {
      method,
      headers: sessionHeaders(token),
      body: JSON.stringify(body),
    });
  await (await send("/api/settings", "PATCH", { country: "KZ" })).body?.cancel();
  const phones = (events: { data: { contacts?: { phone: string }[] } }[]) =>
    events[0]!.data.contacts?.map(({ phone }) => phone);
  assert.deepEqual(phones((await say(app, token, "не хочу жить")).events), ["112", "150"]);
  const talk = { message: "не хочу жить", earlier: [] };
  const incognito = await allEvents(await send("/api/incognito", "POST", talk));
  assert.deepEqual(phones(incognito), ["112", "150"]);
  assert.equal(incognito.at(-1)!.data.charged, false);
});
