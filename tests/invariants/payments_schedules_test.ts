/** Selling by random schedules: what is granted is what was paid for, whatever is interleaved. */
import { checkShop } from "./shop_checks.ts";
import { play } from "./shop_play.ts";
import { scheduleOf } from "./shop_schedule.ts";

const SCHEDULES = 1_000;
const OPERATIONS = 10;
/** `PAYMENTS_SEED=123` plays that one alone. */
const ONE = Deno.env.get("PAYMENTS_SEED");

Deno.test("invariant: what is granted, credited and told is what was paid for", async () => {
  const seeds = ONE === undefined
    ? Array.from({ length: SCHEDULES }, (_, place) => place + 1)
    : [Number(ONE)];
  for (const seed of seeds) {
    const schedule = scheduleOf(seed, OPERATIONS);
    try {
      await using world = await play(schedule);
      await checkShop(world);
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      const played = `PAYMENTS_SEED=${seed}: ${JSON.stringify(schedule, undefined, 1)}`;
      throw new Error(`${message}\n${played}`, { cause: error });
    }
  }
});
