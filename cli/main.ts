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
import type { Invoices, InvoicesDependencies } from "../services/invoices.ts";
import { createKnowledge } from "../services/knowledge.ts";
import { createPromoCodes } from "../services/promo_codes.ts";
import { createMembers } from "../services/members.ts";
import type { LanguageModel } from "../services/ports.ts";
import { createTexts } from "../services/texts.ts";
import type { Transcripts } from "../services/transcripts.ts";
import { AUDIT_USAGE, readAuditCommand } from "./audit.ts";
import { CALLS_USAGE, readCallsCommand } from "./calls.ts";
import type { Command } from "./command.ts";
import { GRANT_USAGE, readGrantCommand } from "./grant.ts";
import { INVOICE_USAGE, readInvoiceCommand } from "./invoice.ts";
import { KNOWLEDGE_USAGE, readKnowledgeCommand } from "./knowledge.ts";
import { MEMBER_USAGE, readMemberCommand } from "./member.ts";
import { PROMO_USAGE, readPromoCommand } from "./promo.ts";

const USAGE = `Usage: deno task sfera COMMAND

${MEMBER_USAGE}

${GRANT_USAGE}

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
      calls: createCallStatistics({ db, clock: systemClock, community }),
      promos: createPromoCodes({ db, clock: systemClock, random: systemBytes }),
      community,
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

/** What asks of payments; who takes them is there where their keys are set, as the service has them. */
async function loadInvoices(
  deps: Pick<InvoicesDependencies, "db" | "ids" | "community" | "texts">,
): Promise<Invoices> {
  const [
    { createInvoices },
    { createOutbox },
    { createPromoUses },
    { createGuessing },
    { createGifts },
    { createReferrals },
    { createOperatorMessages },
    { Wakes },
    { createTelegram },
  ] = await Promise.all([
    import(later("../services/invoices.ts")) as Promise<typeof import("../services/invoices.ts")>,
    import(later("../services/outbox.ts")) as Promise<typeof import("../services/outbox.ts")>,
    import(later("../services/promos.ts")) as Promise<typeof import("../services/promos.ts")>,
    import(later("../services/guesses.ts")) as Promise<typeof import("../services/guesses.ts")>,
    import(later("../services/gifts.ts")) as Promise<typeof import("../services/gifts.ts")>,
    import(later("../services/referrals.ts")) as Promise<typeof import("../services/referrals.ts")>,
    import(later("../services/operator_messages.ts")) as Promise<
      typeof import("../services/operator_messages.ts")
    >,
    import(later("../services/wakes.ts")) as Promise<typeof import("../services/wakes.ts")>,
    import(later("../clients/telegram.ts")) as Promise<typeof import("../clients/telegram.ts")>,
  ]);
  const setting = (name: string) => Deno.env.get(name)?.trim() ?? "";
  const clocks = { clock: systemClock, liveness: systemClock };
  const telegram = createTelegram({
    token: setting("TELEGRAM_BOT_TOKEN"),
    apiRoot: setting("TELEGRAM_API_ROOT") || "https://api.telegram.org",
    publicUrl: setting("PUBLIC_URL"),
  });
  // What is to be told is sent by the service.
  const outbox = createOutbox({ ...deps, ...clocks, messenger: telegram, wakes: new Wakes() });
  const parts = { ...deps, ...clocks, outbox, random: systemBytes, bot: telegram };
  const gifts = createGifts(parts);
  const referrals = createReferrals(parts);
  const operators = setting("OPERATORS").split(",").map((id) => id.trim()).filter(Boolean);
  const operatorMessages = createOperatorMessages({ ...parts, operators });
  return createInvoices({
    ...parts,
    payments: await loadPayments(setting),
    stars: await loadStars(setting, telegram),
    promos: createPromoUses({ ...parts, guessing: createGuessing(parts) }),
    gifts,
    runners: {
      flag: (errand) => operatorMessages.flag(errand),
      first_payment: ({ memberId, invoiceId }) => referrals.reward(memberId, invoiceId),
      gift: ({ code }) => gifts.settle(code),
    },
    returnUrl: (id) => `${setting("PUBLIC_URL")}/app/?tgWebAppStartParam=invoice_${id}`,
    callbackUrl: `${setting("PUBLIC_URL")}/cryptomus/webhook`,
    signal: new AbortController().signal,
  });
}

async function loadPayments(setting: (name: string) => string) {
  const [merchant, apiKey] = [setting("CRYPTOMUS_MERCHANT"), setting("CRYPTOMUS_API_KEY")];
  if (!merchant || !apiKey) return undefined;
  const { createCryptomus } = await import(
    later("../clients/cryptomus.ts")
  ) as typeof import("../clients/cryptomus.ts");
  const baseUrl = setting("CRYPTOMUS_BASE_URL") || "https://api.cryptomus.com";
  return createCryptomus({ merchant, apiKey, baseUrl: baseUrl.replace(/\/+$/, "") });
}

async function loadStars(
  setting: (name: string) => string,
  telegram: { api(): Promise<import("grammy").Api> },
) {
  const token = setting("TELEGRAM_BOT_TOKEN");
  if (!token) return undefined;
  const { createStars } = await import(
    later("../clients/stars.ts")
  ) as typeof import("../clients/stars.ts");
  return createStars({ token, api: () => telegram.api() });
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
