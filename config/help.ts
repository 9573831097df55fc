import type { Help, HelpContact } from "../domain/community.ts";
import { at, group, isGroup, list, localized, Place, textLike, wrong } from "./fields.ts";

/**
 * Checks what `help.yaml` holds.
 *
 * Adds a line to `problems` for everything that is wrong, and then answers undefined.
 */
export function checkHelp(file: string, unchecked: unknown, problems: string[]): Help | undefined {
  const found: string[] = [];
  const contacts = list<HelpContact>(
    "a list of at least one contact",
    group({
      name: localized(80),
      phone: textLike('a telephone number in quotes, such as "112"', /^\+?\d[\d -]{1,22}\d$/),
    }),
    1,
    8,
  );
  const help: Record<string, HelpContact[]> = {};
  for (const [country, value] of Object.entries(isGroup(unchecked) ? unchecked : {})) {
    if (country !== "default" && !/^[A-Z]{2}$/.test(country)) {
      found.push(at(file, [country], "is no country's code of two capital letters, such as RU."));
    }
    help[country] = contacts(value, new Place(file, found, [country]));
  }
  if (!help.default) found.push(at(file, ["default"], wrong("a list of contacts", undefined)));
  problems.push(...found);
  return found.length === 0 ? help as Help : undefined;
}
