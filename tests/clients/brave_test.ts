import assert from "node:assert/strict";
import { createBrave } from "../../clients/brave.ts";
import {
  assertOutsideFailed,
  type OutsideWorld,
  outsideWorld,
  SEARCH_KEY,
  TROUBLE,
} from "./lookups_kit.ts";

const signal = new AbortController().signal;
const HOUR = 60 * 60 * 1000;

const brave = (world: OutsideWorld, apiKey = SEARCH_KEY) =>
  createBrave({
    apiKey,
    baseUrl: world.url,
    clock: world.clock,
    timeoutMilliseconds: world.timeoutMilliseconds,
  });

Deno.test("pages are found in the language of the question, with site and age", async () => {
  await using world = await outsideWorld();
  const { web } = brave(world);
  const found = await web.search({ query: "новости про биткоин", timeFrame: "week", signal });
  assert.deepEqual(found[0], {
    title: "Новости рынка: биткоин, эфир и регулирование",
    url: `${world.url}/pages/bitcoin-obzor`,
    site: "127.0.0.1",
    snippet: "Короткий обзор новостей о биткоине и регулировании за последние дни.",
    publishedAt: world.clock.now() - 70 * HOUR,
    picture: null,
  });
  const english = await web.search({ query: "bitcoin news", timeFrame: "any", signal });
  assert.deepEqual(english.map(({ title }) => title).sort(), [
    "Bitcoin this week: a narrow range and rising volume",
    "Market news: bitcoin, ether and regulation",
  ]);
});

Deno.test("a page comes with its picture, as Brave keeps it, and without a logo", async () => {
  await using world = await outsideWorld();
  const { web } = brave(world);
  const found = await web.search({ query: "новости про биткоин", timeFrame: "week", signal });
  assert.deepEqual(found.map(({ picture }) => picture), [
    null,
    "https://copies.pictures.invalid/bitcoin-nedelya.jpg",
  ]);
});

Deno.test("the time frame is told in Brave's words", async () => {
  await using world = await outsideWorld();
  const { web } = brave(world);
  for (const timeFrame of ["day", "week", "month", "year", "any"] as const) {
    await web.search({ query: "биткоин", timeFrame, signal });
  }
  const told = world.requests().map((asked) => /freshness=(\w+)/.exec(asked)?.[1]);
  assert.deepEqual(told, ["pd", "pw", "pm", "py", undefined]);
  const today = await web.search({ query: "биткоин", timeFrame: "day", signal });
  assert.deepEqual(today.map(({ url }) => url), [`${world.url}/pages/bitcoin-nedelya`]);
});

Deno.test("videos are found with channel and length; a picture without https is left out", async () => {
  await using world = await outsideWorld();
  const found = await brave(world).videos.search({ query: "видео про стоп-лосс", signal });
  const { title, channel, seconds, picture } = found[0]!;
  assert.deepEqual({ title, channel, seconds, picture }, {
    title: "Стоп-лосс: как его ставить и не передвигать",
    channel: "Школа трейдинга",
    seconds: 754,
    picture: null,
  });
});

Deno.test("where nothing is found, the list is empty", async () => {
  await using world = await outsideWorld();
  const { web, videos } = brave(world);
  const query = "ыыы";
  assert.deepEqual(await web.search({ query, timeFrame: "any", signal }), []);
  assert.deepEqual(await videos.search({ query, signal }), []);
});

Deno.test("a long question is cut to what Brave takes", async () => {
  await using world = await outsideWorld();
  const { web } = brave(world);
  for (const query of ["биткоин ".repeat(200), "биткоин" + "я".repeat(2000)]) {
    await web.search({ query, timeFrame: "any", signal });
  }
});

Deno.test("what was found is kept for ten minutes", async () => {
  await using world = await outsideWorld();
  const { web } = brave(world);
  const search = () => web.search({ query: "биткоин", timeFrame: "week", signal });
  const first = await search();
  world.clock.move(10 * 60_000 - 1);
  assert.deepEqual(await search(), first);
  assert.equal(world.requests().length, 1);
  world.clock.move(1);
  await search();
  assert.equal(world.requests().length, 2);
});

Deno.test("a wrong key fails in words, without the key", async () => {
  await using world = await outsideWorld();
  const { web } = brave(world, "BSA-wrong-key");
  const asked = web.search({ query: "биткоин", timeFrame: "any", signal });
  await assertOutsideFailed(asked, /refused/);
});

for (const { name, fault, reason, asked } of TROUBLE) {
  Deno.test(`the search fails in words: ${name}`, async () => {
    await using world = await outsideWorld();
    const { web, videos } = brave(world);
    world.faults.add(fault);
    const search = () => web.search({ query: "биткоин", timeFrame: "any", signal });
    await assertOutsideFailed(world.outcome(search, fault), reason);
    assert.equal(world.requests().length, asked);
    world.faults.clear();
    world.faults.add(fault);
    const searchVideos = () => videos.search({ query: "биткоин", signal });
    await assertOutsideFailed(world.outcome(searchVideos, fault), reason);
    world.faults.clear();
    assert.equal((await search()).length > 0, true);
  });
}

