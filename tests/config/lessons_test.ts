import assert from "node:assert/strict";
import { readLessons } from "../../config/lessons.ts";
import { packFiles } from "../kit/app.ts";

const ROOT = new URL("../../community/lessons", import.meta.url).pathname;

const COURSE = "title: Курс\ndescription: О риске.\nlanguage: ru\n";
const LESSON = `---
title: Риск
---

## Теория

Теория.

### Подзаголовок теории

Ещё теория.

## Картинка

![Подпись](risk.svg)

## Задание

Задание.

## Вопрос

Сколько будет?

### Ответ

Тридцать.

### Критерии

- Назван
  ответ
- Сказано почему
`;

/** Reads lessons from files in memory; undefined takes one away. */
async function read(changes: Record<string, string | undefined> = {}) {
  const files: Record<string, string | undefined> = {
    "lessons/risk/course.yaml": COURSE,
    "lessons/risk/01-risk.md": LESSON,
    "lessons/risk/risk.svg": "<svg/>",
    ...changes,
  };
  const text = (path: string) => {
    const found = files[path];
    if (found === undefined) throw new Deno.errors.NotFound();
    return found;
  };
  return await readLessons({
    readText: (path) => Promise.try(() => text(path)),
    readBytes: (path) => Promise.try(() => new TextEncoder().encode(text(path))),
    listFolder: (folder) =>
      Promise.try(() => {
        const inside = Object.keys(files).filter((path) =>
          files[path] !== undefined && path.startsWith(`${folder}/`)
        );
        if (inside.length === 0) throw new Deno.errors.NotFound();
        return [...new Set(inside.map((path) => path.slice(folder.length + 1).split("/")[0]!))];
      }),
  }, "lessons/");
}

Deno.test("a lesson is read from its sections, in Russian and in English", async () => {
  const { courses, problems } = await read();
  assert.deepEqual(problems, []);
  const [lesson] = courses[0]!.lessons;
  const { picture, ...rest } = lesson!;
  assert.deepEqual(rest, {
    id: "risk",
    title: "Риск",
    theory: "Теория.\n\n### Подзаголовок теории\n\nЕщё теория.",
    task: "Задание.",
    question: "Сколько будет?",
    answer: "Тридцать.",
    criteria: ["Назван ответ", "Сказано почему"],
  });
  assert.deepEqual([picture?.file, picture?.caption, picture?.type], [
    "risk.svg",
    "Подпись",
    "image/svg+xml",
  ]);
  const english = LESSON.replace("Теория\n", "Theory\n").replace("Картинка", "Picture")
    .replace("Задание\n", "Task\n").replace("Вопрос", "Quiz").replace("Ответ", "Answer")
    .replace("Критерии", "Criteria").replaceAll("\n", "\r\n");
  const other = await read({ "lessons/risk/01-risk.md": `\uFEFF${english}` });
  assert.deepEqual(other, { courses, problems: [] });
});

