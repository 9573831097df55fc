import assert from "node:assert/strict";
import { ApiError, type RequestOptions } from "../../web/src/api.ts";
import { type Choices, createSettings } from "../../web/src/settings/settings.ts";

/** A service with settings; each answer waits for its turn in `gates`, if there is one. */
function setUp() {
  const service = {
    settings: {
      language: null,
      voice: null,
      personaNames: { mentor: "Учитель" },
      muted: [],
      country: null,
      quietHours: null,
    } as Choices["settings"],
    asked: [] as unknown[],
    refusal: null as ApiError | null,
    gates: [] as Promise<void>[],
  };
  const view = (): Choices => ({
    settings: service.settings,
    voices: [],
    personas: [],
    countries: [],
    countryGuess: "KZ",
    quietHours: null,
    timeZone: "Europe/Moscow",
  });
  const settings = createSettings({
    api: {
      json: async <T>(path: string, { method = "GET", body }: RequestOptions = {}) => {
        service.asked.push(method === "GET" ? path : body);
        await service.gates.shift();
        if (service.refusal) throw service.refusal;
        const { personaNames, ...rest } = (body ?? {}) as Partial<Choices["settings"]>;
        const names = Object.entries({ ...service.settings.personaNames, ...personaNames });
        service.settings = {
          ...service.settings,
          ...rest,
          personaNames: Object.fromEntries(names.filter(([, name]) => name !== "")),
        };
        return view() as T;
      },
    },
  });
  return { settings, service, shown: () => settings.view.value?.settings };
}

Deno.test("a change shows at once, and stays once the service has it", async () => {
  const { settings, service, shown } = setUp();
  await settings.load();
  const gate = Promise.withResolvers<void>();
  service.gates.push(gate.promise);
  const changing = settings.change({ voice: "Kore" });
  assert.equal(shown()?.voice, "Kore");
  assert.equal(service.settings.voice, null);
  gate.resolve();
  assert.equal(await changing, null);
  assert.deepEqual([shown()?.voice, service.settings.voice], ["Kore", "Kore"]);
});

Deno.test("a refused change takes itself back, and the one after it stays", async () => {
  const { settings, service, shown } = setUp();
  await settings.load();
  const gate = Promise.withResolvers<void>(), refusal = new ApiError(400, "bad_request", "Нет");
  service.gates.push(gate.promise);
  service.refusal = refusal;
  const refused = settings.change({ country: "XX" });
  const taken = settings.change({ muted: ["news"] });
  assert.deepEqual([shown()?.country, shown()?.muted], ["XX", ["news"]]);
  gate.resolve();
  assert.equal(await refused, refusal);
  service.refusal = null;
  assert.equal(await taken, null);
  assert.deepEqual([shown()?.country, shown()?.muted], [null, ["news"]]);
});

Deno.test("changes are sent in the order in which they were made", async () => {
  const { settings, service } = setUp();
  await settings.load();
  await Promise.all([
    settings.change({ language: "en" }),
    settings.change({ language: "ru" }),
    settings.change({ language: null }),
  ]);
  assert.deepEqual(service.asked.slice(1), [
    { language: "en" },
    { language: "ru" },
    { language: null },
  ]);
});

Deno.test("one persona's name changes that one, and an empty one gives its own back", async () => {
  const { settings, service, shown } = setUp();
  await settings.load();
  const changing = settings.change({ personaNames: { partner: "Соня", mentor: "" } });
  assert.deepEqual(shown()?.personaNames, { partner: "Соня" });
  await changing;
  assert.deepEqual(service.settings.personaNames, { partner: "Соня" });
});

Deno.test("what could not be read is said, and can be read again", async () => {
  const { settings, service } = setUp();
  service.refusal = new ApiError(0, "offline", "");
  await settings.load();
  assert.deepEqual([settings.view.value, settings.failure.value?.status], [null, 0]);
  service.refusal = null;
  await settings.load();
  assert.deepEqual([settings.view.value?.countryGuess, settings.failure.value], ["KZ", null]);
});
