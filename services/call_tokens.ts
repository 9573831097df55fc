import { AppError } from "../domain/errors.ts";
import { sameText, signer } from "./crypto.ts";

/** What a token lets its agent do: begin a dispatch, or act in an epoch. */
export interface AgentClaims {
  kind: "dispatch" | "epoch";
  callId: string;
  /** Of the dispatch or the epoch. */
  number: number;
}

/** Tokens of agents: they say what they are for, and only the service can have made them. */
export interface CallTokens {
  issue(claims: AgentClaims): string;
  /** The number of a token of this kind for this call. Errors: `session_invalid`. */
  read(token: string, expected: Omit<AgentClaims, "number">): number;
  /** The beginning of the names of all rooms of this service. */
  readonly roomPrefix: string;
}

/** Makes the tokens; their key follows from the bot token, so that a new one ends them all. */
export function createCallTokens(botToken: string): CallTokens {
  const hmac = signer(botToken, "call");
  const sign = ({ kind, callId, number }: AgentClaims) => hmac(`${kind}.${callId}.${number}`);
  let roomPrefix: string | undefined;
  return {
    issue: (claims) => `${claims.kind}.${claims.callId}.${claims.number}.${sign(claims)}`,
    read(token, { kind, callId }) {
      const [claimedKind, claimedCall, digits, signature, more] = token.split(".");
      const isToken = signature !== undefined && more === undefined;
      if (!isToken || !/^\d{1,9}$/.test(digits!)) return refuse("not a token of an agent");
      if (claimedKind !== kind || claimedCall !== callId) {
        return refuse("a token for something else");
      }
      const number = Number(digits);
      if (!sameText(signature, sign({ kind, callId, number }))) {
        return refuse("signature does not match");
      }
      return number;
    },
    // Two services may share one LiveKit; neither is to close the other's rooms.
    get roomPrefix() {
      return roomPrefix ??= `call-${hmac("rooms").replace(/[^a-zA-Z0-9]/g, "").slice(0, 6)}-`;
    },
  };
}

function refuse(reason: string): never {
  throw new AppError("session_invalid", { reason });
}
