/** Grades an answer to a lesson by the words that it shares with the model answer and the criteria. */
import { stemsOf } from "../../../domain/words.ts";
import type { Task } from "./mod.ts";

/** Share of the model answer's words from which an answer meets every criterion. */
const WHOLE = 0.35;
/** Share of the words of one criterion that meet it. */
const ONE = 0.5;

/** The criteria that the answer meets, and a comment in the language that is asked for. */
export const grading: Task = ({ instructions, texts }) => {
  const answer = new Set(stemsOf(unescape(partOf(texts.join("\n"), "member_answer"))));
  const model = stemsOf(unescape(partOf(instructions, "model_answer")));
  const whole = shareOf(model, answer) >= WHOLE;
  const criteria = [...instructions.matchAll(/<criterion number="(\d+)">([\s\S]*?)<\/criterion>/g)]
    .map(([, number, text]) => ({
      criterion: Number(number),
      met: whole || shareOf(stemsOf(unescape(text!)), answer) >= ONE,
    }));
  const missing = criteria.filter(({ met }) => !met).length;
  const russian = /in Russian/.test(instructions);
  return { criteria, comment: commentOn(missing, russian) };
};

function partOf(text: string, name: string): string {
  return new RegExp(`<${name}>([\\s\\S]*?)</${name}>`).exec(text)?.[1] ?? "";
}

function shareOf(wanted: string[], answer: ReadonlySet<string>): number {
  const stems = new Set(wanted);
  const shared = [...stems].filter((stem) => answer.has(stem)).length;
  return stems.size === 0 ? 0 : shared / stems.size;
}

function commentOn(missing: number, russian: boolean): string {
  if (missing === 0) {
    return russian ? "Верно, главное здесь есть." : "Right, you named what matters.";
  }
  return russian
    ? "Здесь не всё. Перечитай теорию и скажи своими словами, чего не хватает."
    : "Not all of it is here. Read the theory again and say in your own words what is missing.";
}

function unescape(text: string): string {
  return text.replaceAll("&lt;", "<").replaceAll("&amp;", "&");
}
