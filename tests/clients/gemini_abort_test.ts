import assert from "node:assert/strict";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { createGemini } from "../../clients/gemini.ts";
import type { AppError } from "../../domain/errors.ts";
import { HeldTimers } from "../kit/held_timers.ts";
import { all, ask, withGemini, wordsOf } from "./gemini_kit.ts";

const reason = new Error("the member pressed stop");

Deno.test("aborted before the start: nothing is asked", async () => {
  await withGemini({}, async ({ standIn, model }) => {
    const signal = AbortSignal.abort(reason);
    await assert.rejects(all(model.stream(ask("Hello", { signal }))), reason);
    assert.equal(standIn.requests().length, 0);
  });
});

Deno.test("aborted while the model thinks", async () => {
  await withGemini({}, async ({ standIn, model }) => {
    standIn.faults.add({ kind: "slow", milliseconds: 600_000 });
    const abort = new AbortController();
    const answer = all(model.stream(ask("Hello", { signal: abort.signal })));
    const stopped = assert.rejects(answer, reason);
    while (standIn.requests().length === 0) await new Promise((next) => setTimeout(next, 5));
    abort.abort(reason);
    await stopped;
  });
});

Deno.test("aborted while waiting to try again", async () => {
  const abort = new AbortController();
  const onRetry = () => void queueMicrotask(() => abort.abort(reason));
  await withGemini({ sleep: undefined, onRetry }, async ({ standIn, model }) => {
    standIn.faults.add({ kind: "status", status: 429, retryAfterSeconds: 20 });
    await assert.rejects(all(model.stream(ask("Hello", { signal: abort.signal }))), reason);
    assert.equal(standIn.requests().length, 1);
  });
});

Deno.test("aborted between two chunks: the next is the reason", async () => {
  await withGemini({}, async ({ standIn, model }) => {
    standIn.script({ text: "One two three four five six seven eight nine ten." });
    const abort = new AbortController();
    const heard: string[] = [];
    const answer = async () => {
      for await (const chunk of model.stream(ask("Count", { signal: abort.signal }))) {
        heard.push(wordsOf([chunk]));
        abort.abort(reason);
      }
    };
    await assert.rejects(answer(), reason);
    assert.deepEqual(heard, ["One two three four "]);
  });
});

Deno.test("aborted: what had already arrived is not passed on either", async () => {
  const events = ["One", "two"].map((text) =>
    `data: ${JSON.stringify({ candidates: [{ content: { parts: [{ text }] } }] })}\r\n\r\n`
  );
  const server = Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen() {} },
    () => new Response(events.join(""), { headers: { "content-type": "text/event-stream" } }),
  );
  const baseUrl = `http://127.0.0.1:${server.addr.port}`;
  const abort = new AbortController();
  const chunks = createGemini({ apiKey: "k", baseUrl })
    .stream(ask("Count", { signal: abort.signal }))[Symbol.asyncIterator]();
  assert.equal(wordsOf([(await chunks.next()).value]), "One");
  abort.abort(reason);
  await assert.rejects(chunks.next(), reason);
  await server.shutdown();
});

Deno.test("aborted while the stream is silent", async () => {
  await withGemini({}, async ({ standIn, model }) => {
    standIn.faults.add({ kind: "slow", detail: "middle", milliseconds: 600_000 });
    standIn.script({ text: "One two three four five six." });
    const abort = new AbortController();
    const chunks = model.stream(ask("Count", { signal: abort.signal }))[Symbol.asyncIterator]();
    assert.equal(wordsOf([(await chunks.next()).value]), "One two three four ");
    const next = assert.rejects(chunks.next(), reason);
    abort.abort(reason);
    await next;
  });
});

Deno.test("aborted while the stream is silent, after the garbage was collected", async () => {
  await withGemini({}, async ({ standIn, model }) => {
    standIn.faults.add({ kind: "slow", detail: "middle", milliseconds: 600_000 });
    standIn.script({ text: "One two three four five six." });
    const abort = new AbortController();
    const chunks = model.stream(ask("Count", { signal: abort.signal }))[Symbol.asyncIterator]();
    await chunks.next();
    const next = chunks.next().catch((error) => error);
    await collectGarbage();
    abort.abort(reason);
    assert.equal(await soon(next), reason);
  });
});

Deno.test("a stream that falls silent is given up, after the garbage was collected", async () => {
  const silence = 29_989;
  using silences = new HeldTimers(silence);
  await withGemini({ requestTimeoutMilliseconds: silence }, async ({ standIn, model }) => {
    standIn.faults.add({ kind: "slow", detail: "middle", milliseconds: 600_000 });
    standIn.script({ text: "One two three four five six." });
    const chunks = model.stream(ask("Count"))[Symbol.asyncIterator]();
    await chunks.next();
    const next = chunks.next().catch((error) => error);
    await collectGarbage();
    silences.pass();
    assert.equal((await soon(next) as AppError).code, "model_timeout");
  });
});

/** Collects what only weak references still hold, as happens by itself in a long answer. */
async function collectGarbage(): Promise<void> {
  setFlagsFromString("--expose-gc");
  const collect = runInNewContext("gc") as () => void;
  for (let round = 0; round < 5; round++) {
    collect();
    await new Promise((next) => setTimeout(next, 10));
  }
}

/** The result of something that must not take long; "nothing" after half a minute. */
async function soon(result: Promise<unknown>): Promise<unknown> {
  const { promise: late, resolve } = Promise.withResolvers<unknown>();
  const timer = setTimeout(resolve, 30_000, "nothing");
  try {
    return await Promise.race([result, late]);
  } finally {
    clearTimeout(timer);
  }
}

Deno.test("a listener who leaves closes the connection", async () => {
  await withGemini({}, async ({ standIn, model }) => {
    standIn.faults.add({ kind: "slow", detail: "middle", milliseconds: 600_000 });
    standIn.script({ text: "One two three four five six." });
    for await (const chunk of model.stream(ask("Count"))) {
      assert.equal(wordsOf([chunk]), "One two three four ");
      break;
    }
    const deadline = Date.now() + 30_000;
    while (standIn.openAnswers() > 0 && Date.now() < deadline) {
      await new Promise((next) => setTimeout(next, 5));
    }
    assert.equal(standIn.openAnswers(), 0);
  });
});
