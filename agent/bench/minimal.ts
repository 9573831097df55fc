/**
 * The framework's quick start as a worker: its session, Gemini's plugin, a greeting, and nothing else.
 *
 * What Sfera's worker is measured with, on the same LiveKit server and the same stand-in for Gemini:
 * https://docs.livekit.io/agents/start/voice-ai/
 */
import { cli, defineAgent, ServerOptions, voice } from "@livekit/agents";
import * as google from "@livekit/agents-plugin-google";
import { fileURLToPath } from "node:url";
import { MINIMAL_AGENT } from "../../bench/voice_parts.ts";

export default defineAgent({
  entry: async (context) => {
    const session = new voice.AgentSession({
      llm: new google.realtime.RealtimeModel({
        model: "gemini-3.8-live",
        apiKey: Deno.env.get("GEMINI_API_KEY"),
        httpOptions: { baseUrl: Deno.env.get("GEMINI_BASE_URL") },
      }),
    });
    await session.start({
      agent: new voice.Agent({ instructions: "You are a helpful voice AI assistant." }),
      room: context.room,
      // Else it sends what it recorded to LiveKit's cloud.
      record: false,
    });
    await context.connect();
    session.generateReply({ instructions: "Greet the user and offer your assistance." });
  },
});

if (import.meta.main) {
  cli.runApp(
    new ServerOptions({
      agent: fileURLToPath(import.meta.url),
      agentName: MINIMAL_AGENT,
      host: Deno.env.get("AGENT_HOST"),
      port: Number(Deno.env.get("AGENT_PORT")),
      numIdleProcesses: Number(Deno.env.get("AGENT_IDLE_PROCESSES")),
      initializeProcessTimeout: 60_000,
      // By default a machine that has much to do sends calls away.
      loadFunc: () => Promise.resolve(0),
    }),
  );
}
