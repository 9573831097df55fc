/** The real LiveKit server of tests. */
import { RoomServiceClient } from "livekit-server-sdk";
import { findLiveKit, type LiveKitServer, startLiveKit } from "../../dev/livekit.ts";

/** The server of the box, else the one in the user's cache. */
export const liveKitBinary = findLiveKit() ?? cached();

/** Why tests with LiveKit are left out; undefined where there is one, and always in CI. */
export const noLiveKit = liveKitBinary || Deno.env.get("CI") === "true"
  ? undefined
  : "no LiveKit server: set LIVEKIT_SERVER_BIN";

function cached(): string | undefined {
  const path = `${Deno.env.get("HOME")}/.cache/sfera/livekit/bin/server`;
  try {
    return Deno.statSync(path).isFile ? path : undefined;
  } catch {
    return undefined;
  }
}

/** A server of its own for a test. */
export async function testLiveKit(
  options: { webhookUrl?: string } = {},
): Promise<LiveKitServer> {
  if (!liveKitBinary) {
    throw new Error("expected LiveKit's server in LIVEKIT_SERVER_BIN or on PATH, got none");
  }
  const folder = await Deno.makeTempDir({ prefix: "sfera-livekit-" });
  const removed = () => Deno.remove(folder, { recursive: true });
  try {
    const server = await startLiveKit({ binary: liveKitBinary, folder, ...options });
    const close = async () => {
      await server.close();
      await removed().catch(() => {});
    };
    return { ...server, close, [Symbol.asyncDispose]: close };
  } catch (error) {
    await removed();
    throw error;
  }
}

/** A client of a server's API. */
export function roomsOf({ url, apiKey, apiSecret }: LiveKitServer): RoomServiceClient {
  return new RoomServiceClient(url.replace(/^ws/, "http"), apiKey, apiSecret);
}

/** The names of a server's rooms, the one that was made last first. */
export async function newestRooms(server: LiveKitServer): Promise<string[]> {
  const rooms = await roomsOf(server).listRooms();
  return rooms.toSorted((one, other) => Number(other.creationTimeMs - one.creationTimeMs))
    .map(({ name }) => name);
}

/** A test on LiveKit; where there is none its name says why it is left out. */
export function liveKitTest(name: string, fn: () => Promise<void>): void {
  Deno.test({
    name: noLiveKit ? `${name} (left out, ${noLiveKit})` : name,
    ignore: noLiveKit !== undefined,
    fn,
  });
}
