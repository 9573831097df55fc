/** The insides of `@livekit/agents-plugin-google` 1.9.0 that `gemini_live.ts` reaches into. */
import type {
  Content,
  FunctionResponse,
  LiveConnectConfig,
  LiveServerMessage,
  Session,
} from "@google/genai";
import { type llm, voice } from "@livekit/agents";
import type { AudioFrame } from "@livekit/rtc-node";

/** What the plugin wants to be sent; its own queue is not used. */
export type LiveEvent =
  | { type: "content"; value: { turns?: Content[]; turnComplete?: boolean } }
  | { type: "tool_response"; value: { functionResponses?: FunctionResponse[] } }
  | {
    type: "realtime_input";
    value: {
      audio?: { mimeType: string; data: string };
      text?: string;
      activityStart?: object;
      activityEnd?: object;
    };
  };

/** What is being said, on its way to the session. */
export interface PluginGeneration {
  _done: boolean;
  outputText: string;
  textChannel: { write(text: string | voice.TimedString): Promise<void> };
  audioChannel: { write(frame: AudioFrame): Promise<void> };
}

/** Private parts of the plugin's `RealtimeSession`. */
export interface PluginSession {
  activeSession?: Pick<Session, "close">;
  sessionLock: { constructor: new () => PluginSession["sessionLock"] };
  sessionResumptionHandle?: string;
  currentGeneration?: PluginGeneration;
  generationPendingTurnComplete?: unknown;
  pendingGenerationFut?: { done: boolean };
  earlyCompletionPending: boolean;
  pendingInterruptText: boolean;
  pendingToolCallIds: Set<string>;
  toolCallStatuses: Map<string, unknown>;
  options: { instructions?: string };
  bstream: { write(data: ArrayBuffer): AudioFrame[] };
  _chatCtx: llm.ChatContext;
  _tools: llm.ToolContext;
  resampleAudio(frame: AudioFrame): Iterable<AudioFrame>;
  buildConnectConfig(): LiveConnectConfig;
  startNewGeneration(): void;
  onReceiveMessage(session: Session, message: LiveServerMessage): Promise<void>;
  markCurrentGenerationDone(): void;
  markRestartNeeded(): void;
  closeActiveSession(): Promise<void>;
  shouldBlockRealtimeInputForPendingTools(): boolean;
  handleInputSpeechStarted(): void;
  sendClientEvent(event: LiveEvent): void;
  generateReply(
    instructions?: string,
    options?: { signal?: AbortSignal },
  ): Promise<llm.GenerationCreatedEvent>;
  pushAudio(frame: AudioFrame): void;
  updateInstructions(instructions: string): Promise<void>;
  updateChatCtx(chatCtx: llm.ChatContext): Promise<void>;
  updateTools(tools: llm.ToolContext): Promise<void>;
  emit(event: string, value: unknown): boolean;
}

/**
 * Stops the plugin's own loop of connections for good, before it has opened the first.
 *
 * Its loop begins by closing a session that may be there, holding the lock: it is given one whose closing
 * never ends, and all others get a new lock.
 */
export function parkLoop(session: PluginSession): void {
  session.activeSession = {
    close: () => {
      session.activeSession = undefined;
      return new Promise<void>(() => {}) as unknown as void;
    },
  };
  session.sessionLock = new session.sessionLock.constructor();
}

/**
 * Ties each word to the sound that came with it.
 *
 * Without it the framework guesses how fast is spoken, from English syllables, and what it then keeps of
 * an interrupted answer is not what was heard.
 */
export function timeWords(generation: PluginGeneration): void {
  const { textChannel, audioChannel } = generation;
  const writeText = textChannel.write.bind(textChannel);
  const writeAudio = audioChannel.write.bind(audioChannel);
  let heard = 0;
  let told = 0;
  audioChannel.write = (frame) => {
    heard += frame.samplesPerChannel / frame.sampleRate;
    return writeAudio(frame);
  };
  textChannel.write = (text) => {
    if (typeof text !== "string" || text === "") return writeText(text);
    const timed = voice.createTimedString({ text, startTime: told, endTime: heard });
    told = heard;
    return writeText(timed);
  };
}

/** What was said and what tools answered, as turns for a connection that does not know it. */
export async function historyTurns(history: llm.ChatContext): Promise<Content[]> {
  const turns: Content[] = [];
  for (const item of history.items) {
    if (item.type === "function_call_output") {
      turns.push({ role: "user", parts: [{ text: resultText(item.name, item.output) }] });
    } else if (item.type === "message") turns.push(...await messageTurns([item], history));
  }
  return turns;
}

/** These messages as turns of Gemini's. */
export async function messageTurns(
  messages: llm.ChatMessage[],
  history: llm.ChatContext,
): Promise<Content[]> {
  const part = history.copy();
  part.items = messages;
  const [turns] = await part.toProviderFormat("google", false) as [Content[]];
  return turns;
}

/** A tool's result in words, where the call it belongs to is not known any more. */
export function resultText(name: string, output: string): string {
  return `[Result of ${name}: ${output}]`;
}

/** One turn of the member's side, in words. */
export function userTurn(text: string): Content {
  return { role: "user", parts: [{ text }] };
}
