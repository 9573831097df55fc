import { z } from "zod";
import { AppError } from "../domain/errors.ts";
import { QUESTION_LENGTH, type SourceText } from "../domain/knowledge.ts";
import { stemsOf } from "../domain/words.ts";
import { GUIDE_INSTRUCTIONS } from "./transcripts_prompt.ts";
import { countWords, type GuideSection, splitTranscript, writeGuide } from "./transcripts_text.ts";
import type { LanguageModel } from "./ports.ts";

/** What is known of a transcript that is being made into a guide; kept after every part. */
export interface GuideProgress {
  schema: 1;
  /** Of the transcript's bytes, and of how it is asked about; another one begins anew. */
  hash: string;
  version: number;
  /** The sections that were made, by the number of their part, from 1. */
  sections: Record<number, GuideSection>;
}

/** Why a part of a transcript could not be made into a section. */
export type PartProblem =
  /** The model withheld its answer. */
  | "blocked"
  /** The model's answer was not of the form asked for. */
  | "malformed"
  | "empty"
  /** It speaks of something else than the transcript. */
  | "unlike"
  | "timeout";

/** Why the work stopped before its end; what was made is kept. */
export type GuideStop =
  /** The model's quota of the day is used up. */
  | { reason: "day_quota" }
  /** The model stayed busy through every wait. */
  | { reason: "busy" }
  /** The model cannot be asked at all; `why` says it to the operator. */
  | { reason: "model"; why: string };

export interface GuideReport {
  /** Markdown with front matter; null where the work stopped before its end. */
  guide: string | null;
  parts: number;
  /** Parts that were made before and not asked for again. */
  keptParts: number;
  /** Parts without a section: they stand in the guide as they were said. */
  failed: { part: number; problem: PartProblem }[];
  wordsIn: number;
  wordsOut: number;
  stopped: GuideStop | null;
}

export interface Transcripts {
  /**
   * Makes a guide of a transcript, part by part.
   *
   * `keep` is given what is to come back as `progress`, after every part; `tell` is told of each.
   */
  structure(work: {
    source: SourceText;
    progress?: GuideProgress;
    keep(progress: GuideProgress): Promise<void>;
    tell(part: { part: number; parts: number; problem?: PartProblem }): void;
    signal: AbortSignal;
  }): Promise<GuideReport>;
}

/** Changes whenever the same part would be asked about in another way. */
const VERSION = 2;
/** How often a part is asked for where the answer cannot be used or does not come. */
const MOST_ANSWERS = 2;
/** How often a busy model is waited for. */
const MOST_WAITS = 6;
/** Seconds to wait where a busy model does not say how long; they double. */
const FIRST_WAIT = 15;
/** The least share of a section's stems that are in the transcript, and of the transcript's in it. */
const LEAST_FROM_SOURCE = 0.5;
const LEAST_OF_SOURCE = 0.08;
/** The most questions of one section that are taken. */
const SECTION_QUESTIONS = 20;

const sectionSchema = z.object({
  title: z.string().trim().min(1).max(150),
  passages: z.array(z.object({
    heading: z.string().trim().min(1).max(150),
    text: z.string().trim().min(1),
  })).max(40),
  keywords: z.array(z.string().trim().min(1).max(60)).max(20),
  // A good section is not thrown away for a question that is none.
  questions: z.array(z.string().trim()).catch([]).transform((questions) =>
    questions.filter((one) => one !== "" && one.length <= QUESTION_LENGTH)
      .slice(0, SECTION_QUESTIONS)
  ),
});

const progressSchema = z.object({
  schema: z.literal(1),
  hash: z.string(),
  version: z.number(),
  sections: z.record(z.string().regex(/^\d+$/), sectionSchema),
});

/** Progress as it was kept, or undefined where it is something else. */
export function parseProgress(value: unknown): GuideProgress | undefined {
  const parsed = progressSchema.safeParse(value);
  return parsed.success ? parsed.data : undefined;
}

/** The form of a section, as the model is told; the title says which task it is. */
const ANSWER_SCHEMA = {
  title: "guide",
  type: "object",
  properties: {
    title: { type: "string" },
    passages: {
      type: "array",
      items: {
        type: "object",
        properties: { heading: { type: "string" }, text: { type: "string" } },
        required: ["heading", "text"],
      },
    },
    keywords: { type: "array", items: { type: "string" } },
    questions: { type: "array", items: { type: "string" } },
  },
  required: ["title", "passages", "keywords", "questions"],
};

