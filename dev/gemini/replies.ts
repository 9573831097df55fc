/** What the demo brain says, in both languages: short, warm, honest, without exclamation marks. */
import { hash } from "./hash.ts";
import { bare, type Language, shorten } from "./language.ts";

type Text = Record<Language, string>;

const comma = (name: string | undefined) => name ? `, ${name}` : "";

/** The section names that a member sees. */
const SECTION_NAMES: Record<string, Text> = {
  bio: { ru: "о тебе", en: "about you" },
  health: { ru: "здоровье", en: "health" },
  plans: { ru: "планы", en: "plans" },
  preferences: { ru: "предпочтения", en: "preferences" },
  topics: { ru: "темы", en: "topics" },
};

export const replies = {
  askName: { ru: "Как тебя зовут?", en: "What is your name?" },
  identity: {
    ru: "Я Sfera AI, разработка компании SferaTC.",
    en: "I am Sfera AI, made by SferaTC.",
  },
  thanks: {
    ru: "Пожалуйста. Я рядом, если что.",
    en: "You are welcome. I am here if you need me.",
  },
  goodbye: { ru: "До встречи. Береги себя.", en: "See you. Take care." },
  wordless: {
    ru: "Без слов мне пока не понять. Напиши, о чём думаешь.",
    en: "I cannot read that without words yet. Tell me what is on your mind.",
  },
  nameFailed: {
    ru: "Имя записать не получилось, попробуй чуть позже.",
    en: "I could not save your name, please try a little later.",
  },
  factFailed: {
    ru: "Записать это не получилось, попробуй чуть позже.",
    en: "I could not write that down, please try a little later.",
  },
  toolFailed: {
    ru: "Узнать это сейчас не получилось, попробуй чуть позже.",
    en: "I could not find that out just now, please try a little later.",
  },
  nothingRemembered: {
    ru: "Об этом у меня ничего не записано.",
    en: "I have nothing written down about that.",
  },
  nameUnknown: {
    ru: "Твоего имени я пока не знаю.",
    en: "I do not know your name yet.",
  },
  onward: { ru: "С чего начнём?", en: "Where shall we start?" },
} satisfies Record<string, Text>;

/** Greets; the offer is left out where a question for the name follows. */
export function greet(language: Language, name: string | undefined, offer: boolean): string {
  const greeting = language === "ru"
    ? name ? `Привет, ${name}. Рада тебя видеть.` : "Привет. Я Sfera AI."
    : name
    ? `Hello, ${name}. Good to see you.`
    : "Hello. I am Sfera AI.";
  const question = language === "ru" ? "Чем сегодня займёмся?" : "What shall we do today?";
  return offer ? `${greeting} ${question}` : greeting;
}

export function niceToMeet(language: Language, name: string): string {
  return language === "ru" ? `Приятно познакомиться, ${name}.` : `Nice to meet you, ${name}.`;
}

export function nameIs(language: Language, name: string): string {
  return language === "ru" ? `Тебя зовут ${name}.` : `Your name is ${name}.`;
}

export function knowName(language: Language, name: string): string {
  return language === "ru" ? `Помню, ${name}.` : `I remember, ${name}.`;
}

export function noted(language: Language, section: string, content: string): string {
  const name = SECTION_NAMES[section]?.[language] ?? section;
  const text = shorten(content, 200);
  return language === "ru"
    ? `Записала в раздел «${name}»: ${text}.`
    : `I wrote it down under “${name}”: ${text}.`;
}

export function remembered(language: Language, quotes: string[]): string {
  const quoted = quotes.map((quote) => language === "ru" ? `«${quote}»` : `“${quote}”`).join(", ");
  return language === "ru" ? `Вот что я помню: ${quoted}.` : `This is what I remember: ${quoted}.`;
}

export function howAreYou(language: Language, name: string | undefined): string {
  return language === "ru"
    ? `Спасибо, хорошо, хоть я пока и в демо-режиме. А как ты${comma(name)}?`
    : `I am well, thank you, though still in demo mode. How are you${comma(name)}?`;
}

const TOPIC_FORMULA =
  /^(?:(?:что такое|кто так(?:ой|ая|ие)|расскажи(?:\s+мне)?(?:\s+(?:про|о|об))?|объясни(?:\s+мне)?|what\s+(?:is|are)(?:\s+an?)?|tell\s+me\s+about|explain)\s+)/iu;

/** Answers that the brain is a demo, naming the topic; which words it takes depends on the question. */
export function demo(language: Language, question: string): string {
  const sentence = question.split(/(?<=[.!?\n])\s/u).find((part) => /\p{L}/u.test(part));
  if (sentence === undefined) return replies.wordless[language];
  const topic = shorten(bare(bare(sentence).replace(TOPIC_FORMULA, "")), 60);
  const variants = DEMO[language];
  return variants[hash(question.toLowerCase()) % variants.length]!.replace("{topic}", () => topic);
}

const DEMO: Record<Language, string[]> = {
  ru: [
    "«{topic}»: хорошо, что пишешь об этом. Но я пока в демо-режиме, без настоящей модели. " +
    "Настоящие ответы включает ключ Gemini в файле .env: строка GEMINI_API_KEY.",
    "Слышу тебя: «{topic}». Я пока в демо-режиме, без настоящей модели, поэтому выдумывать не " +
    "стану. Добавь ключ Gemini в .env (GEMINI_API_KEY), и отвечу по существу.",
    "«{topic}»: тут нужен хороший ответ, а я пока в демо-режиме, без настоящей модели. " +
    "С ключом Gemini в .env (GEMINI_API_KEY) смогу ответить как следует.",
  ],
  en: [
    "“{topic}”: good that you bring it up. But I am in demo mode for now, without a real model. " +
    "A Gemini key in the .env file (GEMINI_API_KEY) turns on the real answers.",
    "I hear you: “{topic}”. I am in demo mode for now, without a real model, so I will not make " +
    "things up. Add a Gemini key to .env (GEMINI_API_KEY), and I will answer properly.",
    "“{topic}”: that needs a good answer, and I am in demo mode for now, without a real model. " +
    "With a Gemini key in .env (GEMINI_API_KEY) I can give you one.",
  ],
};

/** Names help before anything else; the number is that of the member's country where it is told. */
export function emergency(language: Language, help?: { name: string; phone: string }): string {
  const { phone } = help ?? { phone: "112" };
  return language === "ru"
    ? "Мне очень жаль, что тебе сейчас так тяжело. Позвони, пожалуйста, прямо сейчас по номеру " +
      `${phone} или близкому человеку: тебе помогут.`
    : "I am so sorry that it is this hard for you right now. Please call the emergency number " +
      `${phone} or someone close to you now: they can help.`;
}
