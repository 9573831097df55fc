import { getLogger } from "@logtape/logtape";
import { getMember, getProfile } from "../db/members.ts";
import { listTurns } from "../db/turns.ts";
import type { Database } from "../db/tx.ts";
import type { Community, Language } from "../domain/community.ts";
import type { Generation } from "../domain/conversation.ts";
import { AppError } from "../domain/errors.ts";
import { buildContext } from "./assistant.ts";
import type { GenerationWriter } from "./generation_writer.ts";
import type { Clock, LanguageModel, ModelFunctionCall, ModelPart, ModelRequest } from "./ports.ts";
import type { Texts } from "./texts.ts";
import type { ToolRegistry } from "./tools/registry.ts";

const log = getLogger(["sfera", "converse"]);

/** Most times the model may ask for tools before it has to answer. */
const MOST_ROUNDS = 6;
/** Turns read for the context; how many are told is the context's own decision. */
const TURNS_READ = 60;

/**
 * Longest answer, in UTF-16 units: several pages, and well within one value of the store, 64 KiB, in
 * the widest letters. A model that goes on is not listened to any longer.
 */
export const ANSWER_LENGTH = 16_000;

/**
 * Asks the model, runs the tools it asks for, and asks again, until it has answered.
 *
 * Errors: those of the model, and `model_failed` where it says nothing or never stops to call.
 */
export type Converse = (
  generation: Generation,
  writer: GenerationWriter,
  signal: AbortSignal,
) => Promise<void>;

/** Makes the exchange with the model in which an answer comes about. */
export function createConverse(deps: {
  db: Database;
  clock: Clock;
  community: Community;
  model: LanguageModel;
  tools: ToolRegistry;
  texts: Texts;
}): Converse {
  const { db, clock, community, model, tools, texts } = deps;

  /** What the model is told, and the language of the member. */
  async function prepare({ id, memberId, turnSequence, asksName }: Generation) {
    const [member, profile, turns] = await Promise.all([
      getMember(db, memberId),
      getProfile(db, memberId),
      listTurns(db, memberId, { before: turnSequence + 1, limit: TURNS_READ }),
    ]);
    if (!member) throw new AppError("session_invalid");
    const now = clock.now();
    const context = buildContext({ community, member, profile, turns, asksName, now });
    log.debug("Context of {generationId}: {tokens}", { generationId: id, tokens: context.tokens });
    return { context, language: member.language };
  }

  /** Streams one reply of the model into the answer; returns all its parts. */
  async function hear(request: ModelRequest, writer: GenerationWriter): Promise<ModelPart[]> {
    const said: ModelPart[] = [];
    let separator = writer.text === "" ? "" : "\n\n";
    for await (const chunk of model.stream(request)) {
      for (const part of chunk.parts) {
        said.push(part);
        if (!("text" in part) || part.text === "") continue;
        writer.appendText(fitting(separator + part.text, ANSWER_LENGTH - writer.text.length));
        separator = "";
      }
      if (isFull(writer)) break;
    }
    return said;
  }

  /** Runs the tools at once, shows their cards, and answers what the model is told of them. */
  async function runTools(
    calls: ModelFunctionCall[],
    { generation, language, writer, signal }: {
      generation: Generation;
      language: Language;
      writer: GenerationWriter;
      signal: AbortSignal;
    },
  ): Promise<ModelPart[]> {
    const { memberId, turnSequence } = generation;
    const context = { db, clock, memberId, turnSequence, signal };
    const outcomes = await Promise.all(
      calls.map((call) => tools.call(call.name, call.arguments, context)),
    );
    for (const { card } of outcomes) {
      if (!card) continue;
      const { kind, textId, textArguments } = card;
      const title = await texts.format(language, textId, textArguments);
      writer.append({ name: "card", data: { kind, title, text: "" } });
    }
    return calls.map(({ id, name }, index): ModelPart => ({
      functionResponse: { id, name, response: outcomes[index]!.result },
    }));
  }

  return async (generation, writer, signal) => {
    const { context, language } = await prepare(generation);
    const { instructions, contents } = context;
    for (let round = 1; round <= MOST_ROUNDS; round += 1) {
      const said = await hear({
        model: community.assistant.models.text,
        instructions,
        contents,
        tools: round < MOST_ROUNDS ? tools.declarations() : [],
        signal,
      }, writer);
      const calls = said.flatMap((part) => "functionCall" in part ? [part.functionCall] : []);
      if (calls.length === 0 || isFull(writer)) {
        if (writer.text.trim() === "") throw new AppError("model_failed", { reason: "empty" });
        return;
      }
      const results = await runTools(calls, { generation, language, writer, signal });
      contents.push({ role: "model", parts: said }, { role: "user", parts: results });
    }
    throw new AppError("model_failed", { reason: "asked for tools without end" });
  };
}

function isFull(writer: GenerationWriter): boolean {
  return writer.text.length >= ANSWER_LENGTH - 1;
}

/** As much of a text as fits, without half of a letter at its end. */
function fitting(text: string, most: number): string {
  return text.length <= most ? text : text.slice(0, most).replace(/[\ud800-\udbff]$/, "");
}
