import assert from "node:assert/strict";
import { createOpenMeteo } from "../../clients/open_meteo.ts";
import { assertOutsideFailed, type OutsideWorld, outsideWorld, TROUBLE } from "./lookups_kit.ts";

const signal = new AbortController().signal;

const openMeteo = (world: OutsideWorld) =>
  createOpenMeteo({
    baseUrl: world.url,
    geocodingBaseUrl: world.url,
    clock: world.clock,
    timeoutMilliseconds: world.timeoutMilliseconds,
  });

Deno.test("the weather of a city, now, today and tomorrow", async () => {
  await using world = await outsideWorld();
  assert.deepEqual(await openMeteo(world).now({ city: "Казань", signal }), {
    city: "Казань",
    country: "Россия",
    celsius: -5.6,
    feelsLike: -9.2,
    sky: "overcast",
    humidity: 78,
    wind: 3.4,
    today: {
      lowest: -9.9,
      highest: -3.4,
      sky: "overcast",
      precipitation: 40,
    },
    tomorrow: { lowest: -11, highest: -4.5, sky: "overcast", precipitation: 10 },
    at: Math.floor(world.clock.now() / 900_000) * 900_000,
  });
});

Deno.test("a city is found in either language, and named in the letters of the question", async () => {
  await using world = await outsideWorld();
  const { now } = openMeteo(world);
  for (const city of ["Москва", "Moscow", "Нью-Йорк", "New York"]) {
    assert.equal((await now({ city: ` ${city.toLowerCase()} `, signal }))!.city, city);
  }
});

Deno.test("an unknown city is no failure", async () => {
  await using world = await outsideWorld();
  const { now } = openMeteo(world);
  assert.equal(await now({ city: "Нигдебург", signal }), undefined);
  assert.equal(await now({ city: "?", signal }), undefined);
});

Deno.test("the weather is kept for ten minutes", async () => {
  await using world = await outsideWorld();
  const { now } = openMeteo(world);
  const ask = () => now({ city: "Сочи", signal });
  await ask();
  world.clock.move(10 * 60_000 - 1);
  await ask();
  assert.equal(world.requests().length, 2, "a city and its weather");
  world.clock.move(1);
  await ask();
  assert.equal(world.requests().length, 4);
});

for (const { name, fault, reason, asked } of TROUBLE) {
  for (const match of ["geocoding", "forecast"]) {
    Deno.test(`the weather fails in words: ${name}, ${match}`, async () => {
      await using world = await outsideWorld();
      const { now } = openMeteo(world);
      world.faults.add({ ...fault, match });
      const ask = () => now({ city: "Казань", signal });
      await assertOutsideFailed(world.outcome(ask, { ...fault, match }), reason);
      const questions = world.requests().filter((question) => question.includes(match));
      assert.equal(questions.length, asked);
      world.faults.clear();
      assert(await now({ city: "Казань", signal }));
    });
  }
}

Deno.test("every code of the weather has its sky, and an unknown one has none", async () => {
  const clock = { now: () => 0 };
  let code: number | null = 0;
  const server = Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen: () => {} },
    (request) =>
      Response.json(
        new URL(request.url).pathname === "/v1/search"
          ? { results: [{ name: "X", latitude: 1, longitude: 1 }] }
          : { current: { time: 0, temperature_2m: 1, weather_code: code } },
      ),
  );
  const baseUrl = `http://127.0.0.1:${server.addr.port}`;
  const skies: [code: number | null, sky: string | null][] = [
    [0, "clear"],
    [3, "overcast"],
    [48, "fog"],
    [55, "drizzle"],
    [67, "freezing_rain"],
    [82, "heavy_rain"],
    [77, "light_snow"],
    [86, "heavy_snow"],
    [95, "thunderstorm"],
    [99, "hail"],
    [1000, null],
    [null, null],
  ];
  for (const [told, sky] of skies) {
    code = told;
    const weather = createOpenMeteo({ baseUrl, geocodingBaseUrl: baseUrl, clock });
    const report = await weather.now({ city: "Xx", signal });
    assert.equal(report!.sky, sky, `${told}`);
    assert.deepEqual([report!.today, report!.country, report!.wind], [null, null, null]);
  }
  await server.shutdown();
});
