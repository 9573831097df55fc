/** Looks at a call from behind: its room on LiveKit's server, its agents, the worker's processes. */
import type { RoomServiceClient } from "livekit-server-sdk";
import type { LiveKitServer } from "../../dev/livekit.ts";
import type { CurrentCall } from "../../routes/schemas.ts";
import { createCallTokens } from "../../services/call_tokens.ts";
import { until } from "../kit/conditions.ts";
import { newestRooms, roomsOf } from "../kit/livekit.ts";
import type { Caller } from "./caller.ts";
import type { Box } from "./kit.ts";

/** `ParticipantInfo.Kind.AGENT`. */
const AGENT = 4;
/** How often it is looked who is in a room, in milliseconds. */
const LOOK = 50;

/** Who is in the room of a call, from the moment on at which the member came in. */
export interface RoomWatch extends AsyncDisposable {
  room: string;
  rooms: RoomServiceClient;
  /** Names of the agents that were seen, in the order in which they came. */
  agents: readonly string[];
  /** The most agents that were in the room at once. */
  readonly mostAtOnce: number;
  /** When it was begun to look, by `performance.now`. */
  since: number;
}

/** Watches the room that a member came into last, until it is disposed of. */
export async function watchRoom(server: LiveKitServer): Promise<RoomWatch> {
  const since = performance.now();
  const rooms = roomsOf(server);
  const holdsMember = async (room: string) =>
    (await rooms.listParticipants(room)).some(({ kind }) => kind !== AGENT);
  const room = await until(async () => {
    for (const name of await newestRooms(server)) {
      if (await holdsMember(name).catch(() => false)) return name;
    }
  }, "the member in a room");

  const agents: string[] = [];
  let mostAtOnce = 0;
  let stopped = false;
  const looking = (async () => {
    while (!stopped) {
      // A server that is away, or a room that is gone, has nobody in it.
      const participants = await rooms.listParticipants(room).catch(() => []);
      const present = participants.filter(({ kind }) => kind === AGENT);
      mostAtOnce = Math.max(mostAtOnce, present.length);
      for (const agent of present) {
        if (!agents.includes(agent.identity)) agents.push(agent.identity);
      }
      await new Promise((resolve) => setTimeout(resolve, LOOK));
    }
  })();
  return {
    room,
    rooms,
    since,
    agents,
    get mostAtOnce() {
      return mostAtOnce;
    },
    async [Symbol.asyncDispose]() {
      stopped = true;
      await looking;
    },
  };
}

/** Processes of a worker that wait for calls, or have one. */
export async function jobProcessesOf(worker: number): Promise<number[]> {
  const arguments_ = ["-A", "-o", "pid=,ppid=,args="];
  const { stdout } = await new Deno.Command("ps", { args: arguments_ }).output();
  return new TextDecoder().decode(stdout).split("\n")
    .flatMap((line) => {
      const [pid, parent, ...command] = line.trim().split(/\s+/);
      const isOne = Number(parent) === worker && command.join(" ").includes("job_proc");
      return isOne ? [Number(pid)] : [];
    });
}

/** The call that the member is in. */
export async function callIdOf(caller: Caller): Promise<string> {
  const { call } = await caller.asks<CurrentCall>("/calls/current");
  if (!call) throw new Error("expected a call that goes on, got none");
  return call.id;
}

/** Asks the service as an agent of a dispatch or an epoch; its number makes the token. */
export function asAgent(
  { url, development }: Box,
  callId: string,
  as: { kind: "dispatch" | "epoch"; number: number; tokenOf?: string },
) {
  const { kind, number, tokenOf = callId } = as;
  const tokens = createCallTokens(development.config.telegram.token);
  const authorization = `Bearer ${tokens.issue({ kind, number, callId: tokenOf })}`;
  const address = `${url}/api/agent/calls/${callId}`;
  return {
    async post(path: string, body: unknown): Promise<{ status: number; code?: string }> {
      const response = await fetch(`${address}/${path}`, {
        method: "POST",
        headers: { authorization, "content-type": "application/json" },
        body: JSON.stringify(body),
      });
      const answer = response.status === 204 ? undefined : await response.json();
      return { status: response.status, code: answer?.error?.code };
    },
    /** Opens the stream that says that a job lives; answers how to close it. */
    async stream(): Promise<() => Promise<void>> {
      const response = await fetch(`${address}/stream`, { headers: { authorization } });
      return async () => void await response.body?.cancel().catch(() => {});
    },
  };
}
