/** Whether a text ends as a question does. */
export function isQuestion(text: string): boolean {
  return /\?["»”')\s]*$/u.test(text);
}

/** Whether a word of a question about the past tells something of what is asked for. */
export function tells(word: string): boolean {
  return !ASKING.has(word);
}

/** Words of a question about the past that tell nothing of what is asked for. */
const ASKING = new Set(
  ("говорил говорила говорили сказал сказала рассказывал рассказывала рассказал рассказала писал " +
    "писала упоминал упоминала обсуждали помнишь помнит напомни знаешь вспомни спрашивал спрашивала " +
    "какое какого каком каким какую каких какими чей чья чье чьи кого кому кем чего чему куда откуда " +
    "раз назови скажи said say says tell told mention mentioned remember remind recall know talked discussed again")
    .split(" "),
);
