import assert from "node:assert/strict";
import type { FactView, MemoryFound } from "../../routes/schemas.ts";
import { ApiError, type RequestOptions } from "../../web/src/api.ts";
import { bySection, createSearch, excerpt, matches, wordsOf } from "../../web/src/memory/found.ts";

const fact = (over: Partial<FactView>): FactView => ({
  id: over.text ?? "x",
  section: "bio",
  text: "",
  validFrom: 0,
  expiresAt: null,
  source: null,
  earlier: [],
  ...over,
});

Deno.test("a fact is found by all its words in any case, ё or е, and by what it took the place of", () => {
  const plan = fact({ text: "Счёт ведёт Артём", earlier: [{ text: "плечо десять", validTo: 1 }] });
  for (const query of ["счет", "АРТЁМ вед", " артем ", "десять", ""]) {
    assert.ok(matches(plan, wordsOf(query)), query);
  }
  for (const query of ["счет нет", "казань"]) assert.ok(!matches(plan, wordsOf(query)), query);
});

Deno.test("facts stand by section in the page's order, the newest first", () => {
  const facts = [
    fact({ text: "old", validFrom: 1 }),
    fact({ text: "health", section: "health" }),
    fact({ text: "new", validFrom: 2 }),
    fact({ text: "plan", section: "plans" }),
  ];
  assert.deepEqual(
    bySection(facts).map(([section, its]) => [section, ...its.map((one) => one.text)]),
    [["bio", "new", "old"], ["plans", "plan"], ["health", "health"]],
  );
});

Deno.test("an excerpt begins near what was found and marks it", () => {
  const long = `${"слово ".repeat(60)}терминал не открываю ${"слово ".repeat(60)}`;
  const pieces = excerpt(long, wordsOf("терминал"));
  assert.equal(pieces[1], "терминал");
  assert.ok(pieces[0]!.startsWith("… ") && pieces.at(-1)!.endsWith("…"));
  assert.ok(pieces.join("").length < 180);
  assert.deepEqual(excerpt("Счёт пуст", wordsOf("счет")), ["", "Счёт", " пуст"]);
  assert.deepEqual(excerpt("a (b", wordsOf("(")), ["a ", "(", "b"]);
  assert.deepEqual(excerpt("ничего", []), ["ничего"]);
});

/** A search whose pauses end when the test says so. */
function setUp(reply: (path: string) => MemoryFound | ApiError) {
  const asked: { path: string; signal?: AbortSignal; answer: () => void }[] = [];
  let waiting: (() => void) | null = null;
  const search = createSearch({
    api: {
      json: <T>(path: string, { signal }: RequestOptions = {}) =>
        new Promise<T>((resolve, reject) => {
          asked.push({
            path: decodeURIComponent(path),
            signal,
            answer() {
              const answer = reply(path);
              if (answer instanceof ApiError) reject(answer);
              else resolve(answer as T);
            },
          });
        }),
    },
    later(work) {
      waiting = work;
      return () => waiting = null;
    },
  });
  const pass = () => waiting?.();
  const settle = () => new Promise((resolve) => setTimeout(resolve));
  return { search, asked, pass, settle };
}

const nothing: MemoryFound = { facts: [], turns: [] };

Deno.test("the service is asked from two letters on, once the member pauses", async () => {
  const { search, asked, pass, settle } = setUp(() => nothing);
  search.ask("т");
  pass();
  assert.equal(asked.length, 0);
  search.ask("те");
  search.ask("тер ");
  pass();
  assert.deepEqual(asked.map((one) => one.path), ["/api/memory/search?query=тер"]);
  assert.equal(search.state.value, "searching");
  asked[0]!.answer();
  await settle();
  assert.deepEqual([search.state.value, search.found.value], ["idle", nothing]);
});

Deno.test("an answer to an earlier query is not shown", async () => {
  const { search, asked, pass, settle } = setUp((path) => ({
    ...nothing,
    facts: [fact({ text: path })],
  }));
  search.ask("первое");
  pass();
  search.ask("второе");
  pass();
  asked[0]!.answer();
  await settle();
  assert.ok(asked[0]!.signal!.aborted);
  assert.equal(search.found.value, null);
});

Deno.test("a search that failed can be asked again; an emptied field asks nothing", async () => {
  let away = true;
  const { search, asked, pass, settle } = setUp(() =>
    away ? new ApiError(0, "offline", "") : nothing
  );
  search.ask("план");
  pass();
  asked[0]!.answer();
  await settle();
  assert.equal(search.state.value, "failed");
  away = false;
  search.again();
  pass();
  asked[1]!.answer();
  await settle();
  assert.deepEqual([search.state.value, search.found.value], ["idle", nothing]);
  search.ask("");
  pass();
  assert.deepEqual([asked.length, search.found.value], [2, null]);
});
