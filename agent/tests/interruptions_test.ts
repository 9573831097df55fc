import { deepEqual, equal, ok } from "node:assert/strict";
import { AudioFrame } from "@livekit/rtc-node";
import { PATIENCE } from "../../tests/kit/conditions.ts";
import { createLiveModel } from "../gemini_live.ts";
import { guardInterruptions, InterruptionGate } from "../interruptions.ts";
import { type LivePeer, LiveServer } from "./kit/live_server.ts";
import { espeak, hasVoice, join, noise, randomOf, silence } from "./kit/sounds.ts";
import { OwnTime, startTalk, type Talk, until } from "./kit/talk.ts";

const RATE = 24_000;

function framesOf(sound: Int16Array, size = 1_200): AudioFrame[] {
  const frames: AudioFrame[] = [];
  for (let at = 0; at < sound.length; at += size) {
    const part = sound.slice(at, at + size);
    frames.push(new AudioFrame(part, RATE, 1, part.length));
  }
  return frames;
}

/** All that a gate lets out for this sound, and how often it interrupted. */
function through(sound: Int16Array, speaking: (index: number) => boolean) {
  let index = 0;
  let interruptions = 0;
  const gate = new InterruptionGate(() => speaking(index), () => void interruptions++);
  const out = framesOf(sound).flatMap((frame) => {
    const frames = gate.push(frame);
    index++;
    return frames;
  });
  return { samples: join(...out.map(({ data }) => data)), interruptions };
}

Deno.test("while the assistant is silent all passes untouched and at once", () => {
  const sound = join(noise(300), silence(200), noise(100, { seed: 3 }));
  const gate = new InterruptionGate(() => false, () => ok(false));
  for (const frame of framesOf(sound)) deepEqual(gate.push(frame), [frame]);
});

Deno.test(
  { name: "a word interrupts once, and goes out from its beginning", ignore: !hasVoice },
  () => {
    const sound = join(silence(1_500), espeak("ru", "Подожди, я хочу спросить"), silence(200));
    const { samples, interruptions } = through(sound, () => true);
    equal(interruptions, 1);
    // The silence before it may have gone out already, as silence; nothing is lost or doubled.
    deepEqual(samples, sound.slice(0, samples.length));
    ok(samples.length >= sound.length - RATE * 0.05);
  },
);

Deno.test({
  name: "«угу», a cough and a click go out as silence, as long as they were",
  ignore: !hasVoice,
}, () => {
  const cough = noise(350, { envelope: (at) => Math.exp(-9 * at) });
  const sound = join(
    silence(800),
    espeak("ru", "угу"),
    silence(700),
    cough,
    silence(600),
    noise(12),
  );
  const { samples, interruptions } = through(join(sound, silence(1_500)), () => true);
  equal(interruptions, 0);
  ok(samples.every((sample) => sample === 0));
  ok(samples.length >= sound.length);
});

Deno.test(
  { name: "what is held when the assistant ends goes out as it was", ignore: !hasVoice },
  () => {
    const sound = join(silence(1_000), espeak("ru", "угу"), silence(100));
    const { samples } = through(sound, (index) => index < 26);
    deepEqual(samples.slice(-sound.length + RATE), sound.slice(RATE));
    equal(samples.length, sound.length);
  },
);

Deno.test({
  name: "whoever speaks when: nothing is lost, doubled or out of order",
  ignore: !hasVoice,
}, () => {
  const word = espeak("ru", "подожди");
  for (let seed = 1; seed <= 25; seed++) {
    const random = randomOf(seed);
    const pieces = Array.from(
      { length: 8 },
      (_, index) =>
        random() < 0.4
          ? word
          : random() < 0.5
          ? silence(Math.floor(random() * 900))
          : noise(Math.floor(random() * 300), { seed: seed * 10 + index }),
    );
    const sound = join(...pieces, silence(100));
    const turns = Array.from({ length: 400 }, () => random() < 0.9);
    const speaking = (index: number) => turns[Math.floor(index / 8)];
    const { samples } = through(sound, speaking);
    ok(samples.length <= sound.length && samples.length >= sound.length - RATE, `seed ${seed}`);
    const wrong = samples.findIndex((sample, at) => sample !== 0 && sample !== sound[at]);
    equal(wrong, -1, `seed ${seed}`);
  }
});

