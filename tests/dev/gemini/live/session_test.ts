import assert from "node:assert/strict";
import { durationOf, fromBase64, loudnessOf } from "../../../../dev/gemini/live/sound.ts";
import { withLive } from "./kit.ts";

Deno.test("what is typed is answered aloud and in words", async () => {
  await withLive({}, async (standIn, open) => {
    const client = await open();
    client.type("Привет");
    await client.until(() => client.turns() === 1);
    assert.equal(client.said(), "Привет. Я Sfera AI. Чем сегодня займёмся?");
    const sounds = client.sounds().map(fromBase64);
    const samples = sounds.reduce((sum, { length }) => sum + length, 0);
    assert.ok(samples > 2 * 24_000, `${samples} samples`);
    assert.ok(sounds.some((sound) => loudnessOf(sound) > 1000));
    const [record] = standIn.live.sessions();
    assert.deepEqual(record!.talk, [
      "user: Привет",
      "model: Привет. Я Sfera AI. Чем сегодня займёмся?",
    ]);
    const last = client.messages.findLast(({ usageMetadata }) => usageMetadata)!;
    assert.ok(last.usageMetadata!.totalTokenCount! > 50);
  });
});

Deno.test("speech is detected and taken for what the script says", async () => {
  await withLive({}, async (standIn, open) => {
    const client = await open();
    standIn.live.hears("Привет, меня зовут Марина");
    await client.speak("Привет, меня зовут Марина");
    await client.until(() => client.turns() === 1);
    assert.equal(client.heard(), "Привет, меня зовут Марина");
    assert.match(client.said(), /^Приятно познакомиться, Марина/);
  });
});

Deno.test("without a script it says that it hears no words", async () => {
  await withLive({}, async (_standIn, open) => {
    const client = await open();
    await client.speak("Как дела");
    await client.until(() => client.turns() === 1);
    assert.equal(client.heard(), "…");
    assert.match(client.said(), /^Слышу твой голос, но в демо-режиме не разбираю слов/);
  });
});

Deno.test("muted it says the same words over short silence", async () => {
  await withLive({ muted: true }, async (_standIn, open) => {
    const client = await open();
    client.type("Кто ты?");
    await client.until(() => client.turns() === 1);
    assert.match(client.said(), /разработка компании SferaTC/);
    assert.ok(client.sounds().length > 0);
    // Zeros in base64.
    assert.ok(client.sounds().every((sound) => /^A+=*$/.test(sound)));
  });
});

Deno.test("speech in the middle of an answer stops it at once", async () => {
  await withLive({ pace: 5 }, async (standIn, open) => {
    const client = await open();
    standIn.live.says({ text: "Это длинный ответ. ".repeat(20) });
    client.type("Расскажи всё");
    await client.until(() => client.sounds().length > 3);
    standIn.live.hears("Стоп");
    standIn.live.says({ text: "Молчу." });
    await client.speak("Подожди, стоп");
    await client.until(() => client.turns() === 2);
    const at = client.messages.findIndex(({ serverContent }) => serverContent?.interrupted);
    assert.equal(client.messages[at + 1]!.serverContent?.turnComplete, true);
    assert.equal(
      client.messages.slice(0, at).some((each) => each.serverContent?.generationComplete),
      false,
    );
    const [first, second] = standIn.live.sessions()[0]!.turns;
    assert.equal(first!.interrupted, true);
    assert.ok(first!.said.length < 300);
    assert.equal(second!.said.trim(), "Молчу.");
  });
});

