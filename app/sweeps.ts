import { getLogger } from "@logtape/logtape";
import type { Services } from "./services.ts";

const log = getLogger(["sfera", "sweeps"]);

/**
 * Does what is overdue and nobody looks at; again, or in two processes, it changes nothing.
 *
 * One that fails is logged and holds up no other.
 */
export async function sweep(services: Services, signal: AbortSignal): Promise<void> {
  const { answers, loading } = services;
  const sweeps: Record<string, () => Promise<number>> = {
    "answers whose process had died": () => answers.sweep(),
    "erasures whose process had died": async () => await (await loading.more()).erasures.sweep(),
    "care plans that were due": async () => await (await loading.carePlans()).sweep(),
    "changes of access": async () => await (await loading.grants()).sweep(),
    "payments and invoices": async () => await (await loading.selling()).invoices.sweep(signal),
    "payments in Stars that were not told of": async () =>
      await (await loading.selling()).stars.reconcile(signal),
    "errands that were left": async () => await (await loading.selling()).invoices.sweepErrands(),
    "reminders": async () => await (await loading.reminding()).reminders.sweep(),
    "notices of allowances": async () => await (await loading.reminding()).allowances.sweep(),
    "facts that were deleted": async () => await (await loading.memory()).facts.sweep(),
    "conversations that are over": async () => await (await loading.memory()).digests.sweep(signal),
    "calls that were due": async () => await (await loading.calls()).sweep(),
    "documents that were left unread": async () => await (await loading.uploads()).sweep(),
  };
  for (const [what, run] of Object.entries(sweeps)) {
    try {
      const count = await run();
      if (count > 0) log.info("Swept {count} {what}", { count, what });
    } catch (error) {
      log.error("The sweep of {what} failed: {error}", { what, error });
    }
  }
}
