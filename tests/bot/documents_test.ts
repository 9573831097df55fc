import assert from "node:assert/strict";
import { keys } from "../../db/keys.ts";
import type { Document } from "../../domain/knowledge.ts";
import { testApp } from "../kit/app.ts";
import { until } from "../kit/conditions.ts";
import { docxFile, pdfFile } from "../services/documents/kit.ts";
import { type Chat, openChat } from "./kit.ts";

const OPERATORS = { environment: { OPERATORS: "1001,1003" } };

const GUIDE =
  "# Стоп-лосс\n\nСтавь **стоп** до входа в сделку.\n\n## Куда ставить\n\nЗа уровень, с запасом.\n";

function send(chat: Chat, name: string, content: string | Uint8Array, memberId = 1001) {
  const bytes = typeof content === "string" ? new TextEncoder().encode(content) : content;
  return chat.telegram.sendFile(memberId, { name, mimeType: "application/octet-stream", bytes });
}

/** Sends a document and reads past «Читаю»; the message that tells what became of it. */
async function upload(chat: Chat, name: string, content: string | Uint8Array, memberId = 1001) {
  await send(chat, name, content, memberId);
  assert.match((await chat.hear(memberId)).text, /^(Читаю|Reading) /);
  return await chat.hear(memberId);
}

async function documentsOf(chat: Chat): Promise<Document[]> {
  const entries = await Array.fromAsync(chat.app.kv.list<Document>({ prefix: keys.documents() }));
  return entries.map(({ value }) => value);
}

const buttonsOf = (message: { markup?: unknown }) =>
  ((message.markup as { inline_keyboard?: { text: string; callback_data: string }[][] } | undefined)
    ?.inline_keyboard ?? []).flat();

Deno.test("a document of an operator is read, stored, and shown with a way back", async () => {
  await using chat = await openChat(OPERATORS);
  await send(chat, "stop-loss.md", GUIDE);
  assert.equal((await chat.hear()).text, "Читаю «stop-loss.md».");
  const done = await chat.hear();
  assert.equal(
    done.text,
    "Готово: «Стоп-лосс», 2 фрагмента.\n\nРазделы: Куда ставить\n\nНачало: Ставь стоп до входа в сделку. За уровень, с запасом.",
  );
  assert.deepEqual(buttonsOf(done).map(({ text }) => text), ["Отменить"]);
  const [document] = await documentsOf(chat);
  assert.deepEqual([document!.file, document!.title, document!.chunkCount], [
    "stop-loss.md",
    "Стоп-лосс",
    2,
  ]);
});

Deno.test("undoing what was added takes it out; the button is answered and goes away", async () => {
  await using chat = await openChat(OPERATORS);
  const done = await upload(chat, "stop-loss.md", GUIDE);
  await chat.telegram.press(1001, done.id, "Отменить");
  assert.equal((await chat.hear()).text, "Удалила: «Стоп-лосс». В ответах этого больше нет.");
  assert.deepEqual(await documentsOf(chat), []);
  const shown = () => chat.telegram.messages(1001).find(({ id }) => id === done.id)!;
  await until(() => buttonsOf(shown()).length === 0, "the buttons to go");
  const [press] = shown().presses;
  assert(press!.answer, "the press was answered");
});

Deno.test("undoing a change brings the earlier version back, once", async () => {
  await using chat = await openChat(OPERATORS);
  await upload(chat, "stop-loss.md", GUIDE);
  const changed = await upload(chat, "stop-loss.md", "# Стоп-лосс 2\n\nСовсем другое.");
  assert.match(changed.text, /^Обновила: «Стоп-лосс 2», теперь 1 фрагмент\./);
  const [undo, remove] = buttonsOf(changed);
  assert.deepEqual([undo!.text, remove!.text], ["Отменить", "Удалить"]);
  chat.telegram.faults.add({ kind: "duplicate", match: "getUpdates" });
  await chat.telegram.press(1001, changed.id, "Отменить");
  assert.equal((await chat.hear()).text, "Вернула прежнюю версию: «Стоп-лосс».");
  const again = await upload(chat, "stop-loss.md", GUIDE);
  assert.match(again.text, /^Этот файл уже есть: «Стоп-лосс», 2 фрагмента\./);
  assert.deepEqual(buttonsOf(again).map(({ text }) => text), ["Удалить"]);
  assert.equal((await documentsOf(chat))[0]!.title, "Стоп-лосс");
});

