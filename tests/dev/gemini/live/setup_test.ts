import assert from "node:assert/strict";
import { WebSocket } from "ws";
import { type Client, connect, withLive } from "./kit.ts";

/** Sends messages as they are and gives how the connection was closed. */
async function closing(url: string, ...messages: unknown[]) {
  const path = "/ws/google.ai.generativelanguage.v1beta.GenerativeService.BidiGenerateContent";
  const socket = new WebSocket(`${url.replace("http", "ws")}${path}?key=the-key`);
  const closed = new Promise<{ code: number; reason: string }>((resolve) =>
    socket.on(
      "close",
      (code: number, reason: Uint8Array) => resolve({ code, reason: String(reason) }),
    )
  );
  await new Promise((resolve) => socket.once("open", resolve));
  for (const message of messages) {
    socket.send(typeof message === "string" ? message : JSON.stringify(message));
  }
  return await closed;
}

const model = "models/gemini-3.8-live";
const ready = { setup: { model } };
const wrong: [what: string, messages: unknown[], code: number, reason: RegExp][] = [
  ["no JSON", ["{"], 1007, /Invalid JSON payload/],
  ["no setup first", [{ clientContent: { turnComplete: true } }], 1007, /setup must be the first/],
  ["a second setup", [ready, ready], 1007, /only the first/],
  ["an unknown message", [ready, { hello: {} }], 1007, /Unknown name "hello"/],
  ["an unknown field", [{ setup: { model, voice: "Leda" } }], 1007, /"voice" at 'setup'/],
  ["an unknown model", [{ setup: { model: "models/gemini-9-live" } }], 1008, /is not found/],
  ["a model of text", [{ setup: { model: "models/gemini-3.8-flash" } }], 1008, /bidiGenerate/],
  [
    "answers in text",
    [{ setup: { model, generationConfig: { responseModalities: ["TEXT"] } } }],
    1007,
    /non-audio request/,
  ],
  [
    "thinking",
    [{ setup: { model, generationConfig: { thinkingConfig: { thinkingBudget: 0 } } } }],
    1007,
    /Thinking is not supported/,
  ],
  [
    "an unknown voice",
    [{
      setup: {
        model,
        generationConfig: {
          speechConfig: { voiceConfig: { prebuiltVoiceConfig: { voiceName: "Nobody" } } },
        },
      },
    }],
    1007,
    /'Nobody' is not available/,
  ],
  [
    "a bad function name",
    [{ setup: { model, tools: [{ functionDeclarations: [{ name: "not a name" }] }] } }],
    1007,
    /functionDeclarations/,
  ],
  [
    "a turn of the system",
    [ready, { clientContent: { turns: [{ role: "system", parts: [] }] } }],
    1007,
    /turns/,
  ],
  [
    "sound that is none",
    [ready, { realtimeInput: { audio: { mimeType: "video/mp4", data: "" } } }],
    1007,
    /video\/mp4/,
  ],
];
for (const [what, messages, code, reason] of wrong) {
  Deno.test(`${what} is refused with ${code}`, async () => {
    await withLive({}, async (standIn) => {
      const closed = await closing(standIn.url, ...messages);
      assert.equal(closed.code, code);
      assert.match(closed.reason, reason);
    });
  });
}

Deno.test("a wrong key is let in and told so", async () => {
  await withLive({ apiKey: "the-key" }, async (standIn, open) => {
    await assert.rejects(connect(standIn, {}, { apiKey: "another" }), /API key not valid/);
    await open();
  });
});

Deno.test("another path is not found, and REST does not answer for the live model", async () => {
  await withLive({}, async (standIn) => {
    await assert.rejects(
      new Promise((_, reject) => {
        new WebSocket(`${standIn.url.replace("http", "ws")}/ws/other`).on("error", reject);
      }),
      /404/,
    );
    const response = await fetch(`${standIn.url}/v1beta/${model}:generateContent`, {
      method: "POST",
      body: JSON.stringify({ contents: [{ parts: [{ text: "Hello" }] }] }),
    });
    assert.equal(response.status, 404);
    await response.body?.cancel();
    const listed = await (await fetch(`${standIn.url}/v1beta/models`)).json();
    const live = listed.models.find(({ name }: { name: string }) => name === model);
    assert.deepEqual(live.supportedGenerationMethods, ["bidiGenerateContent"]);
  });
});

Deno.test("another process steers it over HTTP", async () => {
  await withLive({}, async (standIn, open) => {
    const order = async (body: unknown) => {
      const response = await fetch(`${standIn.url}/live/control`, {
        method: "POST",
        body: JSON.stringify(body),
      });
      return { status: response.status, body: await response.json() };
    };
    const client: Client = await open();
    await order({ hears: ["Привет"], says: [{ text: "И тебе привет." }] });
    await client.speak("Добрый день");
    await client.until(() => client.turns() === 1);
    assert.equal(client.said(), "И тебе привет.");
    const { sessions } = await (await fetch(`${standIn.url}/live/control`)).json();
    assert.deepEqual(sessions[0].heard, ["Привет"]);
    assert.equal((await order({ explode: true })).status, 400);
    await order({ break: { code: 1008, reason: "policy" } });
    assert.equal((await client.until(() => client.closed)).code, 1008);
  });
});
