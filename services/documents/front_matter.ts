import { load } from "js-yaml";
import { type Language, LANGUAGES } from "../../domain/community.ts";
import { MOST_QUESTIONS, QUESTION_LENGTH } from "../../domain/knowledge.ts";
import { unreadable } from "./unreadable.ts";

/** What the owner wrote about a file at its head; what was left out is undefined. */
export interface FrontMatter {
  title?: string;
  language?: Language;
  keywords?: string[];
  questions?: string[];
  summary?: string;
}

/** Longest head, in characters, and most of what stands in it. */
const HEAD_LENGTH = 32_000;
const TITLE_LENGTH = 200;
const SUMMARY_LENGTH = 1000;
const KEYWORDS = { most: 50, length: 100, between: /[,;\n]/ };
const QUESTIONS = { most: MOST_QUESTIONS, length: QUESTION_LENGTH, between: /\n/ };

/**
 * Takes the front matter off a text: YAML between two lines of `---` at its start.
 *
 * Fields besides those of `FrontMatter` belong to other programs and are left alone. Two lines with
 * something else between them are a part of the text. Errors: `document_unreadable` with the reason
 * `front_matter` and what `FieldProblem` says.
 */
export function readFrontMatter(file: string, text: string): { head: FrontMatter; text: string } {
  const match = /^---[ \t]*\n([\s\S]*?)\n?---[ \t]*(?:\n|$)/.exec(text.slice(0, HEAD_LENGTH));
  if (!match || !/^[\w-]+[ \t]*:/m.test(match[1]!)) return { head: {}, text };
  const fields = parse(file, match[1]!);
  if (typeof fields !== "object" || fields === null || Array.isArray(fields)) {
    return { head: {}, text };
  }
  return { head: readFields(file, fields as Fields), text: text.slice(match[0].length) };
}

type Fields = Record<string, unknown>;

function parse(file: string, yaml: string): unknown {
  try {
    return load(yaml);
  } catch (error) {
    const { mark } = error as { mark?: { line: number } };
    const number = mark?.line ?? 0;
    throw unreadable(file, "front_matter", {
      field: "yaml",
      // The first line of the file is the `---`.
      line: number + 2,
      received: shown(yaml.split("\n")[number]),
    });
  }
}

function readFields(file: string, fields: Fields): FrontMatter {
  const refuse = (field: keyof FrontMatter) =>
    unreadable(file, "front_matter", { field, received: shown(fields[field]) });
  const words = (field: "title" | "summary", most: number): string | undefined => {
    const value = fields[field];
    if (value === undefined || value === null) return undefined;
    const text = typeof value === "number" ? String(value) : value;
    if (typeof text !== "string" || text.trim() === "" || text.length > most) throw refuse(field);
    return text.trim().replace(/\s+/g, " ");
  };
  const title = words("title", TITLE_LENGTH);
  const summary = words("summary", SUMMARY_LENGTH);
  const language = fields.language ?? undefined;
  if (language !== undefined && !LANGUAGES.includes(language as Language)) {
    throw refuse("language");
  }
  const keywords = readList(fields.keywords, KEYWORDS);
  if (keywords === "wrong") throw refuse("keywords");
  const questions = readList(fields.questions, QUESTIONS);
  if (questions === "wrong") throw refuse("questions");
  return { title, summary, language: language as Language | undefined, keywords, questions };
}

/** A list, or one text with something between its parts: commas for words, lines for questions. */
function readList(
  value: unknown,
  { most, length, between }: { most: number; length: number; between: RegExp },
): string[] | undefined | "wrong" {
  if (value === undefined || value === null) return undefined;
  const list = typeof value === "string" ? value.split(between) : value;
  if (!Array.isArray(list) || list.length > most) return "wrong";
  const fits = list.every((one) =>
    (typeof one === "string" || typeof one === "number") && String(one).length <= length
  );
  if (!fits) return "wrong";
  return [...new Set(list.map((one) => String(one).trim()).filter((one) => one !== ""))];
}

/** A value as it may be shown: on one line, and not too long. */
function shown(value: unknown): string {
  const text = (typeof value === "string" ? value : JSON.stringify(value) ?? "").trim();
  const line = text.replace(/\s+/g, " ");
  return line.length > 60 ? `${line.slice(0, 60)}…` : line;
}
