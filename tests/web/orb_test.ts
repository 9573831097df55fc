import assert from "node:assert/strict";
import { makeBall, SIDE } from "../../web/src/orb/geometry.ts";
import { paletteFor } from "../../web/src/orb/palette.ts";
import { flowInto, shadeInto } from "../../web/src/orb/shading.ts";
import { approach, followLevel, moved, type OrbState, STATES } from "../../web/src/orb/states.ts";

const ball = makeBall();

/** One picture of a state, and the mean of its red, green and blue, 0 to 255. */
function picture(state: OrbState, scheme: "light" | "dark" = "dark") {
  const bytes = new Uint8ClampedArray(SIDE * SIDE * 4), flow = new Float32Array(ball.count * 3);
  flowInto(flow, ball, 3.4);
  shadeInto(bytes, ball, paletteFor(scheme), STATES[state], [flow, flow, 0]);
  const mean = [0, 1, 2].map((channel) => {
    let sum = 0;
    for (const offset of ball.offset) sum += bytes[offset + channel]!;
    return sum / ball.count;
  });
  return { bytes, red: mean[0]!, green: mean[1]!, blue: mean[2]! };
}

Deno.test("the ball is opaque inside and nothing outside it", () => {
  const { bytes } = picture("idle");
  const opaque = bytes.filter((byte, at) => at % 4 === 3 && byte === 255).length;
  assert.equal(opaque, ball.count);
  assert.equal(bytes[3], 0);
});

Deno.test("she is warm, listening is cool, ended is grey and the darkest", () => {
  for (const scheme of ["light", "dark"] as const) {
    const speaking = picture("speaking", scheme), listening = picture("listening", scheme);
    assert.ok(speaking.red > speaking.blue);
    assert.ok(listening.blue > listening.red);
    const ended = picture("ended", scheme);
    assert.ok(Math.abs(ended.red - ended.blue) < 12);
    assert.ok(ended.red < speaking.red && ended.green < listening.green);
  }
});

Deno.test("the light arrives at its state and at once when there is no time to take", () => {
  const light = { ...STATES.idle };
  approach(light, "speaking", 0.1);
  assert.ok(light.warmth > STATES.idle.warmth && light.warmth < STATES.speaking.warmth);
  approach(light, "ended", 0);
  for (const [name, value] of Object.entries(STATES.ended)) {
    assert.ok(Math.abs(light[name as keyof typeof light] - value) < 1e-9, name);
  }
});

Deno.test("a voice's level rises faster than it falls", () => {
  assert.ok(followLevel(0, 1, 0.06) > 1 - followLevel(1, 0, 0.06));
  assert.equal(followLevel(0.2, 0.7, 0), 0.7);
});

Deno.test("a voice makes the speaking ball larger, and stone does not move", () => {
  const quiet = moved(STATES.speaking, "speaking", 1, 0),
    loud = moved(STATES.speaking, "speaking", 1, 1);
  assert.ok(loud.scale > quiet.scale && loud.scale <= 1.045 + 1e-9);
  assert.deepEqual(moved(STATES.ended, "ended", 5, 1), STATES.ended);
});
