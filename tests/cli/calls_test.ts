/** `deno task sfera calls …` as an operator runs it, on a store that the service has used. */
import assert from "node:assert/strict";
import { noteCall } from "../../db/call_figures.ts";
import { headOf } from "../../db/keys.ts";
import { openDatabaseKv } from "../../db/open.ts";
import { createDatabase } from "../../db/tx.ts";
import { dayOf } from "../../domain/calendar.ts";
import { testIds } from "../kit/app.ts";
import { testCall } from "../kit/call_talk.ts";
import { runSfera as sfera } from "./kit.ts";

/** Keeps how a call of today went, and one of 20 days ago. */
async function keep(store: string): Promise<string> {
  const kv = await openDatabaseKv(`${store}/sfera.sqlite3`);
  const db = createDatabase(kv, { ids: testIds(), random: Math.random, headOf });
  const day = dayOf(Date.now(), "Europe/Moscow").name;
  const earlier = dayOf(Date.now() - 20 * 24 * 3600_000, "Europe/Moscow").name;
  const call = testCall({ day, endReason: "hung_up", talkedMilliseconds: 90_000 });
  await db.tx((tx) =>
    noteCall(tx, call, {
      tapToFirstSound: 1100,
      dispatchToFirstSound: 900,
      turns: [500, 700],
      tools: [],
      interruptions: 1,
      stalls: 0,
      resumptions: 2,
    })
  );
  await db.tx((tx) => noteCall(tx, testCall({ id: "b", day, endReason: "no_agent" })));
  await db.tx((tx) => noteCall(tx, testCall({ id: "c", day: earlier, endReason: "left" })));
  kv.close();
  return day;
}

Deno.test("the calls of the last days are a table, and none is said so", async () => {
  const store = await Deno.makeTempDir({ prefix: "sfera-" });
  try {
    const empty = await sfera(store, ["calls", "stats", "--days", "1"]);
    assert.deepEqual([empty.code, empty.output], [0, ["No calls in the last 1 day."]]);
    const day = await keep(store);
    const { code, output } = await sfera(store, ["calls", "stats"]);
    assert.equal(code, 0);
    assert.deepEqual(output.slice(0, 3), [
      "day         calls  minutes  sound      turn     tools  interruptions  stalls  resumptions  ends",
      `${day}  2      1.5      1100/1100  500/700  -      1              0       2            hung_up 1, no_agent 1`,
      "",
    ]);
    const more = await sfera(store, ["calls", "stats", "--days", "30"]);
    assert.match(more.output[2]!, /^\d{4}-\d\d-\d\d {2}1 .* left 1$/);
  } finally {
    await Deno.remove(store, { recursive: true });
  }
});

Deno.test("words that do not fit get the usage", async () => {
  const store = await Deno.makeTempDir({ prefix: "sfera-" });
  try {
    for (const words of [[], ["show"], ["stats", "7"], ["stats", "--days", "0"]]) {
      const { code, errors } = await sfera(store, ["calls", ...words]);
      assert.deepEqual([code, errors[0]], [2, "Usage: deno task sfera COMMAND"], words.join(" "));
    }
  } finally {
    await Deno.remove(store, { recursive: true });
  }
});
