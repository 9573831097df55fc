import { Composer } from "grammy";
import type { MemberView } from "../services/members.ts";
import type { BotDependencies, MemberContext } from "./context.ts";

/** `/plan`: the plan in force, until when and why, what waits behind it, what is left, and which packs. */
export function plan(deps: BotDependencies) {
  const { members, outbox, texts } = deps;
  const composer = new Composer<MemberContext>();
  composer.command("plan", async ({ member, update }) => {
    const view = await members.view(member.id);
    await outbox.send({
      member,
      kind: "plan",
      dedupeKey: `update:${update.update_id}`,
      text: await planText(deps, view),
      buttons: [[{ text: await texts.format(member.language, "bot-plans"), appPath: "plans" }]],
    });
  });
  return composer;
}

async function planText(
  { texts, community }: BotDependencies,
  { member: { language }, access, allowances, packs }: MemberView,
): Promise<string> {
  const { timeZone } = community.assistant;
  const format = new Intl.DateTimeFormat(language, {
    timeZone,
    day: "numeric",
    month: "long",
    hour: "2-digit",
    minute: "2-digit",
  });
  const say = (id: string, places: Record<string, string | number>) =>
    texts.format(language, id, places);
  const end = (until: number | null) => ({
    ends: until === null ? "never" : "then",
    until: until === null ? "" : format.format(until),
  });
  const { plan, until, reason, source, waiting } = access;
  const lines = [await say("bot-plan-now", { plan: plan.name, reason, ...end(until) })];
  if (source !== null) lines.push(await say("bot-plan-why", { source }));
  for (const next of waiting) {
    const from = format.format(next.from);
    lines.push(await say("bot-plan-next", { plan: next.plan.name, from, ...end(next.until) }));
  }
  lines.push("");
  for (const { kind, limit, left } of allowances) {
    const limited = limit === null ? "no" : "yes";
    lines.push(await say("bot-plan-left", { kind, limited, left: left ?? 0, limit: limit ?? 0 }));
  }
  for (const { name, minutesLeft, until } of packs) {
    lines.push(await say("bot-plan-pack", { pack: name, minutes: minutesLeft, ...end(until) }));
  }
  return lines.join("\n");
}
