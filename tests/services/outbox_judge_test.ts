import assert from "node:assert/strict";
import { getMember } from "../../db/members.ts";
import { keys } from "../../db/keys.ts";
import type { Member } from "../../domain/member.ts";
import { createNotices } from "../../services/notices.ts";
import type { DeliveryResult } from "../../services/ports.ts";
import { type Post, startPost } from "../kit/post.ts";

const HOUR = 3600_000;

let count = 0;
async function put(post: Post, kind: string, text: string, change: { expiresAt?: number } = {}) {
  const member = (await getMember(post.db, "anna"))!;
  await post.outbox.send({ member, kind, dedupeKey: `key ${count += 1}`, text, ...change });
}

const unreachable = (): DeliveryResult => ({ status: "unreachable", reason: "403" });

Deno.test("at night what can wait waits for the morning, and everything else comes at once", async () => {
  await using post = await startPost();
  post.clock.move(8 * HOUR);
  for (const kind of ["news", "reminder", "allowance", "care_plan", "lessons"]) {
    await put(post, kind, kind);
  }
  await put(post, "answer", "an answer");
  await put(post, "receipt", "a receipt");
  await put(post, "limit", "a limit");
  assert.deepEqual(await post.received(), ["an answer", "a receipt", "a limit"]);
  post.clock.move(10 * HOUR - 1);
  assert.deepEqual(await post.received(), []);
  post.clock.move(1);
  assert.deepEqual(await post.received(), [
    "news",
    "reminder",
    "allowance",
    "care_plan",
    "lessons",
  ]);
});

Deno.test("a member's own hours count, or none, as they are when it could leave", async () => {
  await using post = await startPost();
  await post.choose({ quietHours: { from: "12:00", until: "18:00" } });
  await put(post, "news", "at three in the afternoon");
  assert.deepEqual(await post.received(), []);
  post.clock.move(3 * HOUR);
  assert.deepEqual(await post.received(), ["at three in the afternoon"]);
  await post.choose({ quietHours: "off" });
  post.clock.move(8 * HOUR);
  await put(post, "news", "at two in the night");
  assert.deepEqual(await post.received(), ["at two in the night"]);
});

Deno.test("what was muted, or is of no use any more, is left out when its turn comes", async () => {
  await using post = await startPost();
  post.clock.move(8 * HOUR);
  await put(post, "news", "muted meanwhile");
  await put(post, "allowance", "of yesterday", { expiresAt: post.clock.now() + HOUR });
  await put(post, "care_plan", "a question");
  assert.deepEqual(await post.received(), []);
  await post.choose({ muted: ["news", "reminders"] });
  post.clock.move(10 * HOUR);
  assert.deepEqual(await post.received(), ["a question"]);
  await post.choose({ muted: ["news", "reminders", "allowances", "care_plan", "lessons"] });
  await put(post, "answer", "what was asked for always comes");
  assert.deepEqual(await post.received(), ["what was asked for always comes"]);
});

Deno.test("what matters and could not be sent is shown in the app, until it was seen", async () => {
  await using post = await startPost();
  const notices = createNotices(post);
  const shown = async () => (await notices.list("anna")).map(({ text }) => text);
  post.answer = unreachable;
  await put(post, "receipt", "Оплата пришла");
  await put(post, "answer", "Ответ");
  await put(post, "news", "Новость");
  assert.deepEqual(await post.received(), []);
  assert.notEqual((await getMember(post.db, "anna"))!.unreachableSince, null);
  assert.deepEqual(await shown(), ["Оплата пришла"]);
  post.answer = () => assert.fail("who cannot be written to is not reminded in vain");
  await put(post, "reminder", "Дни заканчиваются");
  await put(post, "news", "Ещё новость");
  assert.deepEqual(await post.received(), []);
  assert.deepEqual(await shown(), ["Дни заканчиваются", "Оплата пришла"]);
  const [first] = await notices.list("anna");
  await notices.seen("anna", first!.id);
  await notices.seen("anna", first!.id);
  await notices.seen("anna", "what is not there");
  assert.deepEqual(await shown(), ["Оплата пришла"]);
  post.clock.move(31 * 24 * HOUR);
  assert.deepEqual(await shown(), []);
});

Deno.test("what Telegram rejects is shown too, and nothing of whom is gone", async () => {
  await using post = await startPost();
  post.answer = () => ({ status: "rejected", reason: "400" });
  await put(post, "receipt", "Оплата пришла");
  await post.received();
  assert.equal((await createNotices(post).list("anna")).length, 1);
  await post.kv.delete(keys.notices("anna"));
  post.answer = (): DeliveryResult => {
    // The erasure has begun while it was on its way.
    void post.kv.delete(keys.member("anna"));
    return unreachable();
  };
  await put(post, "receipt", "Возврат");
  await post.received();
  assert.equal((await post.kv.get(keys.notices("anna"))).value, null);
});

Deno.test("of news of which nobody knows whether it arrived, nothing is sent again", async () => {
  await using post = await startPost();
  const tried: string[] = [];
  post.answer = ({ text }) => {
    tried.push(text);
    const first = tried.filter((one) => one === text).length === 1;
    if (!first) return { status: "sent", messageId: 1 };
    if (text === "told to wait") return { status: "later", retryAfterSeconds: 1, reason: "429" };
    return { status: "later", retryAfterSeconds: 0, reason: "no answer", doubt: true };
  };
  await put(post, "news", "in doubt");
  await put(post, "news", "told to wait");
  await put(post, "receipt", "a receipt");
  await post.received();
  post.clock.move(10_000);
  await post.received();
  assert.deepEqual(tried.toSorted(), [
    "a receipt",
    "a receipt",
    "in doubt",
    "told to wait",
    "told to wait",
  ]);
});

Deno.test("who comes back is written to again", async () => {
  const gone: Partial<Member> = { unreachableSince: 1 };
  await using post = await startPost(gone);
  await put(post, "news", "unheard");
  assert.deepEqual(await post.received(), []);
  await post.change({ unreachableSince: null });
  await put(post, "news", "heard");
  assert.deepEqual(await post.received(), ["heard"]);
});
