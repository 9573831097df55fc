import { stem, wordsOf } from "../../../domain/words.ts";
import type { Task } from "./mod.ts";

const SENTENCES_A_PASSAGE = 5;
const WORDS_A_HEADING = 5;
const KEYWORDS = 6;
/** Words that are asked about, once in each language. */
const QUESTIONS = 3;

/** What the demo brain takes for talk that is not worth keeping. */
const FILLER =
  /^(?:ну|э+|так|угу|ага|привет\p{L}*|всем привет|спасибо|до встречи|hi|hello|okay|um+|thanks)(?:\s+\p{L}+){0,3}[.!?…]*$/iu;
/** Orders to an assistant; a model is told to leave them out. */
const ORDER =
  /(?:игнорируй|забудь|ignore|disregard)\s+(?:\p{L}+\s+){0,3}(?:правил|инструкц|rules|instructions)/iu;

/** Writes a part of a transcript down: its sentences in their order, a few under each heading. */
export const guide: Task = ({ texts }) => {
  const said = /<transcript>\n([\s\S]*)\n<\/transcript>/.exec(texts.join("\n"))?.[1] ?? "";
  const sentences = said.replace(/^\[?\d{1,2}:\d{2}(?::\d{2})?\]?\s*/gm, "")
    .split(/(?<=[.!?…])\s+|\n+/).map((sentence) => sentence.trim())
    .filter((sentence) => sentence !== "" && !FILLER.test(sentence) && !ORDER.test(sentence));
  const passages = [];
  for (let at = 0; at < sentences.length; at += SENTENCES_A_PASSAGE) {
    const group = sentences.slice(at, at + SENTENCES_A_PASSAGE);
    passages.push({ heading: headingOf(group[0]!), text: group.join(" ") });
  }
  const keywords = keywordsOf(sentences.join(" "));
  return {
    title: headingOf(sentences[0] ?? "-"),
    passages: passages.slice(0, 40),
    keywords,
    questions: keywords.slice(0, QUESTIONS).flatMap((word) => [
      `что надо знать про «${word}»?`,
      `what should I know about "${word}"?`,
    ]),
  };
};

function headingOf(sentence: string): string {
  const words = sentence.replace(/[#*_`:.!?…]+/g, " ").trim().split(/\s+/);
  return words.slice(0, WORDS_A_HEADING).join(" ").slice(0, 120) || "-";
}

/** The longer words that come most often, one of each stem. */
function keywordsOf(text: string): string[] {
  const counts = new Map<string, { word: string; count: number }>();
  for (const word of wordsOf(text).filter((word) => word.length > 5)) {
    const known = counts.get(stem(word)) ?? { word, count: 0 };
    counts.set(stem(word), { ...known, count: known.count + 1 });
  }
  return [...counts.values()].sort((one, other) => other.count - one.count)
    .slice(0, KEYWORDS).map(({ word }) => word);
}
