import assert from "node:assert/strict";
import { headOf, keys } from "../../db/keys.ts";
import { listDue } from "../../db/due.ts";
import { addMessages, nextMessage, settleMessage } from "../../db/outbox.ts";
import type { Database } from "../../db/tx.ts";
import type { OutboxMessage } from "../../domain/outbox.ts";
import { temporaryKv } from "../kit/temporary_kv.ts";

function message(id: string, chatId = "1", createdAt = 0): OutboxMessage {
  return {
    schema: 1,
    id,
    memberId: "anna",
    chatId,
    kind: "test",
    text: id,
    attempts: 0,
    createdAt,
  };
}

const CHAT = { chatId: "1", lane: "now" } as const;
const add = (db: Database, ...messages: OutboxMessage[]) =>
  db.tx((tx) => addMessages(tx, "anna", messages[0]!.id, messages));
const settle = (db: Database, id: string, dueAt: number, tryAgain = false) =>
  db.tx((tx) => settleMessage(tx, CHAT, id, { dueAt, tryAgain }));
const next = async (db: Database) => (await nextMessage(db, CHAT))?.message;
const nextId = async (db: Database) => (await next(db))?.id;

async function dueChats(db: Database, until: number): Promise<string[]> {
  return (await listDue(db, "outbox", until, 10)).map(({ id }) => id);
}

Deno.test("messages leave a chat in the order they came, and nothing is left behind", async () => {
  await using store = await temporaryKv({ headOf });
  const db = store.database;
  await add(db, message("a"), message("b"));
  await add(db, message("c"));
  const left = [];
  for (let id = await nextId(db); id; id = await nextId(db)) {
    left.push(id);
    await settle(db, id, 5);
  }
  assert.deepEqual(left, ["a", "b", "c"]);
  await add(db, message("d"));
  assert.equal(await nextId(db), "d");
  await settle(db, "d", 5);
  const kept = await Array.fromAsync(store.kv.list({ prefix: [] }));
  const kinds = new Set(kept.map(({ key }) => key[0]));
  assert.deepEqual([...kinds].sort(), ["outbox_dedupe", "tx"]);
});

Deno.test("a chat is due once, at the moment of its first message or of the next try", async () => {
  await using store = await temporaryKv({ headOf });
  const db = store.database;
  await add(db, message("a", "1", 10));
  await add(db, message("b", "1", 20));
  await add(db, message("c", "2", 15));
  assert.deepEqual(await dueChats(db, 9), []);
  assert.deepEqual(await dueChats(db, 20), ["1", "2"]);
  await settle(db, "a", 100, true);
  assert.deepEqual(await dueChats(db, 99), ["2"]);
  assert.deepEqual(await dueChats(db, 100), ["2", "1"]);
  assert.equal((await next(db))!.attempts, 1);
});

Deno.test("what another process has settled is not settled again", async () => {
  await using store = await temporaryKv({ headOf });
  const db = store.database;
  await add(db, message("a"), message("b"));
  await settle(db, "a", 5);
  await settle(db, "a", 5);
  assert.equal(await nextId(db), "b");
  await settle(db, "b", 5);
  await settle(db, "b", 5, true);
  assert.equal(await nextId(db), undefined);
  assert.deepEqual(await dueChats(db, 1000), []);
});

Deno.test("a key that was used puts nothing in, and one without messages is used too", async () => {
  await using store = await temporaryKv({ headOf });
  const db = store.database;
  assert.equal(await add(db, message("a")), true);
  assert.equal(await add(db, message("a"), message("b")), false);
  assert.equal(await db.tx((tx) => addMessages(tx, "anna", "empty", [])), true);
  assert.equal(await db.get(keys.outboxDedupe("anna", "empty")), true);
  assert.equal(await nextId(db), "a");
  await settle(db, "a", 5);
  assert.equal(await nextId(db), undefined);
});
