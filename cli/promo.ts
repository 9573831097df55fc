import { type Amount, formatMoney } from "../domain/money.ts";
import { promoTerms, type PromoWords } from "../domain/new_promo.ts";
import type { Promo, PromoUse } from "../domain/promo.ts";
import type { CodeReport, PromoFigures } from "../services/promo_codes.ts";
import { type Command, type CommandDependencies, count, formatMoment } from "./command.ts";
import { makeBulk } from "./promo_bulk.ts";
import { benefitText, offersText, promoToJson } from "./promo_text.ts";
import { parsePromoWords } from "./promo_words.ts";

export const PROMO_USAGE = `promo create CODE WHAT [RULES]  make a code that people are told
promo bulk N WHAT [RULES] --csv FILE
                                make N codes that nobody can guess, for one use each unless --max
                                says otherwise; FILE is kept below ./data, and after a crash the
                                same command goes on where it ended
promo list [--campaign C]       codes with their uses and revenue
promo show CODE                 a code with every use of it
promo disable CODE              nobody may use it from now on; what invoices hold stays
promo report [--campaign C]     issued, reserved, used and revenue by campaign

WHAT is --percent 20, --amount 5 --currency USD, --days 7 or --plan pro --days 30. RULES are
--campaign C, --from DAY, --until DAY (the last one), --max USES, --once (a member), --first
(purchase only), --offers plan:pro,pack:hour. A day is such as 2026-12-31. --json prints an object
a line.`;

/** Whoever works at the terminal. */
const BY = "terminal";

const ACTIONS: Record<string, (words: readonly string[]) => Command | undefined> = {
  create(words) {
    const read = parsePromoWords(words);
    const [code, ...rest] = read?.positionals ?? [];
    if (!read || !code || rest.length > 0 || read.csv !== undefined) return undefined;
    return (deps) => create(code, read.words, read.json, deps);
  },
  bulk(words) {
    const read = parsePromoWords(words);
    const [number, ...rest] = read?.positionals ?? [];
    if (!read || !number || rest.length > 0 || read.csv === undefined) return undefined;
    const { csv } = read;
    return (deps) => makeBulk({ number, words: read.words, csv, json: read.json, by: BY }, deps);
  },
  list: (words) => withCampaign(words, list),
  report: (words) => withCampaign(words, report),
  show: (words) => withCode(words, show),
  disable: (words) => withCode(words, disable),
};

/** The command that `promo …` stands for, or undefined where the words do not fit. */
export function readPromoCommand(words: readonly string[]): Command | undefined {
  const [action = "", ...rest] = words;
  return Object.hasOwn(ACTIONS, action) ? ACTIONS[action]!(rest) : undefined;
}

type Work<T> = (what: T, json: boolean, deps: CommandDependencies) => Promise<number | void>;

function withCampaign(
  words: readonly string[],
  run: Work<string | undefined>,
): Command | undefined {
  const read = parsePromoWords(words);
  if (!read || read.positionals.length > 0) return undefined;
  const { campaign, ...others } = read.words;
  if (Object.keys(others).length > 0 || read.csv !== undefined) return undefined;
  return (deps) => run(campaign, read.json, deps);
}

function withCode(words: readonly string[], run: Work<string>): Command | undefined {
  const read = parsePromoWords(words);
  const [code, ...rest] = read?.positionals ?? [];
  if (!read || !code || rest.length > 0 || Object.keys(read.words).length > 0) return undefined;
  return (deps) => run(code, read.json, deps);
}

async function create(
  typed: string,
  words: PromoWords,
  json: boolean,
  { promos, community, print }: CommandDependencies,
): Promise<void> {
  const { promo, made } = await promos.create(typed, promoTerms(words, community), BY);
  if (json) return print(JSON.stringify({ ...promoToJson(promo), made }));
  if (!made) return print(`${promo.code} is there already, just so; nothing has changed.`);
  print(`Made: ${promo.code}, ${benefitText(promo)}.`);
  print(`In one tap: https://t.me/BOT?start=promo_${promo.code}, with your bot's name for BOT.`);
}

