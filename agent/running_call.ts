import { voice } from "@livekit/agents";
import type { CallEndReason } from "../domain/call.ts";
import type { CallBegin, TurnsAnswer } from "../routes/schemas.ts";
import { type CallModel, createCallModel } from "./call_model.ts";
import type { FigureKeeper } from "./figures.ts";
import { guardInterruptions, interruptNow } from "./interruptions.ts";
import { createLease, type Lease } from "./lease.ts";
import { createLimits, type Limits } from "./limits.ts";
import { log, wordless } from "./log.ts";
import type { MembersRoom } from "./members_room.ts";
import { pause, within } from "./pause.ts";
import type { CallPlace } from "./place.ts";
import { type CallService, ServiceAway } from "./service.ts";
import type { AgentSettings } from "./settings.ts";
import { createSilenceWatch, type SilenceWatch } from "./silence.ts";
import { createBridge } from "./slow_tool.ts";
import { GO_ON, speak, wordForWord } from "./speech.ts";
import { createSpool, type Spool } from "./spool.ts";
import { keepStream } from "./stream.ts";
import { asChatContext, createSession, keepTurns } from "./talk.ts";
import { createTools } from "./tools.ts";

/** How long a phrase may take to be said. */
const PHRASE = 15_000;
/** What is left of the time for the goodbye when it has to be said. */
const AFTER_GOODBYE = 1500;
/** How long a job that is over still tries to bring home what was said. */
const BRING_HOME = 20_000;
/** How long a member who is on the way is waited for, to be told why there is no call. */
const WAIT_TO_TELL = 8000;

/** What a call that has begun is made of. */
export interface CallParts {
  place: CallPlace;
  gemini: AgentSettings["gemini"];
  callId: string;
  service: CallService;
  begin: CallBegin;
  figures: FigureKeeper;
}

/** One call that has begun: the parts of the agent, and who tells whom. */
export class RunningCall {
  readonly #parts: CallParts;
  readonly #room: MembersRoom;
  readonly #lease: Lease;
  readonly #limits: Limits;
  readonly #silence: SilenceWatch;
  /** Of an incognito call the service keeps nothing of it, but looks for words of danger. */
  readonly #spool: Spool;
  readonly #stream: { stop(): void };
  readonly #model: CallModel;
  readonly #session: voice.AgentSession;
  readonly #agent: voice.Agent;
  /** The talk has been opened: with the greeting, or by going on. */
  #opened = false;
  #absence: ReturnType<typeof setTimeout> | undefined;
  /** The member went away while the assistant spoke or thought. */
  #cutOff = false;
  readonly #arrived = Promise.withResolvers<void>();
  #leaving: Promise<void> | undefined;
  #endReason: CallEndReason | undefined;

