/**
 * What the public routes take and give, in zod: the checks at the edge, the types of the Mini App
 * and `/api/openapi.json` all come from here.
 *
 * The Mini App imports types only, so that zod stays out of its bundle.
 */
import { z } from "zod";

const language = z.enum(["ru", "en"]);

/** A moment, in milliseconds since the Unix epoch. */
const moment = z.number().int().meta({ description: "Milliseconds since the Unix epoch" });

/** What is left of one allowance, and when it is whole again. */
export const allowanceLeft = z.object({
  kind: z.enum(["calls", "call_minutes", "messages"]),
  per: z.enum(["day", "call", "period"]),
  limit: z.number().int().nullable().meta({ description: "null: no limit" }),
  used: z.number().int(),
  left: z.number().int().nullable(),
  resetsAt: moment.nullable(),
}).meta({ id: "AllowanceLeft" });

export const plan = z.object({
  id: z.string(),
  name: z.string(),
  description: z.string(),
  prices: z.record(z.string(), z.string()).meta({ description: "Currency to decimal amount" }),
  stars: z.number().int().nullable(),
  periodDays: z.number().int().nullable(),
  allowances: z.array(
    z.object({
      kind: z.enum(["calls", "call_minutes", "messages"]),
      per: z.enum(["day", "call", "period"]),
      limit: z.number().int().nullable(),
    }),
  ),
}).meta({ id: "Plan" });

export const me = z.object({
  member: z.object({
    id: z.string(),
    name: z.string().nullable(),
    language,
    interactionCount: z.number().int(),
    subscriptionTier: z.string().meta({ description: "The id of the plan in force" }),
    createdAt: moment,
  }),
  access: z.object({
    plan: z.object({ id: z.string(), name: z.string() }),
    until: moment.nullable(),
  }),
  allowances: z.array(allowanceLeft),
  operator: z.boolean().meta({ description: "May look after the knowledge" }),
  now: moment,
}).meta({ id: "Me" });

/** What the Mini App needs of the community, the same for every member. */
export const assistant = z.object({
  name: z.string(),
  greeting: z.string(),
  timeZone: z.string(),
  suggestions: z.array(z.object({ icon: z.string(), text: z.string() })),
}).meta({ id: "Assistant" });

export const session = z.object({
  token: z.string(),
  expiresAt: moment,
  me,
  assistant,
  startParam: z.string().nullable(),
}).meta({ id: "Session" });

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

/** Where something in an answer comes from; `domain/citation.ts`. */
export const citation = z.object({
  number: z.number().int().meta({ description: "As it stands in the answer, in brackets" }),
  chunkId: z.string(),
  title: z.string(),
  headings: z.array(z.string()),
  quote: z.string(),
}).meta({ id: "Citation" });

export const turn = z.object({
  sequence: z.number().int(),
  role: z.enum(["member", "assistant"]),
  text: z.string(),
  at: moment,
  source: z.enum(["app", "bot"]),
  generationId: z.string(),
  status: z.enum(["complete", "cancelled"]),
  cards: z.array(card).optional(),
  citations: z.array(citation).optional(),
}).meta({ id: "Turn" });

/** Which part of a history is asked for, as text in an address. */
export const historyQuery = z.object({
  before: z.coerce.number().int().positive().optional(),
  limit: z.coerce.number().int().min(1).max(100).default(50),
});

export const history = z.object({
  turns: z.array(turn).meta({ description: "Oldest first" }),
  before: z.number().int().nullable().meta({ description: "Pass as `before` for older turns" }),
  running: z.array(z.object({ generationId: z.string(), turnSequence: z.number().int() })),
}).meta({ id: "History" });

const message = z.string().trim().min(1).max(4096).meta({ description: "1 to 4,096 characters" });

export const chatRequest = z.object({ message }).strict().meta({ id: "ChatRequest" });

/** A message of which nothing is kept but the charge: the app sends what was said before it. */
export const incognitoRequest = z.object({
  message,
  earlier: z.array(z.object({
    role: z.enum(["member", "assistant"]),
    text: z.string().min(1).max(16_000),
  })).max(40),
}).strict().meta({ id: "IncognitoRequest" });

/** The data of each Server-Sent Event of a chat answer, by its event name. */
export const chatEvents = {
  text: z.object({ text: z.string().meta({ description: "To be appended" }) }),
  card,
  citation,
  notice: z.object({ code: z.string(), text: z.string() }),
  done: z.object({
    status: z.enum(["complete", "failed", "cancelled"]),
    turnSequence: z.number().int().nullable(),
    charged: z.boolean(),
    allowance: allowanceLeft,
  }),
} as const;

