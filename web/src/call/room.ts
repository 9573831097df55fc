/** The room of a call on LiveKit; nothing else of the app knows it. */
import {
  ConnectionState,
  DisconnectReason,
  LogLevel,
  type Participant,
  type RemoteTrack,
  Room,
  RoomEvent,
  setLogLevel,
  type TextStreamReader,
  Track,
} from "livekit-client";
import {
  CALL_TOPIC,
  type CallMessage,
  CHAT_TOPIC,
  TAP_TO_FIRST_SOUND,
  TRANSCRIPTION_TOPIC,
} from "../../../domain/call_messages.ts";
import { type Meter, meter } from "./level.ts";
import type { AgentState, CallRoom, OpenRoom, RoomEvents } from "./port.ts";

/** Attributes that LiveKit's agents write (CONTRACTS: Streams). */
const STATE = "lk.agent.state", SEGMENT = "lk.segment_id", FINAL = "lk.transcription_final";
const TRACK = "lk.transcribed_track_id";

/** From this level on it is a voice and not the hiss of the line. */
const AUDIBLE = 0.15;
/** Milliseconds between two looks whether she is to be heard. */
const LOOK = 20;

/** How long LiveKit looks for the way back by itself, in milliseconds; then a new ticket is fetched. */
const BY_ITSELF = 10_000;

/** How long the way into a room may take, in milliseconds: then it is tried anew from the start. */
const TIMES = { websocketTimeout: 8_000, peerConnectionTimeout: 10_000 };

// What it logs names rooms and participants, and nobody reads it.
setLogLevel(LogLevel.silent);

const stateOf = (agent: Participant) => (agent.attributes[STATE] ?? "unknown") as AgentState;

/** What the agent sends besides its voice, as events. */
function listen(room: Room, events: RoomEvents): void {
  const isMine = (reader: TextStreamReader, identity: string) => {
    const track = reader.info.attributes?.[TRACK];
    const { localParticipant } = room;
    return identity === localParticipant.identity ||
      (track !== undefined && localParticipant.trackPublications.has(track));
  };
  room.registerTextStreamHandler(TRANSCRIPTION_TOPIC, async (reader, { identity }) => {
    const attributes = reader.info.attributes ?? {};
    const segment = attributes[SEGMENT] ?? reader.info.id;
    const member = isMine(reader, identity);
    const final = attributes[FINAL] === "true";
    const piece = { role: member ? "member" : "assistant", segment, appended: !member } as const;
    try {
      if (member) events.onPiece({ ...piece, text: await reader.readAll(), final });
      else for await (const text of reader) events.onPiece({ ...piece, text, final: false });
    } catch {
      // The room is gone in the middle of a word; what came of it stays.
    }
    if (!member) events.onPiece({ ...piece, text: "", final: true });
  });
  room.registerTextStreamHandler(CALL_TOPIC, async (reader, { identity }) => {
    // Nobody else is in the room; what does not come from the agent is not believed.
    if (!room.remoteParticipants.get(identity)?.isAgent) return;
    const text = await reader.readAll().catch(() => null);
    if (text !== null) events.onMessage(JSON.parse(text) as CallMessage);
  });
}

function follow(room: Room, events: RoomEvents): void {
  const { localParticipant } = room;
  room
    .on(RoomEvent.Reconnecting, () => events.onLink(false))
    .on(RoomEvent.SignalReconnecting, () => events.onLink(false))
    .on(RoomEvent.Reconnected, () => events.onLink(true))
    .on(
      RoomEvent.Disconnected,
      (reason) => events.onClosed(reason === DisconnectReason.DUPLICATE_IDENTITY),
    )
    .on(RoomEvent.ParticipantConnected, (one) => one.isAgent && events.onAgent(stateOf(one)))
    .on(RoomEvent.ParticipantDisconnected, (gone) => {
      const others = [...room.remoteParticipants.values()].filter((one) => one.isAgent);
      if (gone.isAgent) events.onAgent(others[0] ? stateOf(others[0]) : null);
    })
    .on(RoomEvent.ParticipantAttributesChanged, (_changed, one) => {
      if (one !== localParticipant && one.isAgent) events.onAgent(stateOf(one));
    })
    .on(RoomEvent.AudioPlaybackStatusChanged, (allowed) => events.onSound(allowed));
}

