/** Asking the service: one typed error, a deadline, and one renewal of the session on 401. */
import type { Problem } from "../../routes/schemas.ts";

/** What the service refused or could not do. `status` 0 means that no answer came at all. */
export class ApiError extends Error {
  override readonly name = "ApiError";

  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
    readonly requestId: string | null = null,
    readonly details: Record<string, unknown> = {},
  ) {
    super(message);
  }

  /** Whether the same request may succeed if it is sent again a little later. */
  get passing(): boolean {
    return this.status === 0 || this.status >= 500 || this.code === "conflict";
  }

  /** Whether the service as a whole was not reached; one broken route or a busy model is not that. */
  get unreached(): boolean {
    const gateway = this.status >= 502 && this.status <= 504;
    return this.status === 0 || (gateway && !this.code.startsWith("model_"));
  }
}

export interface RequestOptions {
  method?: "GET" | "POST" | "PATCH" | "DELETE";
  headers?: Record<string, string>;
  /** Sent as JSON; a form as it is. */
  body?: unknown;
  signal?: AbortSignal;
  /** Milliseconds until the headers of the answer must be there. */
  deadline?: number;
}

type Fetch = (input: string, init: RequestInit) => Promise<Response>;

/**
 * Sends one request and returns its answer if it is a 2xx.
 *
 * @throws {ApiError} any other answer, or none within the deadline
 * @throws {DOMException} `AbortError` when the caller's own signal fired
 */
export async function perform(
  fetch: Fetch,
  path: string,
  options: RequestOptions = {},
): Promise<Response> {
  const { signal, deadline = 15_000 } = options;
  const controller = new AbortController();
  const abort = () => controller.abort(signal?.reason);
  if (signal?.aborted) abort();
  // The listener outlives the headers on purpose: the caller's abort must also end the body.
  signal?.addEventListener("abort", abort, { once: true });
  const timer = setTimeout(() => controller.abort(), deadline);
  const { body } = options, isForm = body instanceof FormData;
  try {
    const response = await fetch(path, {
      method: options.method ?? "GET",
      headers: {
        ...options.headers,
        ...(body === undefined || isForm ? {} : { "Content-Type": "application/json" }),
      },
      body: body === undefined ? undefined : isForm ? body : JSON.stringify(body),
      signal: controller.signal,
    });
    if (response.ok) return response;
    throw await refusal(response);
  } catch (error) {
    if (error instanceof ApiError) throw error;
    if (signal?.aborted) throw new DOMException("The request was given up", "AbortError");
    throw new ApiError(0, "offline", "");
  } finally {
    clearTimeout(timer);
  }
}

async function refusal(response: Response): Promise<ApiError> {
  const requestId = response.headers.get("X-Request-Id");
  const problem = await response.json().catch(() => null) as Partial<Problem> | null;
  const error = problem?.error;
  return new ApiError(
    response.status,
    error?.code ?? `http_${response.status}`,
    error?.message ?? "",
    error?.requestId ?? requestId,
    error?.details ?? {},
  );
}

/** What asking needs of the session; see `session.ts`. */
export interface Bearer {
  token(): string | null;
  renew(): Promise<unknown>;
}

export interface ApiParts {
  fetch: Fetch;
  bearer: Bearer;
  /** Read at each request. */
  readonly language: string;
  /** Told after each request whether the service was reached: null, or why not. */
  onReach?(error: ApiError | null): void;
}

export interface Api {
  /** The answer, for a stream. Throws what `perform` throws. */
  send(path: string, options?: RequestOptions): Promise<Response>;
  /** The answer's JSON, trusted to be `T`: the service's own schemas made it. */
  json<T>(path: string, options?: RequestOptions): Promise<T>;
}

/** The service as a member sees it: every request carries the session and the language. */
export function createApi(parts: ApiParts): Api {
  const { fetch, bearer, onReach } = parts;
  const once = (path: string, options: RequestOptions) =>
    perform(fetch, path, {
      ...options,
      headers: {
        "Accept-Language": parts.language,
        ...options.headers,
        Authorization: `Bearer ${bearer.token() ?? ""}`,
      },
    });
  const send: Api["send"] = async (path, options = {}) => {
    try {
      if (!bearer.token()) await bearer.renew();
      const response = await once(path, options).catch(async (error) => {
        if (!(error instanceof ApiError) || error.status !== 401) throw error;
        await bearer.renew();
        return await once(path, options);
      });
      onReach?.(null);
      return response;
    } catch (error) {
      if (error instanceof ApiError) onReach?.(error);
      throw error;
    }
  };
  return {
    send,
    async json<T>(path: string, options?: RequestOptions) {
      const response = await send(path, options);
      return await response.json().catch(() => {
        throw new ApiError(0, "offline", "");
      }) as T;
    },
  };
}
