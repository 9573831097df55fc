import type { Language } from "../../domain/community.ts";

/** Longest title that is taken from a heading or a file name, in characters. */
const TITLE_LENGTH = 200;

/** A text with one kind of line end, without marks of its encoding and blanks at line ends. */
export function tidy(text: string): string {
  return text.replace(/^\uFEFF/, "")
    .replace(/\r\n?|[\u2028\u2029\f\v\u0085]/g, "\n")
    // deno-lint-ignore no-control-regex -- what no text means to say
    .replace(/[\0-\x08\x0e-\x1f\x7f\u00ad]/g, "")
    .split("\n").map((line) => line.trimEnd()).join("\n")
    .replace(/\n{4,}/g, "\n\n\n");
}

/** The first heading of the first level in a Markdown text, without its marks. */
export function headingOf(markdown: string): string | undefined {
  let fenced = false;
  let previous = "";
  for (const [line] of markdown.matchAll(/^.*$/gm)) {
    if (/^ {0,3}(```|~~~)/.test(line)) fenced = !fenced;
    if (fenced) continue;
    const marked = /^ {0,3}#[ \t]+(.+?)[ \t]*#*$/.exec(line)?.[1];
    const underlined = /^=+$/.test(line) && previous !== "" ? previous : undefined;
    const heading = plain(marked ?? underlined ?? "");
    if (heading !== "") return heading.slice(0, TITLE_LENGTH);
    previous = line.trim();
  }
  return undefined;
}

/** A title made of a file's name: without folders, end and the signs that stand for blanks. */
export function nameOf(file: string): string {
  const name = file.split(/[/\\]/).at(-1)!.replace(/(?<=.)\.[^.]+$/, "");
  const words = name.replace(/[_-]+|(?<=\p{L})\.(?=\p{L})/gu, " ").replace(/\s+/g, " ").trim();
  const title = words === "" ? name : words;
  return (title.charAt(0).toUpperCase() + title.slice(1)).slice(0, TITLE_LENGTH);
}

/** How much of a text is looked at, in characters. */
const SAMPLE = 50_000;

/**
 * The language of a text by its letters.
 *
 * A Russian text about trading is full of Latin names, so a third of Russian letters is enough.
 */
export function languageOfText(text: string): Language {
  // Addresses and code are Latin in either language.
  const words = text.slice(0, SAMPLE).replace(/```[\s\S]*?```|https?:\/\/\S+/g, " ");
  const russian = words.match(/[а-яё]/gi)?.length ?? 0;
  const latin = words.match(/[a-z]/gi)?.length ?? 0;
  return russian * 2 >= latin ? "ru" : "en";
}

/** A line of Markdown without the marks of emphasis, code and links. */
function plain(line: string): string {
  return line.replace(/!?\[([^\]]*)\]\([^)]*\)/g, "$1").replace(/[*`]|__|~~/g, "").trim();
}
