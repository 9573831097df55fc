// deno-lint-ignore-file no-console
/**
 * The operator's commands: `deno task sfera …`.
 *
 * It works on the store itself, so it needs KV_URL and COMMUNITY_DIR as the service has them; of its
 * keys only GEMINI_API_KEY, for embeddings and for guides.
 */
import { lazyModel } from "../clients/lazy_model.ts";
import { systemBytes, systemClock, systemIds } from "../clients/system.ts";
import { ConfigError } from "../config.ts";
import { readPack } from "../config/pack.ts";
import { headOf } from "../db/keys.ts";
import { openDatabaseKv } from "../db/open.ts";
import { createDatabase } from "../db/tx.ts";
import type { Community } from "../domain/community.ts";
import { AppError } from "../domain/errors.ts";
import { later } from "../domain/later.ts";
import { createAudit } from "../services/audit.ts";
import { createCallStatistics } from "../services/call_figures.ts";
import { createGrants } from "../services/grants.ts";
import { createInvoiceBook } from "../services/invoice_book.ts";
import { createKnowledge } from "../services/knowledge.ts";
import { createPromoCodes } from "../services/promo_codes.ts";
import { createMemberMoney } from "../services/member_money.ts";
import { createMembers } from "../services/members.ts";
import type { LanguageModel } from "../services/ports.ts";
import { createTexts } from "../services/texts.ts";
import type { Transcripts } from "../services/transcripts.ts";
import { AUDIT_USAGE, readAuditCommand } from "./audit.ts";
import { CALLS_USAGE, readCallsCommand } from "./calls.ts";
import type { Command } from "./command.ts";
import { GRANT_USAGE, readGrantCommand } from "./grant.ts";
import { INVOICE_USAGE, readInvoiceCommand } from "./invoice.ts";
import { loadInvoices } from "./invoice_services.ts";
import { KNOWLEDGE_USAGE, readKnowledgeCommand } from "./knowledge.ts";
import { MEMBER_USAGE, readMemberCommand } from "./member.ts";
import { PROMO_USAGE, readPromoCommand } from "./promo.ts";
import { PLAN_USAGE, readPlanCommand } from "./plan.ts";

const USAGE = `Usage: deno task sfera COMMAND

${MEMBER_USAGE}

${GRANT_USAGE}

${PLAN_USAGE}

${PROMO_USAGE}

${INVOICE_USAGE}

${KNOWLEDGE_USAGE}

${CALLS_USAGE}
${AUDIT_USAGE}`;

/** Longest time without a word from Gemini, in milliseconds: a section of a guide is long. */
const GUIDE_TIME = 180_000;

/** Why no money goes back. */
const REFUND_REFUSALS: Record<string, string> = {
  already: "the money has gone back already",
  under_way: "a refund is under way already",
  nothing_came: "no money came that could go back",
  address: "expected the address to send it to, as letters and digits without spaces",
};

/** Reads the words of each group of commands; a group is a file of its own. */
const GROUPS: Record<string, (words: readonly string[]) => Command | undefined> = {
  member: readMemberCommand,
  grant: readGrantCommand,
  promo: readPromoCommand,
  invoice: readInvoiceCommand,
  plan: readPlanCommand,
  audit: readAuditCommand,
  knowledge: readKnowledgeCommand,
  calls: readCallsCommand,
};

const [group = "", ...words] = Deno.args;
const command = Object.hasOwn(GROUPS, group) ? GROUPS[group]!(words) : undefined;
if (command) {
  Deno.exitCode = await run(command);
} else {
  console.error(USAGE);
  Deno.exitCode = 2;
}

