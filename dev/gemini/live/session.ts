/** One session of Gemini Live: what comes in, as sound, as text and as results of tools. */
import { textOf } from "../protocol.ts";
import { Conversation, type SessionDependencies } from "./conversation.ts";
import { Hearing } from "./hearing.ts";
import {
  checkSetup,
  type ClientContent,
  type ClientMessage,
  Closing,
  type RealtimeInput,
  type Setup,
} from "./messages.ts";
import { UNHEARD } from "./mind.ts";
import { type LiveRecord, remember, rememberText } from "./record.ts";
import { fromBase64, HEARD_RATE, resample } from "./sound.ts";
import { warmVoice } from "./synthesiser.ts";

/**
 * How long a text that came as realtime input waits for more, in milliseconds: clients send the same
 * text as content behind it and ask for the answer then.
 */
const TEXT_WAIT = 150;

export class LiveSession {
  #open: { setup: Setup; hearing: Hearing; conversation: Conversation } | undefined;
  #textTimer: ReturnType<typeof setTimeout> | undefined;

  constructor(private readonly deps: SessionDependencies, private readonly record: LiveRecord) {}

  /** Takes one message; throws a `Closing` where Gemini would close. */
  receive(message: ClientMessage): void {
    if ("setup" in message !== (this.#open === undefined)) {
      throw new Closing(1007, "setup must be the first message and only the first");
    }
    if ("setup" in message) this.#start(message.setup);
    else if ("clientContent" in message) this.#takeContent(message.clientContent);
    else if ("realtimeInput" in message) this.#takeRealtime(message.realtimeInput);
    else this.#conversation.takeResults(message.toolResponse);
  }

  /** Stops what is being said; the connection is gone or about to go. */
  close(): void {
    this.#open?.conversation.stop();
    clearTimeout(this.#textTimer);
  }

  get #conversation(): Conversation {
    return this.#open!.conversation;
  }

  get #input(): Setup["realtimeInputConfig"] {
    return this.#open!.setup.realtimeInputConfig;
  }

  #start(setup: Setup): void {
    checkSetup(setup);
    const { handle } = setup.sessionResumption ?? {};
    const contents = handle ? this.deps.talks.find(handle) : [];
    if (!contents) throw new Closing(1008, "BidiGenerateContent session not found");
    this.record.resumed = handle;
    this.record.setup = setup;
    this.#open = {
      setup,
      hearing: new Hearing(setup.realtimeInputConfig.automaticActivityDetection),
      conversation: new Conversation(this.deps, this.record, setup, contents),
    };
    if (!this.deps.muted) warmVoice();
    this.deps.send({ setupComplete: {} });
  }

  #takeContent({ turns, turnComplete }: ClientContent): void {
    for (const turn of turns) {
      rememberText(this.record, "content", turn.role, textOf(turn));
    }
    const last = turns.at(-1);
    // What the model is to do now comes as words of its own role, behind which nothing stands.
    const directs = turnComplete && last?.role === "model";
    for (const turn of directs ? turns.slice(0, -1) : turns) this.#conversation.tell(turn);
    if (!turnComplete) return;
    clearTimeout(this.#textTimer);
    this.#conversation.interrupt({ playback: false });
    this.#conversation.answer(directs ? textOf(last) : undefined);
  }

  #takeRealtime(input: RealtimeInput): void {
    const { disabled } = this.#input.automaticActivityDetection;
    if ((input.activityStart || input.activityEnd) && !disabled) {
      throw new Closing(
        1007,
        "Explicit activity control is not supported when automatic activity detection is enabled.",
      );
    }
    for (const { mimeType, data } of input.audio ? [input.audio] : input.mediaChunks ?? []) {
      this.#hear(mimeType, data);
    }
    if (input.audioStreamEnd) this.#takeActivity(this.#open!.hearing.finish());
    if (input.activityStart) this.#takeActivity(["start"]);
    if (input.activityEnd) this.#takeActivity(["end"]);
    if (input.text !== undefined) this.#takeText(input.text);
  }

  #hear(mimeType: string, data: string): void {
    if (!mimeType.startsWith("audio/pcm")) {
      throw new Closing(1007, `Unsupported MIME type: ${mimeType}`);
    }
    const rate = Number(/rate=(\d+)/.exec(mimeType)?.[1] ?? HEARD_RATE);
    const samples = fromBase64(data);
    this.record.audioBytes += samples.byteLength;
    if (this.#input.automaticActivityDetection.disabled) return;
    this.#takeActivity(this.#open!.hearing.take(resample(samples, rate, HEARD_RATE)));
  }

  #takeActivity(events: ("start" | "end")[]): void {
    const interrupts = this.#input.activityHandling !== "NO_INTERRUPTION";
    for (const event of events) {
      if (event === "start") {
        if (interrupts) this.#conversation.interrupt({ playback: true });
        continue;
      }
      const words = this.deps.scripts.nextHeard() ?? UNHEARD;
      remember(this.record.heard, words);
      // A cough may interrupt, but it says nothing.
      if (words !== "") this.#conversation.hear(words);
    }
  }

  #takeText(text: string): void {
    rememberText(this.record, "realtime", "user", text);
    this.#conversation.interrupt({ playback: true });
    this.#conversation.add({ role: "user", parts: [{ text }] });
    clearTimeout(this.#textTimer);
    this.#textTimer = setTimeout(() => this.#conversation.answer(), TEXT_WAIT);
  }
}
