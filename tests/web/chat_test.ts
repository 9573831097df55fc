import assert from "node:assert/strict";
import type { AllowanceLeft, History, TurnView } from "../../routes/schemas.ts";
import { type Api, ApiError, type RequestOptions } from "../../web/src/api.ts";
import { createChat } from "../../web/src/chat/state.ts";

const left: AllowanceLeft = {
  kind: "messages",
  per: "day",
  limit: 40,
  used: 1,
  left: 39,
  resetsAt: null,
};

const turn = (sequence: number, role: TurnView["role"], generationId: string): TurnView => ({
  sequence,
  role,
  text: `${role} ${sequence}`,
  at: sequence,
  source: "app",
  generationId,
  status: "complete",
});

type Reply = (path: string, options: RequestOptions) => Response | ApiError | Promise<Response>;

/** An answer's stream: events by name and data, with or without its end. */
function answering(events: [string, unknown][], generationId = "g1", breaks = false): Response {
  const wire = events.map(([name, data], at) =>
    `id: ${at + 1}\nevent: ${name}\ndata: ${JSON.stringify(data)}\n\n`
  );
  const body = new ReadableStream<Uint8Array>({
    pull(controller) {
      const next = wire.shift();
      if (next) controller.enqueue(new TextEncoder().encode(next));
      else if (breaks) controller.error(new TypeError("network"));
      else controller.close();
    },
  });
  return new Response(body, { headers: { "X-Generation-Id": generationId } });
}

const done = (status: string) =>
  ["done", { status, turnSequence: 2, charged: true, allowance: left }] as [string, unknown];

/** A chat over a service that answers history with `history` and everything else with `reply`. */
function setUp(reply: Reply, history: Partial<History> = {}) {
  const asked: [string, RequestOptions][] = [], given: string[] = [];
  const ends: (AllowanceLeft | null)[] = [];
  const api: Api = {
    async send(path, options = {}) {
      asked.push([path, options]);
      const answer = await reply(path, options);
      if (answer instanceof ApiError) throw answer;
      return answer;
    },
    json: <T>(path: string) => {
      asked.push([path, {}]);
      return Promise.resolve({ turns: [], before: null, running: [], ...history } as T);
    },
  };
  let keys = 0;
  const chat = createChat({
    api,
    now: () => 100,
    newKey: () => `key-${++keys}`,
    wait: () => Promise.resolve(),
    giveBack: (text) => given.push(text),
    onEnd: (left) => ends.push(left),
  });
  const thread = () => chat.items.value.map((item) => [item.role, item.text, item.status]);
  return { chat, asked, given, ends, thread };
}

Deno.test("a message is sent under a key, and its answer comes with what belongs to it", async () => {
  const { chat, asked, ends, thread } = setUp(() =>
    answering([
      ["text", { text: "При" }],
      ["text", { text: "вет" }],
      ["citation", { number: 1, title: "Регламент", chunkId: "c" }],
      ["card", { kind: "profile", title: "Запомнила", text: "" }],
      ["notice", { code: "slow", text: "Долго" }],
      done("complete"),
    ])
  );
  await chat.send("Привет");
  assert.deepEqual(thread(), [["member", "Привет", "complete"], [
    "assistant",
    "Привет",
    "complete",
  ]]);
  const [path, options] = asked.at(-1)!;
  assert.deepEqual([path, options.body], ["/api/chat", { message: "Привет" }]);
  assert.equal(options.headers?.["Idempotency-Key"], "key-1");
  const answer = chat.items.value[1]!;
  assert.deepEqual(
    [answer.citations.length, answer.cards.length, answer.notices.length],
    [1, 1, 1],
  );
  assert.deepEqual(ends, [left]);
  assert.equal(chat.answer.value, null);
});

