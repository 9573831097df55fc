import assert from "node:assert/strict";
import { createGemini } from "../../clients/gemini.ts";
import type { Fault } from "../../dev/faults.ts";
import { AppError } from "../../domain/errors.ts";
import type { ModelScript } from "../../dev/gemini/answers.ts";
import { until } from "../kit/conditions.ts";
import { HeldTimers } from "../kit/held_timers.ts";
import { all, ask, type Bench, withGemini, wordsOf } from "./gemini_kit.ts";

/** How long the model may be silent; it is over when a test says so. */
const SILENCE = 29_989;

type AnyFault = Parameters<Bench["standIn"]["faults"]["add"]>[0];

const retried: [what: string, faults: AnyFault[], waits: number[]][] = [
  ["too many requests", [{ kind: "status", status: 429 }], [500]],
  ["an overload", [{ kind: "status", status: 503 }], [500]],
  ["an error of Gemini's own", [{ kind: "status", status: 500 }], [500]],
  ["a deadline of Gemini's own", [{ kind: "status", status: 504 }], [500]],
  ["a connection closed without an answer", [{ kind: "drop" }], [500]],
  ["a lost reply", [{ kind: "lose-reply" }], [500]],
  ["a stream that breaks before its first chunk", [{ kind: "cut", detail: "start" }], [500]],
  ["three failures in a row", [{ kind: "status", status: 503, times: 3 }], [500, 1000, 2000]],
  ["RetryInfo", [{ kind: "status", status: 429, retryAfterSeconds: 7 }], [7000]],
  ["RetryInfo in fractions", [{ kind: "status", status: 429, retryAfterSeconds: 4.25 }], [4250]],
  ["RetryInfo of an overload", [{ kind: "status", status: 503, retryAfterSeconds: 3 }], [3000]],
  ["RetryInfo at the limit", [{ kind: "status", status: 429, retryAfterSeconds: 20 }], [20_000]],
];

for (const [what, faults, expected] of retried) {
  Deno.test(`retried: ${what}`, async () => {
    await withGemini({}, async ({ standIn, model, waits, retries }) => {
      faults.forEach((fault) => standIn.faults.add(fault));
      standIn.script({ text: "Here I am.", times: 9 });
      assert.equal(wordsOf(await all(model.stream(ask("Hello")))), "Here I am.");
      assert.deepEqual(waits, expected);
      assert.deepEqual(retries.map(({ attempt }) => attempt), expected.map((_, at) => at + 1));
      assert.deepEqual(retries.map(({ waitMilliseconds }) => waitMilliseconds), expected);
      const status = faults[0]!.kind === "status" ? faults[0]!.status : undefined;
      assert.ok(retries.every((retry) => retry.status === status));
    });
  });
}

const refused: [what: string, fault: AnyFault, code: string, details: object][] = [
  [
    "the day's quota",
    { kind: "status", status: 429, detail: "per-day", retryAfterSeconds: 5 },
    "model_busy",
    { status: 429, perDay: true },
  ],
  [
    "a wait beyond the limit",
    { kind: "status", status: 429, retryAfterSeconds: 20.5 },
    "model_busy",
    { status: 429, retryAfterSeconds: 21 },
  ],
  ["a bad request", { kind: "status", status: 400 }, "model_failed", {
    status: 400,
    reason: "the request was refused",
  }],
  ["a forbidden place", { kind: "status", status: 400, detail: "location" }, "model_failed", {
    status: 400,
    reason: "Gemini is not offered where this server runs",
  }],
  ["a forbidden key", { kind: "status", status: 403 }, "model_failed", {
    status: 403,
    reason: "the key was refused",
  }],
  ["an unknown model", { kind: "status", status: 404 }, "model_failed", {
    status: 404,
    reason: "the model was not found",
  }],
  ["silence before the answer", { kind: "slow", milliseconds: 600_000 }, "model_timeout", {}],
];

for (const [what, fault, code, details] of refused) {
  Deno.test(`not retried: ${what}`, async () => {
    using silences = new HeldTimers(SILENCE);
    const options = { requestTimeoutMilliseconds: SILENCE };
    await withGemini(options, async ({ standIn, model, waits }) => {
      standIn.faults.add({ ...fault, times: Infinity });
      const answer = all(model.stream(ask("Hello")));
      const refused = assert.rejects(answer, { name: "AppError", code, details });
      if (code === "model_timeout") {
        await until(() => standIn.requests().length === 1, "the request");
        silences.pass();
      }
      await refused;
      assert.deepEqual(waits, []);
      assert.equal(standIn.requests().length, 1);
    });
  });
}

const exhausted: [what: string, fault: AnyFault, code: string, details: object][] = [
  ["an overload", { kind: "status", status: 503 }, "model_busy", { status: 503 }],
  ["a quota", { kind: "status", status: 429, retryAfterSeconds: 9 }, "model_busy", {
    status: 429,
    retryAfterSeconds: 9,
  }],
  ["errors of Gemini's own", { kind: "status", status: 500 }, "model_failed", {
    status: 500,
    reason: "Gemini had an error of its own",
  }],
  ["deadlines of Gemini's own", { kind: "status", status: 504 }, "model_timeout", { status: 504 }],
  ["closed connections", { kind: "drop" }, "model_failed", { reason: "unreachable" }],
  ["streams without a chunk", { kind: "cut", detail: "start" }, "model_failed", {
    reason: "closed",
  }],
];

