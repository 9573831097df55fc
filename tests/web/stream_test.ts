import assert from "node:assert/strict";
import fc from "fast-check";
import type { ChatEvent } from "../../routes/schemas.ts";
import { ApiError } from "../../web/src/api.ts";
import { createParser, follow, type WireEvent } from "../../web/src/chat/stream.ts";

const bytes = (text: string) => new TextEncoder().encode(text);

function parse(chunks: Uint8Array[]): WireEvent[] {
  const events: WireEvent[] = [];
  const feed = createParser((event) => events.push(event));
  chunks.forEach(feed);
  return events;
}

Deno.test("an event has its id, name and data; comments and unknown fields pass", () => {
  const events = parse([bytes(": ping\n\nid: 1\nevent: text\nretry: 5\ndata: {}\n\n")]);
  assert.deepEqual(events, [{ id: "1", event: "text", data: "{}" }]);
});

Deno.test("data of several lines is joined, one leading space is dropped", () => {
  const events = parse([bytes("data:  a\ndata:b\ndata\n\n")]);
  assert.deepEqual(events, [{ id: "", event: "message", data: " a\nb\n" }]);
});

Deno.test("an event without its closing empty line is not given", () => {
  assert.deepEqual(parse([bytes("id: 1\ndata: half")]), []);
});

Deno.test("where the bytes are cut and how lines end changes nothing", () => {
  const words = fc.array(fc.constantFrom("привет", "👩‍👩‍👧‍👦", "שלום", "a b", "{}"), { minLength: 1 });
  const cuts = fc.array(fc.nat(400), { maxLength: 12 });
  fc.assert(fc.property(words, cuts, fc.constantFrom("\n", "\r\n", "\r"), (data, cuts, end) => {
    const text = data.map((one, at) => `: ping\nid: ${at}\nevent: text\ndata: ${one}\n\n`).join("");
    const wire = bytes(text.replaceAll("\n", end));
    const places = [0, ...cuts.map((cut) => cut % wire.length).sort((a, b) => a - b), wire.length];
    const chunks = places.slice(1).map((to, at) => wire.slice(places[at], to));
    // A lone carriage return at the very end waits for what follows, so something follows.
    const events = parse([...chunks, bytes(": end\n")]);
    assert.deepEqual(events.map((event) => event.data), data);
  }));
});

const text = (id: number, words: string) => `id: ${id}\nevent: text\ndata: {"text":"${words}"}\n\n`;
const done = (id: number) => `id: ${id}\nevent: done\ndata: {"status":"complete"}\n\n`;

/** A stream that gives its chunks and then breaks or ends. */
function streamOf(chunks: string[], breaks: boolean): Response {
  return new Response(
    new ReadableStream({
      pull(controller) {
        const chunk = chunks.shift();
        if (chunk !== undefined) controller.enqueue(bytes(chunk));
        else if (breaks) controller.error(new TypeError("network"));
        else controller.close();
      },
    }),
  );
}

interface Run {
  events: ChatEvent[];
  asked: number[];
  waits: number[];
  broken: boolean[];
  error: unknown;
}

/** Follows an answer that is opened once for each given response or failure. */
async function run(opens: (Response | Error)[], attempts = 3): Promise<Run> {
  const result: Run = { events: [], asked: [], waits: [], broken: [], error: null };
  try {
    const events = follow({
      signal: new AbortController().signal,
      attempts,
      open(lastEventId) {
        result.asked.push(lastEventId);
        const next = opens.shift() ?? new ApiError(0, "offline", "");
        return next instanceof Error ? Promise.reject(next) : Promise.resolve(next);
      },
      wait(attempt) {
        result.waits.push(attempt);
        return Promise.resolve();
      },
      onBroken: (broken) => result.broken.push(broken),
    });
    for await (const event of events) result.events.push(event);
  } catch (error) {
    result.error = error;
  }
  return result;
}

Deno.test("an unbroken answer ends with done and is asked for once", async () => {
  const { events, asked, broken, error } = await run([streamOf([text(1, "a"), done(2)], true)]);
  assert.equal(error, null);
  assert.deepEqual(events.map((event) => event.name), ["text", "done"]);
  assert.deepEqual([asked, broken], [[0], []]);
});

Deno.test("a broken answer goes on after the last event seen, each event once", async () => {
  const result = await run([
    streamOf([text(1, "a"), text(2, "b").slice(0, 9)], true),
    new ApiError(503, "stopping", ""),
    streamOf([": ping\n\n", text(1, "a"), text(2, "b")], false),
    streamOf([done(3)], true),
  ]);
  assert.equal(result.error, null);
  assert.deepEqual(result.events.map((event) => event.id), [1, 2, 3]);
  assert.deepEqual(result.asked, [0, 1, 1, 2]);
  assert.deepEqual(result.broken, [true, true, false, true, false]);
  assert.deepEqual(result.waits, [1, 2, 1], "an event that came starts the count anew");
});

Deno.test("what the service refuses is not asked for again", async () => {
  const refusal = new ApiError(402, "allowance_exhausted", "", "r1", { kind: "messages" });
  const { error, asked } = await run([refusal]);
  assert.equal(error, refusal);
  assert.deepEqual(asked, [0]);
});

Deno.test("after all attempts without an event the last failure is thrown", async () => {
  const { error, waits } = await run([]);
  assert.ok(error instanceof ApiError && error.status === 0);
  assert.deepEqual(waits, [1, 2, 3]);
});

Deno.test("data that is no JSON counts as a broken stream", async () => {
  const { events, error } = await run([
    streamOf(["id: 1\nevent: text\ndata: {oops\n\n"], false),
    streamOf([done(2)], false),
  ]);
  assert.equal(error, null);
  assert.deepEqual(events.map((event) => event.id), [2]);
});

Deno.test("giving up ends the stream at once", async () => {
  const control = new AbortController();
  let cancelled = false;
  const endless = new Response(
    new ReadableStream({
      start: (controller) => controller.enqueue(bytes(text(1, "a"))),
      cancel: () => void (cancelled = true),
    }),
  );
  const events = follow({
    signal: control.signal,
    open: () => Promise.resolve(endless),
    wait: () => Promise.reject(new Error("must not wait")),
  });
  assert.equal((await events.next()).value?.id, 1);
  const rest = events.next();
  control.abort();
  await assert.rejects(rest, { name: "AbortError" });
  assert.ok(cancelled);
});
