/** The talk of one session: what each side said, and the turn that answers it. */
import { pause } from "../../pause.ts";
import { type Content, textOf } from "../protocol.ts";
import type { Setup, ToolResponse } from "./messages.ts";
import { exactWordsIn, roleFor, thinkAloud } from "./mind.ts";
import { inShort, type LiveRecord, type LiveTurn, remember } from "./record.ts";
import type { LiveScripts } from "./script.ts";
import type { Talks } from "./talks.ts";
import { type FunctionCall, Turn } from "./turn.ts";
import { usageOf } from "./usage.ts";
import { DEFAULT_VOICE } from "./voices.ts";

/** What a session needs of the server that it belongs to. */
export interface SessionDependencies {
  send(message: unknown): void;
  /** The stand-in itself failed. */
  fail(error: unknown): void;
  scripts: LiveScripts;
  talks: Talks;
  /** How much faster than it sounds speech is sent. */
  pace: number;
  /** How many times as fast as it does by itself the voice speaks. */
  tempo: number;
  /** The sound is short silence. */
  muted: boolean;
  /** `turnComplete` waits until what was sent has sounded. */
  waitsForPlayback: boolean;
}

interface Call {
  name: string;
  arguments?: Record<string, unknown>;
}

const MOST_CONTENTS = 400;
/** What the instructions of a call have and no words of the model. */
const INSTRUCTIONS = /^<(?:member|persona|emergency)\b[^>\n]*>/mu;

export class Conversation {
  #turn: Turn | undefined;
  #turns = 0;
  /** The next answer is swallowed. */
  #stalled = false;
  /** Said while nothing may interrupt; answered after the turn. */
  readonly #unanswered: string[] = [];
  #instructions: string;

  constructor(
    private readonly deps: SessionDependencies,
    private readonly record: LiveRecord,
    private readonly setup: Setup,
    /** Oldest first. */
    private readonly contents: Content[],
  ) {
    record.talk = contents.map(inShort);
    this.#instructions = textOf(setup.systemInstruction);
  }

  /** Adds what a client says was said; new instructions come this way too, as the model's words. */
  tell(content: Content): void {
    const text = textOf(content);
    if (content.role === "model" && INSTRUCTIONS.test(text)) this.#instructions = text;
    else this.add(content);
  }

  /** Adds to what was said; nothing answers it yet. */
  add(content: Content): void {
    this.contents.push(content);
    this.contents.splice(0, this.contents.length - MOST_CONTENTS);
    remember(this.record.talk, inShort(content));
  }

  /** Answers what was understood of speech; where that may not interrupt, after the turn. */
  hear(words: string): void {
    if (this.#turn && !this.#turn.generated) return void this.#unanswered.push(words);
    this.add({ role: "user", parts: [{ text: words }] });
    if (this.setup.inputAudioTranscription) {
      for (const text of words.match(/\S+\s*/gu) ?? [words]) {
        this.deps.send({ serverContent: { inputTranscription: { text } } });
      }
    }
    this.answer();
  }

  takeResults({ functionResponses }: ToolResponse): void {
    remember(this.record.toolResponses, ...functionResponses);
    this.#turn?.takeResults(functionResponses);
  }

  /** Ends what is being said; with `playback` also what was said whole and still sounds. */
  interrupt({ playback }: { playback: boolean }): void {
    const turn = this.#turn;
    if (!turn) return;
    if (turn.record.endedAt === undefined) {
      this.#turn = undefined;
      this.#cut(turn);
    } else if (playback && Date.now() < turn.soundsUntil) {
      this.#turn = undefined;
      turn.record.interrupted = true;
      this.deps.send({ serverContent: { interrupted: true } });
    } else return;
    if (this.deps.scripts.takeStall("interruption")) this.#stalled = true;
  }

  #cut(turn: Turn): void {
    const cancelled = turn.waitingFor;
    turn.stop();
    turn.record.interrupted = true;
    if (cancelled.length > 0) {
      remember(this.record.cancelled, ...cancelled);
      this.deps.send({ toolCallCancellation: { ids: cancelled } });
    }
    this.deps.send({ serverContent: { interrupted: true } });
    this.#complete(turn);
  }