Deno.test("lines that were only wrapped are joined; paragraphs, lists, tables and code stay", async () => {
  const theory = async (text: string) => {
    const lesson = LESSON.replace(/## Теория[\s\S]*?(?=## Картинка)/, `## Теория\n\n${text}\n\n`);
    const { courses, problems } = await read({ "lessons/risk/01-risk.md": lesson });
    assert.deepEqual(problems, []);
    return courses[0]!.lessons[0]!.theory;
  };
  assert.equal(await theory("Одна\nстрока.\n\nДругая."), "Одна строка.\n\nДругая.");
  assert.equal(await theory("Список:\n\n- раз\n  и ещё\n- два"), "Список:\n\n- раз и ещё\n- два");
  assert.equal(await theory("- раз\n  - внутри"), "- раз\n  - внутри");
  assert.equal(await theory("Три:\n1. а\n2. б"), "Три:\n1. а\n2. б");
  assert.equal(await theory("Всё\n−5 процентов"), "Всё −5 процентов");
  assert.equal(await theory("### Тема\nТекст"), "### Тема\nТекст");
  for (const whole of ["| а | б |\n| - | - |\n| 1 | 2 |", "```\nа\nб\n```"]) {
    assert.equal(await theory(whole), whole);
  }
});

Deno.test("lessons come in the order of their numbers; a picture may be left out", async () => {
  const plain = LESSON.replace(/## Картинка[\s\S]*?(?=## Задание)/, "");
  const { courses, problems } = await read({
    "lessons/risk/10-last.md": plain,
    "lessons/risk/2-second.md": plain,
  });
  assert.deepEqual(problems, []);
  assert.deepEqual(courses[0]!.lessons.map(({ id }) => id), ["risk", "second", "last"]);
  assert.equal(courses[0]!.lessons[1]!.picture, null);
});

const FILE = "lessons/risk/01-risk.md";
/** What is wrong with a lesson, and the line that tells it. */
const WRONG: [what: string, text: string, ...lines: string[]][] = [
  ["no front matter", LESSON.replace(/^---[\s\S]*?---\n/, ""), "expected front matter between"],
  ["no title", LESSON.replace("title: Риск", "name: Риск"), "title: is missing", "name: is not a"],
  [
    "no theory",
    LESSON.replace(/## Теория[\s\S]*?(?=## Картинка)/, ""),
    'the section "## Теория / ## Theory" is missing or empty. Write it.',
  ],
  [
    "no task",
    LESSON.replace("## Задание\n\nЗадание.\n", ""),
    'the section "## Задание / ## Task" is missing or empty. Write it.',
  ],
  [
    "no question",
    LESSON.replace("Сколько будет?", ""),
    'the section "## Вопрос / ## Quiz" is missing or empty. Write it.',
  ],
  [
    "no answer",
    LESSON.replace("### Ответ\n\nТридцать.\n", ""),
    'the section "### Ответ / ### Answer" is missing or empty. Write it.',
  ],
  [
    "no criteria",
    LESSON.replace(/### Критерии[\s\S]*/, ""),
    'the section "### Критерии / ### Criteria" is missing or empty. Write it.',
  ],
  [
    "criteria in a sentence",
    LESSON.replace(/- Назван[\s\S]*/, "Назван ответ\n"),
    'the section "### Критерии / ### Criteria": expected a list of one to 8 lines',
  ],
  [
    "a heading nobody knows",
    LESSON.replace("## Задание", "## Упражнение"),
    "expected ## Теория, ## Theory,",
    'the section "## Задание / ## Task" is missing',
  ],
  [
    "a section twice",
    LESSON.replace("## Задание", "## Теория\n\nЕщё.\n\n## Задание"),
    'expected "## Теория" once, came another.',
  ],
  [
    "a picture from elsewhere",
    LESSON.replace("risk.svg", "https://example.com/risk.svg"),
    'the section "## Картинка / ## Picture": expected ![a caption](a-file-beside-it.svg)',
  ],
  [
    "a picture out of its folder",
    LESSON.replace("risk.svg", "../../../.env"),
    'the section "## Картинка / ## Picture": expected ![a caption](a-file-beside-it.svg)',
  ],
  ["a picture that is not there", LESSON.replace("risk.svg", "gone.svg"), "its picture gone.svg"],
];
for (const [what, text, ...lines] of WRONG) {
  Deno.test(`lessons: ${what} is told by file and section, and the rest stays`, async () => {
    const good = "lessons/risk/02-good.md";
    const { courses, problems } = await read({ [FILE]: text, [good]: LESSON });
    assert.equal(problems.length, lines.length, problems.join("\n"));
    problems.forEach((problem, index) => {
      assert(problem.startsWith(`${FILE}: `), problem);
      assert(problem.includes(lines[index]!), problem);
    });
    assert.deepEqual(courses[0]!.lessons.map(({ id }) => id), ["good"]);
  });
}

Deno.test("lessons: what is wrong with a course is told, and other courses stay", async () => {
  const other = {
    "lessons/other/course.yaml": COURSE,
    "lessons/other/01-risk.md": LESSON.replace(/## Картинка[\s\S]*?(?=## Задание)/, ""),
  };
  const wrong: [Record<string, string | undefined>, string][] = [
    [{ "lessons/risk/course.yaml": undefined }, "lessons/risk/course.yaml: there is no such file."],
    [
      { "lessons/risk/course.yaml": COURSE.replace("ru", "de") },
      'lessons/risk/course.yaml: language: expected ru or en, came "de".',
    ],
    [{ "lessons/risk/course.yaml": "title: [" }, "lessons/risk/course.yaml: line 1"],
    [{ [FILE]: undefined }, "lessons/risk: expected 1 to 60 lessons, came 0."],
    [{ "lessons/risk/extra.md": LESSON }, "lessons/risk/extra.md: expected a name of its own"],
    [{ "lessons/risk/2-risk.md": LESSON }, "lessons/risk/2-risk.md: expected a name of its own"],
    [{ "lessons/Мой курс/course.yaml": COURSE }, "lessons/Мой курс: expected a folder of"],
  ];
  for (const [changes, line] of wrong) {
    const { courses, problems } = await read({ ...other, ...changes });
    assert.equal(problems.length, 1, problems.join("\n"));
    assert(problems[0]!.startsWith(line), problems[0]!);
    assert(courses.some(({ id }) => id === "other"));
  }
});

Deno.test("lessons: a pack without any has no courses", async () => {
  const none = { "lessons/risk/course.yaml": undefined, "lessons/risk/risk.svg": undefined };
  assert.deepEqual(await read({ ...none, [FILE]: undefined }), { courses: [], problems: [] });
});

Deno.test("the shipped courses are whole, and the same in both languages", async () => {
  const { courses, problems } = await readLessons(packFiles, ROOT);
  assert.deepEqual(problems, []);
  assert.deepEqual(courses.map(({ id, language }) => [id, language]), [
    ["risk-from-zero", "ru"],
    ["risk-from-zero-en", "en"],
  ]);
  const [russian, english] = courses.map(({ lessons }) => lessons);
  assert.deepEqual(russian!.map(({ id }) => id), english!.map(({ id }) => id));
  for (const [index, lesson] of russian!.entries()) {
    assert.equal(lesson.criteria.length, english![index]!.criteria.length, lesson.id);
  }
  for (const lesson of [...russian!, ...english!]) {
    const words = lesson.theory.match(/[\p{L}\p{N}]+/gu)!.length;
    assert(words >= 200 && words <= 380, `${lesson.title}: ${words} words`);
    assert.equal(lesson.picture?.type, "image/svg+xml");
    const picture = new TextDecoder().decode(lesson.picture?.bytes);
    assert.doesNotMatch(picture, /<script|<style|href=|\son\w+=/);
  }
});
