/** Calls of both kinds, from the tap on. */
import { AccessToken } from "livekit-server-sdk";
import { MINIMAL_AGENT, type VoiceStage } from "../../bench/voice_parts.ts";
import type { CallTicket } from "../../routes/schemas.ts";
import { Caller } from "./caller.ts";
import { ask, livekitOf } from "./stage.ts";

/** A call that was tapped for, with its member in the room. */
export interface OpenCall {
  caller: Caller;
  /** When it was tapped for, by `performance.now()`. */
  tappedAt: number;
  /** Of Sfera's calls only. */
  callId?: string;
  end(): Promise<void>;
}

/** Calls Sfera, as the Mini App does. */
export async function callSfera(
  stage: VoiceStage,
  session: string,
  frame?: number,
): Promise<OpenCall> {
  const tappedAt = performance.now();
  const ticket = await ask<CallTicket>(stage, session, "/calls");
  const caller = await Caller.join(ticket.server_url, ticket.participant_token, frame);
  const callId = ticket.call.id;
  return {
    caller,
    tappedAt,
    callId,
    async end() {
      await ask(stage, session, `/calls/${callId}/end`);
      await caller.leave();
    },
  };
}

/** Calls the minimal agent: a room, a dispatch and a token are all that it takes. */
export async function callMinimal(stage: VoiceStage): Promise<OpenCall> {
  const { url, apiKey, apiSecret } = stage.livekit;
  const { rooms, dispatches } = livekitOf(stage);
  const room = `minimal-${crypto.randomUUID()}`;
  const tappedAt = performance.now();
  const token = new AccessToken(apiKey, apiSecret, { identity: "member", ttl: 600 });
  token.addGrant({ room, roomJoin: true, canPublish: true, canSubscribe: true });
  await rooms.createRoom({ name: room });
  await dispatches.createDispatch(room, MINIMAL_AGENT);
  const caller = await Caller.join(url, await token.toJwt());
  return {
    caller,
    tappedAt,
    async end() {
      await caller.leave();
      await rooms.deleteRoom(room);
    },
  };
}
