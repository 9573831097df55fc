/** Texts in two languages, by Fluent. Which texts there are: `locales/app.*.ftl`. */
import { FluentBundle, FluentResource, type FluentVariable } from "@fluent/bundle";

export type Language = "ru" | "en";
/** Formats the text `id`; a missing one shows its id, so that a gap is seen and nothing breaks. */
export type Texts = (id: string, values?: Record<string, FluentVariable>) => string;

/** The language to speak with someone whose Telegram or browser speaks `code` (BCP 47). */
export function pickLanguage(code: string | undefined): Language {
  return /^(ru|uk|be|kk)\b/i.test(code ?? "") ? "ru" : "en";
}

/** The texts of Fluent sources. Values go in as they are, without isolation marks. */
export function createTexts(language: Language, ...sources: string[]): Texts {
  const bundle = new FluentBundle(language, { useIsolating: false });
  for (const source of sources) bundle.addResource(new FluentResource(source));
  return (id, values) => {
    const pattern = bundle.getMessage(id)?.value;
    return pattern ? bundle.formatPattern(pattern, values ?? null, []) : id;
  };
}
