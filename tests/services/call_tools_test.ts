import assert from "node:assert/strict";
import { z } from "zod";
import { keys } from "../../db/keys.ts";
import { listFacts } from "../../db/facts.ts";
import { defineTool, type Tool } from "../../services/tools/tool.ts";
import { createSearchKnowledgeBaseTool } from "../../services/tools/search_knowledge_base.ts";
import { guideTool, openTalk, spoken } from "../kit/call_talk.ts";

const { signal } = new AbortController();
const run = (
  house: Awaited<ReturnType<typeof openTalk>>,
  call: Awaited<ReturnType<typeof house.write>>,
  name: string,
  input: unknown,
) => house.talk.runTool(call, { name, id: "1", arguments: input }, signal);

Deno.test("what tools show is kept with her next turn, each source once, eight at most", async () => {
  await using house = await openTalk({ tools: () => [guideTool()] });
  const { talk } = house;
  const call = await house.write();
  await talk.append(call, spoken(0, ["assistant", "Привет."], ["member", "Объясни"]));
  const shown = await run(house, call, "guide", { topics: ["stop", "risk"] });
  assert.deepEqual(shown.result, { told: ["stop", "risk"] });
  assert.deepEqual(shown.citations.map(({ number, title }) => [number, title]), [
    [1, "stop"],
    [2, "risk"],
  ]);
  const many = Array.from({ length: 12 }, (_, at) => `guide${at}`);
  const numbers = (await run(house, call, "guide", { topics: ["risk", ...many] })).citations
    .map(({ number }) => number);
  assert.deepEqual(numbers, [2, ...many.map((_, at) => at + 3)]);
  await talk.append(call, spoken(2, ["member", "Ага"], ["assistant", "Стоп это…"]));
  const again = await run(house, call, "guide", { topics: ["stop"] });
  assert.deepEqual(again.citations.map(({ number }) => number), [1]);
  await talk.append(call, spoken(4, ["assistant", "И ещё."], ["assistant", "Всё."]));
  const kept = (await house.turns()).map(({ cards, citations }) => [
    cards?.length,
    citations?.map(({ number }) => number),
  ]);
  assert.deepEqual(kept, [
    [undefined, undefined],
    [undefined, undefined],
    [undefined, undefined],
    [8, [1, 2, 3, 4, 5, 6, 7, 8]],
    [1, [1]],
    [undefined, undefined],
  ]);
});

Deno.test("tools that run at once number their sources apart", async () => {
  await using house = await openTalk({ tools: () => [guideTool()] });
  for (const incognito of [false, true]) {
    const call = await house.write({ incognito });
    const outcomes = await Promise.all(
      ["a", "b", "c", "a"].map((topic) => run(house, call, "guide", { topics: [topic] })),
    );
    const numbers = outcomes.map(({ citations }) => citations[0]!.number);
    assert.equal(numbers[0], numbers[3]);
    assert.deepEqual([...new Set(numbers)].sort(), [1, 2, 3]);
  }
});

Deno.test("a source is named aloud, without a mark", async () => {
  const { community } = await openOnce();
  const knowledge = {
    search: () =>
      Promise.resolve([{
        chunkId: "c1",
        documentId: "d1",
        title: "Стоп-лосс",
        headings: [],
        text: "Стоп ограничивает убыток.",
        quote: "Стоп ограничивает убыток.",
      }] as never),
  };
  await using house = await openTalk({
    tools: () => [createSearchKnowledgeBaseTool({ knowledge, community })],
  });
  const input = { query: "стоп", persona: "mentor" };
  const { result, citations } = await run(
    house,
    await house.write(),
    "search_knowledge_base",
    input,
  );
  const { found, note } = result as { found: Record<string, unknown>[]; note: string };
  assert.equal(found[0]!.spoken, "по гайду «Стоп-лосс»");
  assert(!("number" in found[0]!) && !note.includes("[1]"));
  assert.deepEqual(citations.map(({ number, chunkId }) => [number, chunkId]), [[1, "c1"]]);
});

Deno.test("a tool that goes by the member's words waits for those that are on their way", async () => {
  await using house = await openTalk();
  const { talk, db } = house;
  const call = await house.write();
  await talk.append(call, spoken(0, ["assistant", "Привет."]));
  const saving = run(house, call, "update_profile", { section: "bio", content: "Плечо два" });
  await talk.append(call, spoken(1, ["member", "У меня плечо два"]));
  const { result, cards } = await saving;
  assert.deepEqual(result, { saved: true, section: "bio" });
  assert.equal(cards[0]!.kind, "profile");
  const [fact] = await listFacts(db, "anna");
  assert.equal(fact!.sources[0]!.sequence, 2);
});

Deno.test("where the words never come it goes by what was said before", async () => {
  await using house = await openTalk();
  const call = await house.write();
  await house.talk.append(call, spoken(0, ["assistant", "Привет."]));
  const { result } = await run(house, call, "update_profile", {
    section: "bio",
    content: "Плечо два",
  });
  assert.match(String(result.error), /did not say that/);
});

Deno.test("an incognito call has no tool that stores, and a wrong call is answered in words", async () => {
  await using house = await openTalk();
  const call = await house.write({ incognito: true });
  const { result } = await run(house, call, "save_user_name", { name: "Анна" });
  assert.match(String(result.error), /There is no tool "save_user_name"/);
  assert.equal((await house.member()).name, null);
  const wrong = await run(house, call, "get_weather", { town: 1 });
  assert.match(String(wrong.result.error), /Wrong arguments/);
});

Deno.test("nothing is kept of a call or a member that is gone", async () => {
  await using house = await openTalk({ tools: () => [guideTool()] });
  const call = await house.write();
  await house.db.tx((tx) => Promise.resolve(tx.delete(keys.member("anna"))));
  assert.equal((await run(house, call, "guide", { topics: ["a"] })).citations.length, 1);
  assert.equal(await house.db.get(keys.callExtras("call-1")), undefined);
});

Deno.test("a request that breaks off ends its tool", async () => {
  const begun = Promise.withResolvers<void>();
  const waits = (): Tool =>
    defineTool({
      name: "waits",
      description: "",
      parameters: z.object({}),
      run: (_, { signal }) =>
        new Promise((_, reject) => {
          signal.addEventListener("abort", () => reject(signal.reason), { once: true });
          begun.resolve();
        }),
    });
  await using house = await openTalk({ tools: () => [waits()] });
  const call = await house.write();
  const gone = new AbortController();
  const running = house.talk.runTool(call, { name: "waits", id: "1", arguments: {} }, gone.signal);
  await begun.promise;
  gone.abort(new Error("gone"));
  await assert.rejects(running, /gone/);
});

async function openOnce() {
  await using house = await openTalk();
  return { community: house.community };
}
