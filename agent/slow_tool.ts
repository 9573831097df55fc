/**
 * Tools in a call: their results reach the model whatever becomes of the speech that called them, and a
 * slow one is bridged by a short phrase.
 *
 * The model cannot be asked to say the phrase: any content that it is sent while it waits for a tool
 * takes the call back (`toolCallCancellation`), and the result is lost. So the phrase is spoken by the
 * same voice over a connection of its own, kept, and played from here; the talk does not know of it.
 */
import { Modality } from "@google/genai";
import { voice } from "@livekit/agents";
import { AudioFrame } from "@livekit/rtc-node";
import { Buffer } from "node:buffer";
import type { LiveModel, LiveOptions } from "./gemini_live.ts";
import { openLive } from "./live_connection.ts";

/** A tool may run so long before something is said, in milliseconds. */
export const SLOW_AFTER = 1_500;
/** After so long the phrase is fetched: most tools are done before, and cost nothing. */
const FETCH_AFTER = 300;
/** A phrase that takes longer to be had is not said. */
const FETCH_WITHIN = 6_000;
const RATE = 24_000;

/** What of a tool's run is needed: the second argument of `execute` has it. */
export interface ToolRun {
  toolCallId: string;
  ctx: { functionCall: { name: string } };
}

/**
 * Runs a tool, for use in `execute` of `llm.tool`: `(args, run) => answered(model, run, () => …)`.
 *
 * LiveKit gives results to the model only when the speech that called them was not interrupted, all of
 * one message together, and when all that is being said was played. Here each goes at once and by
 * itself; `work` is not stopped by an interruption. What it throws is told as an error, and thrown.
 */
export async function answered<Output>(
  model: Pick<LiveModel, "answerTool">,
  { toolCallId, ctx }: ToolRun,
  work: () => Promise<Output>,
): Promise<Output> {
  const { name } = ctx.functionCall;
  try {
    const output = await work();
    const told = typeof output === "string" ? output : JSON.stringify(output) ?? "";
    model.answerTool(toolCallId, name, told);
    return output;
  } catch (error) {
    model.answerTool(
      toolCallId,
      name,
      '{"error":"The tool failed. Say so; do not invent a result."}',
    );
    throw error;
  }
}

/** Says one phrase while tools run, once for all that run side by side. */
export interface Bridge {
  /** Runs a tool; the phrase is said if it takes long, and nobody is speaking. */
  over<Output>(work: () => Promise<Output>): Promise<Output>;
}

/** A bridge in the voice of this model. */
export function createBridge(options: {
  /** As of the model itself. */
  live: Pick<LiveOptions, "apiKey" | "model" | "voice" | "baseUrl">;
  /** The session that speaks. */
  session: () => voice.AgentSession;
  phrase: string;
  /** What the model is told so that it says the phrase and nothing else. */
  instructions: string;
  /** Instead of `SLOW_AFTER`. */
  after?: number;
  /** How long the phrase may take to be had, in milliseconds. */
  fetchWithin?: number;
}): Bridge {
  const { after = SLOW_AFTER, fetchWithin = FETCH_WITHIN } = options;
  let running = 0;
  let timers: ReturnType<typeof setTimeout>[] = [];
  let frames: Promise<AudioFrame[]> | undefined;
  const fetch = () => frames ??= phraseFrames(options.live, options.instructions, fetchWithin);
  const say = async () => {
    const spoken = await fetch().catch(() => {
      frames = undefined;
      return [];
    });
    const session = options.session();
    const quiet = session.agentState !== "speaking" && session.userState !== "speaking";
    if (running > 0 && quiet && spoken.length > 0) {
      session.say(options.phrase, { audio: streamOf(spoken) as never, addToChatCtx: false });
    }
  };
  return {
    async over(work) {
      if (running++ === 0) {
        timers = [setTimeout(() => void fetch().catch(() => {}), Math.min(FETCH_AFTER, after))];
        timers.push(setTimeout(() => void say(), after));
      }
      try {
        return await work();
      } finally {
        if (--running === 0) timers.forEach((timer) => clearTimeout(timer));
      }
    },
  };
}

/** Has the voice say something over a connection of its own. */
async function phraseFrames(
  live: Pick<LiveOptions, "apiKey" | "model" | "voice" | "baseUrl">,
  instructions: string,
  within: number,
): Promise<AudioFrame[]> {
  const frames: AudioFrame[] = [];
  const complete = Promise.withResolvers<void>();
  const connection = await openLive(
    { ...live, baseUrl: live.baseUrl ?? null },
    {
      responseModalities: [Modality.AUDIO],
      speechConfig: { voiceConfig: { prebuiltVoiceConfig: { voiceName: live.voice } } },
    },
    within,
    ({ serverContent }) => {
      for (const { inlineData } of serverContent?.modelTurn?.parts ?? []) {
        if (inlineData?.data) frames.push(frameOf(inlineData.data));
      }
      if (serverContent?.turnComplete) complete.resolve();
    },
  );
  const turns = [{ role: "model", parts: [{ text: instructions }] }];
  connection.session.sendClientContent({ turns, turnComplete: true });
  const timer = setTimeout(
    () => complete.reject(new Error("the phrase did not come")),
    within,
  );
  try {
    await Promise.race([complete.promise, connection.ended.then((ended) => Promise.reject(ended))]);
    return frames;
  } finally {
    clearTimeout(timer);
    connection.close();
  }
}

function frameOf(data: string): AudioFrame {
  const bytes = Buffer.from(data, "base64");
  const samples = new Int16Array(bytes.length >> 1);
  for (let index = 0; index < samples.length; index++) {
    samples[index] = bytes.readInt16LE(index * 2);
  }
  return new AudioFrame(samples, RATE, 1, samples.length);
}

function streamOf(frames: AudioFrame[]): ReadableStream<AudioFrame> {
  return new ReadableStream({
    start(controller) {
      for (const { data, sampleRate, channels, samplesPerChannel } of frames) {
        controller.enqueue(new AudioFrame(data.slice(), sampleRate, channels, samplesPerChannel));
      }
      controller.close();
    },
  });
}
