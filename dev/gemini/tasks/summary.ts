/** Sums up a conversation by its first and last words: what the model answers as "summary". */
import { bare, languageOf, shorten } from "../language.ts";
import type { Task } from "./mod.ts";

interface SaidTurn {
  by: "member" | "assistant";
  text: string;
}

const QUOTE_LENGTH = 120;

/** Answers with three or four sentences, as many as there is to tell. */
export const sumUp: Task = ({ texts }) => {
  const { turns } = JSON.parse(texts.at(-1) ?? "{}") as { turns: SaidTurn[] };
  const said = turns.filter(({ by }) => by === "member");
  const answered = turns.filter(({ by }) => by === "assistant");
  const russian = said.map(({ text }) => languageOf(text)).find(Boolean) !== "en";
  const quote = (turn: SaidTurn | undefined) =>
    `«${shorten(plain(turn?.text ?? ""), QUOTE_LENGTH)}»`;
  const last = said.length > 1 ? said.at(-1) : undefined;
  const sentences = russian
    ? [
      `Участник начал с ${quote(said[0])}`,
      last ? `Последним он сказал ${quote(last)}` : "Больше он ничего не сказал",
      answered.length > 0 ? `Ассистентка ответила ${quote(answered.at(-1))}` : "Ответа не было",
    ]
    : [
      `The member began with ${quote(said[0])}`,
      last ? `The last thing they said was ${quote(last)}` : "They said nothing more",
      answered.length > 0
        ? `The assistant answered ${quote(answered.at(-1))}`
        : "There was no answer",
    ];
  return { text: sentences.map((sentence) => `${sentence}.`).join(" ") };
};

/** A quote must not end a sentence of the summary. */
function plain(text: string): string {
  return bare(text.replace(/[.!?…]+(?=\s|$)/gu, ","));
}
