import type { VoiceStage } from "../../bench/voice_parts.ts";
import { steer } from "../tests/kit/gemini.ts";
import type { Caller } from "./caller.ts";

/** Nothing sounds for so long, in milliseconds: the assistant has finished. */
const FINISHED = 700;

/** Says something once it is quiet; answers how long it took until an answer sounded. */
export async function takeTurn(
  stage: VoiceStage,
  caller: Caller,
  speech: Int16Array,
): Promise<number> {
  await caller.quiet(FINISHED);
  await steer(stage.geminiUrl, {
    hears: ["Как прошёл день?"],
    says: [{ text: "Спокойно, спасибо." }],
  });
  const saidAt = await caller.speak(speech);
  return await caller.soundAfter(saidAt) - saidAt;
}
