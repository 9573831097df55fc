/** Names that a member tells. */

/** A name, and the words that told it. */
export interface ToldName {
  name: string;
  words: string;
}

const WORD = "[\\p{L}][\\p{L}'’-]*";
const START = "(?<![\\p{L}\\p{N}])";

/** Phrases after which a name comes, however it is spelled. */
const INTRODUCTIONS = [
  `(?<!не\\s)меня\\s+зовут\\s*[-–—:]?\\s*(?:просто\\s+)?(${WORD})`,
  `мо[её]\\s+имя\\s*[-–—:]?\\s*(${WORD})`,
  `(?:зови|называй|звать)\\s+меня\\s+(?:просто\\s+)?(${WORD})`,
  `меня\\s+можно\\s+(?:звать|называть)\\s+(${WORD})`,
  `my\\s+name(?:\\s+is|['’]s)\\s+(${WORD})`,
  `call\\s+me\\s+(${WORD})`,
].map((phrase) => new RegExp(START + phrase, "iu"));

/** Phrases that introduce anything; only a capital letter makes the next word a name. */
const CLAIMS = [
  `[Яя]\\s*[-–—]?\\s*(\\p{Lu}\\p{Ll}[\\p{L}'’-]*)`,
  `(?:I['’]m|I\\s+am|[Ii]m)\\s+(\\p{Lu}\\p{Ll}[\\p{L}'’-]*)`,
].map((phrase) => new RegExp(START + phrase, "u"));

/** What may stand before a bare name in an answer to the question for it. */
const BEFORE_ANSWER =
  /^(?:(?:ну|да|привет|меня зовут|зови меня|просто|это|я|well|hi|hello|it['’]?s|i['’]?m|i am|this is|just|call me)[\s,.–—-]+)+/iu;

/** Words that follow such phrases, or answer such a question, and are no names. */
const NO_NAMES = new Set(
  ("на в во не ни к ко за по с со у из от и а но как что кто где когда зачем почему туда сюда " +
    "домой гулять играть иногда часто всегда так это там тут здесь дома да нет ок окей ага угу " +
    "ладно хорошо привет здравствуй здравствуйте спасибо пожалуйста потом позже никак неважно " +
    "секрет скажу хочу могу знаю думаю люблю торгую трейдер новичок устал устала готов готова " +
    "рад рада он она они мы вы ты мама папа человек никто русский русская украинец " +
    "a an the not in at on from to so very just later back maybe when if what who how why yes no " +
    "ok okay hi hello hey thanks thank please sure fine good great well tired ready happy sad sorry " +
    "here there new old trading losing winning looking trying going doing feeling learning " +
    "thinking afraid interested secret nobody later whatever russian english american german " +
    "french ukrainian italian spanish chinese indian polish turkish kazakh")
    .split(" "),
);

/**
 * The name that a member tells in a message.
 *
 * @param wasAsked the model's last words asked for the name, so a bare word may be the answer
 */
export function nameToldIn(message: string, wasAsked: boolean): ToldName | undefined {
  for (const pattern of [...INTRODUCTIONS, ...CLAIMS]) {
    const found = pattern.exec(message);
    const name = toName(found?.[1]);
    // "как меня зовут" is a question, and "меня зовут" at its end tells nothing.
    if (found && name && !isQuestion(message, found.index)) return { name, words: found[0] };
  }
  return wasAsked ? bareName(message) : undefined;
}

/** Whether a text asks the member for their name. */
export function asksForName(text: string): boolean {
  return /как\s+(?:к\s+)?(?:мне\s+)?(?:тебя|тебе|вас|вам)\s+(?:зовут|звать|обращаться|называть)/iu
    .test(text) || /what(?:['’]s|\s+is)\s+your\s+name|what\s+should\s+i\s+call\s+you/i.test(text);
}

function isQuestion(message: string, at: number): boolean {
  return /(?:как|почему|откуда|зачем|how|why)\s+(?:ты\s+знаешь[,\s]+как\s+)?$/iu
    .test(message.slice(0, at));
}

function bareName(message: string): ToldName | undefined {
  const answer = message.trim().replace(BEFORE_ANSWER, "").replace(/[.!)\s…]+$/u, "");
  const words = answer.split(/[\s,]+/u);
  if (words.length > 2 || !words.every((word) => new RegExp(`^${WORD}$`, "u").test(word))) {
    return undefined;
  }
  if (words.some((word) => NO_NAMES.has(word.toLowerCase()))) return undefined;
  const name = toName(words[0]);
  return name ? { name, words: message } : undefined;
}

function toName(word: string | undefined): string | undefined {
  const clean = word?.replace(/['’-]+$/u, "") ?? "";
  if ([...clean].length < 2 || [...clean].length > 40) return undefined;
  if (NO_NAMES.has(clean.toLowerCase())) return undefined;
  return clean.charAt(0).toUpperCase() + clean.slice(1);
}
