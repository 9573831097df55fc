import { getLogger } from "@logtape/logtape";
import { addCall, findCallOfRoom, findLiveCall, getCall } from "../db/calls.ts";
import { keys } from "../db/keys.ts";
import { getMember } from "../db/members.ts";
import {
  type Call,
  CALL_TIMES,
  type CallEndReason,
  type CallTimes,
  memberIdentity,
} from "../domain/call.ts";
import { cleanedAt, newCall } from "../domain/call_life.ts";
import { AppError } from "../domain/errors.ts";
import { createCallAgents, refuseEnded, wakeOf } from "./call_agents.ts";
import { holdCall } from "./call_allowance.ts";
import { type CallChangesDependencies, type CallStep, createCallChanges } from "./call_changes.ts";
import type { ChangedCall } from "./call_changes.ts";
import { createCallKeeper } from "./call_keeper.ts";
import { sendCallLimit } from "./call_limit.ts";
import type { ReachedLimit } from "./limit_message.ts";
import { createCallRooms } from "./call_rooms.ts";
import { createCallTokens } from "./call_tokens.ts";
import { refuseBanned } from "./members.ts";
import type { Ids, RoomEvent, Rooms } from "./ports.ts";
import type { Wakes } from "./wakes.ts";
import { wordless } from "./wordless.ts";

const log = getLogger(["sfera", "calls"]);

/** How long a participant's token lets somebody in, in seconds; who is in may stay. */
const PARTICIPANT_TOKEN_LIFETIME = 180;

/** What a participant needs to come into the room of a call. */
export interface CallTicket {
  call: Call;
  serverUrl: string;
  participantToken: string;
}

/** The life of calls: who may call, who is in the room, how long, and when it is over. */
export interface Calls {
  /** The times that its calls keep. */
  readonly times: CallTimes;

  /**
   * Starts a call: checks, reserves, writes the lease and sends for the agent.
   *
   * Errors: `banned`, `call_live` (`callId`), `allowance_exhausted` (`kind`, `limit`, `resetsAt`),
   * `voice_off`, `voice_unavailable`, `stopping`.
   */
  start(request: { memberId: string; incognito: boolean }): Promise<CallTicket>;
  /** A new way into a call that goes on; whoever was in it by an older one is displaced. */
  join(memberId: string, callId: string): Promise<CallTicket>;
  /** The call that the member is in, judged as of now. */
  current(memberId: string): Promise<Call | undefined>;
  /** A call of this member as of now, also one that is over; else `not_found`. */
  find(memberId: string, callId: string): Promise<Call>;
  /** The member hangs up; a call that is over stays as it is. */
  hangUp(memberId: string, callId: string): Promise<Call>;

  /**
   * The agent of a dispatch begins: the epoch is raised. Answers the token of the new epoch.
   *
   * Errors: `session_invalid`, `epoch_stale`, `call_ended`.
   */
  begin(callId: string, token: string): Promise<{ call: Call; token: string }>;
  /**
   * The call, if the token is of its epoch now; errors as above. Turns, figures and the end of a
   * call that is over are still taken for a while from its last epoch: `ended` allows that.
   */
  authorize(callId: string, token: string, options?: { ended: boolean }): Promise<Call>;
  /** The agent is alive; charges what was talked since it last said so. */
  lease(callId: string, token: string, presence: { memberPresent: boolean }): Promise<Call>;
  /**
   * Stays until the call is over, then answers why; nothing where `gone` ended it: then the job is
   * dead, and another agent is sent for unless this one is heard of at once. Nothing either where
   * this process stops, which says nothing about the job, and where another agent has the call.
   * Errors, before it waits: as above.
   */
  watch(callId: string, token: string, gone: AbortSignal): Promise<CallEndReason | undefined>;
  /** The agent ends the call. */
  end(callId: string, token: string, reason: CallEndReason): Promise<Call>;

  /** What LiveKit tells of a room; again, or late, it changes nothing. */
  roomEvent(event: RoomEvent): Promise<void>;
  /** Ends the call of a member who is erased, and its room, before what is kept of them is removed. */
  endOf(memberId: string): Promise<void>;
  /**
   * Does what is overdue, and looks after the calls that go on; answers how many calls it changed.
   */
  sweep(): Promise<number>;
  /**
   * Looks after no call any more and waits for what is under way. Called before the connections are
   * closed, so that the end of the agents' streams is not taken for their death.
   */
  stop(): Promise<void>;
}

/** What the life of calls is made from. */
export interface CallsDependencies extends Omit<CallChangesDependencies, "times"> {
  ids: Ids;
  wakes: Wakes;
  /** Undefined where calls are not set up. */
  rooms: Rooms | undefined;
  botToken: string;
  /** The usual times where it is absent. */
  times?: CallTimes;
}

