import { mostInASecond, OutboxWorld, shortestRest } from "../tests/invariants/outbox_world.ts";
import type { BenchRow } from "./row.ts";

const MESSAGES = 10_000;
const CHATS = 4_000;
/** So often the sender dies, in milliseconds of simulated time. */
const CRASH_EVERY = 30_000;
/** A crash comes within so many of the sender's steps, between any two of them. */
const CRASH_WITHIN = 400;

/**
 * Sends 10,000 messages through the Bot API stand-in, in simulated time, by two processes of which the
 * one that sends dies again and again, while Telegram now and then asks to wait.
 */
export async function benchOutbox(): Promise<BenchRow[]> {
  await using world = await OutboxWorld.open(20261123, CHATS);
  world.trouble = { chatRefused: 0.01, botRefused: 0.002 };
  for (let index = 0; index < MESSAGES; index += 1) {
    const kind = index % 4 === 0 ? "news" : "receipt";
    await world.put(Math.floor(world.sim.random() * CHATS), kind, `message ${index}`);
  }
  const begun = world.sim.time.now();
  world.startProcess();
  world.startProcess();
  for (let left = CRASH_EVERY; !await world.isEmpty(); left -= 5_000) {
    await world.sim.pass(5_000);
    if (left > 0) continue;
    world.crashSoon(CRASH_WITHIN);
    left = CRASH_EVERY;
  }
  return rowsOf(world, (world.sim.time.now() - begun) / 1000, await world.inApp());
}

function rowsOf(world: OutboxWorld, seconds: number, inApp: Set<string>): BenchRow[] {
  const { arrivals, crashes, tooMuch, impatient, kinds } = world;
  const times = [...world.timesSent()].map(([text, times]) => ({ text, times }));
  const isNews = ({ text }: { text: string }) => kinds.get(text) === "news";
  const never = times.filter((one) => one.times === 0);
  const lost = never.filter((one) => !isNews(one) && !inApp.has(one.text)).length;
  const unsent = never.filter(isNews).length;
  const twice = times.filter((one) => one.times === 2 && !isNews(one)).length;
  const tooOften = times.filter((one) => one.times > (isNews(one) ? 1 : 2)).length;
  const most = mostInASecond(arrivals.map(({ begunAt }) => begunAt));
  const rest = shortestRest(arrivals);
  const refused = arrivals.filter(({ sent }) => !sent).length;
  const run = `${crashes} crashes, ${refused} refused with 429, ${Math.round(seconds)} s simulated`;
  return [
    {
      name: `outbox: of ${MESSAGES} messages lost`,
      value: lost,
      unit: "messages",
      compared: run,
      limit: "0",
      ok: lost === 0 && crashes >= 5 && refused >= 50,
    },
    {
      name: "outbox: sent more often than allowed",
      value: tooOften,
      unit: "messages",
      compared: `${twice} receipts twice, ${unsent} news given up, after crashes`,
      limit: "receipts at most twice, news never",
      ok: tooOften === 0,
    },
    {
      name: "outbox: refused by the stand-in as too much",
      value: tooMuch,
      unit: "messages",
      compared: `${most} in a second at most, ${Math.round(rest)} ms of rest for a chat`,
      limit: "0, at most 30 in a second, 1 s a chat",
      ok: tooMuch === 0 && most <= 30 && rest >= 1000,
    },
    {
      name: "outbox: begun in a pause that Telegram asked for",
      value: impatient,
      unit: "messages",
      limit: "0",
      ok: impatient === 0,
    },
  ];
}
