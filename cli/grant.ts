import type { Grant } from "../domain/grant.ts";
import { namesOf, printStory, toJson, whyOf } from "./access.ts";
import { type Command, type CommandDependencies, count, parseWords } from "./command.ts";

export const GRANT_USAGE =
  `grant add MEMBER PLAN --days N  give days of a plan; --forever instead of --days
grant revoke ID                 take it back from now on; what queued behind it moves up
grant list MEMBER               what a member was given, bought and redeemed

--reason TEXT of add is kept with it; --json prints an object a line.`;

/** Most days that are given at once: ten years. */
const MOST_DAYS = 3660;
/** Longest reason, in characters. */
const REASON_LENGTH = 300;

const ACTIONS: Record<string, (words: readonly string[]) => Command | undefined> = {
  add(words) {
    const read = parseWords(words, {
      days: { type: "string" },
      forever: { type: "boolean" },
      reason: { type: "string" },
      json: { type: "boolean" },
    });
    const [member, planId, ...rest] = read?.positionals ?? [];
    const { days: text, forever = false, reason, json } = read?.values ?? {};
    if (!member || !planId || rest.length > 0) return undefined;
    if ((text === undefined) !== forever) return undefined;
    const days = forever ? null : daysOf(String(text));
    const note = reason === undefined ? undefined : String(reason).trim().slice(0, REASON_LENGTH);
    if (days === undefined) return undefined;
    return (deps) => add({ member, planId, days, ...(note && { note }) }, Boolean(json), deps);
  },
  revoke(words) {
    const read = parseWords(words, { json: { type: "boolean" } });
    const [id, ...rest] = read?.positionals ?? [];
    if (!id || rest.length > 0) return undefined;
    return (deps) => revoke(id, Boolean(read!.values.json), deps);
  },
  list(words) {
    const read = parseWords(words, { json: { type: "boolean" } });
    const [member, ...rest] = read?.positionals ?? [];
    if (!member || rest.length > 0) return undefined;
    return (deps) => list(member, Boolean(read!.values.json), deps);
  },
};

/** The command that `grant …` stands for, or undefined where the words do not fit. */
export function readGrantCommand(words: readonly string[]): Command | undefined {
  const [action = "", ...rest] = words;
  return Object.hasOwn(ACTIONS, action) ? ACTIONS[action]!(rest) : undefined;
}

function daysOf(text: string): number | undefined {
  const days = /^\d{1,4}$/.test(text) ? Number(text) : 0;
  return days >= 1 && days <= MOST_DAYS ? days : undefined;
}

async function add(
  { member, ...request }: { member: string; planId: string; days: number | null; note?: string },
  json: boolean,
  deps: CommandDependencies,
): Promise<void> {
  const { id: memberId } = await deps.members.find(member);
  const grant = await deps.grants.give({ memberId, ...request });
  if (json) return deps.print(JSON.stringify(toJson(grant)));
  deps.print(`Given: ${described(grant)}.`);
  deps.print("");
  printStory(await deps.grants.explain(memberId), deps);
}

async function revoke(id: string, json: boolean, deps: CommandDependencies): Promise<void> {
  const { grant, changed } = await deps.grants.revoke(id);
  if (json) return deps.print(JSON.stringify({ ...toJson(grant), changed }));
  if (!changed) return deps.print("It was taken back before; nothing has changed.");
  deps.print(`Taken back: ${described(grant)}.`);
  deps.print("");
  printStory(await deps.grants.explain(grant.memberId), deps);
}

async function list(member: string, json: boolean, deps: CommandDependencies): Promise<void> {
  const { id } = await deps.members.find(member);
  const { grants } = await deps.grants.explain(id);
  if (json) return grants.forEach((grant) => deps.print(JSON.stringify(toJson(grant))));
  if (grants.length === 0) return deps.print("No grants: the plan that everybody has.");
  for (const grant of grants) deps.print(described(grant));
}

/** A grant in a line. */
function described(grant: Grant): string {
  const { days, revokedAt } = grant;
  const length = days === null ? "ever" : count(days, "day");
  const back = revokedAt === null ? "" : ", taken back";
  return `${namesOf(grant)} for ${length} as ${whyOf(grant)}${back}`;
}
