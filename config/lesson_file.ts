import type { Lesson } from "../domain/lesson.ts";
import { at, group, Place, shortText, wrong } from "./fields.ts";
import { describe, oneOf } from "./problems.ts";
import { parseYaml } from "./yaml.ts";

/** A lesson as its file tells it; the picture is still to be fetched. */
export interface LessonText extends Omit<Lesson, "id" | "picture"> {
  picture: { file: string; caption: string } | null;
}

/** The headings of a lesson in both languages, by what stands below them. */
const SECTIONS = {
  theory: ["Теория", "Theory"],
  picture: ["Картинка", "Picture"],
  task: ["Задание", "Task"],
  quiz: ["Вопрос", "Quiz"],
} as const;
const QUIZ_PARTS = {
  answer: ["Ответ", "Answer"],
  criteria: ["Критерии", "Criteria"],
} as const;

/** Longest theory and longest of the other texts, in characters. */
const THEORY_LENGTH = 12_000;
const TEXT_LENGTH = 2_000;
const MOST_CRITERIA = 8;

/**
 * Reads the Markdown of one lesson.
 *
 * Adds a line to `problems` for everything that is wrong, named by file and section, and then
 * answers undefined.
 */
export function readLessonFile(
  file: string,
  markdown: string,
  problems: string[],
): LessonText | undefined {
  const found: string[] = [];
  const source = markdown.replace(/^\uFEFF/, "").replaceAll("\r\n", "\n");
  const [, matter, body] = /^---\n([\s\S]*?)\n---(?:\n|$)([\s\S]*)$/.exec(source) ?? [];
  const title = readTitle(file, matter, found);
  const sections = sectionsOf(file, "## ", body ?? source, SECTIONS, found);
  const quiz = sectionsOf(file, "### ", sections.quiz ?? "", QUIZ_PARTS, found);
  const need = (part: string | undefined, heading: string, most = TEXT_LENGTH) =>
    required(file, part, heading, most, found);
  const lesson: LessonText = {
    title,
    theory: need(sections.theory, "## Теория / ## Theory", THEORY_LENGTH),
    picture: readPicture(file, sections.picture, found),
    task: need(sections.task, "## Задание / ## Task"),
    question: need(quiz.before, "## Вопрос / ## Quiz"),
    answer: need(quiz.answer, "### Ответ / ### Answer"),
    criteria: readCriteria(file, quiz.criteria, found),
  };
  problems.push(...found);
  return found.length === 0 ? lesson : undefined;
}

function readTitle(file: string, matter: string | undefined, found: string[]): string {
  if (matter === undefined) {
    found.push(at(file, [], "expected front matter between two lines of ---, with a title in it."));
    return "";
  }
  const parsed = parseYaml(matter);
  if ("problem" in parsed) {
    found.push(at(file, [], parsed.problem));
    return "";
  }
  const title = shortText("a title of at most 120 characters", 120);
  return group({ title })(parsed.value, new Place(file, found)).title ?? "";
}

/** The texts below headings of one level by what they are, and `before` the first of them. */
function sectionsOf<Name extends string>(
  file: string,
  mark: string,
  text: string,
  names: Record<Name, readonly string[]>,
  found: string[],
): Partial<Record<Name | "before", string>> {
  const sections: Partial<Record<Name | "before", string>> = {};
  let name: Name | "before" | undefined = "before";
  let lines: string[] = [];
  const close = () => {
    if (name !== undefined) sections[name] = lines.join("\n").trim();
    lines = [];
  };
  for (const line of text.split("\n")) {
    // Theory may have headings of its own, below those of the lesson.
    const heading = line.startsWith(mark) ? line.slice(mark.length).trim() : undefined;
    if (heading === undefined) {
      lines.push(line);
      continue;
    }
    close();
    const known = Object.entries<readonly string[]>(names) as [Name, readonly string[]][];
    name = known.find(([, headings]) => headings.includes(heading))?.[0];
    const all = known.flatMap(([, headings]) => headings).map((each) => `${mark}${each}`);
    if (name === undefined) {
      found.push(
        at(file, [], `expected ${oneOf(all)}, came ${describe(line)}. Rename the heading.`),
      );
    } else if (sections[name] !== undefined) {
      found.push(
        at(file, [], `expected "${line.trim()}" once, came another. Keep one of the two.`),
      );
    }
  }
  close();
  return sections;
}

function required(
  file: string,
  text: string | undefined,
  heading: string,
  most: number,
  found: string[],
): string {
  if (text === undefined || text === "") {
    found.push(at(file, [], `the section "${heading}" is missing or empty. Write it.`));
  } else if (text.length > most) {
    const what = `expected at most ${most} characters, came ${text.length}. Shorten it.`;
    found.push(at(file, [], `the section "${heading}": ${what}`));
  }
  return unwrapped(text ?? "");
}

/** Lines that only a narrow editor broke, joined: what is shown is broken by what it is shown on. */
function unwrapped(text: string): string {
  if (text.includes("```")) return text;
  const joined: string[] = [];
  for (const line of text.split("\n")) {
    const last = joined.at(-1)?.trimEnd() ?? "";
    const joins = last !== "" && !/^\s*[#|]/.test(last) &&
      /^\s*(?![-*+>]\s|\d+[.)]\s|[#|])\S/.test(line);
    if (joins) joined[joined.length - 1] = `${last} ${line.trim()}`;
    else joined.push(line);
  }
  return joined.join("\n");
}

function readPicture(
  file: string,
  text: string | undefined,
  found: string[],
): { file: string; caption: string } | null {
  if (text === undefined) return null;
  const [, caption = "", picture = ""] =
    /^!\[([^\]]{1,300})\]\(([\w-]+\.(?:svg|png|jpg|webp))\)$/.exec(text) ?? [];
  if (picture === "") {
    const what = wrong("![a caption](a-file-beside-it.svg), or .png, .jpg or .webp", text);
    found.push(at(file, [], `the section "## Картинка / ## Picture": ${what}`));
  }
  return { file: picture, caption: caption.trim() };
}

function readCriteria(file: string, text: string | undefined, found: string[]): string[] {
  const heading = "### Критерии / ### Criteria";
  const whole = required(file, text, heading, TEXT_LENGTH, found);
  const criteria = whole.split(/^- /m).map((item) => item.replace(/\s+/g, " ").trim())
    .filter((item) => item !== "");
  const isList = whole === "" || whole.startsWith("- ");
  if (!isList || criteria.length > MOST_CRITERIA) {
    const what = `expected a list of one to ${MOST_CRITERIA} lines that begin with "- ".`;
    found.push(at(file, [], `the section "${heading}": ${what}`));
  }
  return criteria;
}
