import { equal, ok } from "node:assert/strict";
import { SpeechDetector } from "../speech_detector.ts";
import { espeak, hasVoice, join, louder, mix, noise, randomOf, silence } from "./kit/sounds.ts";

const RATE = 24_000;

/** When a word was recognised in this sound after a second of quiet, in milliseconds; null if never. */
function recognisedAt(sound: Int16Array, before: Int16Array = silence(1_000)): number | null {
  const detector = new SpeechDetector();
  detector.push(before, RATE);
  for (let at = 0; at < sound.length; at += 240) {
    if (detector.push(sound.subarray(at, at + 240), RATE)) return (at + 240) / 24;
  }
  return null;
}

const WORDS: [string, string][] = [
  ["ru", "подожди"],
  ["ru", "стоп"],
  ["ru", "нет"],
  ["ru", "хватит"],
  ["ru", "слушай, я хочу спросить"],
  ["en", "wait"],
  ["en", "stop"],
  ["en", "no"],
  ["en", "hold on"],
];

/** Backchannel, in phonemes where eSpeak would spell it. */
const HUMS: [string, string][] = [
  ["ru", "угу"],
  ["en", "[[mm'hm]]"],
  ["ru", "[[mm'h\"m]]"],
  ["ru", "[[m:]]"],
];

for (const [language, word] of WORDS) {
  Deno.test({ name: `a word: ${word}`, ignore: !hasVoice }, () => {
    const at = recognisedAt(espeak(language, word));
    ok(at !== null, "not recognised");
    ok(at <= 450, `only after ${at} ms`);
  });
}

for (const [language, hum] of HUMS) {
  Deno.test({ name: `no word: ${hum}`, ignore: !hasVoice }, () => {
    equal(recognisedAt(espeak(language, hum)), null);
  });
}

const NOISES: [string, Int16Array][] = [
  ["a click", noise(12)],
  ["a cough", noise(350, { envelope: (at) => Math.exp(-9 * at) })],
  ["a dull cough", noise(400, { dull: 0.8, peak: 60_000, envelope: (at) => Math.exp(-6 * at) })],
  [
    "two coughs",
    join(
      noise(250, { envelope: (at) => Math.exp(-8 * at) }),
      silence(120),
      noise(300, { seed: 2, envelope: (at) => Math.exp(-7 * at) }),
    ),
  ],
  ["a door", noise(500, { dull: 0.97, peak: 200_000, envelope: (at) => Math.exp(-12 * at) })],
  [
    "keys of a keyboard",
    join(
      ...Array.from(
        { length: 8 },
        (_, seed) => join(noise(8, { seed, peak: 9_000 }), silence(110)),
      ),
    ),
  ],
];

for (const [name, sound] of NOISES) {
  Deno.test(`no word: ${name}`, () => equal(recognisedAt(sound), null));
}

Deno.test({ name: "a word is found beside a fan, and the fan is none", ignore: !hasVoice }, () => {
  const fan = noise(4_000, { dull: 0.7, peak: 2_500, seed: 7 });
  equal(recognisedAt(fan), null);
  const wait = mix(join(espeak("ru", "подожди"), silence(300)), fan);
  ok(recognisedAt(wait, fan) !== null);
});

Deno.test({ name: "however loud, from a third to three times", ignore: !hasVoice }, () => {
  for (const times of [0.33, 0.6, 1.5, 3]) {
    for (const [language, word] of WORDS) {
      ok(recognisedAt(louder(espeak(language, word), times)) !== null, `${word} × ${times}`);
    }
    equal(recognisedAt(louder(espeak("ru", "угу"), times)), null, `угу × ${times}`);
  }
});

Deno.test({ name: "whatever voice says it", ignore: !hasVoice }, () => {
  for (const pitch of ["20", "50", "80"]) {
    for (const speed of ["130", "175", "220"]) {
      const options = ["-p", pitch, "-s", speed];
      ok(recognisedAt(espeak("ru", "подожди", ...options)) !== null, `подожди ${options}`);
      equal(recognisedAt(espeak("ru", "угу", ...options)), null, `угу ${options}`);
    }
  }
});

Deno.test({
  name: "says when the pause after it is over, and counts what was spoken",
  ignore: !hasVoice,
}, () => {
  const detector = new SpeechDetector();
  detector.push(silence(500), RATE);
  detector.push(espeak("ru", "Сколько стоит биткоин"), RATE);
  ok(detector.speaking);
  ok(detector.spoken > 400, `${detector.spoken}`);
  detector.push(silence(1_000), RATE);
  equal(detector.speaking, false);
  ok(detector.quiet >= 900);
});

Deno.test("silence and noise of any loudness and cut are no word", () => {
  for (let seed = 1; seed <= 60; seed++) {
    const random = randomOf(seed);
    const detector = new SpeechDetector();
    const pieces = Array.from(
      { length: 12 },
      (_, index) =>
        random() < 0.5 ? silence(Math.floor(random() * 400)) : noise(Math.floor(random() * 380), {
          seed: seed * 100 + index,
          dull: random() * 0.8,
          peak: random() * 30_000,
        }),
    );
    for (const piece of pieces) {
      equal(detector.push(piece, RATE), false, `seed ${seed}`);
    }
  }
});

Deno.test({
  name: "the same in frames of any size and at any rate of microphones",
  ignore: !hasVoice,
}, () => {
  const sound = join(silence(1_000), espeak("ru", "подожди"), silence(400));
  for (let seed = 1; seed <= 10; seed++) {
    const random = randomOf(seed);
    const detector = new SpeechDetector();
    let heard = false;
    for (let at = 0; at < sound.length;) {
      const size = 1 + Math.floor(random() * 2_400);
      heard = detector.push(sound.subarray(at, at + size), RATE) || heard;
      at += size;
    }
    ok(heard, `seed ${seed}`);
  }
  const half = sound.filter((_, index) => index % 3 !== 2);
  const at16 = new SpeechDetector();
  at16.push(half, 16_000);
  ok(at16.spoken > 0);
});
