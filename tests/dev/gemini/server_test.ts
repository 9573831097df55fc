import assert from "node:assert/strict";
import {
  type GeminiStandIn,
  type GeminiStandInOptions,
  startGemini,
} from "../../../dev/gemini/server.ts";

interface Answer {
  status: number;
  // deno-lint-ignore no-explicit-any -- the tests look at answers of many shapes
  body: any;
}

async function withServer(
  options: GeminiStandInOptions,
  test: (
    standIn: GeminiStandIn,
    call: (path: string, body?: unknown, key?: string) => Promise<Answer>,
  ) => Promise<void>,
): Promise<void> {
  const standIn = await startGemini({ chunkPauseMilliseconds: 0, ...options });
  const call = async (path: string, body?: unknown, key = "the-key") => {
    const response = await fetch(standIn.url + path, {
      method: body === undefined ? "GET" : "POST",
      headers: { "x-goog-api-key": key },
      body: typeof body === "string" || body === undefined ? body : JSON.stringify(body),
    });
    const text = await response.text();
    return { status: response.status, body: text.startsWith("data:") ? text : JSON.parse(text) };
  };
  try {
    await test(standIn, call);
  } finally {
    await standIn.close();
  }
}

const GENERATE = "/v1beta/models/gemini-3.8-flash:generateContent";
const user = (...parts: object[]) => ({ role: "user", parts });
const hello = { contents: [user({ text: "Hello" })] };

Deno.test("a wrong key is refused in Google's words", async () => {
  await withServer({ apiKey: "the-key" }, async (_standIn, call) => {
    const { status, body } = await call(GENERATE, hello, "another");
    assert.equal(status, 400);
    assert.equal(body.error.message, "API key not valid. Please pass a valid API key.");
    assert.equal(body.error.details[0].reason, "API_KEY_INVALID");
    assert.equal((await call(GENERATE, hello)).status, 200);
  });
});

Deno.test("an answer in one piece has text, finish reason and usage", async () => {
  await withServer({}, async (_standIn, call) => {
    const { body } = await call(GENERATE, hello);
    const [candidate] = body.candidates;
    assert.equal(candidate.content.parts[0].text, "Hello. I am Sfera AI. What shall we do today?");
    assert.equal(candidate.finishReason, "STOP");
    assert.ok(body.usageMetadata.totalTokenCount > 0);
  });
});

Deno.test("a stream is Server-Sent Events, the last with the finish reason", async () => {
  await withServer({}, async (_standIn, call) => {
    const path = "/v1beta/models/gemini-3.8-flash:streamGenerateContent?alt=sse";
    const { body } = await call(path, hello);
    const events = (body as string).trim().split("\r\n\r\n").map((event) =>
      JSON.parse(event.slice(6))
    );
    assert.ok(events.length > 2);
    assert.deepEqual(
      events.map((event) => event.candidates[0].finishReason),
      [...new Array(events.length - 1).fill(undefined), "STOP"],
    );
  });
});

Deno.test("models are listed, unknown ones and unknown paths are not found", async () => {
  await withServer({}, async (_standIn, call) => {
    const { body } = await call("/v1beta/models");
    assert.ok(body.models.some(({ name }: { name: string }) => name === "models/gemini-3.8-flash"));
    for (
      const path of [
        "/v1beta/models/nobody:generateContent",
        "/v1beta/models/gemini-3.8-flash:embedContent",
        "/v1beta/models/gemini-embedding-001:generateContent",
        "/v1/models/gemini-3.8-flash:generateContent",
      ]
    ) {
      const { status, body } = await call(path, hello);
      assert.deepEqual([status, body.error.status], [404, "NOT_FOUND"]);
    }
  });
});

Deno.test("one text is embedded, or several", async () => {
  await withServer({}, async (_standIn, call) => {
    const path = "/v1beta/models/gemini-embedding-001";
    const content = { parts: [{ text: "one" }] };
    const one = await call(`${path}:embedContent`, { content, outputDimensionality: 8 });
    const many = await call(`${path}:batchEmbedContents`, {
      requests: [{ content, outputDimensionality: 8 }, { content }],
    });
    assert.equal(one.body.embedding.values.length, 8);
    assert.deepEqual(many.body.embeddings[0], one.body.embedding);
    assert.equal(many.body.embeddings[1].values.length, 3072);
  });
});

