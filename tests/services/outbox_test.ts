import assert from "node:assert/strict";
import fc from "fast-check";
import { headOf, keys } from "../../db/keys.ts";
import { getMember } from "../../db/members.ts";
import { createDatabase, type Database } from "../../db/tx.ts";
import { MOST_ATTEMPTS } from "../../domain/outbox.ts";
import { createOutbox, loadSender, type Outbox } from "../../services/outbox.ts";
import type { DeliveryResult, OutgoingMessage } from "../../services/ports.ts";
import { Wakes } from "../../services/wakes.ts";
import { type SimulatedProcess, Simulation } from "../invariants/simulation.ts";
import { testIds } from "../kit/app.ts";
import { testMember } from "../kit/members.ts";

// What is loaded on demand takes real time, which a simulation does not wait for.
await loadSender();

const HOUR = 3600_000;
/** Those whose members are known. */
const CHATS = ["1", "2", "3"];
const SEED = { seed: 20261123 };

const memberOf = (chatId: string) => testMember(`m${chatId}`, { telegramId: chatId });

interface Post {
  sim: Simulation;
  process: SimulatedProcess;
  db: Database;
  outbox: Outbox;
  /** What Telegram got, in its order, and when. */
  got: { chatId: string; text: string; at: number }[];
  /** What Telegram answers; sent by default. */
  answer: (message: OutgoingMessage) => DeliveryResult;
  send(chatId: string, text: string, dedupeKey?: string): Promise<void>;
  /** Another process over the same store, after this one. */
  successor(): Pick<Post, "process" | "outbox">;
  during<T>(work: Promise<T>): Promise<T>;
}

/** An outbox that is being sent, in a simulation. */
async function withPost(test: (post: Post) => Promise<void>, seed = 1): Promise<void> {
  const kv = await Deno.openKv(":memory:");
  const stop = new AbortController();
  {
    await using sim = new Simulation(kv, seed);
    const got: Post["got"] = [];
    const post = { sim, got } as unknown as Post;
    post.answer = () => ({ status: "sent", messageId: got.length });
    post.successor = () => {
      const process = sim.startProcess();
      const ids = testIds();
      const db = createDatabase(process.kv, { ids, random: sim.random, headOf });
      const messenger = {
        send: (message: OutgoingMessage) => {
          if (!process.alive) return new Promise<never>(() => {});
          const { chatId, text } = message;
          got.push({ chatId, text, at: sim.time.now() });
          return Promise.resolve(post.answer(message));
        },
      };
      const clock = sim.time;
      const wakes = new Wakes();
      const outbox = createOutbox({ db, clock, liveness: clock, ids, messenger, wakes });
      void outbox.run(stop.signal);
      return Object.assign(post, { process, db, outbox });
    };
    post.successor();
    post.during = async (work) => {
      let settled = false;
      work.finally(() => settled = true).catch(() => {});
      await sim.run(() => settled);
      return await work;
    };
    post.send = (chatId, text, dedupeKey = text) =>
      post.during(post.outbox.send({ member: memberOf(chatId), kind: "test", dedupeKey, text }));
    for (const chatId of CHATS) await kv.set(keys.member(`m${chatId}`), memberOf(chatId));
    await test(post);
    stop.abort();
  }
  kv.close();
}

const textsTo = (post: Post, chatId: string) =>
  post.got.filter((message) => message.chatId === chatId).map(({ text }) => text);

Deno.test("messages to a chat arrive once, in order, one a second; chats do not wait for each other", async () => {
  const messages = fc.array(fc.constantFrom("1", "2", "3"), { maxLength: 15 });
  await fc.assert(
    fc.asyncProperty(fc.integer(), messages, (seed, chats) =>
      withPost(async (post) => {
        const expected = new Map<string, string[]>();
        for (const [index, chatId] of chats.entries()) {
          await post.send(chatId, `text ${index}`);
          expected.set(chatId, [...expected.get(chatId) ?? [], `text ${index}`]);
        }
        await post.sim.pass(30_000);
        for (const [chatId, texts] of expected) {
          assert.deepEqual(textsTo(post, chatId), texts);
          const times = post.got.filter((one) => one.chatId === chatId).map(({ at }) => at);
          times.slice(1).forEach((at, index) => assert(at - times[index]! >= 1000));
        }
      }, seed)),
    { ...SEED, numRuns: 30 },
  );
});

Deno.test("what was put in under a key is not put in again; where it was, the other message is", async () => {
  await withPost(async (post) => {
    const member = memberOf("1");
    const put = (dedupeKey: string, text: string) => ({ member, kind: "test", dedupeKey, text });
    await post.send("1", "Первое", "key");
    await post.send("1", "Повтор", "key");
    await post.during(post.outbox.send(put("key", "Повтор"), put("other", "Вместо него")));
    await post.during(post.outbox.send(put("key", "Повтор"), put("other", "Вместо него")));
    await post.sim.pass(10_000);
    assert.deepEqual(textsTo(post, "1"), ["Первое", "Вместо него"]);
  });
});

