import { load, YAMLException } from "js-yaml";
import { describe } from "./problems.ts";

/** What a YAML text holds, or why it cannot be read, in words with line and column. */
export function parseYaml(text: string): { value: unknown } | { problem: string } {
  const source = text.replace(/^\uFEFF/, "");
  try {
    return { value: load(source) };
  } catch (error) {
    return { problem: inWords(error, source) };
  }
}

function inWords(error: unknown, source: string): string {
  if (!(error instanceof YAMLException)) return "cannot be read as YAML.";
  if (!error.mark) return `${error.reason}. Write one document with the fields in it.`;
  const { line, column } = error.mark;
  const lines = source.split("\n");
  const near = (lines[line] ?? "").trim() || (lines[line - 1] ?? "").trim();
  const fix = error.reason.startsWith("duplicated")
    ? "Keep one of the two."
    : 'Look at that line and the one above: indent with spaces only, close quotes and brackets, and put a text with ": " or " #" in it in quotes.';
  return `line ${line + 1}, column ${column + 1}: ${error.reason}, near ${describe(near)}. ${fix}`;
}