Deno.test("a button of a version that holds no more changes nothing", async () => {
  await using chat = await openChat(OPERATORS);
  const first = await upload(chat, "stop-loss.md", GUIDE);
  await upload(chat, "stop-loss.md", "# Новее\n\nСвежий текст.");
  await chat.telegram.press(1001, first.id, "Отменить");
  assert.equal((await chat.hear()).text, "Этой версии в материалах уже нет, ничего не поменялось.");
  assert.equal((await documentsOf(chat))[0]!.title, "Новее");
});

Deno.test("PDF and DOCX are read too, and a double title is pointed out, in the operator's language", async () => {
  await using chat = await openChat(OPERATORS);
  const pdf = pdfFile([[{ text: "Stop orders", foot: 780, size: 22 }, {
    text: "Mind the gap.",
    foot: 740,
  }]]);
  const first = await upload(chat, "orders.pdf", pdf, 1003);
  assert.match(first.text, /^Done: "Stop orders", 1 passage\.\n\nBeginning: Mind the gap\.$/);
  const docx = docxFile([{ text: "Stop Orders", style: "Heading1" }, { text: "Another text." }]);
  const second = await upload(chat, "orders.docx", docx, 1003);
  assert.match(second.text, /\n\norders\.pdf has the same title\./);
});

Deno.test("what cannot be read is told in words", async () => {
  await using chat = await openChat(OPERATORS);
  const refusals: [string, string | Uint8Array, RegExp][] = [
    ["scan.pdf", pdfFile([[]]), /^«scan\.pdf» не прочитала\. В файле нет текста, только картинки/],
    ["photo.png", "png", /Такие файлы не читаю/],
    ["noise.md", Uint8Array.from({ length: 900 }, (_, at) => (at * 7919) & 255), /не текст/],
    [
      "head.md",
      "---\nlanguage: de\n---\nТекст",
      /Шапка файла, поле «language»: нужно ru или en, а там «de»\./,
    ],
  ];
  for (const [name, content, expected] of refusals) {
    const told = await upload(chat, name, content);
    assert.match(told.text, expected);
    assert.deepEqual(buttonsOf(told), []);
  }
  assert.deepEqual(await documentsOf(chat), []);
});

Deno.test("a file that Telegram does not hand out is refused before it is asked for", async () => {
  await using chat = await openChat(OPERATORS);
  await send(chat, "book.pdf", new Uint8Array(20 * 1024 * 1024 + 1));
  assert.equal(
    (await chat.hear()).text,
    "«book.pdf» не прочитала. Файл слишком большой: можно до 20 МБ. Раздели его на части.",
  );
});

Deno.test("a document of another member is answered as anything that is not text", async () => {
  await using chat = await openChat(OPERATORS);
  await send(chat, "mine.md", "# Моё\n\nДобавь это в материалы.", 1002);
  assert.equal((await chat.hear(1002)).text, "Пока понимаю только текст. Напиши словами.");
  assert.deepEqual(await documentsOf(chat), []);
});

Deno.test("an update that comes twice is taken once", async () => {
  await using chat = await openChat(OPERATORS);
  chat.telegram.faults.add({ kind: "duplicate", match: "getUpdates" });
  await upload(chat, "stop-loss.md", GUIDE);
  await upload(chat, "fees.md", "# Комиссии\n\nСчитай их.");
  assert.equal(chat.telegram.messages(1001).filter(({ from }) => from === "bot").length, 4);
});

Deno.test("what a process that stopped has left is read by the next, after Telegram's failures too", async () => {
  await using chat = await openChat(OPERATORS);
  chat.telegram.faults.add({ kind: "drop", match: "getFile", times: Infinity });
  await send(chat, "stop-loss.md", GUIDE);
  assert.equal((await chat.hear()).text, "Читаю «stop-loss.md».");
  await until(
    async () => (await Array.fromAsync(chat.app.kv.list({ prefix: ["upload"] }))).length === 1,
    "the upload",
  );
  await chat.app.app.stop(0);
  chat.telegram.faults.clear();
  await using next = await testApp({
    kv: chat.app.kv,
    clocks: chat.app,
    apiRoot: chat.telegram.url,
    ...OPERATORS,
  });
  next.app.start();
  await next.app.sweep();
  assert.deepEqual(await documentsOf(chat), [], "it is not due yet");
  chat.app.clock.move(6 * 60_000);
  await next.app.sweep();
  assert.match((await chat.hear()).text, /^Готово: «Стоп-лосс»/);
  assert.deepEqual(await Array.fromAsync(chat.app.kv.list({ prefix: ["upload"] })), []);
});