Deno.test("a message that fails holds back those behind it, in this process and the next", async () => {
  await withPost(async (post) => {
    post.answer = () => ({ status: "later", retryAfterSeconds: 30, reason: "429" });
    await post.send("1", "Первое");
    await post.send("1", "Второе");
    await post.send("2", "Другому");
    await post.sim.pass(5_000);
    assert.deepEqual(textsTo(post, "1"), ["Первое"]);
    assert.deepEqual(textsTo(post, "2"), ["Другому"], "another chat is not held");
    post.sim.kill(post.process);
    post.answer = () => ({ status: "sent", messageId: 1 });
    post.successor();
    await post.send("1", "Третье");
    await post.sim.pass(60_000);
    assert.deepEqual(textsTo(post, "1"), ["Первое", "Первое", "Второе", "Третье"]);
    const [first, again] = post.got.filter(({ text }) => text === "Первое");
    assert(again!.at - first!.at >= 30_000, "not before Telegram allows");
  });
});

Deno.test("a message is given up after its attempts, or at once where it can never arrive", async () => {
  await withPost(async (post) => {
    post.answer = ({ text }) =>
      text === "Нельзя"
        ? { status: "rejected", reason: "400" }
        : text === "Дальше"
        ? { status: "sent", messageId: 1 }
        : { status: "later", retryAfterSeconds: 0, reason: "502" };
    await post.send("1", "Нельзя");
    await post.send("1", "Никогда");
    await post.send("1", "Дальше");
    await post.sim.pass(2 * HOUR);
    const texts = textsTo(post, "1");
    assert.equal(texts[0], "Нельзя");
    assert.equal(texts.filter((text) => text === "Никогда").length, MOST_ATTEMPTS);
    assert.equal(texts.at(-1), "Дальше");
    assert.deepEqual(await Array.fromAsync(post.sim.kv.list({ prefix: ["outbox"] })), []);
    assert.deepEqual(await Array.fromAsync(post.sim.kv.list({ prefix: ["due"] })), []);
  });
});

Deno.test("a member who cannot be reached is marked in the commit that takes the message out", async () => {
  await withPost(async (post) => {
    post.answer = () => ({ status: "unreachable", reason: "403" });
    await post.send("1", "Ау");
    await post.send("2", "Тому, кого скоро нет");
    await post.during(
      post.db.tx((tx) => Promise.resolve(tx.delete(keys.member(memberOf("2").id)))),
    );
    await post.sim.pass(5_000);
    const marked = await post.during(getMember(post.db, memberOf("1").id));
    assert.notEqual(marked!.unreachableSince, null);
    assert.equal(post.got.length, 2, "neither is tried again");
    assert.equal(await post.during(getMember(post.db, memberOf("2").id)), undefined);
  });
});

Deno.test("nothing is put in for a member who is gone", async () => {
  await withPost(async (post) => {
    await post.send("7", "Тому, кого нет");
    await post.sim.pass(5_000);
    assert.deepEqual(post.got, []);
    const kept = await post.during(post.db.list({ prefix: ["outbox_dedupe"] }));
    assert.deepEqual(kept, []);
  });
});

Deno.test("what Telegram took is not sent again when the store is away, and the sender lives on", async () => {
  await withPost(async (post) => {
    const { sim } = post;
    await post.send("1", "Первое");
    post.answer = () => {
      sim.trouble = { commit: 1, read: 1, death: 0 };
      return { status: "sent", messageId: 1 };
    };
    await sim.run(() => post.got.length === 1);
    await sim.pass(20_000);
    sim.trouble = { commit: 0, read: 0, death: 0 };
    await post.send("1", "Второе");
    await sim.pass(10_000);
    assert.deepEqual(textsTo(post, "1"), ["Первое", "Второе"]);
  });
});

Deno.test("a long text goes out in parts, in order, the buttons under the last", async () => {
  await withPost(async (post) => {
    const buttons = [[{ text: "Планы", appPath: "plans" }]];
    const seen: OutgoingMessage[] = [];
    post.answer = (message) => {
      seen.push(message);
      return { status: "sent", messageId: seen.length };
    };
    const text = Array.from({ length: 1200 }, (_, index) => `слово${index}`).join(" ");
    const member = memberOf("1");
    await post.during(post.outbox.send({ member, kind: "test", dedupeKey: "1", text, buttons }));
    await post.sim.pass(10_000);
    assert.equal(seen.map(({ text }) => text).join(" "), text);
    assert.deepEqual(seen.map(({ buttons }) => buttons), [undefined, undefined, buttons]);
    assert(seen.every(({ text }) => text.length <= 4096));
  });
});
