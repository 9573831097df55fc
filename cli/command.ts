import { parseArgs } from "node:util";
import type { Community } from "../domain/community.ts";
import type { Audit } from "../services/audit.ts";
import type { CallStatistics } from "../services/call_figures.ts";
import type { InvoiceBook } from "../services/invoice_book.ts";
import type { Invoices } from "../services/invoices.ts";
import type { Grants } from "../services/grants.ts";
import type { Knowledge } from "../services/knowledge.ts";
import type { PromoCodes } from "../services/promo_codes.ts";
import type { Members } from "../services/members.ts";
import type { Texts } from "../services/texts.ts";
import type { Transcripts } from "../services/transcripts.ts";

/** What a command works with. */
export interface CommandDependencies {
  members: Members;
  grants: Grants;
  audit: Audit;
  calls: CallStatistics;
  promos: PromoCodes;
  invoiceBook: InvoiceBook;
  /** Loaded where one is looked at; it asks those whose keys are set. */
  invoices: () => Promise<Pick<Invoices, "find" | "ask" | "refund">>;
  knowledge: Knowledge;
  /** Makes guides of transcripts; undefined without GEMINI_API_KEY. */
  transcripts: (() => Promise<Transcripts>) | undefined;
  texts: Texts;
  /** What is sold, for codes that are of it. */
  community: Pick<Community, "plans" | "packs" | "assistant">;
  /** The community's time zone, in which moments are shown. */
  timeZone: string;
  /** Where the community's own material lies. */
  knowledgeFolder: string;
  print(line: string): void;
  /** For what went wrong, beside what is printed. */
  printError(line: string): void;
}

/** A command as it was read; answers the exit code where it is not 0. */
export type Command = (deps: CommandDependencies) => Promise<number | void>;

/** A moment as the operator reads it. */
export function formatMoment(at: number, timeZone: string): string {
  const format = new Intl.DateTimeFormat("en-GB", {
    dateStyle: "medium",
    timeStyle: "short",
    timeZone,
  });
  return `${format.format(at)} (${timeZone})`;
}

/** A number with its noun, such as `1 file` or `3 files`. */
export function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? "" : "s"}`;
}

/** Words with options among them, or undefined where they do not fit. */
export function parseWords(
  words: readonly string[],
  options: Record<string, { type: "string" | "boolean" }>,
) {
  try {
    return parseArgs({ args: [...words], options, allowPositionals: true, strict: true });
  } catch {
    return undefined;
  }
}
