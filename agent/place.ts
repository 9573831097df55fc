import type { JobContext, voice } from "@livekit/agents";
import { type MembersRoom, type RoomWatch, watchRoom } from "./members_room.ts";

/** Where a call happens, as its agent sees it: a LiveKit room, or in the simulator what stands for one. */
export interface CallPlace {
  /** Watches for the member. */
  watch(watch: RoomWatch): MembersRoom;
  /** Starts a session with its ears and its mouth there. */
  start(session: voice.AgentSession, options: {
    agent: voice.Agent;
    memberIdentity: string;
    typed(text: string): void;
  }): Promise<void>;
  /** The agent goes, and its job is over. */
  leave(reason: string): void;
  /** What is still to be done when it has gone, however that came. */
  onLeft(callback: () => Promise<void>): void;
}

/** The room of a job, which the agent begins to enter at once. */
export function roomOf(context: JobContext): CallPlace {
  const { room } = context;
  const entering = context.connect();
  // Whoever starts a session there is told of a failure.
  entering.catch(() => {});
  // The session would enter once more.
  context.connect = () => entering;
  return {
    watch: (watch) => watchRoom(room, watch),
    start: (session, { agent, memberIdentity, typed }) =>
      session.start({
        agent,
        room,
        inputOptions: {
          participantIdentity: memberIdentity,
          // A member who goes away is waited for.
          closeOnDisconnect: false,
          textInputCallback: (_session, { text }) => typed(text),
        },
        record: false,
      }),
    leave: (reason) => context.shutdown(reason),
    onLeft: (callback) => context.addShutdownCallback(callback),
  };
}
