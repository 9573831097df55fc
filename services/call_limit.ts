import type { Transaction } from "../db/tx.ts";
import type { Member } from "../domain/member.ts";
import { limitMessage, type LimitMessageDependencies, type ReachedLimit } from "./limit_message.ts";
import type { MessageToSend, Outbox } from "./outbox.ts";

/** What a member has come to the end of: the calls of a day or a period, or the minutes of a call. */
export type CallLimit = ReachedLimit | "minutes";

interface Dependencies extends LimitMessageDependencies {
  outbox: Pick<Outbox, "add" | "send" | "hurry">;
}

/** Lets the bot say that a limit is reached, once a day, with the way to the plans. */
export async function tellOfCallLimit(
  tx: Transaction,
  deps: Dependencies,
  member: Member,
  limit: CallLimit,
): Promise<void> {
  await deps.outbox.add(tx, await messageOf(deps, member, limit));
}

/** The same where there is no transaction to join. */
export async function sendCallLimit(
  deps: Dependencies,
  member: Member,
  limit: CallLimit,
): Promise<void> {
  await deps.outbox.send(await messageOf(deps, member, limit));
}

async function messageOf(
  deps: Dependencies,
  member: Member,
  limit: CallLimit,
): Promise<MessageToSend> {
  return await limitMessage(deps, member, {
    textId: limit === "minutes" ? "bot-call-minutes" : "bot-calls-used",
    kind: "calls",
    limit: limit === "minutes" ? { per: "call", resetsAt: null } : limit,
    dedupe: "call_limit",
  });
}