Deno.test("parallel tools wait for every result, and the results are told", async () => {
  await withLive({}, async (standIn, open) => {
    const client = await open({
      tools: [{ functionDeclarations: [{ name: "get_crypto_price" }] }],
    });
    standIn.live.says({ calls: [{ name: "one" }, { name: "two", arguments: { x: 1 } }] });
    standIn.live.says({ text: "Готово." });
    client.type("Сделай");
    const { toolCall } = await client.until(() => client.messages.find(({ toolCall }) => toolCall));
    assert.deepEqual(toolCall!.functionCalls!.map(({ name }) => name), ["one", "two"]);
    for (const { id, name } of toolCall!.functionCalls!) {
      client.session.sendToolResponse({
        functionResponses: [{ id, name, response: { output: '{"done":true}' } }],
      });
    }
    await client.until(() => client.turns() === 1);
    assert.equal(client.said(), "Готово.");
    assert.deepEqual(standIn.live.sessions()[0]!.talk.slice(-3), [
      'model: one({}) two({"x":1})',
      'user: one = {"done":true} two = {"done":true}',
      "model: Готово.",
    ]);
  });
});

Deno.test("an interruption cancels the tools that run", async () => {
  await withLive({}, async (standIn, open) => {
    const client = await open();
    standIn.live.says({ calls: [{ name: "slow" }] });
    client.type("Сделай");
    const { toolCall } = await client.until(() => client.messages.find(({ toolCall }) => toolCall));
    standIn.live.hears("Не надо");
    await client.speak("Нет, не надо");
    await client.until(() => client.turns() === 2);
    const { toolCallCancellation } = client.messages.find((each) => each.toolCallCancellation)!;
    assert.deepEqual(toolCallCancellation!.ids, [toolCall!.functionCalls![0]!.id]);
  });
});

Deno.test("exact words are said as they stand, and are not an answer of the member", async () => {
  await withLive({}, async (standIn, open) => {
    const client = await open();
    client.direct("Say the following aloud, word for word: «Осталось тридцать секунд.»");
    await client.until(() => client.turns() === 1);
    assert.equal(client.said(), "Осталось тридцать секунд.");
    assert.deepEqual(standIn.live.sessions()[0]!.talk, ["model: Осталось тридцать секунд."]);
  });
});

Deno.test("new instructions hold from then on and are none of its words", async () => {
  await withLive({}, async (standIn, open) => {
    const client = await open({ systemInstruction: '<member language="ru"/>' });
    client.session.sendClientContent({
      turns: [{
        role: "model",
        parts: [{ text: 'Ты Sfera.\n<member name="Марина" language="ru"/>' }],
      }],
      turnComplete: false,
    });
    client.type("Как меня зовут?");
    await client.until(() => client.turns() === 1);
    assert.equal(client.said(), "Тебя зовут Марина.");
    assert.equal(standIn.live.sessions()[0]!.talk.length, 2);
  });
});

Deno.test("speech over what still sounds interrupts it, though it was sent whole", async () => {
  await withLive({}, async (standIn, open) => {
    const client = await open();
    standIn.live.says({ text: "Этот ответ звучит несколько секунд, хотя послан сразу." });
    standIn.live.hears("");
    client.type("Вопрос");
    await client.until(() => client.turns() === 1);
    await client.speak("Подожди, стоп");
    await client.until(() => client.interruptions() === 1);
    assert.equal(client.turns(), 1);
  });
});

Deno.test("turnComplete waits for the sound where the service is told to wait", async () => {
  await withLive({ waitsForPlayback: true }, async (standIn, open) => {
    const client = await open();
    standIn.live.says({ text: "Да." });
    client.type("Вопрос");
    await client.until(() => client.turns() === 1);
    const { firstSoundAt, endedAt } = standIn.live.sessions()[0]!.turns[0]!;
    const sounded = client.sounds().map(fromBase64).reduce((sum, one) => sum + durationOf(one), 0);
    assert.ok(endedAt! - firstSoundAt! >= sounded - 5, `${endedAt! - firstSoundAt!} ms`);
  });
});

Deno.test("a phrase said beside a call takes no script from it", async () => {
  await withLive({}, async (standIn, open) => {
    const client = await open({ tools: [] });
    standIn.live.says({ text: "Это для звонка." });
    client.direct("Say word for word: «Секунду, смотрю.»");
    await client.until(() => client.turns() === 1);
    assert.equal(client.said(), "Секунду, смотрю.");
    client.type("Привет");
    await client.until(() => client.turns() === 2);
    assert.match(client.said(), /Это для звонка\.$/);
  });
});
