import { defineAgent } from "@livekit/agents";
import { runCall } from "./call.ts";
import { log, wordless } from "./log.ts";
import { reachService } from "./service.ts";
import { rehearseConnection } from "./rehearsal.ts";
import { readSettings } from "./settings.ts";

/** What the worker's processes run: one call each. All that is heavy is imported before one comes. */
export default defineAgent({
  prewarm: async () => {
    await Promise.all([
      reachService(readSettings(Deno.env.toObject()).serviceUrl),
      rehearseConnection().catch((error) => {
        log("warning", "could not rehearse a connection", { error: wordless(error) });
      }),
    ]);
  },
  entry: async (context) => {
    try {
      await runCall(context, readSettings(Deno.env.toObject()));
    } catch (error) {
      log("error", "a call could not begin", { job: context.job.id, error: wordless(error) });
      context.shutdown("could not begin");
    }
  },
});
