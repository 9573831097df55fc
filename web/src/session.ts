/**
 * The session: Telegram's initData is exchanged for a token, which slides while the app is in use.
 *
 * The token lives in memory and in `sessionStorage` under the member's id, so that a reload keeps
 * it and another account of the same Telegram does not get it.
 */
import type { Session } from "../../routes/schemas.ts";
import { ApiError, type Bearer, perform } from "./api.ts";

export interface SessionParts {
  fetch: (input: string, init: RequestInit) => Promise<Response>;
  initData: string;
  memberId: string;
  /** Read at each request. */
  readonly language: string;
  /** The IANA zone of the device, such as `Asia/Almaty`: where emergency help is looked for. */
  timeZone?: string;
  storage: Pick<Storage, "getItem" | "setItem" | "removeItem"> | null;
  now: () => number;
  /** Told each new session, also one that a refused request made necessary. */
  onSession?(session: Session): void;
}

export interface SessionKeeper extends Bearer {
  /** Forgets the token and opens no other: after an erasure a request must not make a new member. */
  end(): void;
  /** Opens or slides the session: with the kept token if there is one, else with initData. */
  open(): Promise<Session>;
}

interface Kept {
  token: string;
  expiresAt: number;
}

/** Keeps one member's session. Parallel calls share one exchange. Throws what `perform` throws. */
export function createSession(parts: SessionParts): SessionKeeper {
  const { storage, now } = parts;
  const key = `sfera.session.${parts.memberId}`;
  let kept = read();
  let exchanging: Promise<Session> | null = null;
  let ended = false;

  function read(): Kept | null {
    try {
      const value = JSON.parse(storage?.getItem(key) ?? "null") as Kept | null;
      return typeof value?.token === "string" && value.expiresAt > now() ? value : null;
    } catch {
      return null;
    }
  }

  function keep(value: Kept | null): void {
    kept = value;
    try {
      if (value) storage?.setItem(key, JSON.stringify(value));
      else storage?.removeItem(key);
    } catch {
      // A full or forbidden storage costs one more exchange after a reload, nothing else.
    }
  }

  async function exchange(authorization: string): Promise<Session> {
    if (ended) throw new ApiError(401, "session_ended", "");
    const response = await perform(parts.fetch, "/api/session", {
      method: "POST",
      headers: {
        "Authorization": authorization,
        "Accept-Language": parts.language,
        ...(parts.timeZone ? { "X-Time-Zone": parts.timeZone } : {}),
      },
    });
    const session = await response.json() as Session;
    keep({ token: session.token, expiresAt: session.expiresAt });
    parts.onSession?.(session);
    return session;
  }

  function alone(make: () => Promise<Session>): Promise<Session> {
    exchanging ??= make().finally(() => exchanging = null);
    return exchanging;
  }

  const fresh = () => {
    keep(null);
    return exchange(`tma ${parts.initData}`);
  };

  return {
    end() {
      keep(null);
      ended = true;
    },
    token: () => kept && kept.expiresAt > now() ? kept.token : null,
    open: () =>
      alone(async () => {
        if (!kept || kept.expiresAt <= now()) return await fresh();
        try {
          return await exchange(`Bearer ${kept.token}`);
        } catch (error) {
          if (error instanceof ApiError && error.status === 401) return await fresh();
          throw error;
        }
      }),
    renew: () => alone(fresh),
  };
}
