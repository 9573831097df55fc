/** From the tap to the first sound: Sfera's call and the minimal one, turn by turn. */
import type { StartFigures } from "../../bench/voice_parts.ts";
import { steer } from "../tests/kit/gemini.ts";
import { callMinimal, callSfera, type OpenCall } from "./calls.ts";
import { settled } from "./processes.ts";
import { part } from "./stage.ts";

const GREETING = "Привет, это голос Сферы.";

await part<StartFigures>(async (stage) => {
  const measure = async (open: () => Promise<OpenCall>): Promise<number> => {
    await settled(stage.worker);
    await settled(stage.minimal!);
    await steer(stage.geminiUrl, { clear: true, says: [{ text: GREETING }] });
    const call = await open();
    const heardAt = await call.caller.soundAfter(call.tappedAt);
    await call.caller.quiet(300);
    await call.end();
    return heardAt - call.tappedAt;
  };
  const figures: StartFigures = [];
  // The first round warms up and is not counted.
  for (let round = 0; round <= stage.times; round++) {
    const ours = await measure(() => callSfera(stage, stage.sessions[0]!));
    const theirs = await measure(() => callMinimal(stage));
    if (round > 0) figures.push({ ours, theirs });
  }
  return figures;
});
