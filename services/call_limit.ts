import type { Transaction } from "../db/tx.ts";
import { dayOf } from "../domain/calendar.ts";
import type { Community } from "../domain/community.ts";
import type { Member } from "../domain/member.ts";
import type { MessageToSend, Outbox } from "./outbox.ts";
import type { Clock } from "./ports.ts";
import type { Texts } from "./texts.ts";

/** What a member has come to the end of: the calls of the day, or the minutes of a call. */
export type CallLimit = "calls" | "minutes";

interface Dependencies {
  clock: Clock;
  community: Community;
  texts: Texts;
  outbox: Pick<Outbox, "add" | "send" | "hurry">;
}

/** Lets the bot say that a limit is reached, once a day, with the way to the plans. */
export async function tellOfCallLimit(
  tx: Transaction,
  deps: Dependencies,
  member: Member,
  limit: CallLimit,
): Promise<void> {
  await deps.outbox.add(tx, await limitMessage(deps, member, limit));
}

/** The same where there is no transaction to join. */
export async function sendCallLimit(
  deps: Dependencies,
  member: Member,
  limit: CallLimit,
): Promise<void> {
  await deps.outbox.send(await limitMessage(deps, member, limit));
}

async function limitMessage(
  { clock, community, texts }: Dependencies,
  member: Member,
  limit: CallLimit,
): Promise<MessageToSend> {
  const now = clock.now();
  const { timeZone } = community.assistant;
  const { name, end } = dayOf(now, timeZone);
  const { language } = member;
  const time = new Intl.DateTimeFormat(language, { timeZone, timeStyle: "short" }).format(end);
  const text = limit === "minutes" ? await texts.format(language, "bot-call-minutes") : await texts
    .format(language, "bot-calls-used", { hours: Math.floor((end - now) / 3600_000), time });
  return {
    member,
    kind: "limit",
    dedupeKey: `call_limit:${name}`,
    text,
    buttons: [[{ text: await texts.format(language, "bot-plans"), appPath: "plans" }]],
  };
}
