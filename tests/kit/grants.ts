import type { Grant, GrantTerms } from "../../domain/grant.ts";

/** What a test says of a grant: any of it, or of its terms. */
export type GrantChange = Partial<Grant> & Partial<Omit<GrantTerms, "name">>;

/** A grant of 30 days of Pro, bought at the beginning of time, with changes. */
export function testGrant(
  { rank = 2, graceDays = 0, allowances = [], ...change }: GrantChange = {},
): Grant {
  const planId = change.planId ?? "pro";
  return {
    schema: 1,
    id: "invoice:1",
    memberId: "member",
    planId,
    source: "purchase",
    days: 30,
    earliest: 0,
    terms: { name: { ru: planId, en: planId }, rank, allowances, graceDays },
    revokedAt: null,
    ...change,
  };
}
