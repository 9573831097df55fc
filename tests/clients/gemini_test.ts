import assert from "node:assert/strict";
import { createGemini } from "../../clients/gemini.ts";
import type { ModelContent } from "../../services/ports.ts";
import { all, ask, member, MODEL, partsOf, SAVE_NAME, withGemini, wordsOf } from "./gemini_kit.ts";

Deno.test("an answer comes in several chunks and ends with its tokens", async () => {
  await withGemini({}, async ({ standIn, model }) => {
    standIn.script({ text: "One two three four five six seven." });
    const chunks = await all(model.stream(ask("Count")));
    assert.equal(wordsOf(chunks), "One two three four five six seven.");
    assert.ok(chunks.filter((chunk) => wordsOf([chunk]) !== "").length > 1);
    const usages = chunks.flatMap((chunk) => chunk.usage ?? []);
    assert.equal(usages.length, 1);
    assert.ok(usages[0]!.inputTokens > 0 && usages[0]!.outputTokens > 0);
    assert.equal(chunks.at(-1)!.usage, usages[0]);
  });
});

Deno.test("instructions, conversation and tools go out as Gemini expects them", async () => {
  await withGemini({}, async ({ standIn, model }) => {
    await all(model.stream(ask("Привет", { tools: [SAVE_NAME] })));
    assert.deepEqual(
      standIn.requests().map(({ model, method, body }) => ({ model, method, body })),
      [{
        model: MODEL,
        method: "streamGenerateContent",
        body: {
          systemInstruction: { role: "user", parts: [{ text: "You are Sfera." }] },
          contents: [{ role: "user", parts: [{ text: "Привет" }] }],
          tools: [{
            functionDeclarations: [{
              name: "save_user_name",
              description: "Saves the member's name.",
              parametersJsonSchema: SAVE_NAME.parameters,
            }],
          }],
          generationConfig: {},
        },
      }],
    );
  });
});

Deno.test("a tool call goes out and back with its thought signature unchanged", async () => {
  await withGemini({}, async ({ standIn, model }) => {
    const question = member("Меня зовут Артём");
    const tools = [SAVE_NAME];
    const parts = partsOf(await all(model.stream(ask("", { contents: [question], tools }))));
    const [call] = parts;
    assert.ok(call && "functionCall" in call && call.thoughtSignature);
    const { id, name } = call.functionCall;
    assert.deepEqual(call.functionCall, { id, name, arguments: { name: "Артём" } });

    const answered: ModelContent = {
      role: "user",
      parts: [{ functionResponse: { id, name, response: { name: "Артём" } } }],
    };
    const contents = [question, { role: "model" as const, parts }, answered];
    const words = wordsOf(await all(model.stream(ask("", { contents, tools }))));
    assert.match(words, /^Приятно познакомиться, Артём\./);

    const sent = standIn.requests().at(-1)!.body as { contents: { parts: unknown[] }[] };
    assert.deepEqual(sent.contents[1]!.parts[0], {
      functionCall: { id, name, args: { name: "Артём" } },
      thoughtSignature: call.thoughtSignature,
    });
  });
});

Deno.test("a lost or changed thought signature is refused by Gemini", async () => {
  await withGemini({}, async ({ model }) => {
    const parts = partsOf(await all(model.stream(ask("Меня зовут Артём", { tools: [SAVE_NAME] }))));
    const [call] = parts;
    assert.ok(call && "functionCall" in call);
    for (const thoughtSignature of [undefined, "c29tZXRoaW5n"]) {
      const contents: ModelContent[] = [
        member("Меня зовут Артём"),
        { role: "model", parts: [{ functionCall: call.functionCall, thoughtSignature }] },
        {
          role: "user",
          parts: [{ functionResponse: { ...call.functionCall, response: {} } }],
        },
      ];
      await assert.rejects(all(model.stream(ask("", { contents }))), {
        code: "model_failed",
        details: { status: 400, reason: "the request was refused" },
      });
    }
  });
});

