/**
 * One call after another: from the tap over all that can go wrong to what it came to.
 *
 * Knows nothing of LiveKit, the browser or the page; all of that is in `CallParts`.
 */
import { batch, computed, type ReadonlySignal, signal } from "@preact/signals";
import type { CallEndReason } from "../../../domain/call.ts";
import type { CallMessage, CallNotice } from "../../../domain/call_messages.ts";
import type { CallTicket, CallView } from "../../../routes/schemas.ts";
import { type Api, ApiError } from "../api.ts";
import type { OrbState } from "../orb/states.ts";
import { createCountdown } from "./countdown.ts";
import { isOn, moodOf, type Phase } from "./phase.ts";
import {
  type AgentState,
  type CallRoom,
  type Microphone,
  MicrophoneError,
  type OpenRoom,
  type RoomEvents,
} from "./port.ts";
import { type Line, settled, withCard, withCitation, withPiece } from "./transcript.ts";

/** A ticket older than this, in milliseconds, is fetched anew: the question about the microphone took long. */
const FRESH = 15_000;
/** How long the room may take to close after the agent has said that the call is over. */
const FAREWELL = 2_500;

/** Notices that her next word makes untrue. */
const PASSING_NOTICES = new Set<CallNotice | undefined>(["model_back", "asking_again"]);
/** Refusals that say that there is no such call any more. */
const OVER = new Set(["call_ended", "not_found"]);

export interface CallParts {
  api: Pick<Api, "json">;
  openRoom: OpenRoom;
  /** Asks for the microphone; throws `MicrophoneError`. `onLost`: the device is gone. */
  microphone(onLost: () => void): Promise<Microphone>;
  /** Whether the microphone is known to be given without a question. */
  microphoneGranted(): Promise<boolean>;
  /** Milliseconds that only grow, on the scale of the taps. */
  now(): number;
  /** Waits before attempt `attempt`, from 1; ends early when the network returns. */
  wait(attempt: number, signal: AbortSignal): Promise<void>;
  pause(milliseconds: number): Promise<void>;
  /** Remembers over a reload of the page which call it is in; null for none. */
  keep(callId: string | null): void;
  kept(): string | null;
  /** A call is over, was refused, or was seen to be on elsewhere. */
  onEnd(): void;
}

/** How a call is started: the tap's moment by `CallParts.now`. */
export interface Start {
  tappedAt: number;
  incognito: boolean;
}

export interface Call {
  phase: ReadonlySignal<Phase>;
  mood: ReadonlySignal<OrbState>;
  lines: ReadonlySignal<readonly Line[]>;
  muted: ReadonlySignal<boolean>;
  incognito: ReadonlySignal<boolean>;
  /** What is not as it should be, in words to be read. */
  notice: ReadonlySignal<{ code: CallNotice; text: string } | null>;
  /** Seconds of the last warning, for a reader; null before one. */
  warned: ReadonlySignal<number | null>;
  /** The browser waits for a tap before the page may be heard. */
  silent: ReadonlySignal<boolean>;
  /** The device of the microphone is gone. */
  deaf: ReadonlySignal<boolean>;
  /** Milliseconds left; null without a limit. */
  left(): number | null;
  /** How loud each of both is, 0 to 1. */
  levels(): { mine: number; hers: number };
  start(how: Start): Promise<void>;
  /** Goes into a call that is on; `tappedAt` null: by itself. */
  resume(callId: string, tappedAt: number | null): Promise<void>;
  /** Comes back into the call this page was in before it was read anew. */
  recover(): Promise<void>;
  hangUp(): void;
  setMuted(muted: boolean): void;
  /** Says something in writing; false where it could not be sent. */
  write(text: string): Promise<boolean>;
  startSound(): void;
  renewMicrophone(): Promise<void>;
  /** Back to where a call can be started. */
  clear(): void;
}

