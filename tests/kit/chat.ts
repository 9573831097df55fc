import { sessionHeaders, type TestApp } from "./app.ts";
import { allEvents, type ReadEvent } from "./events.ts";

/** Writes a message in the chat; `more` are headers beside those of the session. */
export async function write(
  app: Pick<TestApp, "ask">,
  token: string,
  message: string,
  more: Record<string, string> = {},
): Promise<Response> {
  return await app.ask("/api/chat", {
    method: "POST",
    headers: sessionHeaders(token, more),
    body: JSON.stringify({ message }),
  });
}

/** Writes a message in the chat and reads the answer to its end. */
export async function converse(
  app: Pick<TestApp, "ask">,
  token: string,
  message: string,
): Promise<ReadEvent[]> {
  return await allEvents(await write(app, token, message));
}