Deno.test("a broken stream is asked for again with the same key, from after the last event", async () => {
  const replies = [
    () => answering([["text", { text: "При" }]], "g1", true),
    () => answering([["text", { text: "При" }], ["text", { text: "вет" }], done("complete")]),
  ];
  const { chat, asked, thread } = setUp(() => replies.shift()!());
  await chat.send("a");
  assert.deepEqual(thread().at(-1), ["assistant", "Привет", "complete"]);
  const sent = asked.filter(([path]) => path === "/api/chat").map(([, options]) => options.headers);
  assert.deepEqual(sent, [
    { "Idempotency-Key": "key-1" },
    { "Idempotency-Key": "key-1", "Last-Event-ID": "1" },
  ]);
});

Deno.test("a page read while words are being taken does not show them twice", async () => {
  let take = (_: Response) => {};
  const history: Partial<History> = {};
  const { chat, thread } = setUp(() => new Promise((resolve) => take = resolve), history);
  await chat.load();
  const sent = chat.send("member 1");
  // The service has taken the words, the page has not heard of it yet.
  history.turns = [turn(1, "member", "g1")];
  await chat.load();
  assert.deepEqual(thread(), [["member", "member 1", "sending"]]);
  take(answering([["text", { text: "Да" }], done("complete")]));
  await sent;
  assert.deepEqual(thread(), [["member", "member 1", "complete"], ["assistant", "Да", "complete"]]);
});

Deno.test("words that are not taken go back to the field, with the reason in the thread", async () => {
  const refusal = new ApiError(402, "allowance_exhausted", "Всё", "r1", { kind: "messages" });
  const { chat, given, thread } = setUp(() => refusal);
  await chat.send("Ещё");
  assert.deepEqual([given, thread()], [["Ещё"], []]);
  assert.equal(chat.refusal.value?.error, refusal);
  assert.equal(chat.answer.value, null);
});

Deno.test("the reason goes away with the next message", async () => {
  const replies: Reply[] = [
    () => new ApiError(429, "rate_limited", ""),
    () => answering([done("complete")]),
  ];
  const { chat } = setUp((path, options) => replies.shift()!(path, options));
  await chat.send("a");
  await chat.send("a");
  assert.equal(chat.refusal.value, null);
});

Deno.test("without a network the answer is broken; again asks under the same key", async () => {
  let offline = true;
  const { chat, asked, thread } = setUp(() =>
    offline
      ? new ApiError(0, "offline", "")
      : answering([["text", { text: "Да" }], done("complete")])
  );
  await chat.send("a");
  assert.equal(thread().at(-1)?.[2], "broken");
  offline = false;
  await chat.again(chat.items.value.at(-1)!);
  assert.deepEqual(thread(), [["member", "a", "complete"], ["assistant", "Да", "complete"]]);
  const keys = asked.flatMap(([, options]) => options.headers?.["Idempotency-Key"] ?? []);
  assert.deepEqual(new Set(keys), new Set(["key-1"]));
});

Deno.test("an answer that failed at the service is asked for under a new key", async () => {
  const replies = [
    () => answering([["text", { text: "Сей" }], done("failed")]),
    () => answering([["text", { text: "Да" }], done("complete")], "g2"),
  ];
  const { chat, asked, thread } = setUp(() => replies.shift()!());
  await chat.send("a");
  assert.deepEqual(thread().at(-1), ["assistant", "Сей", "failed"]);
  await chat.again(chat.items.value.at(-1)!);
  assert.deepEqual(thread(), [["member", "a", "complete"], ["assistant", "Да", "complete"]]);
  assert.equal(asked.at(-1)?.[1].headers?.["Idempotency-Key"], "key-2");
});

Deno.test("while an answer is on its way nothing else is sent", async () => {
  let count = 0;
  const { chat } = setUp(() => {
    count++;
    return answering([done("complete")]);
  });
  await Promise.all([chat.send("a"), chat.send("b")]);
  assert.equal(count, 1);
});

Deno.test("stopping before the message is accepted gives the words back", async () => {
  const { chat, given, thread } = setUp((_, { signal }) =>
    new Promise((_, reject) =>
      signal?.addEventListener("abort", () => reject(new DOMException("", "AbortError")))
    )
  );
  const sending = chat.send("Рано");
  await chat.stop();
  await sending;
  assert.deepEqual([given, thread(), chat.answer.value], [["Рано"], [], null]);
});

