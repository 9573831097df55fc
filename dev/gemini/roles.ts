/** How the demo brain keeps to its role, as far as the prompts of the shipped pack ask. */
import type { Language } from "./language.ts";

type Text = Record<Language, string>;

/** The role that the instructions give, such as `mentor`. */
export function roleIn(instructions: string): string | undefined {
  return /^<persona name="([\w-]+)"/mu.exec(instructions)?.[1];
}

/** What the supporter says first, and to whoever goes along. */
const SUPPORT: Text = {
  ru: "Слышу, как это злит и тянет обратно, после такого это бывает у многих. Закрой терминал. " +
    "Давай три медленных вдоха: вдох на четыре счёта, выдох на шесть. Готов?",
  en: "I hear how angry it makes you and how it pulls you back; many feel so after that. Close " +
    "the terminal. Let us take three slow breaths: in for four counts, out for six. Ready?",
};
/** A feeling is spoken of; anything else is answered as always. */
const FEELING =
  /тильт|fomo|отыгр|страх|страшн|паник|нерв|(?<!\p{L})зл(?:ость|юсь|ой|ая)|жадн|упуст|tilt|win it back|fear|panic|nerv|angr|anger|greed|missed/iu;
const GOES_ALONG =
  /^(?:да|давай|готов\p{L}*|ок|хорошо|ладно|yes|ready|ok(?:ay)?|sure|let us|let's)(?!\p{L})/iu;
const ONWARD: Text = {
  ru: "Хорошо. Ещё два таких вдоха, я подожду. Что ты сейчас чувствуешь?",
  en: "Good. Two more like that, I am waiting. What do you feel now?",
};

/** What the role itself answers where no tool does; undefined where it has nothing of its own. */
export function answerInRole(
  role: string | undefined,
  question: string,
  language: Language,
): string | undefined {
  if (role !== "psychologist") return undefined;
  if (FEELING.test(question)) return SUPPORT[language];
  return GOES_ALONG.test(question.trim()) ? ONWARD[language] : undefined;
}

const CHECKS: Text = {
  ru: "А как ты думаешь, где здесь риск?",
  en: "What do you think, where is the risk in it?",
};

/** The mentor asks a question back after teaching. */
export function checkOf(role: string | undefined, language: Language): string {
  return role === "mentor" ? ` ${CHECKS[language]}` : "";
}

/** The first number to call that the instructions name, and whose it is. */
export function helpIn(instructions: string): { name: string; phone: string } | undefined {
  const [, name, phone] = /<emergency\b[^>]*>\s*- (.+): (.+)/u.exec(instructions) ?? [];
  return name && phone ? { name, phone } : undefined;
}
