import { z } from "zod";
import { moment } from "./parts.ts";

const emergencyContact = z.object({ name: z.string(), phone: z.string() });

const cardWords = { title: z.string(), text: z.string() };

/** What an answer shows besides its words; `domain/card.ts`. */
export const card = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("limit"), ...cardWords }),
  z.object({ kind: z.literal("profile"), ...cardWords }),
  z.object({
    kind: z.literal("link"),
    ...cardWords,
    url: z.string(),
    site: z.string(),
    publishedAt: moment.nullable(),
  }),
  z.object({
    kind: z.literal("video"),
    ...cardWords,
    url: z.string(),
    site: z.string(),
    channel: z.string().nullable(),
    seconds: z.number().nullable(),
    picture: z.string().nullable(),
  }),
  z.object({
    kind: z.literal("picture"),
    ...cardWords,
    url: z.string(),
    page: z.string().nullable(),
  }),
  z.object({
    kind: z.literal("price"),
    ...cardWords,
    symbol: z.string(),
    currency: z.string(),
    price: z.string(),
    change: z.string().nullable().meta({ description: "Percent over a day, signed" }),
    at: moment,
  }),
  z.object({
    kind: z.literal("weather"),
    ...cardWords,
    city: z.string(),
    celsius: z.number(),
    feelsLike: z.number().nullable(),
    at: moment,
  }),
  z.object({
    kind: z.literal("care_plan"),
    ...cardWords,
    carePlan: z.string(),
    state: z.enum(["proposed", "started", "ended"]),
  }),
  z.object({
    kind: z.literal("lesson"),
    ...cardWords,
    course: z.string(),
    lesson: z.string(),
  }),
  z.object({
    kind: z.literal("emergency"),
    ...cardWords,
    contacts: z.array(emergencyContact),
  }),
]).meta({ id: "Card" });
