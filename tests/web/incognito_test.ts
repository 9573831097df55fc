import assert from "node:assert/strict";
import { ApiError, type RequestOptions } from "../../web/src/api.ts";
import { createIncognitoChat, earlierOf } from "../../web/src/chat/incognito.ts";
import { incognito, keepIncognito } from "../../web/src/chat/incognito-mode.ts";
import { draft, keepDraft } from "../../web/src/chat/desk.ts";
import { type Item, NO_EXTRAS } from "../../web/src/chat/items.ts";
import type { AllowanceLeft } from "../../routes/schemas.ts";

const left: AllowanceLeft = {
  kind: "messages",
  per: "day",
  limit: 40,
  used: 1,
  left: 39,
  resetsAt: null,
};

const line = (id: number, name: string, data: unknown) =>
  new TextEncoder().encode(`id: ${id}\nevent: ${name}\ndata: ${JSON.stringify(data)}\n\n`);
const done = (status: string) => ({ status, turnSequence: null, charged: true, allowance: left });

/** A stream that the test writes, as the service would. */
function wire() {
  let output!: ReadableStreamDefaultController<Uint8Array>;
  let hungUp = false;
  const body = new ReadableStream<Uint8Array>({
    start: (controller) => void (output = controller),
    cancel: () => void (hungUp = true),
  });
  return {
    response: new Response(body),
    write: (id: number, name: string, data: unknown) => output.enqueue(line(id, name, data)),
    end: () => output.close(),
    break: () => output.error(new TypeError("network")),
    get hungUp() {
      return hungUp;
    },
  };
}

function answering(text: string): Response {
  const one = wire();
  one.write(1, "text", { text });
  one.write(2, "done", done("complete"));
  one.end();
  return one.response;
}

function setUp(reply: () => Response | ApiError) {
  const asked: [string, RequestOptions][] = [], given: string[] = [];
  let keys = 0;
  const chat = createIncognitoChat({
    api: {
      send(path, options = {}) {
        asked.push([path, options]);
        const answer = reply();
        return answer instanceof ApiError ? Promise.reject(answer) : Promise.resolve(answer);
      },
      json: (path) => Promise.reject(new Error(`nothing is read, but ${path} was`)),
    },
    now: () => 100,
    newKey: () => `key-${++keys}`,
    wait: () => Promise.reject(new Error("nothing is waited for")),
    giveBack: (text) => void given.push(text),
    onEnd: () => {},
  });
  const thread = () => chat.items.value.map((item) => [item.role, item.text, item.status]);
  const bodies = () => asked.map(([path, { body }]) => [path, body]);
  return { chat, asked, given, thread, bodies };
}

/** Lets what was written to a stream arrive. */
const arrive = () => new Promise((resolve) => setTimeout(resolve));

Deno.test("each message goes with what was said before it, and no history is asked for", async () => {
  const { chat, bodies, thread } = setUp(() => answering("Да"));
  await chat.send("Раз");
  await chat.send("Два");
  assert.deepEqual(bodies(), [
    ["/api/incognito", { message: "Раз", earlier: [] }],
    ["/api/incognito", {
      message: "Два",
      earlier: [{ role: "member", text: "Раз" }, { role: "assistant", text: "Да" }],
    }],
  ]);
  assert.equal(thread().length, 4);
});

Deno.test("a connection that breaks marks the answer broken; asking again is a new message", async () => {
  const broken = wire();
  const replies = [broken.response, answering("Да")];
  const { chat, asked, thread } = setUp(() => replies.shift()!);
  const sending = chat.send("Раз");
  broken.write(1, "text", { text: "Сей" });
  await arrive();
  broken.break();
  await sending;
  assert.deepEqual(thread(), [["member", "Раз", "complete"], ["assistant", "Сей", "broken"]]);
  await chat.again(chat.items.value.at(-1)!);
  assert.deepEqual(thread(), [["member", "Раз", "complete"], ["assistant", "Да", "complete"]]);
  assert.deepEqual(asked.map(([, { body }]) => body), [
    { message: "Раз", earlier: [] },
    { message: "Раз", earlier: [] },
  ]);
});

Deno.test("without a network nothing is sent by itself a second time", async () => {
  const { chat, asked, thread } = setUp(() => new ApiError(0, "offline", ""));
  await chat.send("Раз");
  assert.equal(asked.length, 1);
  assert.equal(thread().at(-1)?.[2], "broken");
});

Deno.test("words that are not taken go back to the field", async () => {
  const { chat, given, thread } = setUp(() => new ApiError(402, "allowance_exhausted", "Всё"));
  await chat.send("Раз");
  assert.deepEqual([given, thread()], [["Раз"], []]);
});

Deno.test("stopping hangs up and keeps the words that came", async () => {
  const one = wire();
  const { chat, asked, thread } = setUp(() => one.response);
  const sending = chat.send("Раз");
  one.write(1, "text", { text: "Нача" });
  await arrive();
  await chat.stop();
  await sending;
  assert.deepEqual(thread().at(-1), ["assistant", "Нача", "cancelled"]);
  assert.ok(one.hungUp);
  assert.equal(asked.length, 1);
});

Deno.test("as much goes along as the service takes, the newest of it", () => {
  const item = (text: string, over: Partial<Item> = {}): Item => ({
    ...NO_EXTRAS,
    key: text,
    role: "member",
    text,
    at: 0,
    status: "complete",
    generationId: null,
    sent: null,
    ...over,
  });
  const many = Array.from({ length: 50 }, (_, at) => item(`слово ${at}`));
  assert.deepEqual(earlierOf(many).map((one) => one.text), many.slice(10).map((one) => one.text));
  const long = [item("а".repeat(15_000)), item("б".repeat(15_000)), item("в")];
  assert.deepEqual(earlierOf(long).map((one) => one.text[0]), ["б", "в"]);
  const odd = [
    item("сбой", { status: "failed" }),
    item("", { role: "assistant" }),
    item("стоп", { role: "assistant", status: "cancelled" }),
    item("идёт", { status: "sending" }),
  ];
  assert.deepEqual(earlierOf(odd), [{ role: "assistant", text: "стоп" }]);
});

Deno.test("the mode outlives a reload, what stands in the field while it is on does not", () => {
  const map = new Map<string, string>();
  const storage = {
    getItem: (key: string) => map.get(key) ?? null,
    setItem: (key: string, value: string) => void map.set(key, value),
    removeItem: (key: string) => void map.delete(key),
  };
  keepIncognito(storage, "mode");
  keepDraft(storage, "draft");
  draft.value = "открыто";
  assert.equal(map.get("draft"), "открыто");
  incognito.value = true;
  draft.value = "тайно";
  assert.deepEqual([map.get("mode"), map.get("draft")], ["on", ""]);
  incognito.value = false;
  draft.value = "";
  assert.deepEqual([map.has("mode"), map.get("draft")], [false, ""]);
});