async function run(command: Command): Promise<number> {
  let kv: Deno.Kv | undefined;
  try {
    const community = await readCommunity();
    kv = await openDatabaseKv(Deno.env.get("KV_URL"));
    const ids = systemIds();
    const db = createDatabase(kv, { ids, random: Math.random, headOf });
    const members = createMembers({
      db,
      clock: systemClock,
      liveness: systemClock,
      ids,
      community,
    });
    const { timeZone, models } = community.assistant;
    const model = languageModel();
    const texts = createTexts({ ru: await readLocale("ru"), en: await readLocale("en") });
    const code = await command({
      invoiceBook: createInvoiceBook({ db }),
      invoices: () => loadInvoices({ db, ids, community, texts }),
      members,
      grants: createGrants({ db, clock: systemClock, ids, community }),
      audit: createAudit({ db, clock: systemClock }),
      money: createMemberMoney({ db, clock: systemClock, community }),
      community,
      crypto: hasProcessor(),
      calls: createCallStatistics({ db, clock: systemClock, community }),
      promos: createPromoCodes({ db, clock: systemClock, random: systemBytes }),
      knowledge: createKnowledge({
        db,
        clock: systemClock,
        ids,
        community,
        model,
        embed: hasModel(),
      }),
      transcripts: hasModel() ? () => loadTranscripts(model, models.text) : undefined,
      texts,
      timeZone,
      knowledgeFolder: `${communityFolder()}/knowledge`,
      print: (line) => console.log(line),
      printError: (line) => console.error(line),
    });
    return code ?? 0;
  } catch (error) {
    if (!(error instanceof AppError || error instanceof ConfigError)) throw error;
    console.error(explain(error));
    return error instanceof ConfigError ? 2 : 1;
  } finally {
    kv?.close();
  }
}

function communityFolder(): string {
  const folder = Deno.env.get("COMMUNITY_DIR")?.trim() || fileOf("../community");
  return folder.replace(/\/+$/, "");
}

async function readCommunity(): Promise<Community> {
  const problems: string[] = [];
  const community = await readPack(
    {
      readText: (path) => Deno.readTextFile(path),
      listFolder: async (path) =>
        (await Array.fromAsync(Deno.readDir(path))).map(({ name }) => name),
    },
    communityFolder(),
    problems,
  );
  if (!community) throw new ConfigError(problems);
  return community;
}

function hasProcessor(): boolean {
  return ["CRYPTOMUS_MERCHANT", "CRYPTOMUS_API_KEY"].every((name) => Deno.env.get(name)?.trim());
}

function hasModel(): boolean {
  return Boolean(Deno.env.get("GEMINI_API_KEY")?.trim());
}

function languageModel(): LanguageModel {
  return lazyModel(async () => {
    const { createGemini } = await import(
      later("../clients/gemini.ts")
    ) as typeof import("../clients/gemini.ts");
    return createGemini({
      apiKey: Deno.env.get("GEMINI_API_KEY")!.trim(),
      baseUrl: Deno.env.get("GEMINI_BASE_URL")?.trim() || undefined,
      requestTimeoutMilliseconds: GUIDE_TIME,
    });
  });
}

async function loadTranscripts(model: LanguageModel, modelName: string): Promise<Transcripts> {
  const { createTranscripts } = await import(
    later("../services/transcripts.ts")
  ) as typeof import("../services/transcripts.ts");
  const sleep = (milliseconds: number) =>
    new Promise<void>((resolve) => setTimeout(resolve, milliseconds));
  return createTranscripts({
    model,
    modelName,
    async sleep(milliseconds) {
      console.error(`Gemini is busy: going on in ${Math.ceil(milliseconds / 1000)} seconds.`);
      await sleep(milliseconds);
    },
  });
}

function readLocale(language: string): Promise<string> {
  return Deno.readTextFile(fileOf(`../locales/${language}.ftl`));
}

function fileOf(path: string): string {
  return new URL(path, import.meta.url).pathname;
}

function explain(error: AppError | ConfigError): string {
  if (error instanceof ConfigError) return error.message;
  const { what, id, store, reason } = error.details;
  if (error.code === "not_found") return `There is no ${what} ${id}.`;
  if (error.code === "bad_request" && typeof reason === "string") return reason;
  if (error.code === "refund_refused") {
    return `Nothing is sent back: ${REFUND_REFUSALS[String(reason)] ?? String(reason)}.`;
  }
  if (error.code === "storage_unavailable") {
    return `KV_URL: the store (${store}) cannot be used: ${reason}.`;
  }
  return error.message;
}
