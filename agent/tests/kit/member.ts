import {
  AudioFrame,
  AudioSource,
  AudioStream,
  LocalAudioTrack,
  Room,
  RoomEvent,
  TrackKind,
  TrackPublishOptions,
  TrackSource,
} from "@livekit/rtc-node";
import { AccessToken } from "livekit-server-sdk";
import { CALL_TOPIC, type CallMessage, CHAT_TOPIC } from "../../../domain/call_messages.ts";
import { loudnessOf } from "../../../dev/gemini/live/sound.ts";
import type { LiveKitServer } from "../../../dev/livekit.ts";

/** A member in a room, without a browser: hears, types and speaks. */
export interface Member {
  room: Room;
  messages: CallMessage[];
  /** Moments at which something not silent was heard. */
  heardAt: number[];
  /** What the agent said, by its transcripts. */
  transcripts: { identity: string; text: string }[];
  type(text: string): Promise<void>;
  /** Plays samples into the microphone, at 16 kHz. */
  speak(samples: Int16Array): Promise<void>;
  leave(): Promise<void>;
}

const RATE = 16_000;

/** Comes into a room as the member. */
export async function joinAsMember(
  server: LiveKitServer,
  roomName: string,
  identity = "member",
): Promise<Member> {
  const token = new AccessToken(server.apiKey, server.apiSecret, { identity, ttl: 600 });
  token.addGrant({
    room: roomName,
    roomJoin: true,
    canPublish: true,
    canSubscribe: true,
    canPublishData: true,
    canUpdateOwnMetadata: true,
  });
  const room = new Room();
  const source = new AudioSource(RATE, 1);
  const member: Member = {
    room,
    messages: [],
    heardAt: [],
    transcripts: [],
    async type(text) {
      await room.localParticipant!.sendText(text, { topic: CHAT_TOPIC });
    },
    async speak(samples) {
      for (let at = 0; at < samples.length; at += RATE / 100) {
        const part = samples.slice(at, at + RATE / 100);
        await source.captureFrame(new AudioFrame(part, RATE, 1, part.length));
      }
    },
    leave: () => room.disconnect(),
  };
  room.registerTextStreamHandler(CALL_TOPIC, async (reader) => {
    member.messages.push(JSON.parse(await reader.readAll()));
  });
  room.registerTextStreamHandler("lk.transcription", async (reader, { identity }) => {
    const transcript = { identity, text: "" };
    member.transcripts.push(transcript);
    for await (const text of reader) transcript.text += text;
  });
  room.on(RoomEvent.TrackSubscribed, (track) => {
    if (track.kind === TrackKind.KIND_AUDIO) void listen(track, member.heardAt);
  });
  await room.connect(server.url, await token.toJwt(), { autoSubscribe: true, dynacast: false });
  const track = LocalAudioTrack.createAudioTrack("microphone", source);
  await room.localParticipant!.publishTrack(
    track,
    new TrackPublishOptions({ source: TrackSource.SOURCE_MICROPHONE }),
  );
  return member;
}

async function listen(track: ConstructorParameters<typeof AudioStream>[0], heardAt: number[]) {
  for await (const frame of new AudioStream(track, { sampleRate: RATE, numChannels: 1 })) {
    if (loudnessOf(frame.data) > 300) heardAt.push(performance.now());
  }
}
