import { getLogger } from "@logtape/logtape";
import { z } from "zod";
import { estimateTokens } from "../../domain/tokens.ts";
import type { Community } from "../../domain/community.ts";
import type { CarePlans } from "../care_plans.ts";
import { ofMember } from "../member_database.ts";
import type { Facts } from "../facts.ts";
import { jsonSchemaOf } from "../json_schema.ts";
import type { Knowledge } from "../knowledge.ts";
import type { Lessons } from "../lessons.ts";
import type { Clock, Outside, ToolDeclaration } from "../ports.ts";
import type { Recall } from "../recall.ts";
import { createAnswerLessonTool } from "./answer_lesson.ts";
import { createEndPlanTool } from "./end_plan.ts";
import { wordless } from "../wordless.ts";
import { createGetCryptoPriceTool } from "./get_crypto_price.ts";
import { createGetWeatherTool } from "./get_weather.ts";
import { createNextLessonTool } from "./next_lesson.ts";
import { createRecallTool } from "./recall.ts";
import { createSaveUserNameTool } from "./save_user_name.ts";
import { createSearchKnowledgeBaseTool } from "./search_knowledge_base.ts";
import { createSearchVideoTool } from "./search_video.ts";
import { createSearchWebTool } from "./search_web.ts";
import { createStartPlanTool } from "./start_plan.ts";
import type { Tool, ToolContext, ToolOutcome } from "./tool.ts";
import { createUpdateProfileTool } from "./update_profile.ts";

const log = getLogger(["sfera", "tools"]);

/** What the tools work with; `liveness` is real time, by which a price is old. */
export interface ToolDependencies {
  facts: Facts;
  recall: Recall;
  knowledge: Pick<Knowledge, "search">;
  community: Pick<Community, "assistant">;
  outside: Outside;
  liveness: Clock;
  /** Absent where nothing is to be proposed or taught. */
  carePlans?: CarePlans;
  lessons?: () => Promise<Lessons>;
}

/** Every tool of the assistant, in text and in a call. */
export function createTools(deps: ToolDependencies): Tool[] {
  return [
    createSaveUserNameTool(),
    createUpdateProfileTool(deps),
    createRecallTool(deps),
    createSearchKnowledgeBaseTool(deps),
    ...createOutsideTools(deps),
    ...createCareTools(deps),
  ];
}

/** The tools that go along with a member: care plans and lessons, as far as the pack has them. */
export function createCareTools(
  { carePlans, lessons }: Pick<ToolDependencies, "carePlans" | "lessons">,
): Tool[] {
  return [
    ...(carePlans?.offers.length
      ? [createStartPlanTool({ carePlans }), createEndPlanTool({ carePlans })]
      : []),
    ...(lessons ? [createNextLessonTool({ lessons }), createAnswerLessonTool({ lessons })] : []),
  ];
}

/** The tools about the world; what has nothing behind it is left out. */
export function createOutsideTools(
  { outside, liveness }: Pick<ToolDependencies, "outside" | "liveness">,
): Tool[] {
  const { webSearch, videoSearch, prices, weather, pages } = outside;
  return [
    ...(webSearch ? [createSearchWebTool({ webSearch, pages })] : []),
    ...(videoSearch ? [createSearchVideoTool({ videoSearch })] : []),
    createGetCryptoPriceTool({ prices, liveness }),
    createGetWeatherTool({ weather }),
  ];
}

export interface ToolRegistry {
  /** The tools as the model sees them. */
  declarations(options?: { incognito: boolean }): ToolDeclaration[];
  /** What the declarations add to a request, in estimated tokens. */
  tokens(): number;
  /** Whether a tool goes by what the member has just said. */
  listens(name: string): boolean;
  /**
   * Runs a tool for a model that may call anything with anything.
   *
   * It never throws but for the signal: a call that cannot be done answers the model with an `error` in plain
   * words, and what went wrong inside is logged, not told.
   */
  call(
    name: string,
    input: unknown,
    context: ToolContext,
    /** The names of the tools that the model was offered; all of them where it is absent. */
    offered?: readonly string[],
  ): Promise<ToolOutcome>;
}

/** Makes a registry of tools; names are unique. */
export function createToolRegistry(tools: readonly Tool[]): ToolRegistry {
  const byName = new Map(tools.map((tool) => [tool.name, tool]));
  const declared = new Map<Tool, ToolDeclaration>();
  function declare(tool: Tool): ToolDeclaration {
    const known = declared.get(tool) ?? declaration(tool);
    declared.set(tool, known);
    return known;
  }
  return {
    tokens: () => estimateTokens(JSON.stringify(tools.map(declare))),
    listens: (name) => byName.get(name)?.listens === true,
    declarations: ({ incognito } = { incognito: false }) =>
      tools.filter(({ stores }) => !incognito || !stores).map(declare),
    async call(name, input, context, offered = [...byName.keys()]) {
      const tool = offered.includes(name) ? byName.get(name) : undefined;
      if (!tool) {
        return failed(`There is no tool "${name.slice(0, 64)}". There are: ${offered.join(", ")}.`);
      }
      const checked = tool.parameters.safeParse(input);
      if (!checked.success) return failed(`Wrong arguments. ${z.prettifyError(checked.error)}`);
      try {
        const { db, memberId } = context;
        const own = tool.stores ? { ...context, db: ofMember(db, memberId) } : context;
        return await tool.run(checked.data, own);
      } catch (error) {
        context.signal.throwIfAborted();
        log.error("Tool {tool} failed for {memberId}: {reason}", {
          tool: name,
          memberId: context.memberId,
          reason: wordless(error),
        });
        return failed("The tool does not work right now. Say so in one plain sentence.");
      }
    },
  };
}

function declaration({ name, description, parameters }: Tool): ToolDeclaration {
  return { name, description, parameters: jsonSchemaOf(parameters) };
}

function failed(error: string): ToolOutcome {
  return { result: { error } };
}
