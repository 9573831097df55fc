import { plain } from "./plain.ts";

/**
 * Whether a member speaks of harming themself.
 *
 * It goes by words and not by the model, so that help is named also where no model answers. It would
 * rather be wrong once too often: what follows is a kind sentence and telephone numbers.
 */
export function speaksOfSelfHarm(text: string): boolean {
  const words = plain(text);
  return (patterns ??= selfHarm()).some((pattern) => pattern.test(words));
}

/** How long after such words everything else waits, in milliseconds, and in messages. */
const LASTS_FOR = 60 * 60_000;
const LASTS_MESSAGES = 5;

/** A message of a member. */
export interface Said {
  text: string;
  at: number;
}

/** Whether the conversation is about this now; `said` are the member's messages, oldest first. */
export function isInCrisis(said: readonly Said[]): boolean {
  const newest = said.at(-1);
  return said.slice(-LASTS_MESSAGES).some(({ text, at }) =>
    newest!.at - at < LASTS_FOR && speaksOfSelfHarm(text)
  );
}

/** The beginning and the end of a word, which `\b` does not know in Cyrillic. */
const word = (pattern: string) => new RegExp(`(?<!\\p{L})(?:${pattern})`, "u");

/** Made at the first message: a start does not wait for them. */
let patterns: RegExp[] | undefined;
const selfHarm = () => [
  word("суицид|самоубий|селфхарм|self-?harm|suicid"),
  word("(?:по)?конч(?:ить|у|ил|аю|ать)\\p{L}* (?:с собой|с жизнью|жизнь)"),
  word("(?:уб(?:ить|ью)|убиваю|порезать|порежу|режу|изувечить|поранить) себя"),
  word("(?:свести|сведу|свожу) счеты с жизнью"),
  word("наложить на себя руки|наложу на себя руки"),
  word("не хо(?:чу|чется) (?:больше |дальше )?(?:жить|просыпаться)"),
  word("(?:больше )?нет (?:смысла|сил) (?:больше |дальше )?жить"),
  word("жить (?:больше )?(?:незачем|не хочу|не хочется)"),
  word("(?:хочу|хочется|решил|решила) (?:умереть|сдохнуть|повеситься)(?! со? смеху| от смеха)"),
  word("лучше бы (?:меня не было|я умер|мне умереть)"),
  word("повешусь|повеситься|вскрыть (?:себе )?вены|вскрою (?:себе )?вены|режу (?:себе )?вены"),
  word(
    "(?:спрыгн|прыгн|выпрыгн|сброшусь|шагну)\\p{L}* (?:с крыши|с моста|из окна|в окно|под поезд)",
  ),
  word("наглота(?:юсь|ться|лась|лся) таблеток"),
  word("(?:kill|hurt|cut|harm|hang|shoot)(?:ing)? my ?self"),
  word("end(?:ing)? (?:my life|it all)"),
  word("tak(?:e|ing) my own life"),
  word("(?:want|wish|going|ready) to die(?!\\p{L}| of laugh| laughing)"),
  word("(?:do not|don't|dont) (?:want|wanna) (?:to )?(?:live|wake up|be alive)"),
  word("no (?:reason|point) (?:to live|in living|living)"),
  word("better off (?:dead|without me)|wish i (?:was|were) dead"),
];
