import type { Context } from "hono";
import type { Language } from "../domain/community.ts";

/** What every request carries through the routes. */
export interface RequestEnvironment {
  /** The connection, as `Deno.serve` gives it. */
  Bindings: { remoteAddr?: Deno.Addr };
  Variables: {
    requestId: string;
    /** Set by `requireMember`. */
    memberId: string;
    token: string;
    /** The route that a request was handed over to, for the log. */
    route: string;
  };
}

export type RequestContext = Context<RequestEnvironment>;

/** The language that a reader asks for in `Accept-Language`. */
export function requestLanguage(context: RequestContext, fallback: Language): Language {
  const wanted = context.req.header("accept-language")?.trim().slice(0, 2).toLowerCase();
  return wanted === "ru" || wanted === "en" ? wanted : fallback;
}

/** The address that a request came from, to count requests by. */
export function requestAddress(context: RequestContext): string {
  const address = context.env?.remoteAddr;
  return address && "hostname" in address ? address.hostname : "unknown";
}