Deno.test("one unlucky answer is not noticed", async () => {
  await using world = await outsideWorld();
  const { web } = brave(world);
  for (const kind of ["drop", "cut"] as const) {
    world.faults.add({ kind });
    const found = await web.search({ query: `биткоин ${kind}`, timeFrame: "any", signal });
    assert(found.length > 0);
  }
});

/** A Brave that answers as a test says. */
function served(body: unknown) {
  const server = Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen: () => {} },
    () => body instanceof Response ? body : Response.json(body),
  );
  const clock = { now: () => 0 };
  const url = `http://127.0.0.1:${server.addr.port}`;
  return {
    ...createBrave({ apiKey: "k", baseUrl: url, clock }),
    [Symbol.asyncDispose]: () => server.shutdown(),
  };
}

Deno.test("entries that cannot be shown safely are left out, and the rest is plain text", async () => {
  const page = (url: unknown, more = {}) => ({ title: "T", url, description: "D", ...more });
  await using brave = served({
    web: {
      results: [
        page("javascript:alert(1)"),
        page("data:text/html,hi"),
        page("https://me:secret@bank.example/"),
        page(7),
        page("no address"),
        null,
        page("https://www.good.example/a", {
          title: "A <strong>B</strong> &amp; C",
          description: "1 &lt; 2\u202e\n<b>3</b>",
          page_age: "2026-11-20T10:00:00",
        }),
      ],
    },
  });
  assert.deepEqual(await brave.web.search({ query: "q", timeFrame: "any", signal }), [{
    title: "A B & C",
    url: "https://www.good.example/a",
    site: "good.example",
    snippet: "1 < 2 3",
    publishedAt: Date.parse("2026-11-20T10:00:00Z"),
    picture: null,
  }]);
});

for (
  const [what, thumbnail, picture] of [
    ["of https", { src: "https://a.example/b.jpg", logo: false }, "https://a.example/b.jpg"],
    ["that says nothing of a logo", { src: "https://a.example/b.jpg" }, "https://a.example/b.jpg"],
    ["that is a logo", { src: "https://a.example/b.jpg", logo: true }, null],
    ["of http", { src: "http://a.example/b.jpg", logo: false }, null],
    ["of script", { src: "javascript:alert(1)", logo: false }, null],
    ["of no address", { src: "b.jpg", logo: false }, null],
    ["of another shape", { src: 5 }, null],
    ["of nothing", null, null],
  ] as const
) {
  Deno.test(`a picture ${what} is ${picture ? "shown" : "left out, and its page is not"}`, async () => {
    const page = { title: "Title", url: "https://news.example/1", description: "", thumbnail };
    await using brave = served({ web: { results: [page] } });
    const [found] = await brave.web.search({ query: "q", timeFrame: "any", signal });
    assert.deepEqual([found!.title, found!.picture], ["Title", picture]);
  });
}

Deno.test("an answer of another form fails in words", async () => {
  for (const body of [{ web: { results: "none" } }, [], "hello", new Response("<html>")]) {
    await using brave = served(body);
    await assertOutsideFailed(
      brave.web.search({ query: "q", timeFrame: "any", signal }),
      /not of the form/,
    );
  }
});

Deno.test("the key is not carried to where Brave leads", async () => {
  await using elsewhere = await outsideWorld();
  await using brave = served(Response.redirect(`${elsewhere.url}/res/v1/web/search?q=q`));
  await assertOutsideFailed(
    brave.web.search({ query: "q", timeFrame: "any", signal }),
    /reached/,
  );
  assert.deepEqual(elsewhere.requests(), []);
});

Deno.test("an answer without end is given up", async () => {
  const endless = new ReadableStream({
    pull: (controller) => controller.enqueue(new TextEncoder().encode(" ".repeat(64_000))),
  });
  await using brave = served(new Response(endless));
  await assertOutsideFailed(
    brave.web.search({ query: "q", timeFrame: "any", signal }),
    /too long/,
  );
});

Deno.test("whoever asks can stop it", async () => {
  await using world = await outsideWorld();
  world.faults.add({ kind: "slow", milliseconds: 60_000 });
  const controller = new AbortController();
  const { web } = createBrave({ apiKey: SEARCH_KEY, baseUrl: world.url, clock: world.clock });
  const asked = web.search({ query: "q", timeFrame: "any", signal: controller.signal });
  controller.abort(new Error("stopped by the member"));
  await assert.rejects(asked, /stopped by the member/);
});
