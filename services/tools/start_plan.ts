import { z } from "zod";
import type { CarePlanOffer, Language } from "../../domain/community.ts";
import type { CarePlans } from "../care_plans.ts";
import { defineTool, type Tool } from "./tool.ts";

/** Makes the tool that proposes a care plan, and starts it once the member has agreed in a later turn. */
export function createStartPlanTool({ carePlans }: {
  carePlans: Pick<CarePlans, "offers" | "start">;
}): Tool {
  const ids = carePlans.offers.map(({ id }) => id);
  const titles = carePlans.offers.map(({ id, title }) => `${id}: ${title.ru} / ${title.en}`);
  return defineTool({
    name: "start_plan",
    description: "Proposes a plan of small steps to a member whom it would help, and starts it " +
      "after they agreed. The first call only proposes: tell the steps in a sentence or two and ask plainly " +
      "whether to start. Call it again with the same plan_type when the member's next message " +
      `says yes, and never when it does not. Plans: ${titles.join("; ")}.`,
    parameters: z.object({
      plan_type: z.enum(ids).describe("Which plan"),
      diagnosis: z.string().max(1000).describe("Why, in a short note for yourself, in one line"),
    }),
    stores: true,
    listens: true,
    async run({ plan_type, diagnosis }, { memberId, language, texts, turnSequence }) {
      const outcome = await carePlans.start({
        memberId,
        carePlan: plan_type,
        diagnosis,
        turnSequence,
      });
      if (!outcome) return { result: { error: "There is no such plan." } };
      const { state, offer, replaces } = outcome;
      const plan = { title: offer.title[language], steps: stepsOf(offer, language) };
      if (state === "running") {
        return { result: { ...plan, state, note: "It runs already; go on with its steps." } };
      }
      const title = await texts.format(language, `card-care-plan-${state}`, { title: plan.title });
      const text = plan.steps.map((step, index) => `${index + 1}. ${step}`).join("\n");
      return {
        result: {
          ...plan,
          state,
          ...(replaces && { replaces: replaces.title[language] }),
          note: state === "proposed"
            ? "Nothing has started. Ask the member plainly whether to start, and wait for the answer."
            : "It has started. Begin with the first step.",
        },
        cards: [{ kind: "care_plan", title, text, carePlan: offer.id, state }],
      };
    },
  });
}

function stepsOf(offer: CarePlanOffer, language: Language): string[] {
  return offer.steps.map((step) => step[language]);
}
