/** Care plans and lessons: when the demo brain proposes, starts, ends and teaches, and what it says. */
import type { Language } from "./language.ts";
import type { Declaration } from "./protocol.ts";
import type { ToolResult } from "./results.ts";

/** What is asked for, by the offers' ids; a plan is only meant where the word is said. */
const TOPICS: [carePlan: string, words: RegExp][] = [
  ["after-tilt", /тильт|несёт|несет|tilt/iu],
  ["fear-of-missing-out", /fomo|упустил|упущ|догоня|missing out|chase/iu],
  ["revenge-trading", /отыгр|revenge|win it back/iu],
  ["stop-discipline", /стоп|stop/iu],
  ["burn-out", /выгор|устал|burn.?out|tired/iu],
];
const PLAN = /(?<!\p{L})план(?:а|у|ом)?(?!\p{L})|(?<!\p{L})plan(?!\p{L})/iu;
const END = /законч|заверш|хватит|останови|\bend\b|\bfinish\b|\bstop the plan\b/iu;
const YES = /^(?:да|давай|ага|хорошо|согласн?а?|начинаем|yes|sure|ok(?:ay)?|let's)(?!\p{L})/iu;
const LESSON =
  /(?:давай|дай|начн[её]м|следующ\p{L}*|продолжим)\s(?:.*\s)?урок|учиться|next lesson|(?:give|start|take) (?:me )?(?:a|the)\s?lesson/iu;
/** How the brain's own proposal begins, by which it knows it again. */
const PROPOSED = /^(?:Предлагаю план|I suggest a plan) [«“](.+?)[»”]/u;

/** The call that a question needs; `lastWords` are what the brain said before it. */
export function careCallFor(
  question: string,
  lastWords: string,
  tools: Declaration[],
): { name: string; arguments: Record<string, unknown> } | undefined {
  const offered = (name: string) => tools.find((tool) => tool.name === name);
  const start = offered("start_plan");
  if (start) {
    const title = YES.test(question.trim()) ? PROPOSED.exec(lastWords)?.[1] : undefined;
    if (PLAN.test(question) && END.test(question)) return { name: "end_plan", arguments: {} };
    const wanted = PLAN.test(question)
      ? TOPICS.find(([, words]) => words.test(question))?.[0]
      : idOf(start, title);
    if (wanted) {
      return { name: start.name, arguments: { plan_type: wanted, diagnosis: question } };
    }
  }
  const lesson = offered("next_lesson");
  return lesson && LESSON.test(question) ? { name: lesson.name, arguments: {} } : undefined;
}

/** The id of an offer by its title, as the tool's description lists them. */
function idOf({ description }: Declaration, title: string | undefined): string | undefined {
  const list = description.slice(description.indexOf("Plans: ")).replace(/\.$/, "");
  const offers = [...list.matchAll(/(?<=[ ;])([a-z][\w-]*): ([^;/]+) \/ ([^;]+)/g)];
  return title && offers.find(([, , ...titles]) => titles.includes(title))?.[1];
}

/** What the brain says of these tools' results; nothing for other tools. */
export function tellCare({ name, response }: ToolResult, language: Language): string | undefined {
  const russian = language === "ru";
  if (name === "end_plan") {
    if (response.ended !== true) return russian ? "Плана сейчас нет." : "There is no plan now.";
    return russian ? "Закончили этот план." : "That plan is over.";
  }
  if (name === "start_plan") {
    const { title, state, steps } = response as { title: string; state: string; steps: string[] };
    if (state !== "proposed") {
      return russian ? `Идём по плану. ${steps[0]}` : `We follow the plan. ${steps[0]}`;
    }
    return russian
      ? `Предлагаю план «${title}», шагов ${steps.length}. Начинаем?`
      : `I suggest a plan “${title}”, ${steps.length} steps. Shall we start?`;
  }
  if (name !== "next_lesson") return undefined;
  const { title, question } = response as { title?: string; question?: string };
  if (!title) return russian ? "Все уроки пройдены." : "Every lesson is passed.";
  return russian ? `Урок «${title}». ${question}` : `The lesson “${title}”. ${question}`;
}
