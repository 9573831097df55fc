import assert from "node:assert/strict";
import type { Card } from "../../domain/card.ts";
import { chatMessage } from "../../services/chat_message.ts";
import { testTexts } from "../kit/app.ts";

const texts = await testTexts();
const citation = (number: number, title: string) => ({
  number,
  title,
  chunkId: `chunk-${number}`,
  headings: [],
  quote: "",
});

Deno.test("marks of sources become a line below; other brackets stay", async () => {
  const text = await chatMessage(
    {
      text: "Риск на сделку один процент [1]. Стоп ставь сразу [2]. Массив a[7] ни при чём.",
      cards: [],
      citations: [citation(1, "Регламент риска"), citation(2, "Регламент риска")],
    },
    "ru",
    texts,
  );
  assert.equal(
    text,
    "Риск на сделку один процент. Стоп ставь сразу. Массив a[7] ни при чём.\n\n" +
      "Источник: «Регламент риска»",
  );
});

Deno.test("what is to be opened or dialled stands as lines of its own", async () => {
  const cards: Card[] = [
    {
      kind: "emergency",
      title: "Help is there right now",
      text: "",
      contacts: [{ name: "Emergency", phone: "112" }],
    },
    {
      kind: "link",
      title: "News",
      text: "",
      url: "https://example.com/a",
      site: "example.com",
      publishedAt: null,
    },
    {
      kind: "picture",
      title: "News",
      text: "example.com",
      url: "https://pictures.example/a.jpg",
      page: "https://example.com/a",
    },
    {
      kind: "picture",
      title: "Chart",
      text: "",
      url: "https://pictures.example/b.jpg",
      page: null,
    },
    { kind: "profile", title: "Noted", text: "" },
  ];
  const text = await chatMessage({ text: "I am here.", cards, citations: [] }, "en", texts);
  assert.equal(
    text,
    "I am here.\n\nHelp is there right now:\nEmergency: 112\n\nNews\nhttps://example.com/a\n\n" +
      "Chart\nhttps://pictures.example/b.jpg",
  );
});
