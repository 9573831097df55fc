/** Calls of the whole app, as the Mini App and an agent make them. */
import assert from "node:assert/strict";
import type { CallBegin, CallTicket } from "../../routes/schemas.ts";
import { sessionHeaders, type TestApp, testApp } from "./app.ts";
import { type TestRooms, testRooms } from "./rooms.ts";

/** An app with calls, and Anna's session in it. */
export interface CallsApp extends TestApp {
  rooms: TestRooms;
  session: string;
  /** Asks as the Mini App does. */
  member(method: string, path: string, body?: unknown): Promise<Response>;
  /** Asks as an agent does, below `/api/agent/calls/:callId`. */
  agent(
    call: { id: string; token: string },
    method: string,
    path: string,
    body?: unknown,
  ): Promise<Response>;
  /** A call in which an agent has begun. */
  answered(): Promise<{ id: string; token: string; dispatchToken: string; beginning: CallBegin }>;
}

export async function callsApp(
  options: Omit<Parameters<typeof testApp>[0] & object, "rooms"> = {},
): Promise<CallsApp> {
  const rooms = testRooms();
  const app = await testApp({ ...options, rooms });
  const session = await app.enter();
  const member: CallsApp["member"] = (method, path, body) =>
    app.ask(path, { method, headers: sessionHeaders(session), ...bodyOf(body) });
  const agent: CallsApp["agent"] = ({ id, token }, method, path, body) =>
    app.ask(`/api/agent/calls/${id}${path}`, {
      method,
      headers: sessionHeaders(token),
      ...bodyOf(body),
    });
  return {
    ...app,
    rooms,
    session,
    member,
    agent,
    async answered() {
      const started = await member("POST", "/api/calls", {});
      assert.equal(started.status, 201);
      const { call: { id } } = await started.json() as CallTicket;
      const dispatchToken = rooms.dispatches.at(-1)!.token;
      const begun = await agent({ id, token: dispatchToken }, "POST", "/begin");
      assert.equal(begun.status, 200);
      const beginning = await begun.json() as CallBegin;
      return { id, token: beginning.token, dispatchToken, beginning };
    },
    [Symbol.asyncDispose]: () => app[Symbol.asyncDispose](),
  };
}

function bodyOf(body: unknown): { body?: string } {
  if (body === undefined) return {};
  return { body: typeof body === "string" ? body : JSON.stringify(body) };
}
