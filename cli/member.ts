import type { Member } from "../domain/member.ts";
import { type Command, type CommandDependencies, formatMoment } from "./command.ts";

export const MEMBER_USAGE = `member show ID     what is known of a member
member ban ID      shut a member out of the app, the bot and calls
member unban ID    let a member in again

ID is a Telegram id (digits) or a member id.`;

const ACTIONS: Record<string, (id: string) => Command> = {
  show: (id) => async (deps) => show(await deps.members.find(id), deps),
  ban: (id) => (deps) => setBanned(id, true, deps),
  unban: (id) => (deps) => setBanned(id, false, deps),
};

/** The command that `member …` stands for, or undefined where the words do not fit. */
export function readMemberCommand(words: readonly string[]): Command | undefined {
  const [action = "", id = "", ...rest] = words;
  if (rest.length > 0 || !/^\w{1,64}$/.test(id) || !Object.hasOwn(ACTIONS, action)) {
    return undefined;
  }
  return ACTIONS[action]!(id);
}

function show(member: Member, { print, timeZone }: CommandDependencies): void {
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
  };
  for (const [fact, value] of Object.entries(facts)) print(`${fact.padEnd(13)}${value}`);
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
