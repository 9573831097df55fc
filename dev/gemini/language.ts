/** The two languages that Sfera speaks. */
export type Language = "ru" | "en";

/** The language of a text by its letters, bot commands aside; nothing where it has neither kind. */
export function languageOf(text: string): Language | undefined {
  const words = text.replace(/^\/\w+/, "");
  const russian = words.match(/\p{Script=Cyrillic}/gu)?.length ?? 0;
  const latin = words.match(/\p{Script=Latin}/gu)?.length ?? 0;
  if (russian === 0 && latin === 0) return undefined;
  return russian >= latin ? "ru" : "en";
}

/** Words that say nothing about the topic. */
const FILLERS = new Set(
  ("что как где когда зачем почему какой какая какие кто это этот там тут мне меня мной тебе тебя " +
    "обо про для или если так вот уже ещё еще был была было были есть мой моя мои моё твой твоя " +
    "говорил говорила сказал сказала рассказывал рассказывала писал писала помнишь знаешь напомни " +
    "what which when where why who how the that this with about from have has had was were are " +
    "you your mine said told say tell did does remember know remind")
    .split(" "),
);

/** The words of a text that carry its topic, in lower case and without their endings. */
export function stemsOf(text: string): string[] {
  const words = text.toLowerCase().replaceAll("ё", "е").match(/[\p{L}\p{N}]{3,}/gu) ?? [];
  return words.filter((word) => !FILLERS.has(word)).map((word) =>
    word.slice(0, Math.max(3, Math.min(6, word.length - 2)))
  );
}

/** Shortens a text to at most `length` characters, at a word. */
export function shorten(text: string, length: number): string {
  const clean = text.replace(/\s+/g, " ").trim();
  if ([...clean].length <= length) return clean;
  const cut = [...clean].slice(0, length).join("");
  return `${cut.replace(/\s\S*$/, "")}…`;
}

/** Drops what stands around a phrase: spaces, quotes and marks. */
export function bare(text: string): string {
  return text.replace(/^[\s.,!?;:…"«»()–—-]+|[\s.,!?;:…"«»()–—-]+$/gu, "");
}