/** Makes the life of calls in one process; others may do the same over the same store. */
export function createCalls(deps: CallsDependencies): Calls {
  const { db, liveness, ids, wakes, botToken, times = CALL_TIMES } = deps;
  const tokens = createCallTokens(botToken);
  const changes = createCallChanges({ ...deps, times });
  const stopping = new AbortController();
  const rooms = createCallRooms({ rooms: deps.rooms, tokens, change });
  const agents = createCallAgents({
    liveness,
    wakes,
    times,
    tokens,
    change,
    settled,
    stopping: stopping.signal,
  });
  const keeper = createCallKeeper({ liveness, look: (callId) => change(callId) });

  /** Changes a call and does what follows, in the background where it is LiveKit's. */
  async function change(callId: string, step?: CallStep): Promise<ChangedCall | undefined> {
    const changed = await changes.change(callId, step);
    if (changed) follow(changed);
    if (changed?.refusal) throw changed.refusal;
    return changed;
  }

  function follow({ call, changed, tell }: ChangedCall): void {
    if (changed) wakes.wake(wakeOf(call.id));
    if (call.status === "ended" && changed) deps.outbox.hurry();
    keeper.keep(call);
    // What could not be told is told again when it is due; the log has it already.
    if (tell) keeper.run(rooms.tell(call).catch(() => {}));
  }

  /** The call as of now, of which the store may be behind. */
  async function settled(callId: string): Promise<Call | undefined> {
    const call = await getCall(db, callId);
    const isDue = typeof call?.dueAt === "number" && call.dueAt <= liveness.now();
    if (!isDue) return forgotten(call);
    return forgotten((await change(callId))?.call);
  }

  /** An incognito call is not known any longer than its time, whenever the store removes it. */
  function forgotten(call: Call | undefined): Call | undefined {
    const over = call?.incognito && call.status === "ended" && cleanedAt(call) <= liveness.now();
    return over ? undefined : call;
  }

  async function ofMember(memberId: string, callId: string): Promise<Call> {
    const call = await settled(callId);
    if (call?.memberId !== memberId) throw new AppError("not_found", { what: "call" });
    return call;
  }

  /** Everything that a start is, in one commit; a call that is overdue is ended before it. */
  async function open(
    { memberId, incognito }: { memberId: string; incognito: boolean },
  ): Promise<Call> {
    const id = ids.next();
    const room = tokens.roomPrefix + crypto.randomUUID().replaceAll("-", "");
    // Both in one commit would check more keys than it may: those of two days and two calls.
    const overdueId = await findLiveCall(db, memberId);
    if (overdueId !== undefined) await settled(overdueId);
    const call = await db.tx(async (tx) => {
      const member = refuseBanned(await getMember(tx, memberId));
      const liveId = await findLiveCall(tx, memberId);
      if (liveId !== undefined) throw new AppError("call_live", { callId: liveId });
      const held = await holdCall(tx, deps, { id, memberId });
      const { language } = member;
      const given = { id, memberId, room, language, incognito, ...held };
      const call = newCall(given, liveness.now(), times);
      addCall(tx, call);
      return call;
    }, { lane: keys.liveCall(memberId) });
    keeper.keep(call);
    return call;
  }

  async function ticket(call: Call): Promise<CallTicket> {
    const rooms = roomsOrRefuse();
    const participantToken = await rooms.participantToken({
      room: call.room,
      identity: memberIdentity(call),
      lifetimeSeconds: PARTICIPANT_TOKEN_LIFETIME,
    });
    return { call, serverUrl: rooms.url, participantToken };
  }

  function roomsOrRefuse(): Rooms {
    if (!deps.rooms) throw new AppError("voice_off");
    return deps.rooms;
  }

  /** The bot tells of a limit that a start ran into; that it cannot changes nothing about it. */
  async function tellOfLimit(memberId: string, error: unknown): Promise<void> {
    if (!(error instanceof AppError) || error.code !== "allowance_exhausted") return;
    try {
      const member = await getMember(db, memberId);
      const { per, resetsAt } = error.details as unknown as ReachedLimit;
      if (member) await sendCallLimit(deps, member, { per, resetsAt });
    } catch (error) {
      log.warn("A limit of calls could not be told: {reason}", { reason: wordless(error) });
    }
  }

  return {
    times,

    async start(request) {
      if (stopping.signal.aborted) throw new AppError("stopping");
      roomsOrRefuse();
      const call = await open(request).catch(async (error) => {
        await tellOfLimit(request.memberId, error);
        throw error;
      });
      try {
        const [made] = await Promise.all([ticket(call), rooms.tell(call)]);
        return made;
      } catch (error) {
        await change(call.id, () => ({ kind: "ended", reason: "no_agent" }));
        throw error;
      }
    },

    async join(memberId, callId) {
      roomsOrRefuse();
      refuseBanned(await getMember(db, memberId));
      await ofMember(memberId, callId);
      const call = (await change(callId, () => ({ kind: "joined" })))?.call;
      if (!call || call.status === "ended") return refuseEnded(call);
      return await ticket(call);
    },

    async current(memberId) {
      const callId = await findLiveCall(db, memberId);
      const call = callId === undefined ? undefined : await settled(callId);
      return call?.status === "ended" ? undefined : call;
    },

    find: ofMember,

    async hangUp(memberId, callId) {
      const call = await ofMember(memberId, callId);
      if (call.status === "ended") return call;
      const changed = await change(callId, () => ({ kind: "ended", reason: "hung_up" }));
      return changed?.call ?? call;
    },

    ...agents,

    async roomEvent({ room, event }) {
      if (!room.startsWith(tokens.roomPrefix)) return;
      const callId = await findCallOfRoom(db, room);
      const call = callId === undefined ? undefined : await settled(callId);
      if (call && call.status !== "ended") {
        if (event === "room_finished") await change(call.id, () => ({ kind: "room_finished" }));
      } else if (event === "participant_joined") {
        await rooms.delete(room);
      }
    },

    async endOf(memberId) {
      const callId = await findLiveCall(db, memberId);
      if (callId !== undefined) {
        await change(callId, () => ({ kind: "ended", reason: "member_gone" }));
      }
    },

    sweep: () => keeper.sweep(changes),

    async stop() {
      stopping.abort();
      await keeper.stop();
    },
  };
}
