import assert from "node:assert/strict";
import type { SettingsView } from "../../routes/schemas.ts";
import { sessionHeaders, type TestApp, testApp } from "../kit/app.ts";
import { until } from "../kit/conditions.ts";

async function ask(app: TestApp, token: string, change?: unknown) {
  const response = await app.ask("/api/settings", {
    method: change === undefined ? "GET" : "PATCH",
    headers: sessionHeaders(token),
    ...(change !== undefined && { body: JSON.stringify(change) }),
  });
  return { status: response.status, body: await response.json() };
}

async function enter(app: TestApp, timeZone: string): Promise<string> {
  const response = await app.ask("/api/session", {
    method: "POST",
    headers: { Authorization: `tma ${await app.initData()}`, "X-Time-Zone": timeZone },
  });
  assert.equal(response.status, 200);
  return (await response.json()).token;
}

async function languageNow(app: TestApp, token: string): Promise<string> {
  const response = await app.ask("/api/me", { headers: sessionHeaders(token) });
  return (await response.json()).member.language;
}

Deno.test("settings come with what there is to choose, in the member's language", async () => {
  await using app = await testApp();
  const token = await app.enter();
  const { status, body } = await ask(app, token);
  const view = body as SettingsView;
  assert.equal(status, 200);
  assert.deepEqual(view.settings, {
    language: null,
    voice: null,
    personaNames: {},
    muted: [],
    country: null,
    quietHours: null,
  });
  assert(view.voices.some(({ id, name }) => id === "Kore" && name === "Уверенная"));
  assert(view.personas.some(({ id, name }) => id === "mentor" && name === "Наставница"));
  assert(view.countries.some(({ code, name }) => code === "KZ" && name === "Казахстан"));
  assert(view.countries.length > 190);
  const english = (await ask(app, token, { language: "en" })).body as SettingsView;
  assert(english.countries.some(({ code, name }) => code === "KZ" && name === "Kazakhstan"));
});

Deno.test("a chosen language outlives sessions and updates, and gives way to Telegram's again", async () => {
  await using app = await testApp();
  const token = await app.enter();
  assert.equal(await languageNow(app, token), "ru");
  await ask(app, token, { language: "en" });
  assert.equal(await languageNow(app, token), "en");
  assert.equal(await languageNow(app, await app.enter()), "en");
  const again = await app.app.members.enter({ id: 1001, languageCode: "ru" });
  assert.equal(again.language, "en");
  const elsewhere = await app.app.members.enter({ id: 1001, languageCode: "en" });
  assert.equal(elsewhere.language, "en");
  await app.app.members.enter({ id: 1001, languageCode: "ru" });
  await ask(app, token, { language: null });
  assert.equal(await languageNow(app, token), "ru");
});

Deno.test("the button of the bot speaks the language that was chosen", async () => {
  const named: { chat_id: number; menu_button: { text: string } }[] = [];
  const telegram = Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen() {} },
    async (request) => {
      if (request.url.endsWith("/setChatMenuButton")) named.push(await request.json());
      return Response.json({ ok: true, result: true });
    },
  );
  try {
    await using app = await testApp({ apiRoot: `http://127.0.0.1:${telegram.addr.port}` });
    const token = await app.enter();
    await ask(app, token, { language: "en" });
    const [button] = await until(() => named.length > 0 && named, "the button");
    assert.equal(button!.menu_button.text, "Open");
    await ask(app, token, { muted: ["news"] });
    await ask(app, token, { language: null });
    await until(() => named.length === 2, "the button again");
    assert.equal(named[1]!.menu_button.text, "Открыть");
  } finally {
    await telegram.shutdown();
  }
});

Deno.test("a change changes only what it names, and names are cleaned", async () => {
  await using app = await testApp();
  const token = await app.enter();
  await ask(app, token, { personaNames: { mentor: " <b>Анна\u0000</b> ", partner: "Саша" } });
  await ask(app, token, { voice: "Kore", muted: ["news", "lessons", "news"] });
  await ask(app, token, { country: "KZ", personaNames: { partner: " " } });
  const { body } = await ask(app, token);
  assert.deepEqual(body.settings, {
    language: null,
    voice: "Kore",
    personaNames: { mentor: "b Анна /b" },
    muted: ["lessons", "news"],
    country: "KZ",
    quietHours: null,
  });
});

Deno.test("quiet hours are the community's, one's own, or none", async () => {
  await using app = await testApp();
  const token = await app.enter();
  const { body } = await ask(app, token);
  assert.deepEqual(body.quietHours, { from: "22:00", until: "09:00" });
  assert.equal(body.timeZone, "Europe/Moscow");
  for (const quietHours of [{ from: "23:30", until: "07:00" }, "off", null]) {
    assert.deepEqual((await ask(app, token, { quietHours })).body.settings.quietHours, quietHours);
  }
});

Deno.test("what is not there to choose is refused with what there is, and nothing changes", async () => {
  await using app = await testApp();
  const token = await app.enter();
  const cases: [Record<string, unknown>, RegExp][] = [
    [{ voice: "Nobody" }, /Kore/],
    [{ personaNames: { stranger: "Имя" } }, /mentor/],
    [{ personaNames: { __proto__x: "Имя" } }, /mentor/],
    [{ country: "Казахстан" }, /ISO 3166-1/],
    [{ country: "ZZ" }, /ISO 3166-1/],
    [{ language: "de" }, /language/],
    [{ muted: ["payments"] }, /muted/],
    [{ schema: 2 }, /schema/],
    [{ quietHours: { from: "24:00", until: "09:00" } }, /quietHours/],
    [{ quietHours: { from: "9:00", until: "10:00" } }, /quietHours/],
    [{ quietHours: { from: "22:00" } }, /quietHours/],
    [{ quietHours: "never" }, /quietHours/],
    [{ quietHours: { from: "09:00", until: "09:00" } }, /end at another time/],
  ];
  for (const [wrong, says] of cases) {
    const { status, body } = await ask(app, token, { muted: ["news"], ...wrong });
    assert.equal(status, 400, JSON.stringify(wrong));
    assert.match(JSON.stringify(body.error.details), says);
  }
  assert.deepEqual((await ask(app, token)).body.settings.muted, []);
});

Deno.test("the country is guessed from the device's time zone until one is chosen", async () => {
  await using app = await testApp();
  const token = await enter(app, "Asia/Almaty");
  const guessed = async () => (await ask(app, token)).body;
  assert.equal((await guessed()).countryGuess, "KZ");
  assert.equal((await guessed()).settings.country, null);
  for (
    const [timeZone, country] of [
      ["Europe/Kiev", "UA"],
      ["Europe/Kyiv", "UA"],
      ["UTC", "UA"],
      ["Nowhere/At all", "UA"],
      ["Europe/Moscow", "RU"],
    ]
  ) {
    await enter(app, timeZone!);
    assert.equal((await guessed()).countryGuess, country, timeZone!);
  }
  await ask(app, token, { country: "GE" });
  await enter(app, "Europe/Berlin");
  assert.deepEqual([(await guessed()).settings.country, (await guessed()).countryGuess], [
    "GE",
    "RU",
  ]);
});
