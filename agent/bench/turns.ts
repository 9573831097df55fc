/** From the end of speech to the first sound of the answer, in a call of each kind, turn by turn. */
import type { TurnFigures } from "../../bench/voice_parts.ts";
import { callMinimal, callSfera } from "./calls.ts";
import { settled } from "./processes.ts";
import { part, speechOf } from "./stage.ts";
import { takeTurn } from "./talk.ts";

await part<TurnFigures>(async (stage) => {
  const speech = await speechOf(stage);
  await settled(stage.worker);
  await settled(stage.minimal!);
  const ours = await callSfera(stage, stage.sessions[0]!);
  await ours.caller.soundAfter(ours.tappedAt);
  const theirs = await callMinimal(stage);
  await theirs.caller.soundAfter(theirs.tappedAt);
  const figures: TurnFigures = [];
  // The first round warms up and is not counted.
  for (let round = 0; round <= stage.times; round++) {
    const pair = {
      ours: await takeTurn(stage, ours.caller, speech),
      theirs: await takeTurn(stage, theirs.caller, speech),
    };
    if (round > 0) figures.push(pair);
  }
  await ours.end();
  await theirs.end();
  return figures;
});
