import assert from "node:assert/strict";
import { durationOf, loudnessOf } from "../../../../dev/gemini/live/sound.ts";
import { forgetSpeech, speak, spokenParts } from "../../../../dev/gemini/live/synthesiser.ts";
import { espeakVoice, isVoice } from "../../../../dev/gemini/live/voices.ts";

Deno.test("a sentence is spoken aloud, in Russian and in English", async () => {
  for (const text of ["Привет, Марина, рада тебя видеть", "Hello, Marina, good to see you"]) {
    const samples = await speak(text, "Leda");
    assert.ok(loudnessOf(samples) > 1000, `${text}: ${loudnessOf(samples)}`);
    const seconds = durationOf(samples) / 1000;
    assert.ok(seconds > 1 && seconds < 4, `${text}: ${seconds} s`);
  }
});

Deno.test("the same text is the same sound, whatever was said before", async () => {
  const first = await speak("Стоп-лосс бережёт депозит", "Kore");
  forgetSpeech();
  await speak("Something else entirely", "Puck");
  const again = await speak("Стоп-лосс бережёт депозит", "Kore");
  assert.notEqual(first, again);
  assert.deepEqual(first, again);
});

Deno.test("at another tempo the same words take less time", async () => {
  const text = "Стоп-лосс бережёт депозит";
  const usual = await speak(text, "Kore");
  const faster = await speak(text, "Kore", { tempo: 1.6 });
  assert.ok(faster.length < usual.length * 0.8, `${faster.length} of ${usual.length} samples`);
  assert.deepEqual(await speak(text, "Kore", { tempo: 1 }), usual);
});

Deno.test("voices differ, and so do the languages of one text", async () => {
  const [leda, puck, charon] = await Promise.all(
    ["Leda", "Puck", "Charon"].map((voice) => speak("Привет", voice)),
  );
  assert.notDeepEqual(leda, puck);
  assert.notDeepEqual(puck, charon);
  assert.notDeepEqual(
    await speak("12", "Leda", { otherwise: "ru" }),
    await speak("12", "Leda", { otherwise: "en" }),
  );
  assert.ok(isVoice("Zephyr") && !isVoice("Nobody"));
  assert.deepEqual(espeakVoice("Leda", "en"), espeakVoice("Leda", "en"));
});

Deno.test("a text is spoken by sentences, and a long one in parts", () => {
  assert.deepEqual(spokenParts("Привет. Как ты? …"), ["Привет.", "Как ты?"]);
  const long = "слово за словом, ".repeat(30);
  const parts = spokenParts(long);
  assert.ok(parts.length > 2 && parts.every((part) => part.length <= 160));
  assert.equal(parts.join(" "), long.trim());
  assert.deepEqual(spokenParts(""), []);
});
