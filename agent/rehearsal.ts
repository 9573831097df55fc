import { WebSocketServer } from "ws";
import { openLive } from "./live_connection.ts";

/** How long a rehearsal may take, in milliseconds. */
const LONGEST = 5000;

/**
 * Opens a connection as to the live model, to a server of its own on loopback, and closes it.
 *
 * All that a connection is made of is then loaded and has run once. The first one of a process takes
 * some five times as long as the second, and else a member would wait for that.
 */
export async function rehearseConnection(): Promise<void> {
  const server = new WebSocketServer({ host: "127.0.0.1", port: 0 });
  try {
    await new Promise((listening) => server.once("listening", listening));
    server.on("connection", (socket) => {
      socket.once("message", () => socket.send(JSON.stringify({ setupComplete: {} })));
    });
    const { port } = server.address() as { port: number };
    const baseUrl = `http://127.0.0.1:${port}`;
    const address = { apiKey: "rehearsal", model: "rehearsal", baseUrl };
    const connection = await openLive(address, {}, LONGEST, () => {});
    connection.close();
    await connection.ended;
  } finally {
    for (const socket of server.clients) socket.terminate();
    server.close();
  }
}