/** Makes the use case of structuring; `sleep` waits for milliseconds of real time. */
export function createTranscripts(deps: {
  model: Pick<LanguageModel, "generate">;
  modelName: string;
  sleep(milliseconds: number, signal: AbortSignal): Promise<void>;
}): Transcripts {
  const { model, modelName, sleep } = deps;

  async function ask(part: string, signal: AbortSignal): Promise<unknown> {
    for (let wait = 1;; wait += 1) {
      try {
        return await model.generate({
          model: modelName,
          instructions: GUIDE_INSTRUCTIONS,
          contents: [{ role: "user", parts: [{ text: quoted(part) }] }],
          schema: ANSWER_SCHEMA,
          signal,
        });
      } catch (error) {
        const seconds = waitAfter(error, wait);
        if (seconds === undefined || wait > MOST_WAITS) throw error;
        await sleep(seconds * 1000, signal);
      }
    }
  }

  /** A section that holds what the part says, or what was wrong with the last one. */
  async function make(part: string, signal: AbortSignal): Promise<GuideSection | PartProblem> {
    let problem: PartProblem = "empty";
    for (let answer = 1; answer <= MOST_ANSWERS; answer += 1) {
      try {
        const section = check(await ask(part, signal), part);
        if (typeof section !== "string") return section;
        problem = section;
      } catch (error) {
        problem = problemOf(error);
      }
    }
    return problem;
  }

  return {
    async structure({ source, progress, keep, tell, signal }) {
      const parts = splitTranscript(source.text);
      const fits = progress?.hash === source.hash && progress.version === VERSION;
      const sections = fits ? { ...progress.sections } : {};
      const keptParts = Object.keys(sections).length;
      const failed: GuideReport["failed"] = [];
      let stopped: GuideStop | null = null;
      for (const [index, text] of parts.entries()) {
        const part = index + 1;
        if (sections[part]) continue;
        const made = await make(text, signal).catch((error) => stopOf(error));
        if (typeof made === "object" && "reason" in made) {
          stopped = made;
          break;
        }
        if (typeof made === "string") failed.push({ part, problem: made });
        else {
          sections[part] = made;
          await keep({ schema: 1, hash: source.hash, version: VERSION, sections });
        }
        tell({
          part,
          parts: parts.length,
          ...(typeof made === "string" ? { problem: made } : {}),
        });
      }
      const guide = stopped ? null : writeGuide(source, parts, sections);
      return {
        guide,
        parts: parts.length,
        keptParts,
        failed,
        wordsIn: countWords(source.text),
        wordsOut: countWords(guide ?? ""),
        stopped,
      };
    },
  };
}

/** The part as data: nothing in it ends the mark that it stands between. */
function quoted(part: string): string {
  return `<transcript>\n${part.replace(/<(?=\/?\s*transcript)/gi, "‹")}\n</transcript>`;
}

/** Seconds to wait before a busy model is asked again; undefined where waiting does not help. */
function waitAfter(error: unknown, wait: number): number | undefined {
  if (!(error instanceof AppError) || error.details.perDay) return undefined;
  if (error.code !== "model_busy") return undefined;
  const told = error.details.retryAfterSeconds;
  return typeof told === "number" ? told : FIRST_WAIT * 2 ** (wait - 1);
}

/** What an error means for one part; throws it where no other part would fare better. */
function problemOf(error: unknown): PartProblem {
  if (!(error instanceof AppError)) throw error;
  const { code, details } = error;
  if (code === "model_timeout") return "timeout";
  if (code !== "model_failed") throw error;
  if (details.reason === "blocked" || details.reason === "unfinished") return "blocked";
  if (details.reason === "malformed") return "malformed";
  throw error;
}

function stopOf(error: unknown): GuideStop {
  if (!(error instanceof AppError)) throw error;
  if (error.code === "model_busy") {
    return { reason: error.details.perDay ? "day_quota" : "busy" };
  }
  if (error.code !== "model_failed") throw error;
  return { reason: "model", why: String(error.details.reason ?? error.code) };
}

/** Checks what the model answered: its form, and that it speaks of what the part speaks of. */
function check(answer: unknown, part: string): GuideSection | PartProblem {
  const parsed = sectionSchema.safeParse(answer);
  if (!parsed.success) return "malformed";
  const section = parsed.data;
  const said = section.passages.map(({ heading, text }) => `${heading}\n${text}`).join("\n");
  const out = new Set(stemsOf(said));
  if (out.size === 0) return "empty";
  const source = new Set(stemsOf(part));
  const shared = [...out].filter((stem) => source.has(stem)).length;
  const like = shared >= out.size * LEAST_FROM_SOURCE && shared >= source.size * LEAST_OF_SOURCE;
  return like ? section : "unlike";
}