  constructor(parts: CallParts) {
    this.#parts = parts;
    const { place, service, begin, figures } = parts;
    const { times, phrases } = begin;

    this.#limits = createLimits({
      warnings: times.warnings,
      onWarning: (left) => this.#warn(Math.round(left / 1000)),
      onZero: () => void this.#leave("limit", phrases.goodbye),
    });
    this.#silence = createSilenceWatch({
      after: times.silence,
      ask: () => void this.#say(phrases.stillThere),
      end: () => void this.#leave("silence", phrases.silenceGoodbye),
    });
    this.#spool = createSpool({
      send: (turns) => service.turns(turns),
      nextTurn: begin.nextTurn,
      onStored: (answer) => this.#stored(answer),
      onOver: () => void this.#leave(undefined),
    });
    this.#model = createCallModel({
      gemini: parts.gemini,
      begin,
      figures,
      tell: (message) => this.#room.tell(message),
      onFailed: (failure) => void this.#modelFailed(failure),
    });
    this.#session = createSession(this.#model.model);
    this.#agent = new voice.Agent({
      instructions: begin.instructions,
      chatCtx: asChatContext(begin.history),
      tools: createTools({
        declarations: begin.tools,
        model: this.#model.model,
        service,
        figures,
        flush: (milliseconds) => this.#spool.flush(milliseconds),
        onShown: ({ cards, citations }) => {
          for (const card of cards) this.#room.tell({ kind: "card", card });
          for (const citation of citations) this.#room.tell({ kind: "citation", citation });
        },
        bridge: createBridge({
          live: this.#model.model.given,
          session: () => this.#session,
          phrase: phrases.oneMoment,
          instructions: wordForWord(phrases.oneMoment),
        }),
      }),
    });
    keepTurns(this.#session, { spool: this.#spool, figures, silence: this.#silence });
    this.#session.on(voice.AgentSessionEventTypes.Close, ({ reason }) => {
      if (reason === voice.CloseReason.ERROR) void this.#modelFailed("session closed");
    });

    this.#lease = createLease({
      renew: (presence) => service.lease(presence),
      renewEvery: times.renewEvery,
      tolerance: times.tolerance,
      onAnswer: ({ secondsLeft, ended }) => {
        if (ended) return void this.#ended(ended);
        this.#setLeft(secondsLeft);
      },
      onLost: (loss) => {
        log("warning", "the lease is lost", { callId: parts.callId, loss });
        void this.#leave(undefined);
      },
    });
    this.#stream = keepStream({
      service,
      onEnded: (reason) => void this.#ended(reason),
      onOver: () => void this.#leave(undefined),
    });
    this.#room = place.watch({
      memberIdentity: begin.memberIdentity,
      onPresence: (present) => this.#presence(present),
      onTapToFirstSound: (milliseconds) => figures.tapToFirstSound(milliseconds),
      onLost: () => {
        log("warning", "the agent lost the room", { callId: parts.callId });
        void this.#leave(undefined);
      },
    });
  }

  async start(): Promise<void> {
    const { place, begin } = this.#parts;
    place.onLeft(() => this.#bringHome());
    this.#setLeft(begin.secondsLeft);
    this.#waitForMember();
    guardInterruptions(this.#session, this.#model.model);
    await place.start(this.#session, {
      agent: this.#agent,
      memberIdentity: begin.memberIdentity,
      typed: (text) => this.#typed(text),
    });
    this.#room.check();
    if (this.#room.memberPresent) void this.#open();
  }

  // --- The talk ----------------------------------------------------------------------------------

  /** Opens the talk once the member is there and the session runs, whichever comes last. */
  async #open(): Promise<void> {
    const { begin: { greeting, incognito, phrases, history } } = this.#parts;
    if (this.#opened || this.#leaving || !this.#session._started) return;
    this.#opened = true;
    this.#silence.setWatching(true);
    this.#room.tell({ kind: "listening" });
    if (greeting !== null) await this.#say(greeting);
    else if (incognito) await this.#say(phrases.lostTheThread);
    else if (history.at(-1)?.role === "member") await speak(this.#session, GO_ON, PHRASE);
  }

  async #say(phrase: string, milliseconds = PHRASE): Promise<void> {
    if (this.#session._started) await speak(this.#session, wordForWord(phrase), milliseconds);
  }

  #typed(text: string): void {
    const words = text.trim();
    if (words === "" || this.#leaving) return;
    this.#parts.figures.endOfSpeech(0);
    this.#silence.heard("member");
    interruptNow(this.#session);
    this.#session.generateReply({ userInput: words });
  }

  #stored({ cards, instructions }: TurnsAnswer): void {
    for (const card of cards) this.#room.tell({ kind: "card", card });
    if (instructions === null || this.#leaving) return;
    this.#agent.updateInstructions(instructions).catch((error) => {
      log("warning", "could not renew the instructions", { error: wordless(error) });
    });
  }

  /** Goes on in text; a member who is still on the way is told when there. */
  async #modelFailed(reason: string): Promise<void> {
    if (this.#leaving) return;
    const { callId, begin: { phrases } } = this.#parts;
    log("warning", "the live model cannot be had", { callId, reason });
    await within(WAIT_TO_TELL, this.#arrived.promise);
    if (this.#leaving) return;
    this.#room.tell({ kind: "notice", code: "text_only", text: phrases.textOnly });
    await this.#leave("model_unavailable");
  }

  // --- The member's coming and going -------------------------------------------------------------

  #presence(present: boolean): void {
    this.#lease.setPresence(present);
    this.#limits.setRunning(present);
    this.#silence.setWatching(present && this.#opened);
    if (present) this.#memberCame();
    else this.#memberWent();
  }

  #memberCame(): void {
    clearTimeout(this.#absence);
    this.#arrived.resolve();
    if (!this.#opened) return void this.#open();
    this.#room.tell({ kind: "listening" });
    if (this.#cutOff && !this.#leaving) void speak(this.#session, GO_ON, PHRASE);
    this.#cutOff = false;
  }

  #memberWent(): void {
    this.#waitForMember();
    if (!this.#session._started) return;
    this.#cutOff ||= ["speaking", "thinking"].includes(this.#session.agentState);
    interruptNow(this.#session);
  }

  #waitForMember(): void {
    clearTimeout(this.#absence);
    this.#absence = setTimeout(() => void this.#leave("left"), this.#parts.begin.times.absence);
  }

  // --- Limits and ends ---------------------------------------------------------------------------

  #setLeft(secondsLeft: number | null): void {
    const left = secondsLeft === null ? null : secondsLeft * 1000;
    this.#limits.set({ left, running: this.#room?.memberPresent ?? false });
  }

  #warn(secondsLeft: number): void {
    this.#room.tell({ kind: "warning", secondsLeft });
    const phrase = this.#parts.begin.phrases.warnings[String(secondsLeft)];
    if (phrase) void this.#say(phrase);
  }

  /** The call is over, as the service says: nothing more to say. */
  #ended(reason: CallEndReason): Promise<void> {
    return this.#leave(reason);
  }

  /**
   * Leaves the room for good, with a goodbye where there is one.
   *
   * Without a reason, the call is not this agent's any more: it goes without a word.
   */
  #leave(reason: CallEndReason | undefined, goodbye?: string): Promise<void> {
    return this.#leaving ??= (async () => {
      const { place, callId, begin: { times } } = this.#parts;
      log("info", "the agent leaves", { callId, reason: reason ?? null });
      this.#endReason = reason;
      this.#halt();
      if (goodbye) {
        interruptNow(this.#session);
        await this.#say(goodbye, Math.max(1000, times.goodbye - AFTER_GOODBYE));
      }
      if (reason) this.#room.tell({ kind: "ended", reason });
      await within(500, Promise.all([this.#room.told(), this.#breakOff()]));
      place.leave(reason ?? "");
    })();
  }

  /** Nothing happens by itself any more. */
  #halt(): void {
    this.#limits.stop();
    this.#silence.stop();
    this.#model.stop();
    this.#room.stop();
    clearTimeout(this.#absence);
  }

  /** Stops what is being said, so that what was heard of it becomes a turn. */
  async #breakOff(): Promise<void> {
    if (!this.#session._started) return;
    const speech = this.#session._activity?.currentSpeech;
    interruptNow(this.#session);
    await speech?.waitForPlayout();
  }

  /** The job is over and out of the room: what was said and the figures go home. */
  async #bringHome(): Promise<void> {
    const { service, figures } = this.#parts;
    const until = performance.now() + BRING_HOME;
    this.#lease.stop();
    this.#halt();
    // The room may have gone before the service said why.
    if (!this.#leaving) await pause(1000);
    await this.#spool.flush(until - performance.now());
    while (this.#endReason && performance.now() < until) {
      try {
        await service.end(this.#endReason, figures.figures());
        break;
      } catch (error) {
        if (!(error instanceof ServiceAway)) break;
        await pause(500);
      }
    }
    this.#stream.stop();
    this.#spool.stop();
    log("info", "the call is done", { callId: this.#parts.callId });
  }
}
