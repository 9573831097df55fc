/**
 * A conversation that only this page holds: the same thread over a service that remembers nothing.
 *
 * With each message goes what was said before it. An answer whose connection breaks cannot be picked
 * up, so it ends broken there and then; asking again is a new message.
 */
import { MOST_EARLIER, TURN_LENGTH } from "../../../domain/conversation.ts";
import type { History, IncognitoRequest } from "../../../routes/schemas.ts";
import { type Api, ApiError, type RequestOptions } from "../api.ts";
import type { Item } from "./items.ts";
import { type Chat, type ChatParts, createChat } from "./state.ts";

/** How many bytes in all go with a message. */
const BYTES = 40_000;

const NOTHING_SAVED: History = { turns: [], before: null, running: [] };

/** What was said, as much of its end as goes with a message, oldest first. */
export function earlierOf(items: readonly Item[]): IncognitoRequest["earlier"] {
  const said = items
    .filter((item) => item.status === "complete" || item.status === "cancelled")
    .map(({ role, text }) => ({ role, text: text.trim().slice(0, TURN_LENGTH) }))
    .filter(({ text }) => text !== "");
  const bytes = new TextEncoder();
  let room = BYTES, from = said.length;
  while (from > 0 && said.length - from < MOST_EARLIER) {
    room -= bytes.encode(said[from - 1]!.text).length;
    if (room < 0) break;
    from--;
  }
  return said.slice(from);
}

/** An answer's stream that can be told to end as cancelled, keeping the words that came. */
function stoppable(response: Response, id: string): { response: Response; stop: () => void } {
  const reader = response.body!.getReader();
  let output: ReadableStreamDefaultController<Uint8Array>;
  let over = false;
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      output = controller;
    },
    async pull(controller) {
      try {
        const { done, value } = await reader.read();
        if (over) return;
        over = done;
        if (done) controller.close();
        else controller.enqueue(value);
      } catch (error) {
        if (!over) controller.error(error);
        over = true;
      }
    },
    cancel: () => reader.cancel(),
  });
  const stop = () => {
    if (over) return;
    over = true;
    const done = { status: "cancelled", turnSequence: null, charged: true, allowance: null };
    // Its number is past all that the service can have counted.
    const last = `\n\nid: ${Number.MAX_SAFE_INTEGER}\nevent: done\ndata: ${
      JSON.stringify(done)
    }\n\n`;
    output.enqueue(new TextEncoder().encode(last));
    output.close();
    void reader.cancel().catch(() => {});
  };
  return { response: new Response(body, { headers: { "X-Generation-Id": id } }), stop };
}

/** The service as such a conversation sees it: no history, and answers that hanging up ends. */
function incognitoApi(parts: ChatParts, items: () => readonly Item[]): Api {
  const running = new Map<string, () => void>();

  async function ask({ body, signal }: RequestOptions): Promise<Response> {
    const { message } = body as { message: string };
    const id = parts.newKey();
    const answer = await parts.api.send("/api/incognito", {
      method: "POST",
      body: { message, earlier: earlierOf(items()) } satisfies IncognitoRequest,
      signal,
    });
    const { response, stop } = stoppable(answer, id);
    running.set(`/api/chat/${id}/cancel`, stop);
    return response;
  }

  return {
    async send(path, options = {}) {
      if (path === "/api/chat") return await ask(options);
      running.get(path)?.();
      running.delete(path);
      return new Response();
    },
    json: <T>() => Promise.resolve(NOTHING_SAVED as T),
  };
}

/** A conversation of which nothing is kept; the parts are those of the saved one. */
export function createIncognitoChat(parts: ChatParts): Chat {
  const chat: Chat = createChat({
    ...parts,
    api: incognitoApi(parts, () => chat.items.value),
    wait: () => Promise.reject(new ApiError(0, "offline", "")),
  });
  // There is nothing to read again, and reading would move what broke to the end.
  const load = () => chat.page.value === "ready" ? Promise.resolve() : chat.load();
  return { ...chat, load };
}
