import { z } from "zod";
import { moment } from "./parts.ts";

/** A plan that the member agreed to follow with the assistant. */
export const carePlanView = z.object({
  carePlan: z.object({
    id: z.string(),
    title: z.string(),
    steps: z.array(z.string()),
    startedAt: moment,
  }).nullable(),
}).meta({ id: "CarePlanView" });

export type CarePlanView = z.infer<typeof carePlanView>;