const call = (name: string, more = {}) => ({ functionCall: { name, args: {} }, ...more });
const response = (name: string) => ({ functionResponse: { name, response: {} } });
const refused: [what: string, body: unknown, message: RegExp][] = [
  ["no JSON", "{oops", /Invalid JSON payload/],
  ["a wrong type", { contents: "hello" }, /Invalid value at 'contents'/],
  ["no contents", { contents: [] }, /contents is not specified/],
  ["an unknown role", { contents: [{ role: "system", parts: [{ text: "x" }] }] }, /valid role/],
  [
    "a bad function name",
    { ...hello, tools: [{ functionDeclarations: [{ name: "not a name" }] }] },
    /Invalid function name/,
  ],
  [
    "a call without its signature",
    { contents: [...hello.contents, { role: "model", parts: [call("a")] }, user(response("a"))] },
    /missing a thought_signature in functionCall parts/,
  ],
  [
    "a call with another signature",
    {
      contents: [
        ...hello.contents,
        { role: "model", parts: [call("a", { thoughtSignature: "eA==" })] },
        user(response("a")),
      ],
    },
    /Corrupted thought signature/,
  ],
  [
    "a call without its response",
    { contents: [...hello.contents, { role: "model", parts: [call("a")] }, ...hello.contents] },
    /number of function response parts/,
  ],
  [
    "a response without its call",
    { contents: [...hello.contents, user(response("a"))] },
    /immediately after a function call turn/,
  ],
];

for (const [what, body, message] of refused) {
  Deno.test(`refused as Gemini refuses: ${what}`, async () => {
    await withServer({}, async (_standIn, call) => {
      const answer = await call(GENERATE, body);
      assert.equal(answer.status, 400);
      assert.equal(answer.body.error.status, "INVALID_ARGUMENT");
      assert.match(answer.body.error.message, message);
    });
  });
}

Deno.test("turns that are over need no signature", async () => {
  await withServer({}, async (_standIn, ask) => {
    const over = [{ role: "model", parts: [call("a")] }, user(response("a"))];
    const contents = [...hello.contents, ...over, { role: "model", parts: [{ text: "Done." }] }];
    const { status } = await ask(GENERATE, { contents: [...contents, ...hello.contents] });
    assert.equal(status, 200);
  });
});

Deno.test("quota errors carry what Google's carry", async () => {
  await withServer({}, async (standIn, call) => {
    standIn.faults.add({ kind: "status", status: 429, detail: "per-day", retryAfterSeconds: 37 });
    const { status, body } = await call(GENERATE, hello);
    assert.deepEqual([status, body.error.status], [429, "RESOURCE_EXHAUSTED"]);
    const [failure, retry] = body.error.details;
    assert.match(failure.violations[0].quotaId, /PerDay/);
    assert.deepEqual(retry, {
      "@type": "type.googleapis.com/google.rpc.RetryInfo",
      retryDelay: "37s",
    });
    standIn.faults.add({ kind: "status", status: 429 });
    const minute = await call(GENERATE, hello);
    assert.doesNotMatch(JSON.stringify(minute.body), /PerDay|RetryInfo/);
  });
});

Deno.test("faults concern the method they name", async () => {
  await withServer({}, async (standIn, call) => {
    standIn.faults.add({ kind: "status", status: 503, match: "embedContent" });
    assert.equal((await call(GENERATE, hello)).status, 200);
    const content = { parts: [{ text: "one" }] };
    const path = "/v1beta/models/gemini-embedding-001:embedContent";
    assert.equal((await call(path, { content })).status, 503);
    assert.equal((await call(path, { content })).status, 200);
  });
});

Deno.test("scripts are used in their order, some for ever", async () => {
  await withServer({}, async (standIn, call) => {
    standIn.script({ text: "First." });
    standIn.script({ calls: [{ name: "again" }], times: Infinity });
    const partsOf = async () => (await call(GENERATE, hello)).body.candidates[0].content.parts;
    assert.equal((await partsOf())[0].text, "First.");
    for (let round = 0; round < 20; round++) {
      assert.equal((await partsOf())[0].functionCall.name, "again");
    }
  });
});

Deno.test("the last requests are kept, and no more than two hundred", async () => {
  await withServer({}, async (standIn, call) => {
    for (let index = 0; index < 205; index++) {
      await call(GENERATE, { contents: [user({ text: String(index) })] });
    }
    const kept = standIn.requests();
    assert.equal(kept.length, 200);
    assert.deepEqual(kept[199]?.body, { contents: [user({ text: "204" })] });
    assert.deepEqual([kept[0]?.model, kept[0]?.method], ["gemini-3.8-flash", "generateContent"]);
  });
});

Deno.test("a closed stand-in holds nobody up", async () => {
  const standIn = await startGemini();
  standIn.faults.add({ kind: "slow", milliseconds: 600_000 });
  const waiting = fetch(standIn.url + GENERATE, { method: "POST", body: JSON.stringify(hello) });
  const ended = waiting.then((response) => response.text()).catch(() => "closed");
  while (standIn.requests().length === 0) await new Promise((next) => setTimeout(next, 5));
  await standIn.close();
  await ended;
});