async function list(
  campaign: string | undefined,
  json: boolean,
  { promos, print }: CommandDependencies,
): Promise<void> {
  let listed = 0;
  for await (const one of promos.list(campaign)) {
    listed += 1;
    if (json) print(JSON.stringify({ ...promoToJson(one.promo), ...figuresToJson(one) }));
    else print(lineOf(one));
  }
  if (listed === 0 && !json) print("No codes.");
}

function lineOf(one: CodeReport): string {
  const { code, campaign, disabledAt } = one.promo;
  const parts = [code.padEnd(17), benefitText(one.promo), figuresText(one)];
  if (campaign !== null) parts.push(campaign);
  if (disabledAt !== null) parts.push("disabled");
  return parts.join("  ");
}

async function show(
  typed: string,
  json: boolean,
  { promos, print, timeZone }: CommandDependencies,
): Promise<void> {
  const { report, uses } = await promos.show(typed);
  const { promo } = report;
  if (json) {
    const all = { ...promoToJson(promo), ...figuresToJson(report), uses: uses.map(useToJson) };
    return print(JSON.stringify(all));
  }
  const moment = (at: number) => formatMoment(at, timeZone);
  for (const [fact, value] of Object.entries(factsOf(promo, moment))) {
    print(`${fact.padEnd(13)}${value}`);
  }
  print(`${"Uses".padEnd(13)}${figuresText(report)}`);
  if (uses.length > 0) print("");
  for (const { state, memberId, useId, at, revenue } of uses) {
    const paid = revenue === null ? "" : `  ${formatMoney(revenue, "en")}`;
    print(`  ${moment(at)}  ${state.padEnd(8)}  ${memberId}  ${useId}${paid}`);
  }
}

function factsOf(promo: Promo, moment: (at: number) => string): Record<string, string> {
  const { validFrom, validUntil, disabledAt, oncePerMember, firstPurchaseOnly } = promo;
  const rules = [oncePerMember && "once a member", firstPurchaseOnly && "first purchase only"];
  return {
    "Code": promo.code,
    "Brings": benefitText(promo),
    "For": offersText(promo),
    "Campaign": promo.campaign ?? "none",
    "From": validFrom === null ? "always" : moment(validFrom),
    "Until": validUntil === null ? "no end" : moment(validUntil),
    "Rules": rules.filter(Boolean).join(", ") || "none",
    "Made": `${moment(promo.createdAt)} by ${promo.createdBy}`,
    "Disabled": disabledAt === null ? "no" : moment(disabledAt),
  };
}

async function disable(
  typed: string,
  json: boolean,
  { promos, print }: CommandDependencies,
): Promise<void> {
  const { promo, changed } = await promos.disable(typed);
  if (json) return print(JSON.stringify({ ...promoToJson(promo), changed }));
  if (!changed) return print(`${promo.code} was disabled before; nothing has changed.`);
  print(`${promo.code} is disabled: nobody may use it from now on.`);
}

async function report(
  campaign: string | undefined,
  json: boolean,
  { promos, print }: CommandDependencies,
): Promise<void> {
  const reports = await promos.report(campaign);
  for (const one of reports) {
    const { campaign, codes } = one;
    if (json) print(JSON.stringify({ campaign, codes, ...figuresToJson(one) }));
    else {print(
        `${(campaign ?? "no campaign").padEnd(20)}  ${count(codes, "code")}  ${figuresText(one)}`,
      );}
  }
  if (reports.length === 0 && !json) print("No codes.");
}

function figuresText({ issued, reserved, used, revenue }: PromoFigures): string {
  const of = issued === null ? "" : ` of ${issued}`;
  const sums = Object.entries(revenue).map(([currency, amount]) =>
    formatMoney({ currency, amount: amount as Amount }, "en")
  );
  return `${used} used${of}, ${reserved} reserved, revenue ${sums.join(" + ") || "0"}`;
}

function figuresToJson({ issued, reserved, used, revenue }: PromoFigures) {
  return { issued, reserved, used, revenue };
}

function useToJson({ useId, memberId, state, revenue, off, at }: PromoUse) {
  return { use: useId, member: memberId, state, revenue, off, at: new Date(at).toISOString() };
}
