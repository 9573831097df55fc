import type { AccessStory } from "../services/grants.ts";
import { printStory, storyToJson } from "./access.ts";
import { type Command, type CommandDependencies, formatMoment } from "./command.ts";
import { printMoney } from "./money.ts";

export const MEMBER_USAGE =
  `member show ID [--json]         what is known of a member, and why they have every day of access
member ban ID                   shut a member out of the app, the bot and calls
member unban ID                 let a member in again

ID is a Telegram id (digits) or a member id.`;

const ID = /^\w{1,64}$/;

const ACTIONS: Record<string, (id: string) => Command> = {
  show: (id) => (deps) => show(id, false, deps),
  ban: (id) => (deps) => setBanned(id, true, deps),
  unban: (id) => (deps) => setBanned(id, false, deps),
};

/** The command that `member …` stands for, or undefined where the words do not fit. */
export function readMemberCommand(words: readonly string[]): Command | undefined {
  const [action = "", id = "", ...rest] = words;
  if (action === "show" && words.length === 3 && words[2] === "--json" && ID.test(id)) {
    return (deps) => show(id, true, deps);
  }
  if (rest.length > 0 || !ID.test(id) || !Object.hasOwn(ACTIONS, action)) {
    return undefined;
  }
  return ACTIONS[action]!(id);
}

async function show(id: string, json: boolean, deps: CommandDependencies): Promise<void> {
  const { members, grants, money, print, timeZone } = deps;
  const member = await members.find(id);
  const story = await grants.explain(member.id);
  const bought = await money.describe(member.id);
  if (json) return print(JSON.stringify({ ...member, ...storyToJson(story), money: bought }));
  const moment = (at: number | null) => at === null ? "no" : `since ${formatMoment(at, timeZone)}`;
  const facts = {
    "Member": member.id,
    "Telegram": member.telegramId,
    "Name": member.name ?? "not told yet",
    "Language": member.language,
    "Answers": member.interactionCount,
    "Banned": moment(member.bannedAt),
    "Unreachable": moment(member.unreachableSince),
    "Known": moment(member.createdAt),
    "Plan": planOf(story, timeZone),
  };
  for (const [fact, value] of Object.entries(facts)) print(`${fact.padEnd(13)}${value}`);
  printMoney(bought, deps);
  print("");
  printStory(story, deps);
}

function planOf({ access: { plan, until, reason } }: AccessStory, timeZone: string): string {
  const end = until === null ? "for ever" : `until ${formatMoment(until, timeZone)}`;
  return `${plan.name.en} ${end}${reason === "grace" ? ", in grace" : ""}`;
}

async function setBanned(id: string, banned: boolean, deps: CommandDependencies): Promise<void> {
  const { members, print } = deps;
  const member = await members.find(id);
  const who = `${member.name ?? "The member"} (${member.id}, Telegram ${member.telegramId})`;
  if ((member.bannedAt !== null) === banned) {
    return print(`${who} was ${banned ? "banned already" : "not banned"}; nothing has changed.`);
  }
  await members.setBanned(member.id, banned);
  print(`${who} is ${banned ? "banned now: no app, no bot, no calls" : "let in again"}.`);
}