/** The browser knows sooner than LiveKit that the network is gone; returns how to stop listening. */
function followNetwork(room: Room, events: RoomEvents): () => void {
  const offline = () => events.onLink(false);
  const online = () => room.state === ConnectionState.Connected && events.onLink(true);
  addEventListener("offline", offline);
  addEventListener("online", online);
  return () => {
    removeEventListener("offline", offline);
    removeEventListener("online", online);
  };
}

/** Her voice: played, measured, and noticed when it is first heard. */
function playHer(room: Room, events: RoomEvents): { level(): number; stop(): void } {
  const voices = new Map<RemoteTrack, { meter: Meter; element: HTMLMediaElement }>();
  let heard = false;
  const level = () => Math.max(0, ...[...voices.values()].map((voice) => voice.meter.level()));
  const look = setInterval(() => {
    if (heard || level() < AUDIBLE) return;
    heard = true;
    clearInterval(look);
    events.onHeard();
  }, LOOK);
  const drop = (track: RemoteTrack) => {
    const voice = voices.get(track);
    if (!voice) return;
    voices.delete(track);
    voice.meter.stop();
    track.detach(voice.element);
    voice.element.remove();
  };
  room
    .on(RoomEvent.TrackSubscribed, (track) => {
      if (track.kind !== Track.Kind.Audio) return;
      const element = track.attach();
      element.hidden = true;
      document.body.append(element);
      voices.set(track, { meter: meter(track.mediaStreamTrack), element });
    })
    .on(RoomEvent.TrackUnsubscribed, drop);
  return {
    level,
    stop() {
      clearInterval(look);
      [...voices.keys()].forEach(drop);
    },
  };
}

/** Opens a LiveKit room; after `leave` it tells nothing any more. */
export const openRoom: OpenRoom = async ({ serverUrl, token }, events) => {
  const room = new Room({
    // The microphone is not the room's: it outlives a room that was lost.
    stopLocalTrackOnUnpublish: false,
    reconnectPolicy: {
      nextRetryDelayInMs: ({ elapsedMs, retryCount }) =>
        elapsedMs > BY_ITSELF ? null : Math.min(2000, 300 * 2 ** retryCount),
    },
  });
  follow(room, events);
  listen(room, events);
  const voice = playHer(room, events);
  const unfollow = followNetwork(room, events);
  const leave = () => {
    unfollow();
    room.removeAllListeners();
    voice.stop();
    void room.disconnect(false).catch(() => {});
  };
  try {
    await room.connect(serverUrl, token, TIMES);
  } catch (error) {
    leave();
    throw error;
  }
  for (const one of room.remoteParticipants.values()) {
    if (one.isAgent) events.onAgent(stateOf(one));
  }
  if (!room.canPlaybackAudio) events.onSound(false);

  const { localParticipant } = room;
  const published = () => localParticipant.getTrackPublication(Track.Source.Microphone);
  const made: CallRoom = {
    async publish(microphone) {
      const track = microphone.track as MediaStreamTrack;
      const known = published()?.audioTrack;
      if (known) await known.replaceTrack(track, true);
      else await localParticipant.publishTrack(track, { source: Track.Source.Microphone });
      if (!track.enabled) await published()?.mute();
    },
    async setMuted(muted) {
      await (muted ? published()?.mute() : published()?.unmute());
    },
    async write(text) {
      await localParticipant.sendText(text, { topic: CHAT_TOPIC });
    },
    tellHeard(milliseconds) {
      void localParticipant.setAttributes({ [TAP_TO_FIRST_SOUND]: String(milliseconds) })
        .catch(() => {});
    },
    startSound: () => room.startAudio(),
    level: voice.level,
    leave,
  };
  return made;
};
