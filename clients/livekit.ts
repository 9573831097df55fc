import {
  AccessToken,
  AgentDispatchClient,
  JobRestartPolicy,
  RoomServiceClient,
  ServerError,
  TrackSource,
  WebhookReceiver,
} from "livekit-server-sdk";
import { AGENT_NAME } from "../domain/call_messages.ts";
import { AppError } from "../domain/errors.ts";
import type { Rooms } from "../services/ports.ts";
import { Deadline, untilAborted } from "./deadline.ts";

export interface LiveKitOptions {
  /** `ws(s)://…`, without a slash at the end. */
  url: string;
  apiKey: string;
  apiSecret: string;
  timeoutMilliseconds?: number;
}

const TIMEOUT_MILLISECONDS = 5_000;
/** How long a room stays without anybody, in seconds: the member is waited for by the service. */
const EMPTY_SECONDS = 60;
/** The member and, while another device takes over, the one before; agents are not counted. */
const MOST_PARTICIPANTS = 3;
/** `ParticipantInfo.Kind.AGENT`, https://docs.livekit.io/reference/server/server-apis/ */
const AGENT_KIND = 4;

/** The rooms of a LiveKit server, or of LiveKit Cloud. */
export function createLiveKit(options: LiveKitOptions): Rooms {
  const { url, apiKey, apiSecret, timeoutMilliseconds = TIMEOUT_MILLISECONDS } = options;
  const address = url.replace(/^ws/, "http");
  // Its own limit, in seconds, is longer: ours is the one that decides.
  const settings = { requestTimeout: 2 * timeoutMilliseconds / 1000 };
  const rooms = new RoomServiceClient(address, apiKey, apiSecret, settings);
  const dispatches = new AgentDispatchClient(address, apiKey, apiSecret, settings);
  const webhooks = new WebhookReceiver(apiKey, apiSecret);

  async function ask<Answer>(signal: AbortSignal, work: () => Promise<Answer>): Promise<Answer> {
    signal.throwIfAborted();
    const deadline = new Deadline(signal, timeoutMilliseconds);
    try {
      return await untilAborted(work(), deadline.signal);
    } catch (error) {
      signal.throwIfAborted();
      throw new AppError("voice_unavailable", { reason: reasonOf(error, deadline) });
    } finally {
      deadline.clear();
    }
  }

  return {
    url,

    async participantToken({ room, identity, lifetimeSeconds }) {
      const token = new AccessToken(apiKey, apiSecret, { identity, ttl: lifetimeSeconds });
      token.addGrant({
        room,
        roomJoin: true,
        canSubscribe: true,
        canPublish: true,
        canPublishSources: [TrackSource.MICROPHONE],
        canPublishData: true,
        // The app tells when the orb was tapped by an attribute of its own participant.
        canUpdateOwnMetadata: true,
      });
      return await token.toJwt();
    },

    async dispatch({ room, metadata, signal }) {
      await ask(signal, async () => {
        await rooms.createRoom({
          name: room,
          emptyTimeout: EMPTY_SECONDS,
          departureTimeout: EMPTY_SECONDS,
          maxParticipants: MOST_PARTICIPANTS,
        });
        // LiveKit Cloud would send an agent again by itself; the service does, with a new token.
        const restartPolicy = JobRestartPolicy.JRP_NEVER;
        await dispatches.createDispatch(room, AGENT_NAME, { metadata, restartPolicy });
      });
    },

    async removeAgents(room, signal) {
      await ask(signal, async () => {
        const participants = await orMissing(rooms.listParticipants(room)) ?? [];
        const agents = participants.filter(({ kind }) => kind === AGENT_KIND);
        await Promise.all(
          agents.map(({ identity }) => orMissing(rooms.removeParticipant(room, identity))),
        );
      });
    },

    async delete(room, signal) {
      await ask(signal, () => orMissing(rooms.deleteRoom(room)));
    },

    async readWebhook(body, authorization) {
      const event = await webhooks.receive(body, authorization).catch(() => undefined);
      if (!event?.event) return undefined;
      return { event: event.event, room: event.room?.name ?? "" };
    },
  };
}

/** Undefined where what was asked for is not there. */
async function orMissing<Answer>(work: Promise<Answer>): Promise<Answer | undefined> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof ServerError && error.status === 404) return undefined;
    throw error;
  }
}

/** Why LiveKit could not be used, for the log; its own words may hold names of rooms. */
function reasonOf(error: unknown, deadline: Deadline): string {
  if (deadline.passed) return "no answer in time";
  if (error instanceof ServerError) {
    return `status ${error.status}${error.code ? `, ${error.code}` : ""}`;
  }
  return "no connection";
}
