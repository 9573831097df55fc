import assert from "node:assert/strict";
import { nextMessage } from "../../db/outbox.ts";
import { headOf } from "../../db/keys.ts";
import { createDatabase } from "../../db/tx.ts";
import { addMember } from "../../db/members.ts";
import { settleMessage } from "../../db/outbox.ts";
import { AppError } from "../../domain/errors.ts";
import { createKnowledge, type Knowledge } from "../../services/knowledge.ts";
import { createOutbox } from "../../services/outbox.ts";
import { createUploads } from "../../services/uploads.ts";
import { Wakes } from "../../services/wakes.ts";
import { movableClock, testIds, testTexts } from "../kit/app.ts";
import { testMember } from "../kit/members.ts";
import { scriptedModel } from "../kit/model.ts";

const GUIDE = new TextEncoder().encode("# Стоп-лосс\n\nСтавь стоп до входа.");
const ANYA = testMember("01ANYA", { telegramId: "1001", name: "Аня" });

/** One store and two processes that read uploads; nothing is sent, so that what is queued is seen. */
async function withProcesses(
  body: (house: {
    process(changes?: {
      download?: () => Promise<Uint8Array>;
      knowledge?: (knowledge: Knowledge) => Partial<Knowledge>;
    }): ReturnType<typeof createUploads>;
    clock: ReturnType<typeof movableClock>;
    /** Takes the messages that are queued, each with its buttons. */
    told(): Promise<string[]>;
    knowledge: Knowledge;
    left(): Promise<number>;
  }) => Promise<void>,
): Promise<void> {
  const kv = await Deno.openKv(":memory:");
  const clock = movableClock();
  const ids = testIds();
  const db = createDatabase(kv, { ids, random: Math.random, headOf });
  const community = { glossary: [], assistant: { models: { embedding: "none" } } };
  const knowledge = createKnowledge({
    db,
    clock,
    ids,
    model: scriptedModel(() => []),
    community: community as unknown as Parameters<typeof createKnowledge>[0]["community"],
    embed: false,
  });
  const messenger = { send: () => Promise.reject(new Error("nothing is sent here")) };
  const outbox = createOutbox({ db, clock, liveness: clock, ids, messenger, wakes: new Wakes() });
  const texts = await testTexts();
  await db.tx((tx) => Promise.resolve(addMember(tx, ANYA)));
  try {
    await body({
      process: ({ download = () => Promise.resolve(GUIDE), knowledge: change } = {}) =>
        createUploads({
          db,
          clock,
          files: { download },
          knowledge: { ...knowledge, ...change?.(knowledge) },
          outbox,
          texts,
          signal: new AbortController().signal,
        }),
      clock,
      knowledge,
      async told() {
        const lines: string[] = [];
        for (;;) {
          const next = await nextMessage(db, { chatId: ANYA.telegramId, lane: "now" });
          if (!next) return lines;
          const { message } = next;
          const buttons = (message.buttons ?? []).flat().map(({ text }) => `[${text}]`);
          lines.push([message.text.split("\n")[0], ...buttons].join(" "));
          const settling = { dueAt: clock.now(), tryAgain: false };
          await db.tx((tx) => settleMessage(tx, next, message.id, settling));
        }
      },
      left: async () => (await Array.fromAsync(kv.list({ prefix: ["upload"] }))).length,
    });
  } finally {
    kv.close();
  }
}

const SENT = { member: ANYA, updateId: 7, document: { fileId: "f", name: "stop.md", bytes: 60 } };

Deno.test("the same update is taken once, whoever gets it", () =>
  withProcesses(async ({ process, told, left }) => {
    const [one, other] = [process(), process()];
    await Promise.all([one.accept(SENT), other.accept(SENT), one.accept(SENT)]);
    await Promise.all([one.settled(), other.settled()]);
    assert.deepEqual(await told(), [
      "Читаю «stop.md».",
      "Готово: «Стоп-лосс», 1 фрагмент. [Отменить]",
    ]);
    assert.equal(await left(), 0);
  }));

Deno.test("what was stored before a crash, but not told, is told as new by the next try", () =>
  withProcesses(async ({ process, told, left, clock }) => {
    const dying = process({
      knowledge: ({ store }) => ({
        async store(source) {
          await store(source);
          throw new Error("the process dies here");
        },
      }),
    });
    await dying.accept(SENT);
    await dying.settled();
    assert.deepEqual([await told(), await left()], [["Читаю «stop.md»."], 1]);
    const next = process();
    assert.equal(await next.sweep(), 0, "it is not due yet");
    clock.move(6 * 60_000);
    assert.equal(await next.sweep(), 1);
    await next.settled();
    assert.deepEqual(await told(), ["Готово: «Стоп-лосс», 1 фрагмент. [Отменить]"]);
    assert.deepEqual([await left(), await next.sweep()], [0, 0]);
  }));

Deno.test("two processes that read the same upload tell of it once", () =>
  withProcesses(async ({ process, told, clock }) => {
    const held = Promise.withResolvers<Uint8Array>();
    const slow = process({ download: () => held.promise });
    await slow.accept(SENT);
    clock.move(6 * 60_000);
    const other = process();
    await other.sweep();
    await other.settled();
    held.resolve(GUIDE);
    await slow.settled();
    assert.deepEqual(await told(), [
      "Читаю «stop.md».",
      "Готово: «Стоп-лосс», 1 фрагмент. [Отменить]",
    ]);
  }));

Deno.test("what fails for other reasons than the file is tried three times and then told", () =>
  withProcesses(async ({ process, told, clock, left }) => {
    let tries = 0;
    const uploads = process({
      download() {
        tries += 1;
        return Promise.reject(new Error("Telegram is away"));
      },
    });
    await uploads.accept(SENT);
    for (let minute = 0; minute < 30; minute += 1) {
      await uploads.settled();
      clock.move(60_000);
      await uploads.sweep();
    }
    await uploads.settled();
    assert.equal(tries, 3);
    assert.deepEqual(await told(), [
      "Читаю «stop.md».",
      "«stop.md» сейчас прочитать не получилось. Отправь его ещё раз чуть позже.",
    ]);
    assert.equal(await left(), 0);
  }));

Deno.test("what is wrong with the file itself is told at once", () =>
  withProcesses(async ({ process, told }) => {
    const uploads = process({
      download: () => Promise.reject(new AppError("body_too_large", { mostBytes: 1 })),
    });
    await uploads.accept(SENT);
    await uploads.settled();
    assert.match(
      (await told())[1]!,
      /^«stop\.md» не прочитала\. Файл слишком большой: можно до 20 МБ\./,
    );
  }));

Deno.test("a button pressed twice does its work once", () =>
  withProcesses(async ({ process, knowledge }) => {
    const uploads = process();
    await uploads.accept(SENT);
    await uploads.settled();
    const [first] = await knowledge.list();
    const bytes = new TextEncoder().encode("# Стоп\n\nИначе.");
    const changing = process({ download: () => Promise.resolve(bytes) });
    await changing.accept({ ...SENT, updateId: 8 });
    await changing.settled();
    const [document] = await knowledge.list();
    const press = {
      member: ANYA,
      action: "undo" as const,
      documentId: document!.id,
      revision: document!.revision,
    };
    const said = await Promise.all([uploads.act(press), uploads.act(press)]);
    assert.deepEqual(said.sort(), [
      "Вернула прежнюю версию: «Стоп-лосс».",
      "Этой версии в материалах уже нет, ничего не поменялось.",
    ]);
    assert.equal((await knowledge.list())[0]!.revision, first!.revision);
  }));
