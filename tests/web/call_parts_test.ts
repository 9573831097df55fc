import assert from "node:assert/strict";
import { createCountdown, shownLeft } from "../../web/src/call/countdown.ts";
import { swing } from "../../web/src/call/swing.ts";
import { levelOf } from "../../web/src/call/loudness.ts";
import { troubleOf } from "../../web/src/call/port.ts";
import { placeOf, stepsOf } from "../../web/src/call/steps.ts";

const LOCALES = new URL("../../locales/", import.meta.url);

Deno.test("the steps are those of the place where the app is open", () => {
  const windows = "Mozilla/5.0 (Windows NT 10.0; Win64; x64)";
  const mac = "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7)";
  assert.equal(placeOf("ios", mac), "ios");
  assert.equal(placeOf("android", ""), "android");
  assert.equal(placeOf("android_x", ""), "android");
  assert.equal(placeOf("macos", mac), "macos");
  assert.equal(placeOf("tdesktop", windows), "windows");
  assert.equal(placeOf("tdesktop", mac), "macos");
  assert.equal(placeOf("tdesktop", "Mozilla/5.0 (X11; Linux x86_64)"), "linux");
  assert.equal(placeOf("weba", windows), "web");
  assert.equal(placeOf("unknown", ""), "web");
});

Deno.test("each step has its words in both languages, and none is left over", async () => {
  const places = ["ios", "android", "windows", "macos", "linux", "web"] as const;
  const ids = places.flatMap(stepsOf).sort();
  for (const language of ["ru", "en"]) {
    const source = await Deno.readTextFile(new URL(`app.call.${language}.ftl`, LOCALES));
    const written = [...source.matchAll(/^(app-call-step-[\w-]+) =/gm)].map(([, id]) => id!);
    assert.deepEqual(written.sort(), ids);
  }
});

Deno.test("why there is no microphone is told apart by the browser's error", () => {
  assert.equal(troubleOf("NotAllowedError"), "denied");
  assert.equal(troubleOf("SecurityError"), "denied");
  assert.equal(troubleOf("NotFoundError"), "missing");
  assert.equal(troubleOf("NotReadableError"), "busy");
  assert.equal(troubleOf("TypeError"), "unsupported");
});

Deno.test("time runs only while both are there", () => {
  let now = 0;
  const countdown = createCountdown(() => now);
  assert.equal(countdown.left(), null);
  countdown.set(100);
  now = 5000;
  assert.equal(countdown.left(), 100_000);
  countdown.run(true);
  now = 15_000;
  assert.equal(countdown.left(), 90_000);
  countdown.run(false);
  now = 99_000;
  assert.equal(countdown.left(), 90_000);
  countdown.run(true);
  now = 999_000;
  assert.equal(countdown.left(), 0);
});

Deno.test("the time is shown from two minutes on, in seconds at the very end", () => {
  assert.equal(shownLeft(null), null);
  assert.equal(shownLeft(121_000), null);
  assert.deepEqual(shownLeft(120_000), { minutes: 2, seconds: 0 });
  assert.deepEqual(shownLeft(61_000), { minutes: 2, seconds: 0 });
  assert.deepEqual(shownLeft(60_000), { minutes: 1, seconds: 0 });
  assert.deepEqual(shownLeft(31_000), { minutes: 1, seconds: 0 });
  assert.deepEqual(shownLeft(30_000), { minutes: 0, seconds: 30 });
  assert.deepEqual(shownLeft(400), { minutes: 0, seconds: 0 });
});

Deno.test("silence has no level, and a loud voice the highest", () => {
  assert.equal(levelOf(-120), 0);
  assert.equal(levelOf(0), 1);
  assert.ok(levelOf(-30) > 0.4 && levelOf(-30) < 0.7);
});

Deno.test("the line is still at its ends and under the orb", () => {
  for (const u of [0, 0.5, 1]) assert.ok(Math.abs(swing(u, 3, 0)) < 1e-6);
  assert.ok([0.2, 0.25, 0.3].some((u) => Math.abs(swing(u, 3, 0)) > 0.1));
});
