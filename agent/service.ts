import type { CallEndReason } from "../domain/call.ts";
import type { ErrorCode } from "../domain/errors.ts";
import type {
  CallBegin,
  CallFigures,
  LeaseAnswer,
  ToolAnswer,
  TurnsAnswer,
  TurnsRequest,
} from "../routes/schemas.ts";

/** The service refused; it will refuse this again. */
export class ServiceError extends Error {
  override readonly name = "ServiceError";

  constructor(
    readonly code: ErrorCode,
    readonly status: number,
    readonly details: Record<string, unknown> = {},
  ) {
    super(code);
  }

  /** Whether the call is nothing of this agent's any more: it ended, or another agent has it. */
  get over(): boolean {
    return OVER.has(this.code) || this.status === 401 || this.status === 404;
  }
}

const OVER = new Set<string>(["epoch_stale", "call_ended", "session_invalid"]);

/** The service did not answer, not in time, or is in trouble: trying again may help. */
export class ServiceAway extends Error {
  override readonly name = "ServiceAway";
}

/** What the stream of a call tells. */
export type StreamEvent = { event: "ping" } | { event: "ended"; reason: CallEndReason };

/** The service, as the agent of one call sees it; errors are `ServiceError` or `ServiceAway`. */
export interface CallService {
  /** Begins with the dispatch's token; what follows goes with the token that comes back. */
  begin(): Promise<CallBegin>;
  lease(presence: { memberPresent: boolean }): Promise<LeaseAnswer>;
  turns(turns: TurnsRequest["turns"]): Promise<TurnsAnswer>;
  tool(name: string, request: { id: string; arguments: unknown }): Promise<ToolAnswer>;
  end(reason: CallEndReason, figures: CallFigures): Promise<void>;
  /** Opens the stream; answers once it is open, and the events end where it closes. */
  stream(signal: AbortSignal): Promise<AsyncIterable<StreamEvent>>;
}

/** Deadlines in milliseconds. */
const DEADLINES = { request: 8000, tool: 40_000 };

/**
 * Opens a connection before there is a call, so that `begin` does not wait for one; that the service is
 * away changes nothing.
 */
export async function reachService(serviceUrl: string, deadline = 2000): Promise<void> {
  try {
    const signal = AbortSignal.timeout(deadline);
    await (await fetch(`${serviceUrl}/health/live`, { signal })).arrayBuffer();
  } catch {
    // A call that comes asks again and again.
  }
}

/** Speaks with the service about one call. */
export function createCallService(options: {
  serviceUrl: string;
  callId: string;
  /** Of the dispatch. */
  token: string;
  deadlines?: { request: number; tool: number };
}): CallService {
  const { serviceUrl, callId, deadlines = DEADLINES } = options;
  let { token } = options;
  const address = `${serviceUrl}/api/agent/calls/${encodeURIComponent(callId)}`;

  const ask = async (path: string, init: RequestInit): Promise<Response> => {
    let response: Response;
    try {
      response = await fetch(`${address}/${path}`, {
        ...init,
        headers: { ...init.headers, authorization: `Bearer ${token}` },
      });
    } catch (error) {
      throw new ServiceAway(path, { cause: error });
    }
    if (!response.ok) throw await refusal(response, path);
    return response;
  };
  const post = async <Answer>(
    path: string,
    body: unknown,
    deadline = deadlines.request,
  ): Promise<Answer> => {
    const response = await ask(path, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(deadline),
    });
    try {
      return (response.status === 204 ? undefined : await response.json()) as Answer;
    } catch (error) {
      throw new ServiceAway(path, { cause: error });
    }
  };

  return {
    async begin() {
      const begin = await post<CallBegin>("begin", {});
      token = begin.token;
      return begin;
    },
    lease: (presence) => post("lease", presence),
    turns: (turns) => post("turns", { turns }),
    tool: (name, request) => post(`tools/${encodeURIComponent(name)}`, request, deadlines.tool),
    end: async (reason, figures) => void await post("end", { reason, figures }),
    async stream(signal) {
      const response = await ask("stream", { signal });
      return events(response.body ?? new ReadableStream());
    },
  };
}

async function refusal(response: Response, path: string): Promise<Error> {
  const { status } = response;
  const body = await response.json().catch(() => undefined);
  if (status >= 500 || status === 429 || status === 408) return new ServiceAway(path);
  return new ServiceError(body?.error?.code ?? "bad_request", status, body?.error?.details ?? {});
}

/** Server-Sent Events, as far as the service sends them. */
async function* events(body: ReadableStream<Uint8Array>): AsyncGenerator<StreamEvent> {
  let rest = "";
  for await (const text of body.pipeThrough(new TextDecoderStream())) {
    const blocks = (rest + text).replaceAll("\r\n", "\n").split("\n\n");
    rest = blocks.pop()!;
    for (const block of blocks) {
      const field = (name: string) =>
        block.split("\n").find((line) => line.startsWith(`${name}:`))?.slice(name.length + 1)
          .trim();
      if (field("event") === "ended") {
        yield { event: "ended", reason: JSON.parse(field("data") ?? "{}").reason };
      } else yield { event: "ping" };
    }
  }
}
