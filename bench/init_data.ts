import { validate } from "@telegram-apps/init-data-node";
import { signInitData } from "../dev/init_data.ts";
import { DEMO_MEMBERS } from "../dev/telegram/mod.ts";
import { checkInitData, initDataKey } from "../services/init_data.ts";
import { BOT_TOKEN } from "./process.ts";
import { type BenchRow, interleave } from "./row.ts";

const ROUNDS = 9;
const PASSES = 20;
const STRINGS = 200;

/**
 * Checks of initData a second, against the package most use, on the same strings.
 *
 * The package derives the key from the token each time and Sfera once, so there is a row for a check
 * that derives it too.
 */
export async function benchInitData(): Promise<BenchRow[]> {
  const now = Date.now();
  const strings = await Promise.all(
    Array.from({ length: STRINGS }, (_, index) => signOne(index, Math.floor(now / 1000))),
  );
  const key = initDataKey(BOT_TOKEN);
  const age = { now, maxAgeSeconds: 3600 };
  const ways = {
    "initData check": (text: string) => checkInitData(text, key, age),
    "initData check, key derived each time": (text: string) =>
      checkInitData(text, initDataKey(BOT_TOKEN), age),
  };
  const theirs = () => perSecond(strings, (text) => validate(text, BOT_TOKEN, { expiresIn: 3600 }));
  const rows: BenchRow[] = [];
  for (const [name, check] of Object.entries(ways)) {
    const measured = await interleave(ROUNDS, () => perSecond(strings, check), theirs);
    const { ratio } = measured;
    rows.push({
      name,
      value: measured.ours,
      unit: "checks/s",
      compared: `init-data-node's validate: ${measured.theirs.toFixed(0)}`,
      ratio,
      ...(rows.length === 0 ? { limit: "ratio at least 1", ok: ratio >= 1 } : {}),
    });
  }
  return rows;
}

function signOne(index: number, authDate: number): Promise<string> {
  const member = DEMO_MEMBERS[index % DEMO_MEMBERS.length]!;
  return signInitData({
    token: BOT_TOKEN,
    member: { ...member, id: member.id + index },
    authDate,
    queryId: `AAbench${index}`,
  });
}

function perSecond(strings: string[], check: (text: string) => unknown): number {
  const started = performance.now();
  for (let pass = 0; pass < PASSES; pass++) {
    for (const text of strings) check(text);
  }
  return strings.length * PASSES / (performance.now() - started) * 1000;
}
