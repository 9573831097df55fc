/**
 * Gemini Live for a call: LiveKit's plugin with its known faults mended, all of them in this file.
 *
 * It reaches into the plugin's insides, so it is pinned to `PLUGIN_VERSION`: a test fails when another
 * is installed. The plugin still writes the setup and turns the server's messages into what
 * `AgentSession` plays. Done here instead: the connection, what is sent and when, what the member says,
 * and the results of tools. What the plain plugin does wrong is shown by each test.
 */
import type { Content, LiveServerMessage } from "@google/genai";
import { llm } from "@livekit/agents";
import * as google from "@livekit/agents-plugin-google";
import type { AudioFrame } from "@livekit/rtc-node";
import { Buffer } from "node:buffer";
import { type LiveConnection, LiveEnded, type LiveFailure, openLive } from "./live_connection.ts";
import {
  historyTurns,
  type LiveEvent,
  messageTurns,
  parkLoop,
  type PluginSession,
  resultText,
  timeWords,
  userTurn,
} from "./live_plugin.ts";
import { pause } from "./pause.ts";
import { SpeechDetector } from "./speech_detector.ts";

export type { LiveFailure } from "./live_connection.ts";

/** The only version of `@livekit/agents-plugin-google` that this file is made for. */
export const PLUGIN_VERSION = "1.9.0";

/** Times of the connection, in milliseconds. */
export interface LiveTimes {
  /** For one attempt to connect. */
  connect: number;
  /** Before each further attempt; after the last one it has failed. */
  retries: readonly number[];
  /** Kept of what the member says while nothing hears it; older audio is let go. */
  heldAudio: number;
  /** Before `goAway` runs out, when a sentence is not finished: then it is cut. */
  margin: number;
  /** After the end of a turn, for a handle that knows that turn. */
  settle: number;
  /** How long it must have been open for its tries to count anew. */
  steady: number;
}

export const LIVE_TIMES: LiveTimes = {
  connect: 5_000,
  retries: [0, 250, 500, 1_000, 2_000, 3_000],
  heldAudio: 30_000,
  margin: 700,
  settle: 250,
  steady: 3_000,
};

/** What the model needs, and whom it tells. Names of models are configuration. */
export interface LiveOptions {
  apiKey: string;
  /** Such as `gemini-3.8-live`. */
  model: string;
  voice: string;
  /** Address of the API; null for Google's own. */
  baseUrl?: string | null;
  times?: Partial<LiveTimes>;
  /** The connection is gone and being found again; `planned` after the server's `goAway`. */
  onLost?: (code: number, planned: boolean) => void;
  /** It is back; `resumed` by handle, or by telling it the talk anew. */
  onBack?: (resumed: boolean, milliseconds: number) => void;
  /** It cannot be had; nothing is tried any more. */
  onFailed?: (failure: LiveFailure) => void;
}

/** What waits for an answer: what was said, typed (or told by the agent), or found by tools. */
export type AskKind = "said" | "content" | "tools";

/** What a watcher of answers is told. */
export interface AnswerWatcher {
  /** An answer is due; `quiet` milliseconds ago it began to be. Replaces what was due before. */
  asked(kind: AskKind, quiet: number): void;
  /** The first of the answer came, or the member speaks again: nothing is due. */
  settled(): void;
}

/** Prompts to the model where a connection broke; not shown to anyone. */
const CUT =
  "[The connection broke while you spoke. Go on from there; do not greet, do not repeat.]";
const UNANSWERED =
  "[You have not answered yet. If something was said or asked, answer it now, shortly; " +
  "if you are not sure what, ask. Do not greet.]";

/** Whether this model goes on talking while tools run, without being told to. */
function isNonBlocking(model: string): boolean {
  return /gemini-(3\.[2-9]|[4-9])/.test(model);
}

/** The live model of one call. */
export function createLiveModel(options: LiveOptions): LiveModel {
  return new LiveModel(options);
}

