import { z } from "zod";
import type { CarePlans } from "../care_plans.ts";
import { defineTool, type Tool } from "./tool.ts";

/** Makes the tool that ends the care plan that runs. */
export function createEndPlanTool({ carePlans }: { carePlans: Pick<CarePlans, "end"> }): Tool {
  return defineTool({
    name: "end_plan",
    description: "Ends the plan of small steps in <care_plan>, and with it the questions how it " +
      "goes. Call it when the member says that they are done with it or do not want it any more.",
    parameters: z.object({}),
    stores: true,
    async run(_input, { memberId, language, texts }) {
      const offer = await carePlans.end(memberId);
      if (!offer) return { result: { ended: false, note: "No plan was running." } };
      const title = await texts.format(language, "card-care-plan-ended", {
        title: offer.title[language],
      });
      return {
        result: { ended: true, title: offer.title[language] },
        cards: [{ kind: "care_plan", title, text: "", carePlan: offer.id, state: "ended" }],
      };
    },
  });
}