/** What a member chose; null follows Telegram or the community. `domain/settings.ts`. */
export const settings = z.object({
  language: language.nullable(),
  voice: z.string().nullable(),
  personaNames: z.record(z.string(), z.string()),
  muted: z.array(z.enum(["care_plan", "lessons", "news"])),
  country: z.string().nullable(),
}).meta({ id: "Settings" });

/** The settings with what there is to choose from. */
export const settingsView = z.object({
  settings,
  voices: z.array(z.object({ id: z.string(), name: z.string() })),
  personas: z.array(z.object({ id: z.string(), name: z.string() })),
  countries: z.array(z.object({ code: z.string(), name: z.string() })),
  countryGuess: z.string().nullable().meta({ description: "Stands in until a country is chosen" }),
}).meta({ id: "SettingsView" });

export const settingsChange = settings.partial().extend({
  personaNames: z.record(z.string(), z.string().trim().max(32)).optional().meta({
    description: "Those named change; an empty name gives the pack's back",
  }),
}).strict().meta({ id: "SettingsChange" });

export const profileSection = z.enum(["bio", "health", "plans", "preferences", "topics"]);

/** A fact on the Memory screen, with what it took the place of. */
export const fact = z.object({
  id: z.string(),
  section: profileSection,
  text: z.string(),
  validFrom: moment,
  expiresAt: moment.nullable(),
  source: z.object({
    sequence: z.number().int(),
    sentence: z.string(),
    at: moment,
  }).nullable().meta({ description: "null: the member wrote it on the Memory screen" }),
  earlier: z.array(z.object({ text: z.string(), validTo: moment })).meta({
    description: "What it took the place of, the newest first",
  }),
}).meta({ id: "Fact" });

export const memory = z.object({ facts: z.array(fact) }).meta({ id: "Memory" });

export const factChange = z.object({
  text: z.string().trim().min(1).max(500),
}).strict().meta({ id: "FactChange" });

/** Until when a deleted fact can be brought back. */
export const factRemoved = z.object({ restorableUntil: moment }).meta({ id: "FactRemoved" });

export const memoryQuery = z.object({ query: z.string().trim().min(1).max(200) });

/** What was found in facts and in what was said. */
export const memoryFound = z.object({
  facts: z.array(fact),
  turns: z.array(turn),
}).meta({ id: "MemoryFound" });

/** The turn that a fact comes from, with what was said around it. */
export const factOrigin = z.object({
  sequence: z.number().int(),
  sentence: z.string(),
  turns: z.array(turn),
}).meta({ id: "FactOrigin" });

/** Where the file with everything about a member can be had for a few minutes. */
export const exportLink = z.object({
  url: z.string(),
  fileName: z.string(),
  expiresAt: moment,
}).meta({ id: "ExportLink" });

/** Erasing is asked for with this word, so that no stray request does it. */
export const erasureRequest = z.object({ confirm: z.literal("erase") }).strict()
  .meta({ id: "ErasureRequest" });

/** What an erasure removed, and that a search afterwards found nothing. */
export const erasureReceipt = z.object({
  id: z.string(),
  at: moment,
  removed: z.array(z.object({ what: z.string(), count: z.number().int() })),
  left: z.number().int().meta({ description: "Keys that still name the member: 0" }),
  kept: z.array(z.string()).meta({ description: "What the law or a ban keeps, in plain words" }),
}).meta({ id: "ErasureReceipt" });

/** A passage of the owner's material in its place. */
export const passage = z.object({
  chunkId: z.string(),
  title: z.string(),
  file: z.string(),
  headings: z.array(z.string()),
  updatedAt: moment,
  /** The chunks of the same chapter in their order; the passage is one of them. */
  chapter: z.array(z.object({ chunkId: z.string(), text: z.string() })),
}).meta({ id: "Passage" });

/** A document of the owner's material, as its keeper sees it. */
export const knowledgeDocument = z.object({
  id: z.string(),
  file: z.string(),
  title: z.string(),
  language,
  chunks: z.number().int(),
  bytes: z.number().int(),
  updatedAt: moment,
  canUndo: z.boolean(),
}).meta({ id: "KnowledgeDocument" });

export const knowledgeDocuments = z.object({ documents: z.array(knowledgeDocument) })
  .meta({ id: "KnowledgeDocuments" });

