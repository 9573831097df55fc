import type { Plan } from "./community.ts";

/** How a member came by a grant. */
export const GRANT_SOURCES = [
  "trial",
  "purchase",
  "promo",
  "topup",
  "gift",
  "referral",
  "operator",
] as const;

export type GrantSource = typeof GRANT_SOURCES[number];

/** A day of a grant, in milliseconds; midnights do not matter to it. */
export const GRANT_DAY = 24 * 3600_000;

/** What was sold: a copy, so that a change of the plans changes nothing that somebody has. */
export interface GrantTerms extends Pick<Plan, "name" | "rank" | "allowances"> {
  /** Days that the plan goes on after its end where nothing follows it. */
  graceDays: number;
}

/**
 * Some days of a plan. It holds no end: where it lies follows from all grants of the member.
 *
 * Its id names its source (`invoice:…`, `redemption:…`), so the same source gives it once.
 */
export interface Grant {
  schema: 1;
  id: string;
  memberId: string;
  planId: string;
  source: GrantSource;
  /** A whole number of days from 1 on; null means for ever. */
  days: number | null;
  /** The first moment at which it may begin, by the community's clock. */
  earliest: number;
  terms: GrantTerms;
  revokedAt: number | null;
  /** Who took it back last, where that was a person and not what became of its source. */
  revokedBy?: "operator";
  /** Why, in the operator's words. */
  note?: string;
}

/** The terms of a plan as it is sold now. */
export function termsOf(plan: Plan & { graceDays?: number }): GrantTerms {
  const { name, rank, allowances, graceDays = 0 } = plan;
  return structuredClone({ name, rank, allowances, graceDays });
}

/** A stretch of time that one grant is in force. */
export interface Span {
  from: number;
  /** The first moment after it; `null` means for ever. */
  until: number | null;
  /** `grace`: the grant's days are over, and nothing has followed. */
  reason: "granted" | "grace";
  grant: Grant;
}

/** What the grants of a member come to. */
export interface Timeline {
  /** One after another, without an overlap; between them there is the free plan. */
  spans: Span[];
  /** Top-ups, each as long as it lasts, beside everything else. */
  besides: Span[];
}

/** A grant with what is left of it, in milliseconds. */
interface Unspent {
  grant: Grant;
  left: number;
}

/**
 * Lays the grants of a member out in time; in which order they came does not matter.
 *
 * Those of a plan follow one another by `earliest` and id. A revoked one ends then, and the next
 * begins. A higher rank covers a lower one, which is not spent meanwhile.
 */
export function foldGrants(grants: readonly Grant[]): Timeline {
  const ordered = grants.toSorted(byTurn);
  const besides = ordered.filter(({ source }) => source === "topup").flatMap(spanBeside);
  let unspent = ordered.filter(({ source }) => source !== "topup")
    .map((grant) => ({ grant, left: lengthOf(grant) }));
  const spans: Span[] = [];
  let now = -Infinity;
  while (true) {
    unspent = unspent.filter(({ grant, left }) => left > 0 && endOf(grant) > now);
    const active = inForce(unspent, now);
    const next = Math.min(nextEvent(unspent, now), active ? now + active.left : Infinity);
    if (active) {
      addSpan(spans, active.grant, now, next);
      active.left -= next - now;
      if (active.left === 0) addGrace(spans, active.grant, next);
    }
    if (next === Infinity) return { spans, besides };
    now = next;
  }
}

/** The order in which grants of one plan take their turn. */
function byTurn(one: Grant, other: Grant): number {
  return one.earliest - other.earliest || (one.id < other.id ? -1 : one.id > other.id ? 1 : 0);
}

/** The first of each plan stands for it, and of those the one with the highest rank is in force. */
function inForce(unspent: readonly Unspent[], now: number): Unspent | undefined {
  const seen = new Set<string>();
  let highest: Unspent | undefined;
  for (const one of unspent) {
    const { planId, earliest, terms } = one.grant;
    if (earliest > now || seen.has(planId)) continue;
    seen.add(planId);
    if (!highest || terms.rank > highest.grant.terms.rank) highest = one;
  }
  return highest;
}

/** When a grant next begins to count or is revoked. */
function nextEvent(unspent: readonly Unspent[], now: number): number {
  const moments = unspent.flatMap(({ grant }) => [grant.earliest, endOf(grant)]);
  return Math.min(...moments.filter((moment) => moment > now));
}

function addSpan(spans: Span[], grant: Grant, from: number, next: number): void {
  const last = spans.at(-1);
  // A grace lasts at most until something follows it.
  if (last?.reason === "grace" && last.until! > from) last.until = from;
  if (last && last.until === last.from) spans.pop();
  const until = next === Infinity ? null : next;
  const before = spans.at(-1);
  if (before?.grant === grant && before.until === from) before.until = until;
  else spans.push({ from, until, reason: "granted", grant });
}

function addGrace(spans: Span[], grant: Grant, from: number): void {
  const until = Math.min(from + grant.terms.graceDays * GRANT_DAY, endOf(grant));
  if (until > from) spans.push({ from, until, reason: "grace", grant });
}

function spanBeside(grant: Grant): Span[] {
  const end = Math.min(grant.earliest + lengthOf(grant), endOf(grant));
  if (end <= grant.earliest) return [];
  const until = end === Infinity ? null : end;
  return [{ from: grant.earliest, until, reason: "granted", grant }];
}

function lengthOf({ days }: Grant): number {
  return days === null ? Infinity : days * GRANT_DAY;
}

function endOf({ revokedAt }: Grant): number {
  return revokedAt ?? Infinity;
}

/** The span that is in force at a moment, where there is one. */
export function spanAt<T extends Pick<Span, "from" | "until">>(
  spans: readonly T[],
  now: number,
): T | undefined {
  return spans.find(({ from, until }) => from <= now && now < (until ?? Infinity));
}

/** When what a member has changes next after `now`; null where it stays. */
export function nextChange({ spans, besides }: Timeline, now: number): number | null {
  const moments = [...spans, ...besides].flatMap(({ from, until }) => [from, until ?? Infinity])
    .filter((moment) => moment > now && moment < Infinity);
  return moments.length > 0 ? Math.min(...moments) : null;
}

/** A stretch of one plan, over the grants that follow one another in it. */
export interface Run extends Omit<Span, "grant"> {
  planId: string;
  terms: GrantTerms;
  /** The grants it comes from, in their turn. */
  grants: Grant[];
}

/** The spans as a person counts them: a plan that goes on is one, whatever it comes from. */
export function runsOf(spans: readonly Span[]): Run[] {
  const runs: Run[] = [];
  for (const { from, until, reason, grant } of spans) {
    const last = runs.at(-1);
    const goesOn = last?.planId === grant.planId && last.reason === reason && last.until === from;
    if (goesOn) {
      last.until = until;
      last.grants.push(grant);
    } else {
      const { planId, terms } = grant;
      runs.push({ from, until, reason, planId, terms, grants: [grant] });
    }
  }
  return runs;
}
