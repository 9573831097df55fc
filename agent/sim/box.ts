import { fileURLToPath } from "node:url";
import type { CallsOrder, CallsReady } from "../../dev/calls_protocol.ts";
import type { AgentSettings } from "../settings.ts";

/** The service in a process of its own, and what a person or the time does to it. */
export interface Box extends AsyncDisposable {
  url: string;
  /** The model that talks, the real one or its stand-in. */
  gemini: AgentSettings["gemini"];
  /** The stand-in talks, and does as it is told. */
  scripted: boolean;
  order<Answer>(order: CallsOrder): Promise<Answer>;
}

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
/** How long its start may take, in milliseconds. */
const START_TIME = 120_000;

/** Starts it; with `gemini` the real model talks, else its stand-in. */
export async function startBox(gemini?: AgentSettings["gemini"]): Promise<Box> {
  const folder = await Deno.makeTempDir({ prefix: "sfera-sim-" });
  const process = new Deno.Command(Deno.execPath(), {
    args: ["run", "--quiet", "--no-prompt", "-A", "--config", "deno.json", "dev/calls.ts", folder],
    cwd: ROOT,
    env: { GEMINI_API_KEY: gemini?.apiKey ?? "", GEMINI_BASE_URL: gemini?.baseUrl ?? "" },
    stdin: "piped",
    stdout: "piped",
    stderr: "inherit",
  }).spawn();
  const lines = process.stdout.pipeThrough(new TextDecoderStream()).getReader();
  const close = async () => {
    await process.stdin.close().catch(() => {});
    await process.status;
    await lines.cancel();
    await Deno.remove(folder, { recursive: true });
  };
  try {
    const ready = await readReady(lines);
    return {
      url: ready.url,
      gemini: gemini ?? { baseUrl: undefined, apiKey: "", ...ready.gemini },
      scripted: ready.gemini !== undefined,
      async order(order) {
        const response = await fetch(ready.control, {
          method: "POST",
          body: JSON.stringify(order),
        });
        if (!response.ok) throw new Error(`the box refused ${order.order}: ${response.status}`);
        return await response.json();
      },
      [Symbol.asyncDispose]: close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

async function readReady(lines: ReadableStreamDefaultReader<string>): Promise<CallsReady> {
  const timer = setTimeout(() => lines.cancel(), START_TIME);
  let text = "";
  try {
    while (!text.includes("\n")) {
      const { value, done } = await lines.read();
      if (done) throw new Error("the service did not start");
      text += value;
    }
    return JSON.parse(text);
  } finally {
    clearTimeout(timer);
  }
}
