import { type Room, RoomEvent } from "@livekit/rtc-node";
import { CALL_TOPIC, type CallMessage, TAP_TO_FIRST_SOUND } from "../domain/call_messages.ts";
import { log, wordless } from "./log.ts";

/** The room as the agent of a call sees it: one member, who comes and goes. */
export interface MembersRoom {
  readonly memberPresent: boolean;
  /** Looks who is there; those who were there first are not announced by the room. */
  check(): void;
  /** Shows something in the app, in the order of these calls; lost where nobody is there. */
  tell(message: CallMessage): void;
  /** Everything told so far is on its way. */
  told(): Promise<void>;
  stop(): void;
}

/** So long may the agent itself be out of the room, in milliseconds, before it is given up. */
const GONE_AFTER = 10_000;

/** For whom a room is watched, and who is told. */
export interface RoomWatch {
  memberIdentity: string;
  onPresence(present: boolean): void;
  onTapToFirstSound(milliseconds: number): void;
  /** The agent is out of the room and does not find back. */
  onLost(): void;
}

/** Watches a room for its member. */
export function watchRoom(room: Room, options: RoomWatch): MembersRoom {
  const { memberIdentity } = options;
  let telling = Promise.resolve();
  let present = false;
  let connected = true;
  let timer: ReturnType<typeof setTimeout> | undefined;

  const check = (): void => {
    // Out of the room, nobody is heard whatever the list says.
    const now = connected && room.remoteParticipants.has(memberIdentity);
    if (now === present) return;
    present = now;
    options.onPresence(present);
  };
  const setConnected = (now: boolean): void => {
    connected = now;
    clearTimeout(timer);
    if (!connected) timer = setTimeout(options.onLost, GONE_AFTER);
    check();
  };
  room.on(RoomEvent.ConnectionStateChanged, check);
  room.on(RoomEvent.ParticipantConnected, check);
  room.on(RoomEvent.ParticipantDisconnected, check);
  room.on(RoomEvent.Reconnecting, () => setConnected(false));
  room.on(RoomEvent.Reconnected, () => setConnected(true));
  room.on(RoomEvent.ParticipantAttributesChanged, (_changed, participant) => {
    if (participant.identity !== memberIdentity) return;
    const told = participant.attributes[TAP_TO_FIRST_SOUND];
    if (told) options.onTapToFirstSound(Number(told));
  });

  return {
    check,
    get memberPresent() {
      return present;
    },
    tell(message) {
      telling = telling.then(async () => {
        await room.localParticipant?.sendText(JSON.stringify(message), { topic: CALL_TOPIC });
      }).catch((error) => {
        // The member hung up, and the room went with that.
        if (!room.isConnected) return;
        log("warning", "could not tell the app", { kind: message.kind, error: wordless(error) });
      });
    },
    told: () => telling,
    stop: () => clearTimeout(timer),
  };
}