/** LiveKit's model, whose sessions are mended; for one call, with one session at a time. */
export class LiveModel extends google.realtime.RealtimeModel {
  #live: LiveSession | undefined;
  #watchers = new Set<AnswerWatcher>();
  #hear: (frame: AudioFrame) => AudioFrame[] = (frame) => [frame];

  constructor(readonly given: LiveOptions) {
    super({
      apiKey: given.apiKey,
      model: given.model,
      voice: given.voice,
      // Without it a session of audio ends after some fifteen minutes, whatever handle it has.
      contextWindowCompression: { slidingWindow: {} },
    });
  }

  override session() {
    const session = super.session();
    this.#live = new LiveSession(
      session as unknown as PluginSession,
      this.given,
      this.#watchers,
      (frame) => this.#hear(frame),
    );
    return session;
  }

  /** All that the member says goes through this from now on, frame by frame. */
  hearThrough(gate: (frame: AudioFrame) => AudioFrame[]): void {
    this.#hear = gate;
  }

  /** Whether what is sent now is heard at once. */
  get open(): boolean {
    return this.#live?.open ?? false;
  }

  /** Tells a watcher when answers are due and come; returns what ends that. */
  watch(watcher: AnswerWatcher): () => void {
    this.#watchers.add(watcher);
    return () => this.#watchers.delete(watcher);
  }

  /**
   * Gives a tool's result to the model at once, whatever became of the speech that called it.
   * Giving one twice, or for a call that the server took back, does nothing.
   */
  answerTool(callId: string, name: string, output: string): void {
    this.#live?.answerTool(callId, name, output);
  }

  /** Asks again for the answer that is due; false if none is. */
  askAgain(): boolean {
    return this.#live?.askAgain() ?? false;
  }

  /** Drops the connection and resumes by handle; what is due is asked again. */
  restart(): void {
    this.#live?.restart();
  }
}

/** An answer that is due, with what is needed to ask for it again. */
type Ask =
  | { kind: "said" }
  | { kind: "content"; turns: Content[] }
  | { kind: "tools"; results: string[] };

/** What the member is saying, as far as it was understood. */
interface Utterance {
  id: string;
  text: string;
  startedAt: number;
}

type Timer = ReturnType<typeof setTimeout>;

class LiveSession {
  readonly #times: LiveTimes;
  #connection: LiveConnection | undefined;
  #begun = Promise.withResolvers<void>();
  #closed = false;
  /** The server knows the talk: it was told it, or resumed it. */
  #seeded = false;
  #queue: LiveEvent[] = [];
  #receiving: Promise<void> = Promise.resolve();
  #receivedAt = 0;
  /** Since when nothing hears the member; null while something does. */
  #lostAt: number | null = null;
  #leaving: { timer: Timer; settling: Timer | undefined } | undefined;
  /** The model is in the middle of a turn. */
  #talking = false;
  #cut = false;
  #ask: Ask | undefined;
  #texts: Content[] = [];
  #voice = new SpeechDetector();
  /** What the member said and nothing answered yet. */
  #heard: LiveEvent[] = [];
  #utterance: Utterance | undefined;
  /** What was understood since the last answer. */
  #understoodLast = "";
  #finishing: Timer | undefined;
  #tools = new Map<string, string>();
  #lostTools = new Map<string, string>();
  #doneTools = new Set<string>();
  #results: string[] = [];

  constructor(
    private readonly plugin: PluginSession,
    private readonly options: LiveOptions,
    private readonly watchers: Set<AnswerWatcher>,
    private readonly gate: (frame: AudioFrame) => AudioFrame[],
  ) {
    this.#times = { ...LIVE_TIMES, ...options.times };
    parkLoop(plugin);
    this.#mend();
    this.#run();
  }

  get open(): boolean {
    return this.#connection?.open ?? false;
  }

