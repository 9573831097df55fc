/** `deno task sfera …` as an operator runs it, on a store that the service has used. */
import assert from "node:assert/strict";
import { addMember } from "../../db/members.ts";
import { headOf } from "../../db/keys.ts";
import { openDatabaseKv } from "../../db/open.ts";
import { createDatabase } from "../../db/tx.ts";
import type { Member } from "../../domain/member.ts";
import { testIds } from "../kit/app.ts";
import { testMember } from "../kit/members.ts";
import { runSfera as sfera } from "./kit.ts";

const ARTYOM = testMember("01MEMBER", {
  telegramId: "1001",
  name: "Артём",
  interactionCount: 7,
  createdAt: Date.parse("2026-11-23T21:30:00Z"),
});

function test(title: string, run: (store: string) => Promise<void>) {
  Deno.test(title, async () => {
    const store = await Deno.makeTempDir({ prefix: "sfera-" });
    try {
      await run(store);
    } finally {
      await Deno.remove(store, { recursive: true });
    }
  });
}

async function keep(store: string, member: Member): Promise<void> {
  const kv = await openDatabaseKv(`${store}/sfera.sqlite3`);
  const db = createDatabase(kv, { ids: testIds(), random: Math.random, headOf });
  await db.tx((tx) => Promise.resolve(addMember(tx, member)));
  kv.close();
}

test("a member is shown by the Telegram id and by the member id", async (store) => {
  await keep(store, ARTYOM);
  for (const id of ["1001", "01MEMBER"]) {
    const { code, output } = await sfera(store, ["member", "show", id]);
    assert.equal(code, 0);
    assert.deepEqual(output, [
      "Member       01MEMBER",
      "Telegram     1001",
      "Name         Артём",
      "Language     ru",
      "Answers      7",
      "Banned       no",
      "Unreachable  no",
      "Known        since 24 Nov 2026, 00:30 (Europe/Moscow)",
      "Plan         Free for ever",
      "Trial        not had yet",
      "",
      "Access (Europe/Moscow)",
      "  24 Nov 2026, 00:30  - for ever             Free  everybody has it",
    ]);
  }
});

test("a member is banned and let in again, each once", async (store) => {
  await keep(store, ARTYOM);
  const said = async (action: string) => {
    const { code, output } = await sfera(store, ["member", action, "1001"]);
    assert.equal(code, 0);
    return output.join("\n").replace("Артём (01MEMBER, Telegram 1001) ", "");
  };
  assert.equal(await said("unban"), "was not banned; nothing has changed.");
  assert.equal(await said("ban"), "is banned now: no app, no bot, no calls.");
  assert.equal(await said("ban"), "was banned already; nothing has changed.");
  assert.match(await said("show"), /^Banned {7}since /m);
  assert.equal(await said("unban"), "is let in again.");
  assert.match(await said("show"), /^Banned {7}no$/m);
});

test("a member who is not there is an error in one line", async (store) => {
  const { code, output, errors } = await sfera(store, ["member", "ban", "1002"]);
  assert.deepEqual([code, output, errors], [1, [], ["There is no member 1002."]]);
});

test("words that do not fit get the usage and open nothing", async (store) => {
  const wrong = [
    [],
    ["member"],
    ["member", "show"],
    ["member", "drop", "1"],
    ["toString", "1"],
    [
      "member",
      "toString",
      "1",
    ],
    ["member", "ban", "1", "2"],
    ["member", "ban", "../1"],
  ];
  for (const words of wrong) {
    const { code, output, errors } = await sfera(store, words);
    assert.equal(code, 2, words.join(" "));
    assert.deepEqual(output, []);
    assert.equal(errors[0], "Usage: deno task sfera COMMAND");
  }
  assert.deepEqual(await Array.fromAsync(Deno.readDir(store)), []);
});

test("a pack that is not there is told, and nothing is opened", async (store) => {
  const settings = { COMMUNITY_DIR: `${store}/pack` };
  const { code, errors } = await sfera(store, ["member", "show", "1"], settings);
  assert.equal(code, 2);
  assert.ok(errors.every((line) => line.startsWith(`${store}/pack/`)), errors.join("\n"));
  assert.deepEqual(await Array.fromAsync(Deno.readDir(store)), []);
});
