import assert from "node:assert/strict";
import { InputFile } from "grammy";
import { ARTYOM, makeBot, refuses, TOKEN, withTelegram } from "./kit.ts";

Deno.test("a file goes from a person to the bot and back", () =>
  withTelegram(async (telegram) => {
    const bytes = new TextEncoder().encode("дата,сумма\n");
    const { api } = makeBot(telegram);
    await telegram.sendFile(ARTYOM, {
      name: "май.csv",
      mimeType: "text/csv",
      bytes,
      caption: "вот",
    });
    const [update] = await api.getUpdates();
    const document = update?.message?.document;
    assert.equal(update?.message?.caption, "вот");
    assert.equal(document?.file_name, "май.csv");
    assert.equal(document?.file_size, bytes.length);
    const file = await api.getFile(document!.file_id);
    const response = await fetch(`${telegram.url}/file/bot${TOKEN}/${file.file_path}`);
    assert.deepEqual(await response.bytes(), bytes);
    const again = await api.sendDocument(ARTYOM, document!.file_id, {
      caption: "<b>твой</b> файл",
      parse_mode: "HTML",
    });
    assert.equal(again.document.file_id, document!.file_id);
    assert.deepEqual(again.caption_entities, [{ type: "bold", offset: 0, length: 4 }]);
  }));

Deno.test("an uploaded file keeps its bytes and its name", () =>
  withTelegram(async (telegram) => {
    const bytes = crypto.getRandomValues(new Uint8Array(10_000));
    const { api } = makeBot(telegram);
    const sent = await api.sendDocument(ARTYOM, new InputFile(bytes, "отчёт за май.pdf"));
    assert.equal(sent.document.file_name, "отчёт за май.pdf");
    assert.equal(sent.document.mime_type, "application/pdf");
    assert.deepEqual(telegram.file(sent.document.file_id), bytes);
    assert.equal(telegram.messages(ARTYOM)[0]?.document?.file_id, sent.document.file_id);
  }));

Deno.test("files that are not there are refused", () =>
  withTelegram(async (telegram) => {
    const { api } = makeBot(telegram);
    await refuses(
      api.getFile("nothing"),
      400,
      "Bad Request: wrong file_id or the file is temporarily unavailable",
    );
    await refuses(
      api.sendDocument(ARTYOM, "nothing"),
      400,
      "Bad Request: wrong file identifier/HTTP URL specified",
    );
    const missing = await fetch(`${telegram.url}/file/bot${TOKEN}/documents/none`);
    assert.equal(missing.status, 404);
    await missing.body?.cancel();
    const wrong = await fetch(`${telegram.url}/file/bot1:x/documents/none`);
    assert.equal(wrong.status, 401);
    await wrong.body?.cancel();
  }));