  get #blocking(): boolean {
    return !isNonBlocking(this.options.model);
  }

  /** Puts the parts that are done here in place of the plugin's. */
  #mend(): void {
    const plugin = this.plugin;
    plugin.closeActiveSession = () => Promise.resolve(this.#close());
    plugin.markRestartNeeded = () => this.#leaveSoon(2_000);
    plugin.shouldBlockRealtimeInputForPendingTools = () => false;
    plugin.sendClientEvent = (event) => this.#sendOwn(event);
    const reply = plugin.generateReply.bind(plugin);
    plugin.generateReply = async (instructions, options) => {
      if (instructions !== undefined && this.#texts.length === 0) await this.#toolsQuiet();
      return reply(instructions, options);
    };
    plugin.pushAudio = (frame) => this.#pushAudio(frame);
    plugin.updateInstructions = (instructions) => this.#updateInstructions(instructions);
    plugin.updateChatCtx = (history) => this.#updateHistory(history);
    plugin.updateTools = (tools) => Promise.resolve(this.#updateTools(tools));
    const begin = plugin.startNewGeneration.bind(plugin);
    plugin.startNewGeneration = () => {
      begin();
      if (plugin.currentGeneration) timeWords(plugin.currentGeneration);
    };
    // A generation that the server begins interrupts nothing: barge-in is told by `interrupted`. The
    // plugin says "speech started" here, which stops the tools of a parallel call.
    const started = plugin.handleInputSpeechStarted.bind(plugin);
    plugin.handleInputSpeechStarted = () => {
      if (this.#interrupted) started();
    };
  }

  #interrupted = false;

  // ---- the connection

  /** Connects, and again, until it is closed. */
  async #run(): Promise<void> {
    // The plugin connects before it knows the tools and then once more with them.
    await Promise.race([this.#begun.promise, pause(300)]);
    let attempt = 0;
    while (!this.#closed) {
      const resumed = this.plugin.sessionResumptionHandle !== undefined;
      const { ended, lasted } = await this.#once(resumed);
      if (this.#closed) return;
      if (lasted >= this.#times.steady) attempt = 0;
      if (resumed && lasted === 0 && ended.failure === "refused") {
        // An old handle is refused like a wrong key: without it, it may be had.
        this.plugin.sessionResumptionHandle = undefined;
      } else if (ended.final || attempt >= this.#times.retries.length) {
        this.options.onFailed?.(ended.failure);
        return;
      } else await pause(this.#times.retries[attempt++]);
    }
  }

  /** One connection from its opening to its end; how long it lasted, 0 if it never opened. */
  async #once(resumed: boolean): Promise<{ ended: LiveEnded; lasted: number }> {
    let openedAt: number | undefined;
    try {
      const connection = await this.#connect();
      openedAt = performance.now();
      await this.#opened(connection, resumed);
      const ended = await connection.ended;
      if (!this.#closed) this.#lost(connection, ended);
      return { ended, lasted: performance.now() - openedAt };
    } catch (error) {
      const ended = error instanceof LiveEnded ? error : new LiveEnded(0, String(error));
      return { ended, lasted: 0 };
    }
  }

  async #connect(): Promise<LiveConnection> {
    this.#lostAt ??= performance.now();
    const early: LiveServerMessage[] = [];
    let take = (message: LiveServerMessage): void => void early.push(message);
    const connection = await openLive(
      {
        apiKey: this.options.apiKey,
        model: this.options.model,
        baseUrl: this.options.baseUrl ?? null,
      },
      this.plugin.buildConnectConfig(),
      this.#times.connect,
      (message) => take(message),
    );
    if (this.#closed) {
      connection.close();
      throw new LiveEnded(0, "closed");
    }
    take = (message) => {
      this.#receiving = this.#receiving.then(() => this.#receive(connection, message));
    };
    early.filter((message) => !message.setupComplete).forEach(take);
    return connection;
  }

  async #opened(connection: LiveConnection, resumed: boolean): Promise<void> {
    const first = !this.#seeded;
    const { plugin } = this;
    plugin.activeSession = connection.session;
    plugin.earlyCompletionPending = false;
    // The plugin tells the whole talk again on top of the handle, without what tools answered.
    if (!resumed) {
      const turns = await historyTurns(plugin._chatCtx);
      if (turns.length > 0) connection.session.sendClientContent({ turns, turnComplete: false });
    }
    this.#seeded = true;
    this.#connection = connection;
    if (!first) this.#recover();
    this.#flush();
    this.#tellWhenIdle();
    const away = performance.now() - (this.#lostAt ?? performance.now());
    this.#lostAt = null;
    if (!first) this.options.onBack?.(resumed, away);
  }

  #lost(connection: LiveConnection, ended: LiveEnded): void {
    const planned = this.#leaving !== undefined;
    this.#clearLeaving();
    if (this.#connection === connection) this.#connection = undefined;
    this.#lostAt = performance.now();
    this.#cut ||= this.#talking;
    this.#talking = false;
    for (const [id, name] of this.#tools) this.#lostTools.set(id, name);
    this.#tools.clear();
    this.#resetPlugin();
    this.options.onLost?.(ended.code, planned);
  }

  #resetPlugin(): void {
    const { plugin } = this;
    plugin.activeSession = undefined;
    plugin.earlyCompletionPending = false;
    plugin.pendingInterruptText = false;
    plugin.pendingToolCallIds.clear();
    plugin.toolCallStatuses.clear();
    plugin.generationPendingTurnComplete = undefined;
    plugin.markCurrentGenerationDone();
    this.#finishUtterance();
  }

  restart(): void {
    this.#leave();
  }

  #close(): void {
    this.#closed = true;
    this.#begun.resolve();
    this.#clearLeaving();
    clearTimeout(this.#finishing);
    this.#connection?.close();
    this.#connection = undefined;
    this.#resetPlugin();
  }

  // ---- going away: the sentence first

  #goAway(timeLeft: string | undefined): void {
    const left = Number.parseFloat(timeLeft ?? "0") * 1_000 || 0;
    this.#leaveSoon(Math.max(0, left - this.#times.margin));
  }

  #leaveSoon(within: number): void {
    if (!this.#connection || this.#leaving) return;
    this.#leaving = { timer: setTimeout(() => this.#leave(), within), settling: undefined };
    this.#leaveWhenIdle();
  }

  /** Leaves when nothing is being said or awaited; a moment later, for the handle of the last turn. */
  #leaveWhenIdle(): void {
    if (!this.#leaving || this.#leaving.settling !== undefined || !this.#idle) return;
    this.#leaving.settling = setTimeout(() => {
      if (this.#leaving) this.#leaving.settling = undefined;
      if (this.#idle) this.#leave();
      else this.#leaveWhenIdle();
    }, this.#times.settle);
  }

  get #idle(): boolean {
    return !this.#talking && !this.#ask && this.#tools.size === 0 && !this.#voice.speaking &&
      this.#texts.length === 0 && !this.plugin.pendingGenerationFut;
  }

  #leave(): void {
    this.#connection?.close();
  }

  #clearLeaving(): void {
    if (!this.#leaving) return;
    clearTimeout(this.#leaving.timer);
    clearTimeout(this.#leaving.settling);
    this.#leaving = undefined;
  }

  // ---- sending

  /** What the plugin wants sent. */
  #sendOwn(event: LiveEvent): void {
    if (event.type !== "content") return this.#send(event);
    // A typed message and the wish for an answer are one: the plugin sends them apart, the first twice
    // after an interruption; with models 3.x the second has no turns, which throws and loses both.
    const texts = this.#texts.splice(0);
    const own = (event.value.turns ?? []).filter((turn) =>
      !(texts.length > 0 && isPlaceholder(turn))
    );
    const turns = [...texts, ...own];
    this.#asked({ kind: "content", turns }, 0);
    this.#sendContent(turns);
  }

  #sendContent(turns: Content[]): void {
    const value = { ...(turns.length > 0 ? { turns } : {}), turnComplete: true };
    this.#send({ type: "content", value });
  }

  /** Now, or when it is open again; what is said by the member while a blocking tool runs, after it. */
  #send(event: LiveEvent): void {
    if (this.#queue.length > 0 || !this.open || this.#held(event)) this.#keep(event);
    else this.#dispatch(event);
  }

  #held(event: LiveEvent): boolean {
    return event.type === "realtime_input" && this.#blocking && this.#tools.size > 0;
  }

  #keep(event: LiveEvent): void {
    this.#queue.push(event);
    let audio = this.#queue.filter(isAudio).length - this.#times.heldAudio / CHUNK_MILLISECONDS;
    if (audio > 0) this.#queue = this.#queue.filter((each) => !isAudio(each) || audio-- <= 0);
  }

  #flush(): void {
    const kept = this.#queue;
    this.#queue = [];
    for (const event of kept) this.#send(event);
  }

  #dispatch(event: LiveEvent): void {
    const session = this.#connection!.session;
    if (event.type === "content") session.sendClientContent(event.value);
    else if (event.type === "tool_response") {
      session.sendToolResponse({ functionResponses: event.value.functionResponses ?? [] });
    } else session.sendRealtimeInput(event.value);
  }

  #pushAudio(frame: AudioFrame): void {
    for (const heard of this.gate(frame)) {
      for (const { data } of this.plugin.resampleAudio(heard)) {
        for (const chunk of this.plugin.bstream.write(data.slice().buffer as ArrayBuffer)) {
          this.#take(chunk.data);
        }
      }
    }
  }

  #take(samples: Int16Array): void {
    const spoke = this.#voice.speaking;
    const speaks = this.#voice.push(samples, 16_000);
    const event = audioEvent(samples);
    this.#heard.push(event);
    if (speaks && !spoke) this.#settled();
    if (!speaks && spoke) this.#asked({ kind: "said" }, this.#voice.quiet);
    const due = speaks || this.#ask?.kind === "said";
    const keep = (due ? this.#times.heldAudio : KEPT_BEFORE_SPEECH) / CHUNK_MILLISECONDS;
    while (this.#heard.length > keep) this.#heard.shift();
    this.#send(event);
  }

  // ---- what is due

  #asked(ask: Ask, quiet: number): void {
    this.#ask = ask;
    for (const watcher of this.watchers) watcher.asked(ask.kind, quiet);
  }

  #settled(): void {
    this.#ask = undefined;
    for (const watcher of this.watchers) watcher.settled();
  }

  askAgain(): boolean {
    const ask = this.#ask;
    if (!ask) return false;
    if (ask.kind === "content") this.#sendContent(ask.turns);
    else if (ask.kind === "tools") this.#sendContent(ask.results.map(userTurn));
    else this.#sendContent([userTurn(this.#understoodLast.trim() || UNANSWERED)]);
    return true;
  }

  /** On a connection that was found again: what the old one did not answer, or not to the end. */
  #recover(): void {
    const cut = this.#cut;
    this.#cut = false;
    if (this.#ask?.kind === "said" || this.#voice.speaking) {
      // What is queued was heard after it, and is among it.
      this.#queue = [
        ...this.#heard,
        ...this.#queue.filter((event) => !isAudio(event)),
      ];
    } else if (this.#ask) {
      const waiting = this.#queue.some((event) =>
        event.type === "content" && event.value.turnComplete
      );
      if (!waiting) this.askAgain();
    } else if (cut && this.#lostTools.size === 0) {
      this.#asked({ kind: "content", turns: [userTurn(CUT)] }, 0);
      this.#sendContent([userTurn(CUT)]);
    }
  }

  /**
   * Waits until no tool runs and what comes of them was said: what the agent itself wants said, such as a
   * warning, would take them back. What the member types may.
   */
  async #toolsQuiet(): Promise<void> {
    const due = () => this.#tools.size > 0 || this.#ask?.kind === "tools" || this.#afterTools;
    const end = performance.now() + TOOLS_WAITED_FOR;
    while (!this.#closed && this.open && due() && performance.now() < end) {
      await Promise.race([new Promise<void>((wake) => this.#quiet.push(wake)), pause(500)]);
    }
  }

  #quiet: (() => void)[] = [];
  /** The answer to tools' results is being given. */
  #afterTools = false;

  #wakeQuiet(): void {
    this.#afterTools = false;
    this.#quiet.splice(0).forEach((wake) => wake());
  }

  // ---- receiving

  async #receive(connection: LiveConnection, message: LiveServerMessage): Promise<void> {
    if (this.#connection !== connection && this.#lostAt === null) return;
    const { plugin } = this;
    const content = message.serverContent;
    if (message.goAway) this.#goAway(message.goAway.timeLeft);
    message.goAway = undefined;
    if (content?.inputTranscription?.text) this.#understood(content.inputTranscription.text);
    if (content) content.inputTranscription = undefined;
    this.#endDiscarding();
    const output = isOutput(message) && !plugin.earlyCompletionPending;
    if (output || message.toolCall) this.#answering();
    // What a tool is run for is to be known before it runs.
    if (message.toolCall) this.#finishUtterance();
    this.#noteTools(message);
    const ends = content?.turnComplete || content?.generationComplete || content?.interrupted;
    if (isOutput(message)) this.#talking = true;
    if (ends) this.#talking = false;
    // The plugin makes an empty generation of an end that belongs to none, and gives it to who waits.
    const active = plugin.currentGeneration && !plugin.currentGeneration._done;
    if (content && !isOutput(message) && !active && !plugin.earlyCompletionPending) {
      content.turnComplete = undefined;
      content.generationComplete = undefined;
    }
    this.#interrupted = content?.interrupted === true;
    await plugin.onReceiveMessage(connection.session, message);
    // After `interrupted` nothing of the old turn comes; the plugin goes on to throw away until its end.
    if (this.#interrupted) plugin.earlyCompletionPending = false;
    this.#interrupted = false;
    plugin.pendingInterruptText = false;
    if (ends) {
      this.#finishUtterance();
      this.#tellWhenIdle();
      this.#wakeQuiet();
    }
    this.#leaveWhenIdle();
  }

  /** Ends the throwing away of an interrupted turn, when the server has long stopped sending it. */
  #endDiscarding(): void {
    const now = performance.now();
    if (now - this.#receivedAt > 1_000) this.plugin.earlyCompletionPending = false;
    this.#receivedAt = now;
  }

  #answering(): void {
    if (this.#utterance && this.#finishing === undefined) {
      this.#finishing = setTimeout(() => this.#finishUtterance(), 500);
    }
    // The server may find the end of what was said sooner than we do: it is answered, not due.
    if (this.#voice.quiet > 0) this.#voice.reset();
    if (!this.#voice.speaking) this.#heard = [];
    this.#understoodLast = "";
    if (this.#ask?.kind === "tools") this.#afterTools = true;
    if (this.#ask) this.#settled();
    if (this.#tools.size === 0) this.#results = [];
  }

  /**
   * What the member said, as it is understood. The plugin ties it to the answer: what comes after an
   * interruption is lost, and it is final only when the whole answer was generated.
   */
  #understood(text: string): void {
    if (!this.#utterance) {
      this.#utterance = { id: `GI_${crypto.randomUUID()}`, text: "", startedAt: Date.now() };
      text = text.trimStart();
    }
    this.#utterance.text += text;
    this.#understoodLast += text;
    this.#emitUtterance(false);
  }

  #finishUtterance(): void {
    clearTimeout(this.#finishing);
    this.#finishing = undefined;
    const utterance = this.#utterance;
    if (!utterance?.text.trim()) return;
    this.#emitUtterance(true);
    this.#utterance = undefined;
    const { id, text: content, startedAt: createdAt } = utterance;
    this.plugin._chatCtx.addMessage({ role: "user", content, id, createdAt });
  }

  #emitUtterance(isFinal: boolean): void {
    const { id: itemId, text: transcript, startedAt } = this.#utterance!;
    this.plugin.emit("input_audio_transcription_completed", {
      itemId,
      transcript,
      isFinal,
      ...(isFinal ? { turnStartedAt: startedAt } : {}),
    });
  }

  // ---- tools

  #noteTools(message: LiveServerMessage): void {
    for (const call of message.toolCall?.functionCalls ?? []) {
      call.id ??= `call_${crypto.randomUUID()}`;
      this.#tools.set(call.id, call.name ?? "");
    }
    for (const id of message.toolCallCancellation?.ids ?? []) {
      this.#tools.delete(id);
      this.#doneTools.add(id);
    }
    if (message.toolCallCancellation) this.#flush();
  }

  answerTool(callId: string, name: string, output: string): void {
    if (this.#doneTools.has(callId)) return;
    this.#doneTools.add(callId);
    this.#results.push(resultText(name, output));
    if (this.#tools.delete(callId)) {
      const response = { id: callId, name, response: { output } };
      this.#send({ type: "tool_response", value: { functionResponses: [response] } });
      if (this.#tools.size === 0) this.#asked({ kind: "tools", results: this.#results }, 0);
    } else {
      // The connection that asked for it is gone, and with it the call: told in words.
      this.#lostTools.delete(callId);
      const turns = [userTurn(resultText(name, output))];
      if (this.#lostTools.size > 0) {
        this.#send({ type: "content", value: { turns, turnComplete: false } });
      } else {
        this.#asked({ kind: "tools", results: this.#results }, 0);
        this.#sendContent(turns);
      }
    }
    this.#flush();
  }

  // ---- what the session is told

  #updateInstructions(instructions: string): Promise<void> {
    const known = this.plugin.options.instructions === instructions;
    this.plugin.options.instructions = instructions;
    // Both APIs refuse the role "system"; "model" is taken by all. A new connection is set up with them.
    if (!known && this.#connection) {
      this.#tell([{ role: "model", parts: [{ text: instructions }] }]);
    }
    return Promise.resolve();
  }

  #updateTools(tools: llm.ToolContext): void {
    const same = this.plugin._tools.equals(tools);
    this.plugin._tools = tools;
    this.#begun.resolve();
    if (!same) this.plugin.markRestartNeeded();
  }

  async #updateHistory(history: llm.ChatContext): Promise<void> {
    const known = new Set(this.plugin._chatCtx.items.map((item) => item.id));
    const fresh = history.items.filter((item) => !known.has(item.id));
    this.plugin._chatCtx = history.copy();
    if (!this.#seeded) return;
    const messages = fresh.filter((item) => item.type === "message");
    if (messages.length > 0) {
      this.#tell(await messageTurns(messages, history));
    }
    for (const item of fresh) {
      if (item.type === "function_call_output") {
        this.answerTool(item.callId, item.name, item.output);
      }
    }
  }

  /**
   * Tells what needs no answer: with the next wish for one, or when nothing is being said or awaited, for
   * any content cuts the answer that is being given, and takes back the tools that run for it.
   */
  #tell(turns: Content[]): void {
    this.#texts.push(...turns);
    setTimeout(() => this.#tellWhenIdle(), 100);
  }

  #tellWhenIdle(): void {
    if (this.#texts.length === 0 || !this.#connection || this.#talking || this.#ask) return;
    if (this.#tools.size > 0) return;
    const turns = this.#texts.splice(0);
    this.#send({ type: "content", value: { turns, turnComplete: false } });
  }
}

/** Of one chunk of audio as it is sent. */
const CHUNK_MILLISECONDS = 50;
/** The longest that something the agent wants said waits for tools, in milliseconds. */
const TOOLS_WAITED_FOR = 15_000;
/** Kept of the sound before a word is recognised, so that its beginning is sent again too. */
const KEPT_BEFORE_SPEECH = 1_000;

function audioEvent(samples: Int16Array): LiveEvent {
  const bytes = Buffer.from(samples.buffer, samples.byteOffset, samples.byteLength);
  const audio = { mimeType: "audio/pcm", data: bytes.toString("base64") };
  return { type: "realtime_input", value: { audio } };
}

function isAudio(event: LiveEvent): boolean {
  return event.type === "realtime_input" && event.value.audio !== undefined;
}

function isOutput(message: LiveServerMessage): boolean {
  const content = message.serverContent;
  return (content?.modelTurn?.parts?.length ?? 0) > 0 ||
    (content?.outputTranscription?.text ?? "") !== "";
}

/** The plugin's "." for models that must have a turn of the member's. */
function isPlaceholder(turn: Content): boolean {
  return turn.role === "user" && turn.parts?.length === 1 && turn.parts[0].text === ".";
}
