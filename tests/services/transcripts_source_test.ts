import assert from "node:assert/strict";
import { isTranscriptName, readTranscript } from "../../services/transcripts_source.ts";
import { bytesOf, windows1251 } from "./documents/kit.ts";

const read = (file: string, content: string | Uint8Array) =>
  readTranscript({ file, bytes: typeof content === "string" ? bytesOf(content) : content });

const SUBTITLES = `1
00:00:01,000 --> 00:00:04,000
Сегодня говорим <i>про стоп-лосс</i>.

2
00:00:04,000 --> 00:00:08,000
Сегодня говорим про стоп-лосс.
Ставь его до входа.

15
00:00:09,000 --> 00:00:12,000
2025 год научил этому всех.
`;
const SAID = "Сегодня говорим про стоп-лосс. Ставь его до входа. 2025 год научил этому всех.";

Deno.test("subtitles become what is said, without numbers and times, nothing twice", async () => {
  const { text, title, language, file } = await read("raw/лекция_1.srt", SUBTITLES);
  assert.deepEqual([text, title, language, file], [SAID, "Лекция 1", "ru", "raw/лекция_1.srt"]);
  assert.equal((await read("a.srt", windows1251(SUBTITLES.replaceAll("\n", "\r\n")))).text, SAID);
  const vtt = `WEBVTT - Лекция\n\nNOTE от монтажёра\n\n${SUBTITLES.replaceAll(",000", ".000")}`;
  assert.equal((await read("a.vtt", vtt)).text, SAID);
});

Deno.test("long subtitles have paragraphs, so that they can be cut between them", async () => {
  const cues = Array.from(
    { length: 100 },
    (_, index) => `${index}\n00:00:01,000 --> 00:00:02,000\nПравило номер ${index}.\n`,
  );
  const { text } = await read("a.srt", cues.join("\n"));
  assert.equal(text.split("\n\n").length, 13);
  assert.match(text, /номер 99\.$/);
});

Deno.test("a chat that Telegram Desktop exported becomes its messages", async () => {
  const chat = JSON.stringify({
    name: "Клуб",
    messages: [
      { type: "service", action: "pin_message", text: "" },
      { type: "message", from: "Аня", text: "Где ставить стоп?" },
      {
        type: "message",
        from: "Олег",
        text: ["За уровень, ", { type: "bold", text: "с запасом" }, "."],
      },
      { type: "message", from: null, text: "Канал: итоги дня." },
      null,
    ],
  });
  assert.equal(
    (await read("result.json", chat)).text,
    "Аня: Где ставить стоп?\n\nОлег: За уровень, с запасом.\n\nКанал: итоги дня.",
  );
});

Deno.test("what is no transcript is refused by the name that the owner knows", async () => {
  const refused = (file: string, reason: string) => ({ details: { file, reason } });
  await assert.rejects(read("a.json", "{}"), refused("a.json", "unsupported"));
  await assert.rejects(read("a.json", "[1"), refused("a.json", "unsupported"));
  await assert.rejects(read("a.json", '{"messages":[]}'), refused("a.json", "empty"));
  await assert.rejects(read("a.srt", "1\n\n2\n"), refused("a.srt", "empty"));
  await assert.rejects(read("a.vtt", new Uint8Array(9)), refused("a.vtt", "binary"));
  await assert.rejects(read("a.mp3", "слова"), refused("a.mp3", "unsupported"));
});

Deno.test("documents are transcripts too", async () => {
  assert.equal((await read("a.md", "# Риск\n\nТекст.")).title, "Риск");
  assert.deepEqual(["a.md", "a.SRT", "a.docx", "a.json", "a.mp4"].map(isTranscriptName), [
    true,
    true,
    true,
    true,
    false,
  ]);
});
