import assert from "node:assert/strict";
import { Hearing } from "../../../../dev/gemini/live/hearing.ts";
import { HEARD_RATE, resample, SPOKEN_RATE } from "../../../../dev/gemini/live/sound.ts";
import { speak } from "../../../../dev/gemini/live/synthesiser.ts";

const silence = (milliseconds: number) => new Int16Array(HEARD_RATE * milliseconds / 1000);
const said = async (text: string) => resample(await speak(text, "Puck"), SPOKEN_RATE, HEARD_RATE);
function noise(milliseconds: number): Int16Array {
  return silence(milliseconds).map((_, index) => Math.round(6000 * Math.sin(index / 3)));
}

Deno.test("a sentence starts once and ends half a second after its last sound", async () => {
  const hearing = new Hearing();
  assert.deepEqual(hearing.take(silence(1000)), []);
  assert.deepEqual(hearing.take(await said("Привет, расскажи мне про риски")), ["start"]);
  assert.deepEqual(hearing.take(silence(300)), []);
  assert.deepEqual(hearing.take(silence(300)), ["end"]);
});

Deno.test("the size of the pieces changes nothing", async () => {
  const samples = await said("Привет, расскажи мне про риски");
  const hearing = new Hearing();
  const events: string[] = [];
  for (let at = 0; at < samples.length; at += 777) {
    events.push(...hearing.take(samples.slice(at, at + 777)));
  }
  events.push(...hearing.take(silence(700)));
  assert.deepEqual(events, ["start", "end"]);
});

Deno.test("a cough is no start where the sensitivity is low", () => {
  const low = new Hearing({ startOfSpeechSensitivity: "START_SENSITIVITY_LOW" });
  assert.deepEqual([...low.take(noise(250)), ...low.take(silence(800))], []);
  const high = new Hearing();
  assert.deepEqual([...high.take(noise(250)), ...high.take(silence(800))], ["start", "end"]);
});

Deno.test("padding and silence are as the client sets them", () => {
  const hearing = new Hearing({ prefixPaddingMs: 40, silenceDurationMs: 1000 });
  assert.deepEqual(hearing.take(noise(60)), ["start"]);
  assert.deepEqual(hearing.take(silence(900)), []);
  assert.deepEqual(hearing.take(silence(200)), ["end"]);
});

Deno.test("a stream that pauses ends what was being said", () => {
  const hearing = new Hearing();
  hearing.take(noise(400));
  assert.deepEqual(hearing.finish(), ["end"]);
  assert.deepEqual(hearing.finish(), []);
});
