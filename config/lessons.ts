import { LANGUAGES } from "../domain/community.ts";
import type { Course, Lesson, LessonPicture } from "../domain/lesson.ts";
import { at, choice, group, Place, shortText } from "./fields.ts";
import { readLessonFile } from "./lesson_file.ts";
import type { PackFiles } from "./pack.ts";
import { parseYaml } from "./yaml.ts";

/** How the files of lessons are reached; all reject where there is nothing at the path. */
export interface LessonFiles extends PackFiles {
  readBytes(path: string): Promise<Uint8Array<ArrayBuffer>>;
}

const NAME = /^[a-z][a-z0-9_-]{0,31}$/;
const LESSON = /^\d{1,3}-([a-z][a-z0-9_-]{0,31})\.md$/;
const MOST_LESSONS = 60;
const PICTURE_BYTES = 512 * 1024;
const PICTURE_TYPES: Record<string, string> = {
  svg: "image/svg+xml",
  png: "image/png",
  jpg: "image/jpeg",
  webp: "image/webp",
};

/**
 * Reads the courses in `folder`: a folder each, with `course.yaml` and the lessons as `01-name.md`.
 *
 * A lesson with something wrong in it is left out and the rest stays; no folder means no courses.
 * Errors: those of the files, other than that there is none.
 */
export async function readLessons(files: LessonFiles, folder: string): Promise<{
  courses: Course[];
  problems: string[];
}> {
  const root = folder.replace(/\/+$/, "");
  const problems: string[] = [];
  const names = await orNothing(files.listFolder(root)) ?? [];
  const courses: Course[] = [];
  for (const name of names.filter((name) => !name.startsWith(".")).sort()) {
    const course = await readCourse(files, root, name, problems);
    if (course) courses.push(course);
  }
  return { courses, problems };
}

async function readCourse(
  files: LessonFiles,
  root: string,
  id: string,
  problems: string[],
): Promise<Course | undefined> {
  const folder = `${root}/${id}`;
  if (!NAME.test(id)) {
    problems.push(`${folder}: expected a folder of small letters, digits, - and _. Rename it.`);
    return undefined;
  }
  const file = `${folder}/course.yaml`;
  const text = await orNothing(files.readText(file));
  if (text === undefined) {
    problems.push(`${file}: there is no such file. Write it, or move what is no course away.`);
    return undefined;
  }
  const parsed = parseYaml(text);
  if ("problem" in parsed) {
    problems.push(at(file, [], parsed.problem));
    return undefined;
  }
  const found: string[] = [];
  const described = group({
    title: shortText("a title of at most 120 characters", 120),
    description: shortText("a description of at most 400 characters", 400),
    language: choice(LANGUAGES),
  })(parsed.value, new Place(file, found));
  problems.push(...found);
  const lessons = await readCourseLessons(files, folder, problems);
  return found.length === 0 && lessons.length > 0 ? { id, ...described, lessons } : undefined;
}

async function readCourseLessons(
  files: LessonFiles,
  folder: string,
  problems: string[],
): Promise<Lesson[]> {
  const names = (await files.listFolder(folder)).filter((name) => name.endsWith(".md"))
    .sort((one, other) => one.localeCompare(other, "en", { numeric: true }));
  if (names.length === 0 || names.length > MOST_LESSONS) {
    problems.push(`${folder}: expected 1 to ${MOST_LESSONS} lessons, came ${names.length}.`);
  }
  const lessons = new Map<string, Lesson>();
  for (const name of names.slice(0, MOST_LESSONS)) {
    const file = `${folder}/${name}`;
    const id = LESSON.exec(name)?.[1];
    if (id === undefined || lessons.has(id)) {
      problems.push(`${file}: expected a name of its own such as 01-risk.md. Rename it.`);
      continue;
    }
    const text = readLessonFile(file, await files.readText(file), problems);
    const picture = text?.picture && await readPicture(files, folder, text.picture);
    if (typeof picture === "string") problems.push(`${file}: ${picture}`);
    else if (text) lessons.set(id, { id, ...text, picture: picture ?? null });
  }
  return [...lessons.values()];
}

/** The picture, or what is wrong with it. */
async function readPicture(
  files: LessonFiles,
  folder: string,
  { file, caption }: { file: string; caption: string },
): Promise<LessonPicture | string> {
  const bytes = await orNothing(files.readBytes(`${folder}/${file}`));
  if (!bytes) return `its picture ${file} is not there. Put it beside the lesson.`;
  if (bytes.length > PICTURE_BYTES) {
    return `its picture ${file} has ${bytes.length} bytes, expected at most ${PICTURE_BYTES}.`;
  }
  return { file, caption, type: PICTURE_TYPES[file.split(".").at(-1)!]!, bytes };
}

/** What is read, or undefined where there is no such file or folder. */
async function orNothing<Value>(reading: Promise<Value>): Promise<Value | undefined> {
  try {
    return await reading;
  } catch (error) {
    if (error instanceof Error && ["NotFound", "NotADirectory"].includes(error.name)) {
      return undefined;
    }
    throw error;
  }
}