/** One stay in a call, from its tap to its end. */
interface Stay {
  control: AbortController;
  /** It began the call, and so may end it where it comes to nothing. */
  own: boolean;
  callId: string | null;
  tappedAt: number | null;
  room: CallRoom | null;
  microphone: Microphone | null;
  /** What the agent said of the end. */
  endReason: CallEndReason | null;
  written: number;
}

const pathOf = (callId: string, act: string) => `/api/calls/${encodeURIComponent(callId)}/${act}`;

/** Whether the same may succeed a little later. */
function isPassing(error: unknown): boolean {
  // Whatever is not a refusal of the service is a room that could not be reached.
  return !(error instanceof ApiError) || error.passing || error.status === 429;
}

/** Why a call is over, as the service says that refuses to let anybody in. */
function endReasonIn(error: unknown): CallEndReason | null {
  if (!(error instanceof ApiError) || error.code !== "call_ended") return null;
  return error.details.reason as CallEndReason ?? null;
}

export function createCall(parts: CallParts): Call {
  const phase = signal<Phase>({ name: "idle" });
  const agent = signal<AgentState | null>(null);
  const heard = signal(false);
  const lines = signal<readonly Line[]>([]);
  const muted = signal(false);
  const incognito = signal(false);
  const notice = signal<{ code: CallNotice; text: string } | null>(null);
  const warned = signal<number | null>(null);
  const silent = signal(false);
  const deaf = signal(false);
  const countdown = createCountdown(parts.now);
  let stay: Stay | null = null;

  const mood = computed(() =>
    moodOf({
      phase: phase.value,
      agent: agent.value,
      heard: heard.value,
      muted: muted.value,
    })
  );

  const post = <T>(path: string, body?: unknown) =>
    parts.api.json<T>(path, { method: "POST", body });
  const join = (callId: string) => post<CallTicket>(pathOf(callId, "join"));

  function show(next: Phase): void {
    phase.value = next;
    countdown.run(next.name === "live" && agent.value !== null);
  }

  function begin(tappedAt: number | null, callId: string | null): Stay {
    batch(() => {
      if (callId === null) lines.value = [];
      agent.value = null;
      heard.value =
        muted.value =
        silent.value =
        deaf.value =
          false;
      notice.value = warned.value = null;
      countdown.set(null);
      show({ name: "connecting" });
    });
    return stay = {
      control: new AbortController(),
      own: callId === null,
      callId,
      tappedAt,
      room: null,
      microphone: null,
      endReason: null,
      written: 0,
    };
  }

  /** Leaves the room and gives the microphone back; whatever is still on its way comes to nothing. */
  function leave(one: Stay, next: Phase): void {
    one.control.abort();
    one.room?.leave();
    one.microphone?.stop();
    if (stay === one) stay = null;
    parts.keep(null);
    batch(() => {
      agent.value = null;
      silent.value = deaf.value = false;
      notice.value = null;
      lines.value = settled(lines.value);
      show(next);
    });
    parts.onEnd();
  }

  /** Ends the stay; how the call ended is asked of the service, which knows it best. */
  function close(one: Stay, reason: CallEndReason | null): void {
    const ended: Phase = { name: "ended", reason, call: null };
    leave(one, ended);
    if (one.callId === null) return;
    // The agent that ends a call says so to the service too, perhaps later: hanging up before it
    // would be another reason. Else, hanging up a call that is over changes nothing, and answers it.
    const asked = one.endReason === null
      ? post<CallView>(pathOf(one.callId, "end"))
      : parts.api.json<CallView>(`/api/calls/${encodeURIComponent(one.callId)}`);
    void asked.then((call) => {
      if (phase.value === ended) show({ name: "ended", reason: call.endReason ?? reason, call });
      parts.onEnd();
    }, () => {});
  }

  function eventsOf(one: Stay): RoomEvents {
    const on = <Args extends unknown[]>(act: (...args: Args) => void) => (...args: Args) => {
      if (!one.control.signal.aborted) batch(() => act(...args));
    };
    return {
      onLink: on((whole) => show({ name: whole ? "live" : "reconnecting" })),
      onClosed: on((displaced) => {
        if (displaced) return leave(one, { name: "displaced", callId: one.callId });
        // A room that could not be come into closes as well; whoever tried will try again.
        if (!one.room) return;
        if (one.endReason) return close(one, one.endReason);
        void rejoin(one);
      }),
      onAgent: on((state) => {
        agent.value = state;
        if (state === "listening" || state === "thinking" || state === "speaking") {
          heard.value = true;
        }
        if (state === "speaking" && PASSING_NOTICES.has(notice.value?.code)) notice.value = null;
        if (phase.value.name === "live") countdown.run(state !== null);
      }),
      onPiece: on((piece) => lines.value = withPiece(lines.value, piece)),
      onMessage: on((message) => take(one, message)),
      onSound: on((allowed) => silent.value = !allowed),
      onHeard: on(() => {
        if (one.tappedAt !== null) one.room?.tellHeard(Math.round(parts.now() - one.tappedAt));
        one.tappedAt = null;
      }),
    };
  }

  function take(one: Stay, message: CallMessage): void {
    switch (message.kind) {
      case "card":
        lines.value = withCard(lines.value, message.card);
        break;
      case "citation":
        lines.value = withCitation(lines.value, message.citation);
        break;
      case "warning":
        countdown.set(message.secondsLeft);
        warned.value = message.secondsLeft;
        break;
      case "notice":
        notice.value = message;
        break;
      case "listening":
        heard.value = true;
        break;
      case "ended":
        one.endReason = message.reason;
        // The last words are still on their way; the room is closed after them.
        void parts.pause(FAREWELL).then(() => {
          if (!one.control.signal.aborted) close(one, message.reason);
        });
    }
  }

  /** Into the room of a ticket, with the microphone. */
  async function enter(
    one: Stay,
    ticket: CallTicket,
    microphone: Promise<Microphone>,
  ): Promise<void> {
    one.room?.leave();
    one.room = null;
    const room = await parts.openRoom({
      serverUrl: ticket.server_url,
      token: ticket.participant_token,
    }, eventsOf(one));
    if (one.control.signal.aborted) return room.leave();
    one.room = room;
    countdown.set(ticket.call.secondsLeft);
    show({ name: "live" });
    const given = await microphone;
    if (one.control.signal.aborted) return;
    given.setMuted(muted.value);
    await room.publish(given);
  }

  /** Comes back as often as it takes, for as long as the call lives. */
  async function rejoin(one: Stay): Promise<void> {
    const { signal } = one.control;
    one.room?.leave();
    one.room = null;
    agent.value = null;
    if (phase.value.name === "live") show({ name: heard.value ? "reconnecting" : "connecting" });
    for (let attempt = 1; !signal.aborted; attempt++) {
      try {
        const ticket = await join(one.callId!);
        if (signal.aborted) return;
        return await enter(one, ticket, Promise.resolve(one.microphone!));
      } catch (error) {
        if (signal.aborted) return;
        if (!isPassing(error)) {
          one.endReason ??= endReasonIn(error);
          return close(one, one.endReason);
        }
      }
      await parts.wait(attempt, signal);
    }
  }

  function refuse(one: Stay, error: ApiError | MicrophoneError): void {
    leave(one, { name: "refused", error });
    if (one.callId !== null) giveBack(one, one.callId);
  }

  /** Ends a call into which nobody comes, so that its reservation is back at once. */
  function giveBack(one: Stay, callId: string): void {
    // Whatever looked meanwhile has seen a call that is on.
    if (one.own) void post(pathOf(callId, "end")).then(parts.onEnd, () => {});
  }

  /** From the tap into the room: the microphone and the ticket at once, the room as soon as both allow. */
  async function go(one: Stay, ask: () => Promise<CallTicket>): Promise<void> {
    const { signal } = one.control;
    const askedAt = parts.now();
    const microphone = parts.microphone(() => {
      if (!signal.aborted) deaf.value = true;
    });
    const asked = ask().then((ticket) => {
      one.callId = ticket.call.id;
      incognito.value = ticket.call.incognito;
      if (!signal.aborted) parts.keep(ticket.call.id);
      else giveBack(one, ticket.call.id);
      return ticket;
    });
    // She greets whoever comes in: nobody does while the phone still asks about the microphone.
    const free = parts.microphoneGranted().then((granted) => granted ? null : microphone);
    microphone.then((given) => {
      // Whoever has left meanwhile gives back what comes late.
      if (signal.aborted) given.stop();
      else one.microphone = given;
    }, () => {});
    try {
      const [ticket] = await Promise.all([asked, free]);
      if (signal.aborted) return;
      const late = parts.now() - askedAt > FRESH;
      const fresh = late ? await join(ticket.call.id).catch(() => ask()) : ticket;
      if (signal.aborted) return;
      one.callId = fresh.call.id;
      parts.keep(fresh.call.id);
      await enter(one, fresh, microphone);
    } catch (error) {
      if (signal.aborted) return;
      if (error instanceof MicrophoneError) return refuse(one, error);
      if (error instanceof ApiError) return await refused(one, error);
      // The room could not be reached; the call may live, and so it is tried again.
      try {
        await microphone;
      } catch (denied) {
        return refuse(one, denied as MicrophoneError);
      }
      await rejoin(one);
    }
  }

  async function refused(one: Stay, error: ApiError): Promise<void> {
    // Whoever comes back too late is told how it ended.
    if (one.callId !== null && OVER.has(error.code)) return close(one, null);
    const live = error.code === "call_live" ? String(error.details.callId) : null;
    if (live === null || live !== parts.kept()) return refuse(one, error);
    // It is the one this page was in: no question is needed.
    leave(one, { name: "idle" });
    await call.resume(live, one.tappedAt);
  }

  const call: Call = {
    phase,
    mood,
    lines,
    muted,
    incognito,
    notice,
    warned,
    silent,
    deaf,
    left: countdown.left,
    levels: () => ({
      mine: muted.value ? 0 : stay?.microphone?.level() ?? 0,
      hers: stay?.room?.level() ?? 0,
    }),
    async start(how) {
      if (isOn(phase.value)) return;
      const one = begin(how.tappedAt, null);
      incognito.value = how.incognito;
      await go(one, () => post<CallTicket>("/api/calls", { incognito: how.incognito }));
    },
    async resume(callId, tappedAt) {
      if (isOn(phase.value)) return;
      const one = begin(tappedAt, callId);
      await go(one, () => join(callId));
    },
    async recover() {
      const callId = parts.kept();
      if (callId === null || phase.value.name !== "idle") return;
      await call.resume(callId, null);
    },
    hangUp() {
      if (stay) close(stay, "hung_up");
    },
    setMuted(next) {
      muted.value = next;
      stay?.microphone?.setMuted(next);
      void stay?.room?.setMuted(next).catch(() => {});
    },
    async write(text) {
      const one = stay;
      if (!one?.room || phase.value.name !== "live") return false;
      const segment = `written-${++one.written}`;
      try {
        await one.room.write(text);
      } catch {
        return false;
      }
      lines.value = withPiece(lines.value, {
        role: "member",
        segment,
        text,
        appended: false,
        final: true,
      });
      return true;
    },
    startSound() {
      void stay?.room?.startSound().catch(() => {});
    },
    async renewMicrophone() {
      const one = stay;
      if (!one?.room) return;
      try {
        const next = await parts.microphone(() => deaf.value = true);
        if (one.control.signal.aborted) return next.stop();
        one.microphone?.stop();
        one.microphone = next;
        next.setMuted(muted.value);
        await one.room.publish(next);
        deaf.value = false;
      } catch {
        // It still says that the microphone is gone, and can be asked again.
      }
    },
    clear() {
      if (!isOn(phase.value)) {
        lines.value = [];
        show({ name: "idle" });
      }
    },
  };
  return call;
}
