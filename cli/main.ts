// deno-lint-ignore-file no-console
/**
 * The operator's commands: `deno task sfera …`.
 *
 * It works on the store itself, so it needs KV_URL and COMMUNITY_DIR as the service has them, and
 * none of its keys.
 */
import { systemClock, systemIds } from "../clients/system.ts";
import { ConfigError } from "../config.ts";
import { readPack } from "../config/pack.ts";
import { headOf } from "../db/keys.ts";
import { openDatabaseKv } from "../db/open.ts";
import { createDatabase } from "../db/tx.ts";
import type { Community } from "../domain/community.ts";
import { AppError } from "../domain/errors.ts";
import { createMembers } from "../services/members.ts";
import { type Command, MEMBER_USAGE, readMemberCommand } from "./member.ts";

const USAGE = `Usage: deno task sfera COMMAND

${MEMBER_USAGE}`;

/** Reads the words of each group of commands; a group is a file of its own. */
const GROUPS: Record<string, (words: readonly string[]) => Command | undefined> = {
  member: readMemberCommand,
};

const [group = "", ...words] = Deno.args;
const command = Object.hasOwn(GROUPS, group) ? GROUPS[group]!(words) : undefined;
if (command) {
  Deno.exitCode = await run(command);
} else {
  console.error(USAGE);
  Deno.exitCode = 2;
}

async function run(command: Command): Promise<number> {
  let kv: Deno.Kv | undefined;
  try {
    const community = await readCommunity();
    kv = await openDatabaseKv(Deno.env.get("KV_URL"));
    const ids = systemIds();
    const db = createDatabase(kv, { ids, random: Math.random, headOf });
    const members = createMembers({
      db,
      clock: systemClock,
      liveness: systemClock,
      ids,
      community,
    });
    const { timeZone } = community.assistant;
    await command({ members, timeZone, print: (line) => console.log(line) });
    return 0;
  } catch (error) {
    if (!(error instanceof AppError || error instanceof ConfigError)) throw error;
    console.error(explain(error));
    return error instanceof ConfigError ? 2 : 1;
  } finally {
    kv?.close();
  }
}

async function readCommunity(): Promise<Community> {
  const problems: string[] = [];
  const shipped = new URL("../community", import.meta.url).pathname;
  const community = await readPack(
    {
      readText: (path) => Deno.readTextFile(path),
      listFolder: async (path) =>
        (await Array.fromAsync(Deno.readDir(path))).map(({ name }) => name),
    },
    Deno.env.get("COMMUNITY_DIR")?.trim() || shipped,
    problems,
  );
  if (!community) throw new ConfigError(problems);
  return community;
}

function explain(error: AppError | ConfigError): string {
  if (error instanceof ConfigError) return error.message;
  const { what, id, store, reason } = error.details;
  if (error.code === "not_found") return `There is no ${what} ${id}.`;
  if (error.code === "storage_unavailable") {
    return `KV_URL: the store (${store}) cannot be used: ${reason}.`;
  }
  return error.message;
}
