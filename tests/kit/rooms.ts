import { AppError } from "../../domain/errors.ts";
import type { RoomEvent, Rooms } from "../../services/ports.ts";

/** A LiveKit in memory: it remembers its rooms and what it was told, and can be down. */
export interface TestRooms extends Rooms {
  /** What was asked of it, oldest first, each as `<what> <room>`. */
  readonly asked: string[];
  /** Metadata of every dispatch, oldest first, with its room. */
  readonly dispatches: { room: string; callId: string; token: string }[];
  /** Names of the rooms that are there. */
  readonly rooms: Set<string>;
  /** So many of the next requests fail. */
  failures: number;
  /** What `readWebhook` tells. */
  event: RoomEvent | undefined;
  /** Runs before each request that is no token: may wait, or throw. */
  before: (what: "dispatch" | "removeAgents" | "delete", room: string) => Promise<void> | void;
}

/** Makes rooms in memory. */
export function testRooms(): TestRooms {
  let tokens = 0;
  const ask = async (what: "dispatch" | "removeAgents" | "delete", room: string) => {
    rooms.asked.push(`${what} ${room}`);
    await rooms.before(what, room);
    if (rooms.failures === 0) return;
    rooms.failures -= 1;
    throw new AppError("voice_unavailable");
  };
  const rooms: TestRooms = {
    url: "ws://127.0.0.1:1",
    asked: [],
    dispatches: [],
    rooms: new Set(),
    failures: 0,
    event: undefined,
    before: () => {},
    participantToken: ({ room, identity, lifetimeSeconds }) =>
      Promise.resolve(`${room} ${identity} ${lifetimeSeconds} ${tokens += 1}`),
    async dispatch({ room, metadata }) {
      await ask("dispatch", room);
      rooms.rooms.add(room);
      rooms.dispatches.push({ room, ...JSON.parse(metadata) });
    },
    removeAgents: (room) => ask("removeAgents", room),
    async delete(room) {
      await ask("delete", room);
      rooms.rooms.delete(room);
    },
    readWebhook: () => Promise.resolve(rooms.event),
  };
  return rooms;
}
