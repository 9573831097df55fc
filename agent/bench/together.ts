/** Many calls at the same moment, each with some turns. */
import type { TogetherFigures, VoiceStage } from "../../bench/voice_parts.ts";
import { pause } from "../pause.ts";
import { steer } from "../tests/kit/gemini.ts";
import { callSfera } from "./calls.ts";
import { processesOf, settled } from "./processes.ts";
import { part, speechOf } from "./stage.ts";
import { takeTurn } from "./talk.ts";

const TURNS = 3;
/** Milliseconds: many members share this process, and are not to take the time of what is measured. */
const FRAME = 100;
/**
 * Milliseconds between two taps. The callers' own connections take from the two cores as well, which
 * those of members do not: where all are made at once, some come about only after the greeting.
 */
const APART = 1000;

await part<TogetherFigures>(async (stage) => {
  const speech = await speechOf(stage);
  await settled(stage.worker);
  await steer(stage.geminiUrl, { clear: true });
  const talking = Promise.withResolvers<void>();
  let begun = 0;
  const running = stage.sessions.map(async (session, place) => {
    await pause(place * APART);
    return await talk(stage, session, speech, async () => {
      begun++;
      if (begun === stage.sessions.length) talking.resolve();
      // Nobody goes before all are there, so that they really are at once.
      await talking.promise;
    });
  });
  void Promise.all(running).then(() => talking.resolve());
  await talking.promise;
  await pause(3000);
  const { started } = await processesOf(stage.worker.pid);
  // Those that wait for calls hold less.
  const memory = started.map(({ memory }) => memory).sort((one, other) => other - one)
    .slice(0, stage.sessions.length);
  return { calls: await Promise.all(running), memory };
});

async function talk(
  stage: VoiceStage,
  session: string,
  speech: Int16Array,
  all: () => Promise<void>,
): Promise<TogetherFigures["calls"][number]> {
  const figures: TogetherFigures["calls"][number] = { callId: undefined, heard: 0, said: 0 };
  try {
    const call = await callSfera(stage, session, FRAME);
    figures.callId = call.callId;
    await call.caller.soundAfter(call.tappedAt);
    figures.heard++;
    await Promise.race([all(), pause(60_000)]);
    for (let turn = 0; turn < TURNS; turn++) {
      figures.said++;
      await takeTurn(stage, call.caller, speech);
      figures.heard++;
    }
    await call.caller.quiet(1500);
    await call.end();
  } catch (error) {
    figures.trouble = String(error);
    await all();
  }
  return figures;
}
