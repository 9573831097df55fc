import assert from "node:assert/strict";
import { AccessToken, AgentDispatchClient, RoomServiceClient } from "livekit-server-sdk";
import { createLiveKit } from "../../clients/livekit.ts";
import type { LiveKitServer } from "../../dev/livekit.ts";
import { AppError } from "../../domain/errors.ts";
import { until } from "../kit/conditions.ts";
import { liveKitTest, testLiveKit } from "../kit/livekit.ts";

const { signal } = new AbortController();
const KEYS = { apiKey: "key", apiSecret: "secret-of-nobody-0123456789-abcdefgh" };

/** What the server itself says, asked beside our client. */
function inspect({ url, apiKey, apiSecret }: LiveKitServer) {
  const address = url.replace(/^ws/, "http");
  return {
    rooms: new RoomServiceClient(address, apiKey, apiSecret),
    dispatches: new AgentDispatchClient(address, apiKey, apiSecret),
  };
}

/** The first thing the server says to somebody with this token: `joined`, or the refusal's status. */
async function tryToJoin({ url }: { url: string }, token: string): Promise<"joined" | number> {
  const address = `${url.replace(/^ws/, "http")}/rtc/validate?access_token=${token}&protocol=16`;
  const response = await fetch(address);
  await response.body?.cancel();
  return response.ok ? "joined" : response.status;
}

/** Comes into a room as a participant does, without sound; the agent's kind is in its token. */
async function join({ url }: { url: string }, token: string): Promise<WebSocket> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const socket = new WebSocket(`${url}/rtc?access_token=${token}&protocol=16&auto_subscribe=1`);
  socket.onopen = () => resolve();
  socket.onerror = () => reject(new Error("the server let nobody in"));
  await promise;
  return socket;
}

async function agentToken({ apiKey, apiSecret }: LiveKitServer, room: string): Promise<string> {
  const token = new AccessToken(apiKey, apiSecret, { identity: "agent-1", ttl: 60 });
  token.addGrant({ room, roomJoin: true, agent: true });
  token.kind = "agent";
  return await token.toJwt();
}

const member = (room: string) => ({
  room,
  identity: "member-1",
  lifetimeSeconds: 120,
});

const claimsOf = (token: string) =>
  JSON.parse(new TextDecoder().decode(Uint8Array.fromBase64(token.split(".")[1]!, {
    alphabet: "base64url",
  })));

Deno.test("a participant's token lets them speak, hear and write in one room for minutes", async () => {
  const rooms = createLiveKit({ url: "ws://127.0.0.1:1", ...KEYS });
  const { exp, nbf, ...claims } = claimsOf(await rooms.participantToken(member("room-1")));
  assert.deepEqual(claims, {
    iss: "key",
    sub: "member-1",
    video: {
      room: "room-1",
      roomJoin: true,
      canSubscribe: true,
      canPublish: true,
      canPublishSources: ["microphone"],
      canPublishData: true,
      canUpdateOwnMetadata: true,
    },
  });
  assert.equal(exp - nbf, 120);
});

liveKitTest("a dispatch makes the room and sends for the agent with its metadata", async () => {
  await using server = await testLiveKit();
  const { rooms, dispatches } = inspect(server);
  const liveKit = createLiveKit(server);
  await liveKit.dispatch({ room: "room-1", metadata: "first", signal });
  await liveKit.dispatch({ room: "room-1", metadata: "second", signal });
  const [room] = await rooms.listRooms(["room-1"]);
  assert.equal(room!.emptyTimeout, 60);
  assert.equal(room!.departureTimeout, 60);
  assert.equal(room!.maxParticipants, 3);
  // LiveKit itself also looks for agents without a name, of which there are none.
  const sent = (await dispatches.listDispatch("room-1")).filter(({ agentName }) => agentName);
  assert.deepEqual(sent.map(({ metadata }) => metadata).sort(), ["first", "second"]);
  assert.deepEqual(sent.map(({ agentName }) => agentName), ["sfera", "sfera"]);
});

liveKitTest("a token is good while its room is there, and makes no room anew", async () => {
  await using server = await testLiveKit();
  const liveKit = createLiveKit(server);
  const token = await liveKit.participantToken(member("room-1"));
  assert.equal(await tryToJoin(server, token), 404);
  await liveKit.dispatch({ room: "room-1", metadata: "{}", signal });
  assert.equal(await tryToJoin(server, token), "joined");
  await liveKit.delete("room-1", signal);
  assert.equal(await tryToJoin(server, token), 404);
});

liveKitTest("agents are removed, and the member stays", async () => {
  await using server = await testLiveKit();
  const liveKit = createLiveKit(server);
  await liveKit.dispatch({ room: "room-1", metadata: "{}", signal });
  const sockets = await Promise.all([
    join(server, await liveKit.participantToken(member("room-1"))),
    join(server, await agentToken(server, "room-1")),
  ]);
  const present = async () =>
    (await inspect(server).rooms.listParticipants("room-1")).map(({ identity }) => identity).sort();
  await until(async () => (await present()).length === 2, "both are in the room");
  await liveKit.removeAgents("room-1", signal);
  await until(async () => (await present()).length === 1, "the agent has left");
  assert.deepEqual(await present(), ["member-1"]);
  await Promise.all(sockets.map(closed));
});

liveKitTest("what is not there is gone already", async () => {
  await using server = await testLiveKit();
  const liveKit = createLiveKit(server);
  await liveKit.removeAgents("room-1", signal);
  await liveKit.delete("room-1", signal);
});

