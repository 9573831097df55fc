import type { Allowance, Plan } from "../domain/community.ts";
import { type Offer, offerId, soldOffers, waysToPay } from "../domain/offer.ts";
import { type Command, type CommandDependencies, count, parseWords } from "./command.ts";

export const PLAN_USAGE =
  `plan list [--json]              what is sold as the service sees it: prices and ways to pay
plan show ID [--json]           a plan or a pack, with all that it comes with`;

/** The command that `plan …` stands for, or undefined where the words do not fit. */
export function readPlanCommand(words: readonly string[]): Command | undefined {
  const read = parseWords(words, { json: { type: "boolean" } });
  const [action, id, ...rest] = read?.positionals ?? [];
  const json = Boolean(read?.values.json);
  if (action === "list" && id === undefined) return (deps) => Promise.resolve(list(json, deps));
  if (action === "show" && id !== undefined && rest.length === 0) {
    return (deps) => Promise.resolve(show(id, json, deps));
  }
  return undefined;
}

type PlanDependencies = Pick<
  CommandDependencies,
  "community" | "crypto" | "print" | "printError"
>;

function list(json: boolean, deps: PlanDependencies): void {
  const { print } = deps;
  for (const offer of everything(deps)) {
    if (json) {
      print(JSON.stringify(toJson(offer, deps)));
      continue;
    }
    const { name } = soldIn(offer);
    const id = idOf(offer).padEnd(14);
    print(`${id}${name.en.padEnd(18)}${pricesOf(offer).padEnd(24)}${waysOf(offer, deps)}`);
  }
}

function show(id: string, json: boolean, deps: PlanDependencies): number {
  const { print, printError } = deps;
  const offer = everything(deps).find((one) => [soldIn(one).id, idOf(one)].includes(id));
  if (!offer) {
    printError(`There is no plan or pack ${id}.`);
    return 1;
  }
  if (json) {
    print(JSON.stringify(toJson(offer, deps)));
    return 0;
  }
  const { name, description } = soldIn(offer);
  const facts: Record<string, string> = {
    "Offer": idOf(offer),
    "Name": `${name.ru} · ${name.en}`,
    "About": description.en,
    "Price": pricesOf(offer),
    "Paid by": waysOf(offer, deps),
    ...offer.kind === "plan" ? factsOfPlan(offer.plan) : {
      "Minutes": String(offer.pack.minutes),
      "Lasts": count(offer.pack.days, "day"),
    },
  };
  for (const [fact, value] of Object.entries(facts)) print(`${fact.padEnd(11)}${value}`);
  return 0;
}

function factsOfPlan({ periodDays, rank, trialDays, graceDays, allowances }: Plan) {
  return {
    "Lasts": periodDays === null ? "for ever" : count(periodDays, "day"),
    "Rank": String(rank),
    "Trial": trialDays > 0 ? count(trialDays, "day") : "none",
    "Grace": graceDays > 0 ? count(graceDays, "day") : "none",
    "Allows": allowances.map(allowanceOf).join(", "),
  };
}

function allowanceOf({ kind, limit, per }: Allowance): string {
  return `${limit ?? "any number of"} ${kind.replace("_", " ")} a ${per}`;
}

/** The plan everybody has, and all that is sold. */
function everything({ community }: PlanDependencies): Offer[] {
  const sold = soldOffers(community);
  const isSold = (plan: Plan) => sold.some((offer) => offer.kind === "plan" && offer.plan === plan);
  const others = community.plans.filter((plan) => !isSold(plan));
  return [...others.map((plan) => ({ kind: "plan" as const, plan })), ...sold];
}

function soldIn(offer: Offer) {
  return offer.kind === "plan" ? offer.plan : offer.pack;
}

function idOf(offer: Offer): string {
  return offerId(offer.kind, soldIn(offer).id);
}

function pricesOf(offer: Offer): string {
  const { prices, stars } = soldIn(offer);
  const all = Object.entries(prices).map(([currency, price]) => `${price} ${currency}`);
  if (stars !== undefined) all.push(`${stars} Stars`);
  return all.length > 0 ? all.join(", ") : "free";
}

function waysOf(offer: Offer, { community, crypto }: PlanDependencies): string {
  return waysToPay(offer, community.sales, { crypto }).join(", ") || "not sold";
}

function toJson(offer: Offer, { community, crypto }: PlanDependencies) {
  const ways = waysToPay(offer, community.sales, { crypto });
  return { offer: idOf(offer), ...soldIn(offer), ways };
}
