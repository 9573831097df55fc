import assert from "node:assert/strict";
import type { FactView, MemoryView } from "../../routes/schemas.ts";
import { ApiError, type RequestOptions } from "../../web/src/api.ts";
import { createFacts } from "../../web/src/memory/facts.ts";
import { emptyStore, keepFacts, keptFacts } from "../../web/src/memory/kept.ts";

const fact = (id: string, text = id, over: Partial<FactView> = {}): FactView => ({
  id,
  section: "bio",
  text,
  validFrom: 0,
  expiresAt: null,
  source: null,
  earlier: [],
  ...over,
});

/** A service that remembers facts; `refusal` is what the next changes are refused with. */
function setUp(first: FactView[], kept: FactView[] | null = null) {
  const service = {
    facts: first,
    deleted: [] as FactView[],
    asked: [] as string[],
    refusal: null as ApiError | null,
    /** Holds every answer until it is resolved. */
    hold: Promise.resolve(),
  };
  async function answer(path: string, { method = "GET", body }: RequestOptions): Promise<unknown> {
    service.asked.push(`${method} ${path}`);
    const told: MemoryView = { facts: [...service.facts] };
    await service.hold;
    if (service.refusal) throw service.refusal;
    const id = path.split("/")[4];
    if (method === "GET") return told;
    if (method === "PATCH") {
      const changed = fact("new", (body as { text: string }).text);
      service.facts = service.facts.map((one) => one.id === id ? changed : one);
      return changed;
    }
    if (method === "DELETE") {
      service.deleted = service.facts.filter((one) => one.id === id);
      service.facts = service.facts.filter((one) => one.id !== id);
    } else {
      service.facts = [...service.facts, ...service.deleted];
      return service.deleted[0];
    }
    return null;
  }
  const saved: string[][] = [];
  const facts = createFacts({
    api: {
      json: <T>(path: string, options: RequestOptions = {}) => answer(path, options) as Promise<T>,
      send: async (path, options = {}) => Response.json(await answer(path, options)),
    },
    kept,
    keep: (all) => saved.push(all.map((one) => one.id)),
  });
  const shown = () => facts.facts.value?.map((one) => one.text) ?? null;
  return { facts, service, shown, saved };
}

const offline = new ApiError(0, "offline", "");

Deno.test("what an earlier visit kept is there at once, and stays when the service is away", async () => {
  const { facts, service, shown } = setUp([fact("a")], [fact("a"), fact("b")]);
  assert.deepEqual(shown(), ["a", "b"]);
  service.refusal = offline;
  await facts.load();
  assert.deepEqual([shown(), facts.failure.value], [["a", "b"], offline]);
  service.refusal = null;
  await facts.load();
  assert.deepEqual([shown(), facts.failure.value], [["a"], null]);
});

Deno.test("a deleted fact is gone at once, and back where it was once it is restored", async () => {
  const { facts, service, shown, saved } = setUp([fact("a"), fact("b"), fact("c")]);
  await facts.load();
  const removing = facts.remove("b");
  assert.deepEqual(shown(), ["a", "c"]);
  assert.equal(await removing, null);
  assert.deepEqual(saved.at(-1), ["a", "c"]);
  const restoring = facts.restore("b");
  assert.deepEqual(shown(), ["a", "b", "c"]);
  assert.equal(await restoring, null);
  assert.deepEqual([shown(), saved.at(-1)], [["a", "b", "c"], ["a", "b", "c"]]);
  assert.deepEqual(service.asked.slice(1), [
    "DELETE /api/memory/facts/b",
    "POST /api/memory/facts/b/restore",
  ]);
});

