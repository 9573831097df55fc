import { stemmer as stemEnglish } from "@orama/stemmers/english";
import { stemmer as stemRussian } from "@orama/stemmers/russian";

/**
 * The words of a text as a search compares them: in lower case, without «ё», cut to their stems by
 * the Snowball rules of the language whose letters they are in (https://snowballstem.org).
 *
 * Words that stand in every sentence are left out. They come in the order of the text.
 */
export function stemsOf(text: string): string[] {
  return wordsOf(text).filter((word) => !COMMON_WORDS.has(word)).map(stem);
}

/** The words of a text, in lower case and without «ё»; numbers are words too. */
export function wordsOf(text: string): string[] {
  return text.normalize("NFC").toLowerCase().replaceAll("ё", "е").match(WORD) ?? [];
}

/** The stem of one word as `wordsOf` gives it. */
export function stem(word: string): string {
  const known = stems.get(word);
  if (known !== undefined) return known;
  const made = stemAnew(word);
  if (stems.size >= MOST_STEMS) stems.clear();
  stems.set(word, made);
  return made;
}

/** Stems that were made: texts repeat their words, and the rules take much longer than a look-up. */
const stems = new Map<string, string>();
const MOST_STEMS = 50_000;

function stemAnew(word: string): string {
  if (/[а-я]/.test(word)) return withoutFleetingVowel(stemRussian(word));
  return /[a-z]/.test(word) ? stemEnglish(word) : word;
}

/**
 * The stem as it is before a vowel: «сделок» meets «сделка», «уровень» meets «уровни».
 *
 * Snowball leaves the «о» and «е» that come and go before a word's last consonant. Short stems keep
 * theirs, because there it mostly belongs to the root.
 */
function withoutFleetingVowel(stem: string): string {
  return stem.length < 5 ? stem : stem.replace(FLEETING, "$1$2");
}

const FLEETING = /([бвгджзклмнпрстфхцчшщ])(?:ь?[ое]|ь)([бвгджзклмнпрстфхцчшщ])$/;

const WORD = /[\p{L}\p{N}]+/gu;

/** What stands in every sentence and tells nothing of what it is about. */
const COMMON_WORDS = new Set(
  ("а без бы был была были было быть в вам вас во вот все всего вы где да для до его ее если есть " +
    "еще же за и из или им их к как какая какие какой ко когда кто ли лучше меня мне мной мы на надо " +
    "нам нас не него нее нет ни них но ну о об он она они оно от по под при про с со сам свой себе " +
    "себя так такое такой там тебе тебя то тогда того тоже только том ты у уже чем что чтобы это этого " +
    "этой этом этот эту я мой моя мои моей твой твоя нужно можно ведь очень почему зачем сколько " +
    "a about am an and any are as at be been but by can could did do does for from had has have he " +
    "her his how i if in into is it its just me my no not of on or our she should so some than that " +
    "the their them then there they this to too was we were what when where which who why will with " +
    "would you your").split(" "),
);
