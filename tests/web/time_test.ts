import assert from "node:assert/strict";
import { createTexts } from "../../web/src/i18n.ts";
import { firstHeadline, knownHeadline } from "../../web/src/screens/greeting.ts";
import {
  type Calendar,
  dayLabel,
  dayOf,
  partOfDay,
  timeLabel,
  untilLabel,
} from "../../web/src/time.ts";

const source = await Deno.readTextFile(new URL("../../locales/app.ru.ftl", import.meta.url));
const moscow: Calendar = {
  language: "ru",
  timeZone: "Europe/Moscow",
  texts: createTexts("ru", source),
};
const at = Date.parse;

Deno.test("a day begins at midnight of the community", () => {
  assert.equal(dayOf(moscow, at("2026-11-23T20:59:59Z")), "2026-11-23");
  assert.equal(dayOf(moscow, at("2026-11-23T21:00:00Z")), "2026-11-24");
});

Deno.test("days are named, further ones by date, other years with their year", () => {
  const now = at("2026-11-23T12:00:00Z");
  assert.equal(dayLabel(moscow, at("2026-11-22T21:30:00Z"), now), "Сегодня");
  assert.equal(dayLabel(moscow, at("2026-11-22T20:30:00Z"), now), "Вчера");
  assert.equal(dayLabel(moscow, at("2026-11-03T12:00:00Z"), now), "3 ноября");
  assert.equal(dayLabel(moscow, at("2025-11-03T12:00:00Z"), now), "3 ноября 2025 г.");
});

Deno.test("an hour is written as each language does", () => {
  const morning = at("2026-11-23T06:05:00Z");
  assert.equal(timeLabel(moscow, morning), "09:05");
  assert.equal(timeLabel({ ...moscow, language: "en" }, morning).replace(/\s/, " "), "9:05 AM");
});

Deno.test("what resets soon is told in hours and minutes, rounded up", () => {
  const now = at("2026-11-23T18:47:00Z");
  assert.equal(untilLabel(moscow, at("2026-11-23T21:00:00Z"), now), "через 2 ч 13 мин");
  assert.equal(untilLabel(moscow, at("2026-11-23T20:47:00Z"), now), "через 2 ч");
  assert.equal(untilLabel(moscow, now + 1, now), "через 1 мин");
  assert.equal(untilLabel(moscow, now - 5_000, now), "через 1 мин");
  assert.equal(untilLabel(moscow, at("2026-11-30T21:00:00Z"), now), "1 декабря");
});

Deno.test("the greeting follows the community's hour", () => {
  const part = (time: string) => partOfDay(moscow, at(`2026-11-23T${time}Z`));
  assert.deepEqual(
    ["01:59", "02:00", "09:00", "15:00", "20:00"].map((time) => part(`${time}:00`)),
    [
      "night",
      "morning",
      "day",
      "evening",
      "night",
    ],
  );
  const headline = knownHeadline(moscow, "Артём", at("2026-11-23T18:00:00Z"));
  assert.equal(headline.quiet, "Добрый вечер, Артём.");
});

Deno.test("an unknown time zone does not break the page", () => {
  assert.match(dayOf({ ...moscow, timeZone: "Mars/Base" }, 0), /^\d{4}-\d\d-\d\d$/);
});

Deno.test("a first meeting shows the greeting by its sentences", () => {
  const greeting = "Привет. Я Sfera AI. Твоя цифровая напарница в трейдинге. Чем сегодня займемся?";
  assert.deepEqual(firstHeadline(greeting), {
    quiet: "Привет. Я Sfera AI.",
    clear: "Твоя цифровая напарница в трейдинге.",
    under: "Чем сегодня займемся?",
  });
  assert.deepEqual(firstHeadline("Hello"), { quiet: "", clear: "Hello", under: "" });
  assert.deepEqual(firstHeadline("Hi. What now?"), { quiet: "", clear: "Hi.", under: "What now?" });
  assert.deepEqual(firstHeadline(""), { quiet: "", clear: "", under: "" });
});
