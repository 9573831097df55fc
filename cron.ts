/**
 * Registers the sweeps; to be called before serving, at the top level, as Deno Deploy asks.
 *
 * There they would also run on the timelines of git branches, which are not to touch production's
 * work, so those are left out.
 */
export function registerCron(
  sweep: () => Promise<void> | undefined,
  timeline: string | undefined,
): void {
  if (timeline !== undefined && timeline !== "production") return;
  Deno.cron(
    "sweep",
    "* * * * *",
    { backoffSchedule: [1_000, 5_000] },
    async () => await sweep(),
  );
}
