import { Composer, InputFile } from "grammy";
import type { Language } from "../domain/community.ts";
import { AppError } from "../domain/errors.ts";
import { type Amount, formatMoney } from "../domain/money.ts";
import { promoTerms } from "../domain/new_promo.ts";
import { codeLink } from "../domain/promo_code.ts";
import { readPromoLine } from "../domain/promo_line.ts";
import type { CampaignReport } from "../services/promo_codes.ts";
import type { BotDependencies, MemberContext } from "./context.ts";

/** Codes that one message makes. */
const MOST_CODES = 10_000;
/** Campaigns that one message tells of. */
const MOST_CAMPAIGNS = 30;

/**
 * `/codes` for operators: makes a code by a line, or many into a file, takes one back, and reports what
 * came of campaigns.
 */
export function promoCodes(deps: BotDependencies) {
  const { operators, outbox } = deps;
  const composer = new Composer<MemberContext>();
  const isOperator = ({ member }: MemberContext) => operators.includes(member.telegramId);
  composer.filter(isOperator).command("codes", async (context) => {
    const { member, update, match } = context;
    const bulk = /^(\d+)\s+(.+)$/s.exec(match.trim());
    const refusal = bulk && await sendMany(deps, context, Number(bulk[1]), bulk[2]!);
    if (bulk && refusal === undefined) return;
    await outbox.send({
      member,
      kind: "codes",
      dedupeKey: `update:${update.update_id}`,
      text: refusal ?? await answer(deps, member, match.trim()),
    });
  });
  return composer;
}

async function answer(
  deps: BotDependencies,
  { language, telegramId }: { language: Language; telegramId: string },
  line: string,
): Promise<string> {
  const { texts } = deps;
  if (line === "") return await reportText(deps, language);
  const [first = "", second = "", ...rest] = line.split(/\s+/);
  try {
    if (first.toLowerCase() === "off" && second !== "" && rest.length === 0) {
      return await disable(deps, language, second);
    }
    return await create(deps, { language, telegramId }, line);
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    if (error.code === "not_found") return await texts.format(language, "promo-unknown");
    if (error.code !== "bad_request") throw error;
    const reason = String(error.details.reason);
    return `${await texts.format(language, "bot-codes-how")}\n\n${reason}`;
  }
}

/**
 * Makes many codes and sends them as a file; answers why not, where it cannot be done. Told again, they
 * are the same ones.
 */
async function sendMany(
  { texts, community, codes }: BotDependencies,
  context: MemberContext,
  number: number,
  line: string,
): Promise<string | undefined> {
  const { member: { language, telegramId }, update } = context;
  const how = await texts.format(language, "bot-codes-how");
  if (number < 1 || number > MOST_CODES) {
    return `${how}\n\nexpected 1 to ${MOST_CODES} codes, came ${number}`;
  }
  try {
    const terms = promoTerms(readPromoLine(`MANY ${line}`).words, community);
    terms.maxUses ??= 1;
    const { codes: promos, bot } = await codes();
    const made = promos.make(number, `update:${update.update_id}`);
    await promos.keep(made, terms, telegramId);
    const name = await bot.userName();
    const lines = made.map((code) => `${code},${codeLink(name, "promo", code)}\n`);
    const file = new TextEncoder().encode(`code,link\n${lines.join("")}`);
    await context.replyWithDocument(new InputFile(file, "codes.csv"));
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== "bad_request") throw error;
    return `${how}\n\n${String(error.details.reason)}`;
  }
}

async function create(
  { texts, community, codes }: BotDependencies,
  { language, telegramId }: { language: Language; telegramId: string },
  line: string,
): Promise<string> {
  const { code, words } = readPromoLine(line);
  const terms = promoTerms(words, community);
  const { codes: promos, bot } = await codes();
  const { promo } = await promos.create(code, terms, telegramId);
  const link = codeLink(await bot.userName(), "promo", promo.code);
  return await texts.format(language, "bot-codes-made", { code: promo.code, link });
}

async function disable(
  { texts, codes }: BotDependencies,
  language: Language,
  typed: string,
): Promise<string> {
  const { promo: { code } } = await (await codes()).codes.disable(typed);
  return await texts.format(language, "bot-codes-off", { code });
}

async function reportText({ texts, codes }: BotDependencies, language: Language): Promise<string> {
  const how = await texts.format(language, "bot-codes-how");
  const reports = await (await codes()).codes.report();
  const some = reports.toSorted((one, other) => other.used - one.used).slice(0, MOST_CAMPAIGNS);
  const lines = await Promise.all(
    some.map(async (report) =>
      await texts.format(language, "bot-codes-campaign", {
        campaign: report.campaign ?? await texts.format(language, "bot-codes-no-campaign"),
        codes: report.codes,
        limited: report.issued === null ? "no" : "yes",
        issued: report.issued ?? 0,
        reserved: report.reserved,
        used: report.used,
        revenue: revenueOf(report, language),
      })
    ),
  );
  return [...lines, how].join("\n\n");
}

function revenueOf({ revenue }: CampaignReport, language: Language): string {
  const sums = Object.entries(revenue)
    .filter(([, amount]) => amount !== "0")
    .map(([currency, amount]) => formatMoney({ currency, amount: amount as Amount }, language));
  return sums.length === 0 ? "0" : sums.join(" + ");
}
