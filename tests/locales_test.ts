import assert from "node:assert/strict";
import { FluentResource } from "@fluent/bundle";
import { type Language, LANGUAGES } from "../domain/community.ts";
import { ERROR_STATUS } from "../domain/errors.ts";
import { createTexts } from "../services/texts.ts";

const sources: Record<Language, string> = {
  ru: await Deno.readTextFile(new URL("../locales/ru.ftl", import.meta.url)),
  en: await Deno.readTextFile(new URL("../locales/en.ftl", import.meta.url)),
};

const texts = createTexts(sources);

/** The places of every text, by its id. */
function placesById(source: string): Record<string, string[]> {
  const messages = new FluentResource(source).body;
  return Object.fromEntries(
    messages.map((message) => [message.id, [...placesIn(message)].sort()] as const).sort(),
  );
}

function placesIn(node: unknown): Set<string> {
  if (typeof node !== "object" || node === null) return new Set();
  if ("type" in node && "name" in node && node.type === "var") return new Set([String(node.name)]);
  return new Set(Object.values(node).flatMap((child) => [...placesIn(child)]));
}

Deno.test("both languages have the same texts with the same places", () => {
  assert.deepEqual(placesById(sources.ru), placesById(sources.en));
});

for (const language of LANGUAGES) {
  Deno.test(`every text in ${language} is readable Fluent and written once`, () => {
    // Fluent skips what it cannot read without a word.
    const written = [...sources[language].matchAll(/^(-?[a-zA-Z][\w-]*) *=/gm)].map(([, id]) => id);
    const parsed = new FluentResource(sources[language]).body.map((message) => message.id);
    assert.deepEqual(written, parsed);
    assert.equal(new Set(parsed).size, parsed.length);
    for (const line of sources[language].split("\n")) {
      assert.match(line, /^(#.*|-?[a-zA-Z][\w-]* *=.*|\s.*|)$/, `not Fluent: ${line}`);
    }
  });

  Deno.test(`no text in ${language} shouts`, () => {
    assert.equal(sources[language].split("\n").find((line) => line.includes("!")), undefined);
  });

  Deno.test(`every error has a sentence in ${language} that needs nothing filled in`, async () => {
    const codes = Object.keys(ERROR_STATUS);
    for (const code of codes) {
      assert.match(await texts.format(language, `error-${code}`), /^\p{Lu}[^{}]{10,}\.$/u);
    }
    const written = Object.keys(placesById(sources[language])).filter((id) =>
      id.startsWith("error-")
    );
    assert.deepEqual(written, codes.map((code) => `error-${code}`).sort());
  });
}

Deno.test("what is left is counted as people count", async () => {
  const left: [Language, number, string][] = [
    ["ru", 0, "На сегодня сообщения закончились."],
    ["ru", 1, "Сегодня осталось 1 сообщение."],
    ["ru", 2, "Сегодня осталось 2 сообщения."],
    ["ru", 5, "Сегодня осталось 5 сообщений."],
    ["ru", 11, "Сегодня осталось 11 сообщений."],
    ["ru", 21, "Сегодня осталось 21 сообщение."],
    ["en", 0, "No messages left today."],
    ["en", 1, "1 message left today."],
    ["en", 21, "21 messages left today."],
  ];
  for (const [language, count, expected] of left) {
    assert.equal(await texts.format(language, "left-messages", { left: count }), expected);
  }
});

Deno.test("the time until the reset is counted as people count", async () => {
  const resets: [Language, number, string][] = [
    ["ru", 0, "Новые появятся меньше чем через час, в 00:00."],
    ["ru", 1, "Новые появятся через 1 час, в 00:00."],
    ["ru", 2, "Новые появятся через 2 часа, в 00:00."],
    ["ru", 5, "Новые появятся через 5 часов, в 00:00."],
    ["ru", 21, "Новые появятся через 21 час, в 00:00."],
    ["en", 0, "New ones come in less than an hour, at 00:00."],
    ["en", 1, "New ones come in 1 hour, at 00:00."],
    ["en", 5, "New ones come in 5 hours, at 00:00."],
  ];
  for (const [language, hours, expected] of resets) {
    assert.equal(await texts.format(language, "resets-at", { hours, time: "00:00" }), expected);
  }
});

Deno.test("descriptions of commands fit Telegram's menu", async () => {
  // 1-256 characters: https://core.telegram.org/bots/api#botcommand
  for (const language of LANGUAGES) {
    for (const command of ["start", "help", "paysupport"]) {
      assert.ok((await texts.format(language, `command-${command}`)).length <= 256);
    }
  }
});
