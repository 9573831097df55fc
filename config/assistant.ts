import { type Assistant, LANGUAGES } from "../domain/community.ts";
import { type QuietHours, TIME_OF_DAY } from "../domain/quiet_hours.ts";
import {
  at,
  choice,
  type Field,
  group,
  groupsOf,
  identifier,
  isGroup,
  list,
  localized,
  optional,
  perLanguage,
  Place,
  repeated,
  shortText,
  text,
  textLike,
  yesOrNo,
} from "./fields.ts";
import { describe, nearest, oneOf } from "./problems.ts";

/**
 * Checks what `assistant.yaml` holds.
 *
 * `prompts` are the names of all prompts; undefined where they are unknown.
 * Adds a line to `problems` for everything that is wrong, and then answers undefined.
 */
export function checkAssistant(
  file: string,
  unchecked: unknown,
  prompts: string[] | undefined,
  problems: string[],
): Assistant | undefined {
  const found: string[] = [];
  const assistant = assistantField(prompts)(unchecked, new Place(file, found));
  found.push(...repeated(file, unchecked, "personas", "id"));
  found.push(...repeated(file, unchecked, "voices", "id"));
  found.push(...sharedTriggers(file, unchecked), ...defaultPersona(file, unchecked));
  problems.push(...found);
  return found.length === 0 ? assistant : undefined;
}

function assistantField(prompts: string[] | undefined): Field<Assistant> {
  const model = () =>
    textLike("a model's name such as gemini-3.8-flash, without models/", /^[a-z0-9][a-z0-9.-]*$/);
  const word = shortText("a word or a few words", 60);
  const trigger: Field<string> = (input, place) => word(input, place).toLowerCase();
  const persona = group({
    id: identifier(),
    name: localized(32),
    prompt: promptName(prompts),
    triggers: perLanguage(trigger),
    default: optional(yesOrNo),
  });
  const voice = group({
    id: textLike("a voice of the live model, such as Aoede", /^[\w-]{1,64}$/),
    name: localized(32),
  });
  const suggestion = group({
    icon: textLike("an icon's name, such as book", /^[a-z][a-z0-9-]{0,31}$/),
    text: localized(60),
  });
  return group({
    name: shortText("the assistant's name of at most 64 characters", 64),
    maker: shortText("the maker's name of at most 64 characters", 64),
    greeting: localized(500),
    identity: localized(500),
    defaultLanguage: choice(LANGUAGES),
    timeZone: timeZone(),
    quietHours: optional(quietHours()),
    models: group({ text: model(), voice: model(), embedding: model() }),
    voices: list("a list of at least one voice", voice, 1),
    personas: list("a list of at least one persona", persona, 1),
    suggestions: list("a list of one to three suggestions", suggestion, 1, 3),
  });
}

/** `system` stands before every role, `voice` too in a call, `crisis` in the place of one. */
const NO_ROLES = ["system", "voice", "crisis"];

function promptName(prompts: string[] | undefined): Field<string> {
  const roles = prompts?.filter((name) => !NO_ROLES.includes(name));
  const what = roles?.length
    ? `the name of a prompt (${oneOf(roles)})`
    : "the name of a file in prompts/ without .md";
  return text(
    what,
    (name) => !roles || roles.includes(name),
    () => "Correct the name, or add the file to prompts/.",
  );
}

function timeZone(): Field<string> {
  return text("an IANA time zone such as Europe/Moscow", isTimeZone, (input) => {
    if (typeof input !== "string") return undefined;
    const zones = Intl.supportedValuesOf("timeZone");
    const meant = zones.find((zone) => zone.endsWith(`/${input}`)) ?? nearest(input, zones);
    return meant && `Did you mean ${meant}?`;
  });
}

function quietHours(): Field<QuietHours> {
  const time = () => textLike('a time of day in quotes such as "22:00"', TIME_OF_DAY);
  const hours = group({ from: time(), until: time() });
  return (input, place) => {
    const read = hours(input, place);
    if (read.from !== undefined && read.from !== "" && read.from === read.until) {
      const what = `expected another time than from, came ${describe(read.until)}.`;
      place.inside("until").tell(`${what} Leave quietHours out where there are none.`);
    }
    return read;
  };
}

/** True for a name of the IANA database; offsets such as `+03:00` know no daylight saving. */
function isTimeZone(name: string): boolean {
  if (!/^[A-Z][\w/+-]*$/.test(name)) return false;
  // The list is quick but lacks other names of a zone, which only the slow formatter knows.
  if (Intl.supportedValuesOf("timeZone").includes(name)) return true;
  try {
    new Intl.DateTimeFormat("en", { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

function defaultPersona(file: string, unchecked: unknown): string[] {
  const count =
    groupsOf(unchecked, "personas").filter((persona) => persona.default === true).length;
  if (count === 1 || groupsOf(unchecked, "personas").length === 0) return [];
  const what = `expected exactly one persona with default: true, came ${count}.`;
  return [
    at(file, ["personas"], `${what} Mark the one that answers when no trigger word is said.`),
  ];
}

/** A word that called two personas would leave the choice between them to their order. */
function sharedTriggers(file: string, unchecked: unknown): string[] {
  return LANGUAGES.flatMap((language) => {
    const owner = new Map<string, number>();
    return groupsOf(unchecked, "personas").flatMap((persona, index) => {
      const triggers = isGroup(persona.triggers) ? persona.triggers[language] : undefined;
      if (!Array.isArray(triggers)) return [];
      return triggers.flatMap((trigger, place) => {
        const word = String(trigger).trim().toLowerCase();
        const first = owner.get(word);
        if (first === undefined) owner.set(word, index);
        if (first === undefined) return [];
        const what = `expected each word once, came ${describe(word)}, as in personas[${first}].`;
        return [at(file, ["personas", index, "triggers", language, place], `${what} Remove one.`)];
      });
    });
  });
}
