import type { FluentBundle } from "@fluent/bundle";
import { type Language, LANGUAGES } from "../domain/community.ts";
import { later } from "../domain/later.ts";
import { once } from "../domain/once.ts";

/** What fills the places in a text, by the names in `locales/`. */
export type TextArguments = Record<string, string | number>;

/** The sentences for people, in every language. */
export interface Texts {
  /**
   * Writes the text `id` with its places filled.
   *
   * Errors: `TypeError` for an id that is not in `locales/`, for a place that nothing fills, and
   * for a language that Sfera does not speak; all of them are mistakes in the code.
   */
  format(language: Language, id: string, args?: TextArguments): Promise<string>;
}

/**
 * Makes texts from the sources of `locales/*.ftl`.
 *
 * The Fluent library is loaded at the first text, because a service that starts has nothing to say
 * yet and should be ready sooner.
 */
export function createTexts(sources: Record<Language, string>): Texts {
  const bundles = once(() => loadBundles(sources));
  return {
    async format(language, id, args = {}) {
      return formatFrom((await bundles())[language], language, id, args);
    },
  };
}

async function loadBundles(
  sources: Record<Language, string>,
): Promise<Record<Language, FluentBundle>> {
  const { FluentBundle, FluentResource } = await import(
    later("@fluent/bundle")
  ) as typeof import("@fluent/bundle");
  const bundles = {} as Record<Language, FluentBundle>;
  for (const language of LANGUAGES) {
    // Isolation marks around each place would show up as boxes in some clients.
    bundles[language] = new FluentBundle(language, { useIsolating: false });
    const [error] = bundles[language].addResource(new FluentResource(sources[language]));
    if (error) throw new TypeError(`locales/${language}.ftl: ${error.message}`);
  }
  return bundles;
}

function formatFrom(
  bundle: FluentBundle | undefined,
  language: Language,
  id: string,
  args: TextArguments,
): string {
  const pattern = bundle?.getMessage(id)?.value;
  if (!bundle || !pattern) throw new TypeError(`There is no text "${id}" in ${language}.`);
  const errors: Error[] = [];
  const text = bundle.formatPattern(pattern, args, errors);
  if (errors[0]) throw new TypeError(`The text "${id}" in ${language}: ${errors[0].message}.`);
  return text;
}
