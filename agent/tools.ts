import { llm } from "@livekit/agents";
import type { CallBegin, ToolAnswer } from "../routes/schemas.ts";
import type { FigureKeeper } from "./figures.ts";
import type { LiveModel } from "./gemini_live.ts";
import { log, wordless } from "./log.ts";
import type { CallService } from "./service.ts";
import { answered, type Bridge } from "./slow_tool.ts";

/** How long the member's words may take to the service before a tool runs without them. */
const WORDS_FIRST = 3000;
/** For the model. */
const UNREACHABLE = "The tool could not be reached. Say so; do not invent its result.";

/**
 * The tools of a call, as the model is told of them; each runs in the service.
 *
 * What goes wrong becomes a result too: every call of the model is answered. An interruption stops
 * none, because the model waits for the result all the same.
 */
export function createTools(options: {
  declarations: CallBegin["tools"];
  model: Pick<LiveModel, "answerTool">;
  service: Pick<CallService, "tool">;
  figures: FigureKeeper;
  /** Says something while they take long. */
  bridge: Bridge;
  /** Stores what was said so far, so that the tool sees it. */
  flush(milliseconds: number): Promise<boolean>;
  /** Something to see came with the result. */
  onShown(answer: Pick<ToolAnswer, "cards" | "citations">): void;
}): llm.ToolContextEntry[] {
  const { model, service, figures, bridge } = options;

  const run = async (name: string, id: string, args: unknown) => {
    const startedAt = performance.now();
    try {
      await options.flush(WORDS_FIRST);
      const answer = await service.tool(name, { id, arguments: args });
      options.onShown(answer);
      return answer.result;
    } catch (error) {
      log("warning", "a tool failed", { tool: name, error: wordless(error) });
      return { error: UNREACHABLE };
    } finally {
      figures.tool(name, performance.now() - startedAt);
    }
  };

  return options.declarations.map(({ name, description, parameters }) =>
    llm.tool({
      name,
      description,
      parameters: parameters as never,
      execute: (args: unknown, { ctx, toolCallId }) =>
        bridge.over(() => answered(model, { ctx, toolCallId }, () => run(name, toolCallId, args))),
    })
  );
}