/** One step of taking a file in, as a Server-Sent Event. */
export const knowledgeProgress = z.discriminatedUnion("step", [
  z.object({ step: z.literal("reading") }),
  z.object({ step: z.literal("splitting"), chunks: z.number().int() }),
  z.object({ step: z.literal("storing"), done: z.number().int(), all: z.number().int() }),
  z.object({
    step: z.literal("done"),
    outcome: z.enum(["added", "changed", "unchanged"]),
    document: knowledgeDocument,
    warnings: z.array(z.string()),
    preview: z.array(z.object({ headings: z.array(z.string()), text: z.string() })),
  }),
  z.object({ step: z.literal("failed"), message: z.string() }),
]).meta({ id: "KnowledgeProgress" });

export const course = z.object({
  id: z.string(),
  title: z.string(),
  description: z.string(),
  lessons: z.array(z.object({
    id: z.string(),
    title: z.string(),
    state: z.enum(["closed", "open", "passed"]),
  })),
}).meta({ id: "Course" });

export const courses = z.object({ courses: z.array(course) }).meta({ id: "Courses" });

export const lesson = z.object({
  course: z.string(),
  id: z.string(),
  title: z.string(),
  theory: z.string().meta({ description: "Markdown" }),
  picture: z.object({ url: z.string(), caption: z.string() }).nullable(),
  task: z.string(),
  question: z.string(),
  state: z.enum(["closed", "open", "passed"]),
  lastAnswer: z.object({ text: z.string(), passed: z.boolean(), comment: z.string() }).nullable(),
}).meta({ id: "Lesson" });

export const lessonAnswer = z.object({
  answer: z.string().trim().min(1).max(2000),
}).strict().meta({ id: "LessonAnswer" });

export const lessonResult = z.object({
  passed: z.boolean(),
  comment: z.string(),
  next: z.object({ course: z.string(), lesson: z.string() }).nullable(),
}).meta({ id: "LessonResult" });

/** A plan that the member agreed to follow with the assistant. */
export const carePlanView = z.object({
  carePlan: z.object({
    id: z.string(),
    title: z.string(),
    steps: z.array(z.string()),
    startedAt: moment,
  }).nullable(),
}).meta({ id: "CarePlanView" });

export const problem = z.object({
  error: z.object({
    code: z.string(),
    message: z.string().meta({ description: "A plain sentence in the language of the reader" }),
    requestId: z.string(),
    details: z.record(z.string(), z.unknown()).optional(),
  }),
}).meta({ id: "Problem" });

export type AllowanceLeft = z.infer<typeof allowanceLeft>;
export type PlanView = z.infer<typeof plan>;
export type Me = z.infer<typeof me>;
export type AssistantView = z.infer<typeof assistant>;
export type Session = z.infer<typeof session>;
export type TurnView = z.infer<typeof turn>;
export type History = z.infer<typeof history>;
export type ChatRequest = z.infer<typeof chatRequest>;
export type ChatEventName = keyof typeof chatEvents;
export type ChatEvent = {
  [Name in ChatEventName]: { id: number; name: Name; data: z.infer<typeof chatEvents[Name]> };
}[ChatEventName];
export type Problem = z.infer<typeof problem>;
export type Settings = z.infer<typeof settings>;
export type SettingsView = z.infer<typeof settingsView>;
export type SettingsChange = z.infer<typeof settingsChange>;
export type FactView = z.infer<typeof fact>;
export type MemoryView = z.infer<typeof memory>;
export type MemoryFound = z.infer<typeof memoryFound>;
export type FactOrigin = z.infer<typeof factOrigin>;
export type FactRemoved = z.infer<typeof factRemoved>;
export type ExportLink = z.infer<typeof exportLink>;
export type ErasureReceipt = z.infer<typeof erasureReceipt>;
export type Passage = z.infer<typeof passage>;
export type KnowledgeDocument = z.infer<typeof knowledgeDocument>;
export type KnowledgeDocuments = z.infer<typeof knowledgeDocuments>;
export type KnowledgeProgress = z.infer<typeof knowledgeProgress>;
export type Courses = z.infer<typeof courses>;
export type Lesson = z.infer<typeof lesson>;
export type LessonResult = z.infer<typeof lessonResult>;
export type CarePlanView = z.infer<typeof carePlanView>;
export type IncognitoRequest = z.infer<typeof incognitoRequest>;