Deno.test("stopping an answer asks the service, whose end then comes down the stream", async () => {
  const accepted = Promise.withResolvers<void>(), cancelled = Promise.withResolvers<void>();
  const { chat, thread } = setUp((path) => {
    if (path === "/api/chat/g1/cancel") {
      cancelled.resolve();
      return Response.json({});
    }
    const line = (id: number, name: string, data: unknown) =>
      new TextEncoder().encode(`id: ${id}\nevent: ${name}\ndata: ${JSON.stringify(data)}\n\n`);
    const body = new ReadableStream<Uint8Array>({
      async start(controller) {
        controller.enqueue(line(1, "text", { text: "Нача" }));
        accepted.resolve();
        await cancelled.promise;
        controller.enqueue(line(2, ...done("cancelled")));
        controller.close();
      },
    });
    return new Response(body, { headers: { "X-Generation-Id": "g1" } });
  });
  const sending = chat.send("a");
  await accepted.promise;
  while (chat.answer.value?.generationId === null) await Promise.resolve();
  await chat.stop();
  await sending;
  assert.deepEqual(thread().at(-1), ["assistant", "Нача", "cancelled"]);
});

Deno.test("after a reload an answer that is still running is picked up from its start", async () => {
  const { chat, asked, thread } = setUp(
    () => answering([["text", { text: "Всё" }], done("complete")], "g7"),
    {
      turns: [turn(1, "member", "g7")],
      running: [{ generationId: "g7", turnSequence: 1 }],
    },
  );
  await chat.load();
  const ended = Promise.withResolvers<void>();
  chat.answer.subscribe((answer) => answer === null && ended.resolve());
  await ended.promise;
  assert.deepEqual(thread().map(([role]) => role), ["member", "assistant"]);
  assert.equal(asked.at(-1)?.[0], "/api/chat/g7/events");
});

Deno.test("older turns come in above, and nothing is there twice", async () => {
  const history: Partial<History> = {
    turns: [turn(3, "member", "b"), turn(4, "assistant", "b")],
    before: 3,
  };
  const { chat, asked } = setUp(() => answering([done("complete")]), history);
  await chat.load();
  Object.assign(history, {
    turns: [turn(1, "member", "a"), turn(2, "assistant", "a")],
    before: null,
  });
  await chat.older();
  await chat.older();
  assert.deepEqual(chat.items.value.map((item) => item.key), [
    "turn-1",
    "turn-2",
    "turn-3",
    "turn-4",
  ]);
  assert.equal(chat.hasOlder.value, false);
  assert.equal(asked.filter(([path]) => path.includes("before=3")).length, 1);
});

Deno.test("history that knows a sent message takes its place, and its answer keeps its cards", async () => {
  const history: Partial<History> = {};
  const card = { kind: "profile", title: "Запомнила", text: "" };
  const { chat } = setUp(() => answering([["card", card], done("complete")]), history);
  await chat.send("a");
  history.turns = [turn(1, "member", "g1"), turn(2, "assistant", "g1")];
  await chat.load();
  assert.deepEqual(chat.items.value.map((item) => item.key), ["turn-1", "turn-2"]);
  assert.deepEqual(chat.items.value[1]?.cards, [card]);
});

Deno.test("history brings the cards and sources of an answer back", async () => {
  const card = { kind: "profile", title: "Запомнила", text: "" } as const;
  const citation = { number: 1, chunkId: "c", title: "Регламент", headings: [], quote: "Риск." };
  const { chat } = setUp(() => answering([done("complete")]), {
    turns: [
      turn(1, "member", "g1"),
      { ...turn(2, "assistant", "g1"), cards: [card], citations: [citation] },
    ],
  });
  await chat.load();
  assert.deepEqual(chat.items.value.map(({ cards, citations }) => [cards, citations]), [
    [[], []],
    [[card], [citation]],
  ]);
});
