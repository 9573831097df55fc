import type { Database } from "../db/tx.ts";
import { beginningOf } from "../domain/beginning.ts";
import { type Card, MOST_CARDS } from "../domain/card.ts";
import { type Citation, citedIn, MOST_CITATIONS } from "../domain/citation.ts";
import type { Community, Language } from "../domain/community.ts";
import { TURN_LENGTH } from "../domain/conversation.ts";
import { AppError } from "../domain/errors.ts";
import type { AssistantContext } from "./assistant.ts";
import type { Clock, LanguageModel, ModelFunctionCall, ModelPart, ModelRequest } from "./ports.ts";
import type { Texts } from "./texts.ts";
import type { ToolRegistry } from "./tools/registry.ts";
import type { ToolContext } from "./tools/tool.ts";

/** Most times the model may ask for tools before it has to answer. */
const MOST_ROUNDS = 6;

/** Where an answer goes as it comes about. */
export interface AnswerWriter {
  /** All text so far. */
  readonly text: string;
  appendText(text: string): void;
  appendCard(card: Card): void;
  appendCitation(citation: Citation): void;
}

/** What is to be answered, and for whom. */
export interface ExchangeRequest {
  memberId: string;
  language: Language;
  turnSequence: number;
  context: AssistantContext;
  /** Nothing is to be stored about the member, so tools that would are not offered. */
  incognito: boolean;
  /** Only words are wanted. */
  withoutTools?: boolean;
}

/**
 * Asks the model, runs the tools it asks for, and asks again, until it has answered.
 *
 * Errors: those of the model, and `model_failed` where it says nothing or never stops to call.
 */
export type Exchange = (
  request: ExchangeRequest,
  writer: AnswerWriter,
  signal: AbortSignal,
) => Promise<void>;

/** Makes the exchange with the model in which an answer comes about, stored or not. */
export function createExchange(deps: {
  db: Database;
  clock: Clock;
  community: Community;
  model: LanguageModel;
  tools: ToolRegistry;
  texts: Texts;
}): Exchange {
  const { db, clock, community, model, tools, texts } = deps;

  /** Streams one reply of the model into the answer; returns all its parts. */
  async function hear(request: ModelRequest, writer: AnswerWriter): Promise<ModelPart[]> {
    const said: ModelPart[] = [];
    let separator = writer.text === "" ? "" : "\n\n";
    for await (const chunk of model.stream(request)) {
      for (const part of chunk.parts) {
        said.push(part);
        if (!("text" in part) || part.text === "") continue;
        writer.appendText(fitting(separator + part.text, TURN_LENGTH - writer.text.length));
        separator = "";
      }
      if (isFull(writer)) break;
    }
    return said;
  }

  return async (request, writer, signal) => {
    const { memberId, language, turnSequence, incognito, withoutTools } = request;
    const { instructions, contents } = request.context;
    const sources = new Sources();
    const cite = sources.cite.bind(sources);
    const context = { db, clock, memberId, language, texts, turnSequence, cite, signal };
    const declarations = withoutTools ? [] : tools.declarations({ incognito });
    let cards = 0;
    for (let round = 1; round <= MOST_ROUNDS; round += 1) {
      const said = await hear({
        model: community.assistant.models.text,
        instructions,
        contents,
        tools: round < MOST_ROUNDS ? declarations : [],
        signal,
      }, writer);
      const calls = said.flatMap((part) => "functionCall" in part ? [part.functionCall] : []);
      if (calls.length === 0 || isFull(writer)) {
        if (writer.text.trim() === "") throw new AppError("model_failed", { reason: "empty" });
        citedIn(writer.text, sources.all).forEach((citation) => writer.appendCitation(citation));
        return;
      }
      const answered = await runTools(calls, context, declarations.map(({ name }) => name));
      for (const card of answered.cards.slice(0, MOST_CARDS - cards)) writer.appendCard(card);
      cards += answered.cards.length;
      contents.push({ role: "model", parts: said }, { role: "user", parts: answered.parts });
    }
    throw new AppError("model_failed", { reason: "asked for tools without end" });
  };

  /** Runs the tools at once; a tool that was not offered is not there. */
  async function runTools(
    calls: ModelFunctionCall[],
    context: ToolContext,
    offered: readonly string[],
  ): Promise<{ parts: ModelPart[]; cards: Card[] }> {
    const outcomes = await Promise.all(
      calls.map((call) => tools.call(call.name, call.arguments, context, offered)),
    );
    return {
      parts: calls.map(({ id, name }, index): ModelPart => ({
        functionResponse: { id, name, response: outcomes[index]!.result },
      })),
      cards: outcomes.flatMap(({ cards }) => cards ?? []),
    };
  }
}

/** The sources that the tools of one answer have named. */
class Sources {
  readonly all: Citation[] = [];

  cite(citation: Omit<Citation, "number">): number {
    const known = this.all.find(({ chunkId }) => chunkId === citation.chunkId);
    if (known) return known.number;
    const number = this.all.length + 1;
    if (number <= MOST_CITATIONS) this.all.push({ number, ...citation });
    return number;
  }
}

/** A model that goes on is not listened to any longer. */
function isFull(writer: AnswerWriter): boolean {
  return writer.text.length >= TURN_LENGTH - 1;
}

/** As much of a text as fits, without half of a letter at its end. */
function fitting(text: string, most: number): string {
  return text.length <= most ? text : beginningOf(text, most);
}
