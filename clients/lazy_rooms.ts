import { once } from "../domain/once.ts";
import type { Rooms } from "../services/ports.ts";

/** Rooms whose client is loaded when it is first asked, or told to, so that a start is quick. */
export function lazyRooms(
  url: string,
  load: () => Promise<Rooms>,
): Rooms & { load(): Promise<unknown> } {
  const rooms = once(load);
  return {
    url,
    load: rooms,
    participantToken: async (participant) => await (await rooms()).participantToken(participant),
    dispatch: async (request) => await (await rooms()).dispatch(request),
    removeAgents: async (...request) => await (await rooms()).removeAgents(...request),
    delete: async (...request) => await (await rooms()).delete(...request),
    readWebhook: async (...webhook) => await (await rooms()).readWebhook(...webhook),
  };
}
