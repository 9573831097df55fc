import { AppError } from "../domain/errors.ts";
import type { Member } from "../domain/member.ts";
import { sameText, signer } from "./crypto.ts";
import { checkInitData, initDataKey } from "./init_data.ts";
import { type Members, refuseBanned } from "./members.ts";
import type { Clock } from "./ports.ts";

/** A session lasts a day from its last renewal, and a week from the initData that began it, in ms. */
const SLIDES_BY = 24 * 3600_000;
const LASTS_AT_MOST = 7 * 24 * 3600_000;

/** Verified tokens kept in memory, so that what is known to be good is not checked again. */
const KNOWN_TOKENS = 10_000;

export interface OpenedSession {
  token: string;
  /** Milliseconds since the Unix epoch. */
  expiresAt: number;
  memberId: string;
  startParam: string | null;
}

export interface Sessions {
  /** Opens a session from initData; `init_data_invalid` or `banned` where it may not. */
  open(initData: string): Promise<OpenedSession & { member: Member }>;
  /** Slides a session that has not expired, up to a week from its beginning; else `session_invalid`. */
  renew(token: string): OpenedSession;
  /** The member id of a token that is genuine and not expired; else `session_invalid`. */
  verify(token: string): string;
}

interface Claims {
  memberId: string;
  began: number;
  expiresAt: number;
}

/**
 * Makes sessions. A token is `memberId.began.expiresAt.signature`: it says nothing secret, and its
 * key follows from the bot token, so that a new bot token ends every session.
 */
export function createSessions(deps: {
  clock: Clock;
  members: Members;
  botToken: string;
  initDataMaxAgeSeconds: number;
}): Sessions {
  const { clock, members, botToken, initDataMaxAgeSeconds } = deps;
  const known = new Map<string, Claims>();

  const sign = signer(botToken, "session");
  let dataKey: Uint8Array | undefined;

  function issue(memberId: string, began: number): OpenedSession {
    const expiresAt = Math.min(clock.now() + SLIDES_BY, began + LASTS_AT_MOST);
    const payload = `${memberId}.${began}.${expiresAt}`;
    return { token: `${payload}.${sign(payload)}`, expiresAt, memberId, startParam: null };
  }

  function read(token: string): Claims {
    const cached = known.get(token);
    if (cached) return cached;
    const [memberId, began, expiresAt, signature, more] = token.split(".");
    if (!memberId || !began || !expiresAt || !signature || more !== undefined) {
      refuse("not a token");
    }
    if (!sameText(signature, sign(`${memberId}.${began}.${expiresAt}`))) {
      refuse("signature does not match");
    }
    const claims = { memberId, began: Number(began), expiresAt: Number(expiresAt) };
    if (known.size >= KNOWN_TOKENS) known.delete(known.keys().next().value!);
    known.set(token, claims);
    return claims;
  }

  function live(token: string): Claims {
    const claims = read(token);
    if (claims.expiresAt <= clock.now()) refuse("expired");
    return claims;
  }

  return {
    async open(initData) {
      const { user, startParam } = checkInitData(initData, dataKey ??= initDataKey(botToken), {
        now: clock.now(),
        maxAgeSeconds: initDataMaxAgeSeconds,
      });
      const member = refuseBanned(await members.enter({ ...user, startParam }));
      return { ...issue(member.id, clock.now()), startParam, member };
    },
    renew(token) {
      const { memberId, began } = live(token);
      return issue(memberId, began);
    },
    verify: (token) => live(token).memberId,
  };
}

function refuse(reason: string): never {
  throw new AppError("session_invalid", { reason });
}
