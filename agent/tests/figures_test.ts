import assert from "node:assert/strict";
import {
  MOST_TOOL_FIGURES,
  MOST_TURN_FIGURES,
  TOOL_NAME_LENGTH,
} from "../../domain/call_figures.ts";
import { createFigures } from "../figures.ts";

Deno.test("an answer is measured from the end of speech, the first sound from the beginning", () => {
  let now = 1000;
  const figures = createFigures(() => now);
  now = 1600;
  figures.firstSound();
  now = 5000;
  figures.endOfSpeech(200);
  now = 5700;
  figures.firstSound();
  // A second sentence of the same answer.
  now = 9000;
  figures.firstSound();
  const { dispatchToFirstSound, turns } = figures.figures();
  assert.deepEqual([dispatchToFirstSound, turns], [600, [900]]);
});

Deno.test("what the app tells is taken once, and only where it can be", () => {
  const figures = createFigures();
  for (const told of [NaN, -5, 1e9, 830.4, 20]) figures.tapToFirstSound(told);
  assert.equal(figures.figures().tapToFirstSound, 830);
});

Deno.test("no more is gathered than the service takes and keeps", () => {
  const figures = createFigures();
  for (let answer = 0; answer < 600; answer++) {
    figures.tool("get_weather".repeat(9), 1);
    figures.endOfSpeech(0);
    figures.firstSound();
  }
  const { turns, tools } = figures.figures();
  assert.deepEqual([turns.length, tools.length], [MOST_TURN_FIGURES, MOST_TOOL_FIGURES]);
  assert.equal(tools[0]!.name.length, TOOL_NAME_LENGTH);
});

Deno.test("tools and troubles are counted, without a word", () => {
  const figures = createFigures();
  figures.tool("get_weather", 12.6);
  figures.count("stalls");
  figures.count("stalls");
  figures.count("interruptions");
  const { tools, stalls, interruptions, resumptions } = figures.figures();
  assert.deepEqual(tools, [{ name: "get_weather", milliseconds: 13 }]);
  assert.deepEqual([stalls, interruptions, resumptions], [2, 1, 0]);
});
