import type { LiveOrder } from "../../../dev/gemini/live/control.ts";

/** The stand-in for Gemini Live, in a process of its own because its packages are the service's. */
export interface Gemini extends AsyncDisposable {
  url: string;
  /** Steers what it hears, says and breaks. */
  steer(order: LiveOrder): Promise<void>;
}

/** Starts it on a free port. */
export async function startGemini(): Promise<Gemini> {
  const process = new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "dev/gemini/live_main.ts"],
    cwd: new URL("../../..", import.meta.url),
    stdin: "null",
    stdout: "piped",
    stderr: "inherit",
  }).spawn();
  const lines = process.stdout.pipeThrough(new TextDecoderStream()).getReader();
  const { value = "" } = await lines.read();
  const { url } = JSON.parse(value) as { url: string };
  return {
    url,
    steer: (order) => steer(url, order),
    async [Symbol.asyncDispose]() {
      process.kill("SIGTERM");
      await process.status;
      await lines.cancel();
    },
  };
}

/** Tells the stand-in at `url` what it hears, says and breaks. */
export async function steer(url: string, order: LiveOrder): Promise<void> {
  const response = await fetch(`${url}/live/control`, {
    method: "POST",
    body: JSON.stringify(order),
  });
  await response.body?.cancel();
  if (!response.ok) throw new Error(`the stand-in refused an order: ${response.status}`);
}