  /** Starts a turn; `direction` is what the client wants of it. */
  answer(direction?: string): void {
    if (this.#stalled) {
      this.#stalled = false;
      return;
    }
    const heard = this.contents.filter(({ role }) => role === "user").map(textOf).filter(Boolean);
    const role = roleFor(this.#instructions, heard);
    const record: LiveTurn = { askedAt: Date.now(), said: "", role };
    remember(this.record.turns, record);
    const { speechConfig } = this.setup.generationConfig;
    const turn = new Turn({
      send: this.deps.send,
      voice: speechConfig?.voiceConfig?.prebuiltVoiceConfig?.voiceName ?? DEFAULT_VOICE,
      pace: this.deps.pace,
      tempo: this.deps.tempo,
      muted: this.deps.muted,
      transcribes: this.setup.outputAudioTranscription !== undefined,
    }, record);
    this.#turn = turn;
    this.#turns += 1;
    this.#run(turn, direction).catch((error) => this.deps.fail(error));
  }

  /** Nothing more is sent. */
  stop(): void {
    this.#turn?.stop();
  }

  /** Thinks and speaks until the model has no more tools to call. */
  async #run(turn: Turn, direction: string | undefined): Promise<void> {
    for (let step = 0;; step++) {
      const script = this.#isPhrase(direction) ? undefined : this.deps.scripts.nextAnswer();
      await pause(script?.after ?? 0, turn.signal);
      if (turn.stopped) return;
      if (script?.silent) return this.#forget(turn);
      const { text = "", calls = [] } = script ?? this.#think(step === 0 ? direction : undefined);
      await turn.speak(text);
      if (turn.stopped) return;
      if (calls.length === 0) break;
      await this.#call(turn, calls, step);
      if (turn.stopped || this.deps.scripts.takeStall("tool")) return;
    }
    turn.generated = true;
    this.deps.send({ serverContent: { generationComplete: true } });
    if (this.deps.waitsForPlayback) await pause(turn.soundsUntil - Date.now(), turn.signal);
    if (turn.stopped) return;
    this.#complete(turn);
    const words = this.#unanswered.shift();
    if (words !== undefined) this.hear(words);
  }

  /** A connection beside the call, which only has a phrase said: no script is meant for it. */
  #isPhrase(direction = ""): boolean {
    return this.setup.tools.length === 0 && exactWordsIn(direction) !== undefined;
  }

  #think(direction: string | undefined): { text?: string; calls?: Call[] } {
    const { tools } = this.setup;
    return thinkAloud({
      instructions: this.#instructions,
      direction,
      contents: this.contents,
      tools: tools.flatMap(({ functionDeclarations }) => functionDeclarations).map(
        ({ name, description, parameters, parametersJsonSchema }) => ({
          name,
          description,
          parametersJsonSchema: parametersJsonSchema ?? parameters ?? {},
        }),
      ),
    });
  }

  async #call(turn: Turn, calls: Call[], step: number): Promise<void> {
    this.#addSaid(turn);
    const made: FunctionCall[] = calls.map(({ name, arguments: args = {} }, index) => ({
      id: `call-${this.record.id}-${this.#turns}-${step}-${index}`,
      name,
      args,
    }));
    remember(this.record.calls, ...made);
    this.#update({ resumable: false });
    const results = await turn.call(made);
    if (turn.stopped) return;
    this.add({ role: "model", parts: made.map((functionCall) => ({ functionCall })) });
    this.add({ role: "user", parts: results });
  }

  /** The model fell silent, as if nothing had been asked. */
  #forget(turn: Turn): void {
    if (this.#turn === turn) this.#turn = undefined;
  }

  #complete(turn: Turn): void {
    turn.record.endedAt = Date.now();
    this.#addSaid(turn);
    const { audioBytes } = this.record;
    this.deps.send({
      serverContent: { turnComplete: true },
      usageMetadata: usageOf(this.contents, audioBytes, turn.spokenMilliseconds, turn.record.said),
    });
    const handle = this.deps.talks.keep(this.contents);
    this.record.handle = handle;
    this.#update({ newHandle: handle, resumable: true });
  }

  #addSaid(turn: Turn): void {
    const text = turn.takeSaid();
    if (text !== "") this.add({ role: "model", parts: [{ text }] });
  }

  #update(sessionResumptionUpdate: { newHandle?: string; resumable: boolean }): void {
    if (this.setup.sessionResumption) this.deps.send({ sessionResumptionUpdate });
  }
}