Deno.test({
  name: "an answer that comes before the pause is over is not stopped by the question",
  ignore: !hasVoice,
}, () => {
  const question = espeak("ru", "Сколько стоит биткоин");
  const begins = Math.ceil(question.length / 1_200) + 4;
  const { interruptions } = through(join(question, silence(3_000)), (index) => index >= begins);
  equal(interruptions, 0);
});

/** The assistant is in the middle of an answer that would take ten seconds. */
async function speaking(
  run: (talk: Talk, peer: LivePeer, interrupted: () => number | null) => Promise<void>,
) {
  await using server = await LiveServer.start();
  const model = createLiveModel({
    apiKey: "key",
    model: "gemini-3.8-live",
    voice: "Kore",
    baseUrl: server.url,
    times: { connect: PATIENCE },
  });
  await using talk = await startTalk(model);
  let interruptedAt: number | null = null;
  const { interrupt } = talk.session;
  talk.session.interrupt = function (...options) {
    interruptedAt ??= performance.now();
    return interrupt.apply(this, options);
  };
  guardInterruptions(talk.session, model);
  talk.session.generateReply({ instructions: "Tell a lot" });
  const peer = await server.peer(1);
  await peer.until((each) => each.texts.includes("model:Tell a lot!"));
  const words = Array.from({ length: 100 }, (_, index) => `слово${index}`).join(" ");
  peer.say(words, { end: false, word: 400 });
  await until(() => talk.session.agentState === "speaking", "the assistant speaking");
  await run(talk, peer, () => interruptedAt);
}

const live = { sanitizeOps: false, sanitizeResources: false, ignore: !hasVoice };

Deno.test({
  ...live,
  name: "«подожди» stops the voice within 300 ms, is heard whole, and only what was heard is kept",
  fn: () =>
    speaking(async (talk, peer, interrupted) => {
      using time = new OwnTime();
      const word = espeak("ru", "подожди, подожди");
      await talk.microphone.speak(join(silence(1_500), word, silence(300)));
      await until(() => talk.loudspeaker.stoppedAt !== null, "silence");
      const took = time.between(interrupted()!, talk.loudspeaker.stoppedAt!);
      ok(took <= 300, `${took} ms`);
      await until(() => talk.items.some((item) => item.startsWith("assistant: ")), "a turn");
      const turn = talk.items.find((item) => item.startsWith("assistant: "))!;
      // Plain: a guess from English syllables; of 20 short words heard it kept 6.
      const kept = turn.match(/слово/g)!.length;
      const heard = talk.loudspeaker.played / 400;
      ok(turn.endsWith("~"));
      ok(Math.abs(kept - heard) <= 1.5, `kept ${kept} of ${heard} words heard`);
      await peer.until((each) =>
        loudMilliseconds(each.audio, 16) > 0.9 * loudMilliseconds(word, 24)
      );
    }),
});

Deno.test({
  ...live,
  name: "«угу» and a cough do not stop it, and the model does not hear them",
  fn: () =>
    speaking(async (talk, peer) => {
      const cough = noise(350, { envelope: (at) => Math.exp(-9 * at) });
      const sound = join(silence(600), espeak("ru", "угу"), silence(600), cough, silence(1_400));
      await talk.microphone.speak(sound);
      equal(talk.session.agentState, "speaking");
      equal(talk.loudspeaker.stoppedAt, null);
      await peer.until((each) => each.audio.length > 16 * 2_000);
      equal(loudMilliseconds(peer.audio, 16), 0);
    }),
});

Deno.test({
  ...live,
  name: "what is typed stops it too",
  fn: () =>
    speaking(async (talk, peer) => {
      using time = new OwnTime();
      await new Promise((resolve) => setTimeout(resolve, 500));
      const typedAt = performance.now();
      talk.session.interrupt();
      talk.session.generateReply({ userInput: "Stop" });
      await until(() => talk.loudspeaker.stoppedAt !== null, "silence");
      ok(time.between(typedAt, talk.loudspeaker.stoppedAt!) <= 300);
      await peer.until((each) => each.texts.includes("user:Stop!"));
    }),
});

function loudMilliseconds(samples: Int16Array, each: number): number {
  return samples.reduce((sum, sample) => sum + (Math.abs(sample) > 300 ? 1 : 0), 0) / each;
}
