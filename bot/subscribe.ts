import { Composer } from "grammy";
import type { Plan } from "../domain/community.ts";
import type { Member } from "../domain/member.ts";
import { type Amount, formatMoney, STARS } from "../domain/money.ts";
import type { BotDependencies, MemberContext } from "./context.ts";

/** `/subscribe`: the plans with what they cost, what renews itself, and the way into the app. */
export function subscribe(deps: BotDependencies) {
  const { outbox, texts } = deps;
  const composer = new Composer<MemberContext>();
  composer.command("subscribe", async ({ member, update }) => {
    await outbox.send({
      member,
      kind: "subscribe",
      dedupeKey: `update:${update.update_id}`,
      text: await offersText(deps, member),
      buttons: [[{ text: await texts.format(member.language, "bot-plans"), appPath: "plans" }]],
    });
  });

  composer.command("terms", async ({ member, update }) => {
    await outbox.send({
      member,
      kind: "terms",
      dedupeKey: `update:${update.update_id}`,
      text: await texts.format(member.language, "bot-terms"),
    });
  });
  return composer;
}

async function offersText(deps: BotDependencies, member: Member): Promise<string> {
  const { community, texts } = deps;
  const { language } = member;
  const parts: string[] = [];
  for (const plan of community.plans) {
    const price = priceText(deps, plan, member);
    if (price === undefined) continue;
    parts.push(
      await texts.format(language, "bot-offer", {
        name: plan.name[language],
        price,
        days: plan.periodDays!,
        description: plan.description[language],
      }),
    );
  }
  if (parts.length === 0) return await texts.format(language, "bot-offers-none");
  const renewal = await renewalText(deps, member);
  if (renewal !== undefined) parts.unshift(renewal);
  return parts.join("\n\n");
}

/** What a plan costs in each way that is offered; undefined where it is not sold. */
function priceText(
  { sells }: BotDependencies,
  { prices, stars, rank, periodDays }: Plan,
  { language }: Member,
): string | undefined {
  if (rank === 0 || periodDays === null) return undefined;
  const all = sells.crypto ? Object.entries(prices) : [];
  const costs = all.map(([currency, amount]) => ({ amount: amount as Amount, currency }));
  if (sells.stars && stars !== undefined) {
    costs.push({ amount: String(stars) as Amount, currency: STARS });
  }
  if (costs.length === 0) return undefined;
  return new Intl.ListFormat(language, { type: "disjunction" }).format(
    costs.map((money) => formatMoney(money, language)),
  );
}

async function renewalText(
  { selling, texts, community }: BotDependencies,
  { id, language }: Member,
): Promise<string | undefined> {
  const subscription = await (await selling()).stars.subscription(id);
  if (!subscription) return undefined;
  const date = new Intl.DateTimeFormat(language, {
    timeZone: community.assistant.timeZone,
    day: "numeric",
    month: "long",
  }).format(subscription.renewsAt);
  const { name, state, stars } = subscription;
  const price = formatMoney({ amount: String(stars) as Amount, currency: STARS }, language);
  return await texts.format(language, "bot-subscription", { name, state, price, date });
}
