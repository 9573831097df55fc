/** What is kept of what was used follows from calls and answers. */
import { getCall } from "../db/calls.ts";
import { listGrants } from "../db/grants.ts";
import { keys } from "../db/keys.ts";
import { pagesBelow } from "../db/pages.ts";
import type { Database } from "../db/tx.ts";
import { getUsage } from "../db/usage.ts";
import { secondsTalked } from "../domain/call_charge.ts";
import type { Generation } from "../domain/conversation.ts";
import { secondsOf } from "../domain/pack.ts";
import { CALL_SECONDS } from "./allowances.ts";
import type { Difference } from "./audit_difference.ts";
import { periodOf, spansOf } from "./held_units.ts";

/**
 * What was used is no less than the calls and the answers that are kept come to.
 *
 * It may be more: incognito talks leave nothing, answers are kept for a day, and what was used on
 * the day of an erasure outlives it. They are read before what was used, which only grows.
 */
export async function auditUsage(db: Database, member: string): Promise<Difference[]> {
  const least = new Map<string, { kind: string; span: string; used: number }>();
  const add = (kind: string, span: string, used: number) => {
    const name = `${kind} ${span}`;
    least.set(name, { kind, span, used: used + (least.get(name)?.used ?? 0) });
  };
  for await (const page of pagesBelow(db, keys.callsOfMember(member))) {
    for (const { key } of page) {
      const call = await getCall(db, String(key[2]));
      if (!call) continue;
      const seconds = secondsTalked(call);
      for (const span of spansOf(call)) {
        if (call.charged && !call.beyondPlan) add("calls", span, 1);
        if (seconds.plan > 0) add(CALL_SECONDS, span, seconds.plan);
      }
      call.packs?.forEach(({ span }, index) => {
        if (seconds.packs[index]! > 0) add(CALL_SECONDS, span, seconds.packs[index]!);
      });
    }
  }
  for await (const page of pagesBelow<string>(db, keys.generationsByKey(member))) {
    const generations = await db.getMany<Generation[]>(
      page.map(({ value }) => keys.generation(value)),
    );
    for (const generation of generations) {
      const charged = generation && generation.answerSequence !== null && !generation.free;
      if (charged) spansOf(generation).forEach((span) => add("messages", span, 1));
    }
  }
  const differences: Difference[] = [];
  for (const { kind, span, used } of least.values()) {
    const found = (await getUsage(db, member, kind, span)).used;
    if (found >= used) continue;
    const what = `${kind} used in ${span}`;
    differences.push({ member, what, expected: `${used} or more`, found: String(found) });
  }
  differences.push(...await overSpent(db, member));
  // Whoever was erased meanwhile has used nothing.
  return differences.length > 0 && await db.get(keys.member(member)) ? differences : [];
}

/** No more of a pack was used than it came with. */
async function overSpent(db: Database, member: string): Promise<Difference[]> {
  const differences: Difference[] = [];
  for (const grant of await listGrants(db, member)) {
    const most = secondsOf(grant);
    if (grant.source !== "topup") continue;
    const { used } = await getUsage(db, member, CALL_SECONDS, periodOf(grant.id));
    if (used <= most) continue;
    const what = `${CALL_SECONDS} used of the pack ${grant.id}`;
    differences.push({ member, what, expected: `${most} or less`, found: String(used) });
  }
  return differences;
}