for (const [what, fault, code, details] of exhausted) {
  Deno.test(`given up after the last attempt: ${what}`, async () => {
    await withGemini({ maxAttempts: 3 }, async ({ standIn, model, waits }) => {
      standIn.faults.add({ ...fault, times: Infinity });
      await assert.rejects(all(model.stream(ask("Hello"))), { name: "AppError", code, details });
      assert.equal(standIn.requests().length, 3);
      assert.equal(waits.length, 2);
    });
  });
}

const broken: [what: string, fault: AnyFault, code: string, details: object][] = [
  ["a break", { kind: "cut" }, "model_failed", { reason: "closed" }],
  ["a polite end without a finish reason", { kind: "cut", detail: "clean" }, "model_failed", {
    reason: "closed",
  }],
  ["silence", { kind: "slow", detail: "middle", milliseconds: 600_000 }, "model_timeout", {}],
];

for (const [what, fault, code, details] of broken) {
  Deno.test(`after the first words nothing is retried: ${what}`, async () => {
    using silences = new HeldTimers(SILENCE);
    const options = { requestTimeoutMilliseconds: SILENCE };
    await withGemini(options, async ({ standIn, model, waits }) => {
      standIn.faults.add(fault);
      standIn.script({ text: "These are the first words, and these never come." });
      const heard: string[] = [];
      const failing = (async () => {
        for await (const chunk of model.stream(ask("Speak"))) heard.push(wordsOf([chunk]));
      })().catch((error: unknown) => error);
      if (code === "model_timeout") {
        await until(() => heard.length === 1 && silences.size === 1, "the first words");
        silences.pass();
      }
      const error = await failing;
      assert.ok(error instanceof AppError);
      assert.deepEqual([error.code, error.details], [code, details]);
      assert.deepEqual(heard, ["These are the first "]);
      assert.deepEqual(waits, []);
    });
  });
}

const unusable: [what: string, script: ModelScript, details: object][] = [
  ["a blocked question", { blockReason: "PROHIBITED_CONTENT" }, {
    reason: "blocked",
    finishReason: "PROHIBITED_CONTENT",
  }],
  ["a blocked answer", { finishReason: "SAFETY" }, { reason: "blocked", finishReason: "SAFETY" }],
  ["a call that the model garbled", { finishReason: "MALFORMED_FUNCTION_CALL" }, {
    reason: "unfinished",
    finishReason: "MALFORMED_FUNCTION_CALL",
  }],
  ["an event that is no JSON", { event: "{oops" }, { reason: "malformed" }],
  ["an event of another shape", { event: '{"candidates":[{"content":{"parts":"none"}}]}' }, {
    reason: "malformed",
  }],
];

for (const [what, script, details] of unusable) {
  Deno.test(`cannot be used: ${what}`, async () => {
    await withGemini({}, async ({ standIn, model, waits }) => {
      standIn.script(script);
      await assert.rejects(all(model.stream(ask("Hello"))), { code: "model_failed", details });
      assert.deepEqual(waits, []);
    });
  });
}

Deno.test("an error inside the stream counts as that error", async () => {
  await withGemini({}, async ({ standIn, model, waits }) => {
    const error = { code: 503, status: "UNAVAILABLE", message: "The model is overloaded." };
    standIn.script({ event: JSON.stringify({ error }) });
    standIn.script({ text: "Back again." });
    assert.equal(wordsOf(await all(model.stream(ask("Hello")))), "Back again.");
    assert.deepEqual(waits, [500]);
  });
});

Deno.test("nothing of the member's words is in an error", async () => {
  const faults: Omit<Fault, "times">[] = [{ kind: "status", status: 400 }, { kind: "cut" }];
  for (const fault of faults) {
    await withGemini({}, async ({ standIn, model }) => {
      standIn.faults.add(fault);
      standIn.script({ text: "My diagnosis: secret illness" });
      const error = await all(model.stream(ask("secret illness"))).catch((error) => error);
      assert.ok(error instanceof AppError);
      assert.ok(!Deno.inspect(error, { depth: 9 }).includes("secret illness"));
    });
  }
});

Deno.test("a server that is not there is unreachable", async () => {
  const gone = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const { port } = gone.addr;
  gone.close();
  const baseUrl = `http://127.0.0.1:${port}`;
  const model = createGemini({ apiKey: "k", baseUrl, sleep: () => Promise.resolve() });
  await assert.rejects(all(model.stream(ask("Hello"))), {
    code: "model_failed",
    details: { reason: "unreachable" },
  });
});

Deno.test("a redirect is not followed, for it would carry the key elsewhere", async () => {
  const seen: string[] = [];
  const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen() {} }, (request) => {
    seen.push(new URL(request.url).pathname);
    return Response.redirect(new URL("/elsewhere", request.url), 307);
  });
  const baseUrl = `http://127.0.0.1:${server.addr.port}`;
  const model = createGemini({ apiKey: "k", baseUrl, maxAttempts: 1 });
  await assert.rejects(all(model.stream(ask("Hello"))), { code: "model_failed" });
  await server.shutdown();
  assert.ok(!seen.includes("/elsewhere"));
});