Deno.test("restoring waits for the deletion that is still on its way", async () => {
  const { facts, service, shown } = setUp([fact("a"), fact("b")]);
  await facts.load();
  const held = Promise.withResolvers<void>();
  service.hold = held.promise;
  const removing = facts.remove("a"), restoring = facts.restore("a");
  assert.deepEqual(shown(), ["a", "b"]);
  await Promise.resolve();
  assert.deepEqual(service.asked.at(-1), "DELETE /api/memory/facts/a");
  held.resolve();
  assert.deepEqual(await Promise.all([removing, restoring]), [null, null]);
  assert.deepEqual(shown(), ["a", "b"]);
  assert.deepEqual(service.facts.map((one) => one.id).sort(), ["a", "b"]);
});

Deno.test("a refused deletion puts the fact back, a refused restoring takes it out again", async () => {
  const { facts, service, shown } = setUp([fact("a"), fact("b")]);
  await facts.load();
  service.refusal = offline;
  assert.equal(await facts.remove("a"), offline);
  assert.deepEqual(shown(), ["a", "b"]);
  service.refusal = null;
  await facts.remove("a");
  service.refusal = offline;
  assert.equal(await facts.restore("a"), offline);
  assert.deepEqual(shown(), ["b"]);
});

Deno.test("restoring what could not be deleted asks for nothing", async () => {
  const { facts, service, shown } = setUp([fact("a")]);
  await facts.load();
  service.refusal = offline;
  const [refused, restored] = await Promise.all([facts.remove("a"), facts.restore("a")]);
  assert.deepEqual([refused, restored, shown()], [offline, null, ["a"]]);
  assert.ok(!service.asked.some((one) => one.startsWith("POST")));
});

Deno.test("a changed fact is as the service tells it; a refused change leaves it as it was", async () => {
  const { facts, service, shown } = setUp([fact("a"), fact("b")]);
  await facts.load();
  assert.deepEqual(await facts.change("a", "иначе"), fact("new", "иначе"));
  assert.deepEqual(facts.facts.value?.map(({ id, text }) => [id, text]), [["new", "иначе"], [
    "b",
    "b",
  ]]);
  const refusal = new ApiError(400, "bad_request", "Нет");
  service.refusal = refusal;
  assert.equal(await facts.change("b", "x"), refusal);
  assert.deepEqual(shown(), ["иначе", "b"]);
});

Deno.test("an answer from before a deletion does not bring the fact back", async () => {
  const { facts, service, shown } = setUp([fact("a"), fact("b")]);
  await facts.load();
  const held = Promise.withResolvers<void>();
  service.hold = held.promise;
  const loading = facts.load();
  service.hold = Promise.resolve();
  await facts.remove("a");
  held.resolve();
  await loading;
  assert.deepEqual(shown(), ["b"]);
  assert.equal(service.asked.filter((one) => one.startsWith("GET")).length, 3);
});

Deno.test("facts are kept by member, and rubbish is as good as nothing", () => {
  const map = new Map<string, string>();
  const store = {
    getItem: (key: string) => map.get(key) ?? null,
    setItem: (key: string, value: string) => void map.set(key, value),
  };
  keepFacts(store, "1", [fact("a")]);
  assert.deepEqual(keptFacts(store, "1"), [fact("a")]);
  assert.equal(keptFacts(store, "2"), null);
  for (const rubbish of ["{", "5", "null", "{}", "[5]", "[null]", '[{"id":"a"}]']) {
    assert.equal(keptFacts({ ...store, getItem: () => rubbish }, "1"), null);
  }
  assert.equal(keptFacts(null, "1"), null);
});

Deno.test("forgetting a member takes all of theirs off the device and nothing else", () => {
  const map = new Map([
    ["sfera.seen.1.7", "a"],
    ["sfera.memory.1.7", "b"],
    ["sfera.draft.7", "c"],
    ["sfera.seen.1.17", "of another"],
    ["theme.7", "of another page"],
  ]);
  emptyStore({
    get length() {
      return map.size;
    },
    key: (at) => [...map.keys()][at] ?? null,
    removeItem: (name) => void map.delete(name),
  }, "7");
  assert.deepEqual([...map.keys()], ["sfera.seen.1.17", "theme.7"]);
  emptyStore(null, "7");
});