Deno.test("parallel calls arrive together, in their order, the first one signed", async () => {
  await withGemini({}, async ({ standIn, model }) => {
    standIn.script({ calls: [{ name: "first", arguments: { a: 1 } }, { name: "second" }] });
    const parts = partsOf(await all(model.stream(ask("Both"))));
    assert.deepEqual(
      parts.map((part) => "functionCall" in part && part.functionCall).map((call) => {
        assert.ok(call);
        return [call.name, call.arguments];
      }),
      [["first", { a: 1 }], ["second", {}]],
    );
    assert.deepEqual(
      parts.map((part) => "thoughtSignature" in part),
      [true, false],
    );

    const answers = parts.flatMap((part) =>
      "functionCall" in part ? [{ ...part.functionCall, response: { ok: true } }] : []
    ).map(({ id, name, response }) => ({ functionResponse: { id, name, response } }));
    standIn.script({ text: "Done." });
    const contents: ModelContent[] = [
      member("Both"),
      { role: "model", parts },
      { role: "user", parts: answers },
    ];
    assert.equal(wordsOf(await all(model.stream(ask("", { contents })))), "Done.");
    await assert.rejects(
      all(model.stream(ask("", {
        contents: [...contents.slice(0, 2), { role: "user", parts: answers.slice(1) }],
      }))),
      { code: "model_failed" },
    );
  });
});

Deno.test("thoughts never become text, and the signature of a text is kept", async () => {
  await withGemini({}, async ({ standIn, model }) => {
    standIn.script({ thought: "The member greets me.", text: "Hello." });
    const parts = partsOf(await all(model.stream(ask("Hello"))));
    assert.equal(parts.length, 2);
    assert.deepEqual(parts[0], { text: "Hello." });
    assert.ok("text" in parts[1]! && parts[1].text === "" && parts[1].thoughtSignature);
  });
});

Deno.test("an answer that was cut by its length is an answer", async () => {
  await withGemini({}, async ({ standIn, model }) => {
    standIn.script({ text: "And then", finishReason: "MAX_TOKENS" });
    assert.equal(wordsOf(await all(model.stream(ask("Tell")))), "And then");
  });
});

Deno.test("embeddings come in order, with the size asked for and length one", async () => {
  await withGemini({}, async ({ standIn, model }) => {
    const texts = Array.from({ length: 130 }, (_, index) => `text number ${index}`);
    const request = { model: "gemini-embedding-001", dimensions: 768 };
    const signal = new AbortController().signal;
    const vectors = await model.embed({ ...request, texts, signal });
    assert.equal(vectors.length, 130);
    for (const vector of vectors) {
      assert.equal(vector.length, 768);
      assert.ok(Math.abs(Math.hypot(...vector) - 1) < 1e-9);
    }
    const [again] = await model.embed({ ...request, texts: [texts[129]!], signal });
    assert.deepEqual(again, vectors[129]);
    assert.deepEqual(await model.embed({ ...request, texts: [], signal }), []);
    const sizes = standIn.requests().map(({ body }) =>
      (body as { requests: unknown[] }).requests.length
    );
    assert.deepEqual(sizes, [100, 30, 1]);
  });
});

Deno.test("embeddings are retried and give the same errors", async () => {
  await withGemini({}, async ({ standIn, model, waits }) => {
    const request = {
      model: "gemini-embedding-001",
      texts: ["one"],
      dimensions: 8,
      signal: new AbortController().signal,
    };
    standIn.faults.add({ kind: "status", status: 429, retryAfterSeconds: 7 });
    standIn.faults.add({ kind: "drop" });
    standIn.faults.add({ kind: "cut" });
    assert.equal((await model.embed(request)).length, 1);
    assert.deepEqual(waits, [7000, 1000, 2000]);
    await assert.rejects(model.embed({ ...request, model: MODEL }), {
      code: "model_failed",
      details: { status: 404, reason: "the model was not found" },
    });
    const reason = new Error("the member left");
    await assert.rejects(model.embed({ ...request, signal: AbortSignal.abort(reason) }), reason);
  });
});

Deno.test("a wrong key is named to the operator and never shown", async () => {
  await withGemini({}, async ({ standIn }) => {
    const model = createGemini({ apiKey: "secret-wrong-key", baseUrl: standIn.url });
    const error = await all(model.stream(ask("Hello"))).then(() => undefined, (error) => error);
    assert.deepEqual(error.details, { status: 400, reason: "the key was refused" });
    assert.equal(error.code, "model_failed");
    assert.ok(!Deno.inspect(error, { depth: 9 }).includes("secret-wrong-key"));
  });
});
