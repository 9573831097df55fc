/** One import in a source file. */
export interface Import {
  /** What stands in the quotes; undefined where it is computed when the program runs. */
  specifier: string | undefined;
  /** From 1. */
  line: number;
  /** Written as `import type` or `export type`. */
  typeOnly: boolean;
}

const PATTERNS = [
  // `import … from`, `export … from`: only names, braces, commas and stars may stand between.
  /^[ \t]*(?:import|export)\b(?<clause>[\w$\s{},*]*?)\bfrom\s*(?<quote>["'])(?<specifier>.*?)\k<quote>/gm,
  /^[ \t]*import\s*(?<quote>["'])(?<specifier>.*?)\k<quote>/gm,
  /(?<!(?:\/\/|^[ \t]*\*).*)\bimport\s*\(\s*(?:later\(\s*)?(?:(?<quote>["'`])(?<specifier>[^"'`$]*)\k<quote>|[^)\s])/gm,
];

/**
 * Finds the imports of a TypeScript source: static, for side effects, dynamic (`later` of
 * `domain/later.ts` only hides them from Deno), and in types.
 *
 * It reads lines rather than syntax, so an import that begins a line of a template string counts.
 */
export function findImports(source: string): Import[] {
  return PATTERNS
    .flatMap((pattern) => [...source.matchAll(pattern)])
    .sort((one, other) => one.index - other.index)
    .map(({ 0: text, index, groups }) => ({
      specifier: groups?.specifier,
      line: source.slice(0, index + text.search(/\S/)).split("\n").length,
      typeOnly: /^\s+type\s+[\w${*]/.test(groups?.clause ?? ""),
    }));
}
