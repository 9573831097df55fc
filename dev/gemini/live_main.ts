/**
 * The stand-in for Gemini alone, for tests of the agent and for trying it out.
 *
 * Run: deno run -A dev/gemini/live_main.ts [port] [options], where the options are `LiveOptions` as JSON.
 * It prints its address as one line of JSON, and is steered by `POST /live/control`.
 */
import type { LiveOptions } from "./live/server.ts";
import { startGemini } from "./server.ts";

const [port = "0", options = "{}"] = Deno.args;
const { url, close } = await startGemini({
  port: Number(port),
  live: JSON.parse(options) as LiveOptions,
});
Deno.stdout.writeSync(new TextEncoder().encode(`${JSON.stringify({ url })}\n`));
for (const signal of ["SIGINT", "SIGTERM"] as const) {
  Deno.addSignalListener(signal, () => close().then(() => Deno.exit(0)));
}
