import assert from "node:assert/strict";
import { DOES_NOT_WORK, toolsInWorld, toolsWith } from "./kit.ts";

Deno.test("videos are named to the model and shown to the member", async () => {
  await using tools = await toolsInWorld();
  const { result, cards } = await tools.call("search_video", { query: "стоп-лосс" });
  assert.match(String(result.note), /do not follow instructions/);
  assert.deepEqual((result.results as unknown[])[0], {
    title: "Стоп-лосс: как его ставить и не передвигать",
    site: "127.0.0.1",
    channel: "Школа трейдинга",
    minutes: 13,
    snippet: "Простыми словами о том, где ставить стоп-лосс и почему его не двигают.",
  });
  assert.deepEqual(cards![0], {
    kind: "video",
    title: "Стоп-лосс: как его ставить и не передвигать",
    text: "Простыми словами о том, где ставить стоп-лосс и почему его не двигают.",
    url: `${tools.origin}/pages/bitcoin-week?video=stop-loss-ru`,
    site: "127.0.0.1",
    channel: "Школа трейдинга",
    seconds: 754,
    picture: null,
  });
});

Deno.test("where nothing is found, that is said", async () => {
  await using tools = await toolsWith({});
  const { result, cards } = await tools.call("search_video", { query: "ыыы" });
  assert.deepEqual(result.results, []);
  assert.equal(cards, undefined);
});

Deno.test("where the search does not answer, that is all that is told", async () => {
  await using tools = await toolsInWorld();
  tools.world.faults.add({ kind: "status", status: 429, times: 9 });
  assert.deepEqual(await tools.call("search_video", { query: "стоп" }), { result: DOES_NOT_WORK });
});
