/** What every part of this half of the bench begins and ends with. */
import { dispose } from "@livekit/rtc-node";
import { AgentDispatchClient, RoomServiceClient } from "livekit-server-sdk";
import { FIGURES, type VoiceStage } from "../../bench/voice_parts.ts";

/** Runs a part with what the other half gave, prints what it measured, and ends the process. */
export async function part<Figures>(
  measure: (stage: VoiceStage) => Promise<Figures>,
): Promise<never> {
  const stage = JSON.parse(Deno.env.get("BENCH") ?? "") as VoiceStage;
  const figures = await measure(stage);
  await Deno.stdout.write(new TextEncoder().encode(`${FIGURES}${JSON.stringify(figures)}\n`));
  await dispose();
  Deno.exit(0);
}

/** What the members say, at 24 kHz. */
export async function speechOf({ speechFile }: VoiceStage): Promise<Int16Array> {
  const { buffer } = await Deno.readFile(speechFile);
  return new Int16Array(buffer);
}

/** Asks the service as a member's app does. */
export async function ask<Answer>(
  { serviceUrl }: VoiceStage,
  session: string,
  path: string,
  body: unknown = {},
): Promise<Answer> {
  const response = await fetch(`${serviceUrl}/api${path}`, {
    method: "POST",
    headers: { authorization: `Bearer ${session}`, "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
  return await response.json();
}

/** LiveKit's server, asked directly. */
export function livekitOf({ livekit: { url, apiKey, apiSecret } }: VoiceStage) {
  const address = url.replace(/^ws/, "http");
  return {
    rooms: new RoomServiceClient(address, apiKey, apiSecret),
    dispatches: new AgentDispatchClient(address, apiKey, apiSecret),
  };
}
