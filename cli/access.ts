import type { Stretch } from "../domain/access.ts";
import type { Grant } from "../domain/grant.ts";
import type { AccessStory } from "../services/grants.ts";
import type { CommandDependencies } from "./command.ts";

/** The name of what is granted, as the operator reads it. */
export function namesOf({ terms, planId }: Grant): string {
  const { en, ru } = terms.name;
  return en || ru || planId;
}

/** Where a grant comes from: its source, its id, and the operator's words. */
export function whyOf({ source, id, note }: Grant): string {
  const named = id.startsWith(`${source}:`) ? id : `${source} ${id}`;
  return named + (note === undefined ? "" : ` (${note})`);
}

/** Prints every stretch of a member's access with its reason; moments are in the community's zone. */
export function printStory(
  { stretches, besides, free }: AccessStory,
  { print, timeZone }: Pick<CommandDependencies, "print" | "timeZone">,
): void {
  print(`Access (${timeZone})`);
  const format = new Intl.DateTimeFormat("en-GB", {
    dateStyle: "medium",
    timeStyle: "short",
    timeZone,
  });
  const moment = (at: number | null) => (at === null ? "for ever" : format.format(at)).padEnd(19);
  const names = stretches.map(({ grant }) => grant ? namesOf(grant) : free.name.en);
  const width = Math.max(...names.map((name) => name.length));
  const line = ({ from, until, ...rest }: Stretch, name: string) =>
    print(`  ${moment(from)} - ${moment(until)}  ${name.padEnd(width)}  ${reasonOf(rest)}`);
  stretches.forEach((stretch, index) => line(stretch, names[index]!));
  for (const stretch of besides) {
    line(stretch, stretch.grant ? `+ ${namesOf(stretch.grant)}` : "+");
  }
}

function reasonOf({ reason, grant }: Pick<Stretch, "reason" | "grant">): string {
  if (!grant) return "everybody has it";
  return reason === "grace" ? `grace after ${whyOf(grant)}` : whyOf(grant);
}

/** A grant for a program: moments in ISO 8601. */
export function toJson({ id, memberId, planId, source, days, earliest, revokedAt, note }: Grant) {
  return {
    id,
    member: memberId,
    plan: planId,
    source,
    days,
    earliest: isoOf(earliest),
    revokedAt: isoOf(revokedAt),
    note: note ?? null,
  };
}

/** A member's access for a program. */
export function storyToJson({ access, stretches, besides, free, grants }: AccessStory) {
  const stretch = ({ from, until, reason, grant }: Stretch) => ({
    from: isoOf(from),
    until: isoOf(until),
    plan: grant?.planId ?? free.id,
    reason,
    source: grant?.source ?? null,
    grant: grant?.id ?? null,
  });
  return {
    plan: access.plan.id,
    until: isoOf(access.until),
    reason: access.reason,
    access: stretches.map(stretch),
    topUps: besides.map(stretch),
    grants: grants.map(toJson),
  };
}

function isoOf(moment: number | null): string | null {
  return moment === null ? null : new Date(moment).toISOString();
}
