import { signInitData } from "../dev/init_data.ts";
import { DEMO_MEMBERS } from "../dev/telegram/mod.ts";
import { keys } from "../db/keys.ts";
import type { Usage } from "../domain/allowance.ts";
import { dayOf } from "../domain/calendar.ts";
import type { Session } from "../routes/schemas.ts";
import { BOT_TOKEN, serviceEnvironment, startServer } from "./process.ts";
import { type BenchRow, interleave } from "./row.ts";

const ROUNDS = 15;
const CONNECTIONS = 16;
const ROUND_MILLISECONDS = 500;
const LIMIT = 0.8;

/** Requests a second of `GET /api/me`, against a bare route that reads the same keys of the same file. */
export async function benchMe(): Promise<BenchRow[]> {
  const folder = await Deno.makeTempDir();
  const kvFile = `${folder}/kv.sqlite3`;
  try {
    await using sfera = await startServer("main.ts", [], serviceEnvironment(kvFile));
    const { token, me, assistant } = await openSession(sfera.origin);
    const day = dayOf(me.now, assistant.timeZone).name;
    const usageKey = keys.usage(me.member.id, "messages", day);
    await writeUsage(kvFile, usageKey);
    const read = [keys.member(me.member.id), usageKey].map((key) => JSON.stringify(key));
    await using bare = await startServer("bench/bare.ts", [kvFile, ...read]);

    const authorization = `Bearer ${token}`;
    const { ours, theirs, ratio } = await interleave(
      ROUNDS,
      () => load(`${sfera.origin}/api/me`, { authorization }),
      () => load(`${bare.origin}/api/me`, { authorization }),
    );
    return [{
      name: "GET /api/me",
      value: ours,
      unit: "requests/s",
      compared: `bare Hono route, same reads: ${theirs.toFixed(0)}`,
      ratio,
      limit: `ratio at least ${LIMIT}`,
      ok: ratio >= LIMIT,
    }];
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

async function openSession(origin: string): Promise<Session> {
  const initData = await signInitData({
    token: BOT_TOKEN,
    member: DEMO_MEMBERS[0]!,
    authDate: Math.floor(Date.now() / 1000),
  });
  const response = await fetch(`${origin}/api/session`, {
    method: "POST",
    headers: { authorization: `tma ${initData}` },
  });
  if (!response.ok) throw new Error(`expected a session, came ${await response.text()}`);
  return await response.json();
}

async function writeUsage(kvFile: string, key: Deno.KvKey): Promise<void> {
  const kv = await Deno.openKv(kvFile);
  await kv.set(key, { schema: 1, used: 3, reservations: {} } satisfies Usage);
  kv.close();
}

async function load(address: string, headers: Record<string, string>): Promise<number> {
  const { stdout } = await new Deno.Command(Deno.execPath(), {
    args: [
      "run",
      "--allow-net=127.0.0.1",
      new URL("load.ts", import.meta.url).pathname,
      address,
      JSON.stringify(headers),
      String(CONNECTIONS),
      String(ROUND_MILLISECONDS),
    ],
    stderr: "inherit",
  }).output();
  return Number(new TextDecoder().decode(stdout));
}
