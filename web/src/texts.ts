/** The texts of this page, in the language Telegram speaks or the member chose. */
import { computed, signal } from "@preact/signals";
import en from "../../locales/app.en.ftl" with { type: "text" };
import ru from "../../locales/app.ru.ftl" with { type: "text" };
import { createTexts, type Language, pickLanguage, type Texts } from "./i18n.ts";
import { launch } from "./telegram.ts";

type Sources = Readonly<Record<Language, string>>;

const sources = signal<readonly Sources[]>([{ ru, en }]);

/** The language Telegram speaks with this member. */
export const telegramLanguage: Language = pickLanguage(launch.language);
/** The language of the page; who reads it while drawing is drawn anew when it changes. */
export const language = signal<Language>(telegramLanguage);

const texts = computed(() =>
  createTexts(language.value, ...sources.value.map((one) => one[language.value]))
);

/** Adds the texts of a screen that is loaded on demand. */
export function addTexts(more: Sources): void {
  if (!sources.peek().includes(more)) sources.value = [...sources.peek(), more];
}

/** The text `id` in the language of the page. */
export const t: Texts = (id, values) => texts.value(id, values);