liveKitTest("a server that is away, and comes back, or refuses the key", async () => {
  await using server = await testLiveKit();
  const liveKit = createLiveKit(server);
  await server.kill();
  await assert.rejects(
    liveKit.dispatch({ room: "room-1", metadata: "{}", signal }),
    unavailable("no connection"),
  );
  await server.restart();
  await liveKit.dispatch({ room: "room-1", metadata: "{}", signal });
  const stranger = createLiveKit({ ...server, apiSecret: KEYS.apiSecret });
  await assert.rejects(stranger.delete("room-1", signal), unavailable("status 401"));
});

Deno.test("a server that does not answer is waited for no longer than the deadline", async () => {
  await using silent = await silentServer();
  const liveKit = createLiveKit({ url: silent.url, ...KEYS, timeoutMilliseconds: 50 });
  await assert.rejects(liveKit.delete("room-1", signal), unavailable("no answer in time"));
  const leaving = new AbortController();
  const deleting = createLiveKit({ url: silent.url, ...KEYS }).delete("room-1", leaving.signal);
  leaving.abort(new Error("the caller has left"));
  await assert.rejects(deleting, /the caller has left/);
});

liveKitTest("what LiveKit tells by its webhook is read", async () => {
  const heard: { body: string; authorization: string }[] = [];
  await using listener = Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen() {} },
    async (request) => {
      const authorization = request.headers.get("authorization") ?? "";
      heard.push({ body: await request.text(), authorization });
      return new Response();
    },
  );
  await using server = await testLiveKit({
    webhookUrl: `http://127.0.0.1:${listener.addr.port}/livekit/webhook`,
  });
  const liveKit = createLiveKit(server);
  await liveKit.dispatch({ room: "room-1", metadata: "{}", signal });
  await liveKit.delete("room-1", signal);
  await until(() => heard.length >= 2, "the room's beginning and end");
  const events = await Promise.all(
    heard.map(({ body, authorization }) => liveKit.readWebhook(body, authorization)),
  );
  assert.deepEqual(events.map((event) => event?.event).sort(), ["room_finished", "room_started"]);
  for (const event of events) assert.equal(event!.room, "room-1");
});

Deno.test("a webhook of a participant tells what happened in which room", async () => {
  const liveKit = createLiveKit({ url: "ws://127.0.0.1:1", ...KEYS });
  const read = async (participant: object) => {
    const body = JSON.stringify({
      event: "participant_left",
      id: "EV_1",
      createdAt: "1795424209",
      room: { name: "room-1" },
      participant,
    });
    return await liveKit.readWebhook(body, await signed(body));
  };
  for (const [identity, kind] of [["member-1", "STANDARD"], ["agent-1", "AGENT"]]) {
    assert.deepEqual(await read({ identity, kind }), { event: "participant_left", room: "room-1" });
  }
});

Deno.test("a webhook that LiveKit did not sign says nothing", async () => {
  const liveKit = createLiveKit({ url: "ws://127.0.0.1:1", ...KEYS });
  const body = JSON.stringify({ event: "room_finished", id: "EV_1", room: { name: "room-1" } });
  const good = await signed(body);
  const forgeries: Record<string, string> = {
    nothing: "",
    nonsense: "nonsense",
    "another body": await signed(`${body} `),
    "another secret": await signed(body, { apiSecret: "another-secret-0123456789-abcdefghij" }),
    "another key": await signed(body, { apiKey: "another" }),
    "long ago": await signed(body, { ttl: -60 }),
    "a participant's token": await liveKit.participantToken(member("room-1")),
    "no signature": `${good.split(".").slice(0, 2).join(".")}.`,
  };
  for (const [what, authorization] of Object.entries(forgeries)) {
    assert.equal(await liveKit.readWebhook(body, authorization), undefined, what);
  }
  assert.equal((await liveKit.readWebhook(body, good))?.event, "room_finished");
  assert.equal(await liveKit.readWebhook("no JSON", await signed("no JSON")), undefined);
});

/** Signs a body as LiveKit does: its hash in a token, good for five minutes. */
async function signed(
  body: string,
  { apiKey = KEYS.apiKey, apiSecret = KEYS.apiSecret, ttl = 300 } = {},
): Promise<string> {
  const token = new AccessToken(apiKey, apiSecret, { ttl });
  const hash = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(body));
  token.sha256 = new Uint8Array(hash).toBase64();
  return await token.toJwt();
}

/** Accepts connections and says nothing. */
async function silentServer(): Promise<AsyncDisposable & { url: string }> {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const connections: Deno.Conn[] = [];
  const accepting = (async () => {
    for await (const connection of listener) connections.push(connection);
  })();
  return await Promise.resolve({
    url: `ws://127.0.0.1:${listener.addr.port}`,
    async [Symbol.asyncDispose]() {
      listener.close();
      for (const connection of connections) connection.close();
      await accepting;
    },
  });
}

function closed(socket: WebSocket): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  if (socket.readyState === WebSocket.CLOSED) resolve();
  socket.onclose = () => resolve();
  socket.close();
  return promise;
}

function unavailable(reason: string) {
  return (error: unknown) => {
    assert(error instanceof AppError);
    assert.equal(error.code, "voice_unavailable");
    assert(String(error.details.reason).startsWith(reason), String(error.details.reason));
    return true;
  };
}
