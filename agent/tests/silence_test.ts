import assert from "node:assert/strict";
import { createSilenceWatch } from "../silence.ts";
import { FakeTime } from "./kit/fake_time.ts";

function watched() {
  const told: string[] = [];
  const silence = createSilenceWatch({
    after: 1000,
    ask: () => told.push("ask"),
    end: () => told.push("end"),
  });
  return { silence, told };
}

Deno.test("a silence is asked about, and after it again the call ends", () => {
  using time = new FakeTime();
  const { silence, told } = watched();
  silence.setWatching(true);
  time.pass(999);
  assert.deepEqual(told, []);
  time.pass(1);
  assert.deepEqual(told, ["ask"]);
  silence.heard("assistant");
  time.pass(999);
  assert.deepEqual(told, ["ask"]);
  time.pass(1);
  assert.deepEqual(told, ["ask", "end"]);
});

Deno.test("a word of the member begins it anew", () => {
  using time = new FakeTime();
  const { silence, told } = watched();
  silence.setWatching(true);
  time.pass(1000);
  silence.heard("member");
  time.pass(1000);
  assert.deepEqual(told, ["ask", "ask"]);
  silence.stop();
});

Deno.test("a long answer is no silence; that begins behind it", () => {
  using time = new FakeTime();
  const { silence, told } = watched();
  silence.setWatching(true);
  silence.setBusy(true);
  time.pass(5000);
  assert.deepEqual(told, []);
  silence.setBusy(false);
  time.pass(999);
  assert.deepEqual(told, []);
  time.pass(1);
  assert.deepEqual(told, ["ask"]);
  silence.stop();
});

Deno.test("nobody is asked while away", () => {
  using time = new FakeTime();
  const { silence, told } = watched();
  silence.setWatching(true);
  time.pass(500);
  silence.setWatching(false);
  silence.heard("assistant");
  time.pass(5000);
  assert.deepEqual(told, []);
  silence.setWatching(true);
  time.pass(999);
  assert.deepEqual(told, []);
  time.pass(1);
  assert.deepEqual(told, ["ask"]);
  silence.stop();
});
