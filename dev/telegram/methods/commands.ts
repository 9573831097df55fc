import type { BotCommand } from "grammy/types";
import type { Box } from "../box.ts";
import { badRequest } from "../errors.ts";
import { isRecord } from "../keyboards.ts";
import type { DemoMember } from "../members.ts";
import type { Parameters } from "../parameters.ts";
import type { Method } from "./method.ts";

export const setMyCommands: Method = ({ box, parameters }) => {
  const value = parameters.json("commands", "commands");
  if (!Array.isArray(value)) throw badRequest("can't parse commands: Array expected");
  if (value.length > 100) throw badRequest("BOT_COMMANDS_TOO_MUCH");
  const key = keyOf(box, parameters);
  const commands = value.map(readCommand);
  box.settings.change({ commands: { ...box.settings.value.commands, [key]: commands } });
  box.changed({ kind: "bot" });
  return true;
};

export const getMyCommands: Method = ({ box, parameters }) =>
  box.settings.value.commands[keyOf(box, parameters)] ?? [];

export const deleteMyCommands: Method = ({ box, parameters }) => {
  const { [keyOf(box, parameters)]: _, ...others } = box.settings.value.commands;
  box.settings.change({ commands: others });
  box.changed({ kind: "bot" });
  return true;
};

/** The commands a member sees: the nearest scope wins, and in it the member's language. */
export function commandsFor(box: Box, member: DemoMember): BotCommand[] {
  const { commands } = box.settings.value;
  const language = member.language_code.split("-")[0];
  for (const scope of [`chat ${member.id}`, "all_private_chats", "default"]) {
    const found = commands[`${scope}:${language}`] ?? commands[`${scope}:`];
    if (found) return found;
  }
  return [];
}

function keyOf(box: Box, parameters: Parameters): string {
  const scope = parameters.json("scope", "bot command scope") ?? { type: "default" };
  if (!isRecord(scope)) throw badRequest("can't parse bot command scope: Object expected");
  const name = scope.type === "chat"
    ? `chat ${box.memberOf(String(scope.chat_id ?? "")).id}`
    : String(scope.type);
  return `${name}:${parameters.text("language_code")}`;
}

function readCommand(value: unknown): BotCommand {
  if (!isRecord(value)) throw badRequest("can't parse commands: BotCommand must be an Object");
  const command = String(value.command ?? "").replace(/^\//, "");
  const description = String(value.description ?? "").trim();
  if (!/^[a-z0-9_]{1,32}$/.test(command)) throw badRequest("BOT_COMMAND_INVALID");
  if (description.length < 1 || description.length > 256) {
    throw badRequest("BOT_COMMAND_DESCRIPTION_INVALID");
  }
  return { command, description };
}
