import type { Transaction } from "../db/tx.ts";
import { getUsage, setUsage } from "../db/usage.ts";
import { accessOf, limitOf } from "../domain/access.ts";
import { left, reserve, taken, type Usage } from "../domain/allowance.ts";
import { dayOf } from "../domain/calendar.ts";
import type { AllowanceKind, Community } from "../domain/community.ts";
import { isInCrisis, type Said, speaksOfSelfHarm } from "../domain/crisis.ts";
import { AppError } from "../domain/errors.ts";
import type { Clock } from "./ports.ts";

/** What a message is held with: its own id, until a moment of real time, on a day. */
export interface HeldMessage {
  id: string;
  memberId: string;
  /** Name of the day whose allowance holds it. */
  day: string;
  /** Nothing is held or charged: the member is in danger, and no limit is to stand in between. */
  free?: true;
}

/** A message that is to be held. */
export interface MessageToHold {
  id: string;
  memberId: string;
  /** In real time. */
  until: number;
  text: string;
  /** What the member said before it, oldest first; asked for only where nothing is left. */
  earlier: () => Promise<Said[]> | Said[];
}

/**
 * Holds one message of today's allowance, unless the talk is about self-harm.
 *
 * Errors: `allowance_exhausted` (`kind`, `limit`, `resetsAt`).
 */
export async function holdMessage(
  tx: Transaction,
  { community, clock, liveness }: { community: Community; clock: Clock; liveness: Clock },
  { id, memberId, until, text, earlier }: MessageToHold,
): Promise<HeldMessage> {
  const now = clock.now();
  const day = dayOf(now, community.assistant.timeZone);
  const free: HeldMessage = { id, memberId, day: day.name, free: true };
  if (speaksOfSelfHarm(text)) return free;
  const limit = limitOf(accessOf(community.plans).plan, "messages");
  const usage = await getUsage(tx, memberId, "messages", day.name);
  const reserved = reserve(usage, limit, { id, until }, liveness.now());
  if (!reserved) {
    if (isInCrisis([...await earlier(), { text, at: now }])) return free;
    throw new AppError("allowance_exhausted", { kind: "messages", limit, resetsAt: day.end });
  }
  setUsage(tx, memberId, "messages", day.name, reserved);
  return { id, memberId, day: day.name };
}

/** What is left of one allowance, as the app and the bot show it. */
export interface AllowanceLeft {
  kind: AllowanceKind;
  per: "day" | "call" | "period";
  limit: number | null;
  used: number;
  left: number | null;
  resetsAt: number | null;
}

/** Describes a daily allowance; `now` is the community's time, `liveness` the real one. */
export function describeAllowance(
  community: Community,
  kind: AllowanceKind,
  usage: Usage,
  now: number,
  liveness: number,
): AllowanceLeft {
  const { plan } = accessOf(community.plans);
  const allowance = plan.allowances.find((one) => one.kind === kind && one.per === "day");
  const limit = allowance?.limit ?? null;
  return {
    kind,
    per: "day",
    limit,
    used: taken(usage, liveness),
    left: left(usage, limit, liveness),
    resetsAt: limit === null ? null : dayOf(now, community.assistant.timeZone).end,
  };
}

/** What is left today, which is no longer the day of an answer that went on over midnight. */
export async function allowanceToday(
  tx: Transaction,
  { community, clock, liveness }: { community: Community; clock: Clock; liveness: Clock },
  { memberId, day }: Pick<HeldMessage, "memberId" | "day">,
  settled: Usage,
): Promise<AllowanceLeft> {
  const now = clock.now();
  const today = dayOf(now, community.assistant.timeZone).name;
  const usage = today === day ? settled : await getUsage(tx, memberId, "messages", today);
  return describeAllowance(community, "messages", usage, now, liveness.now());
}
