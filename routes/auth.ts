import { createMiddleware } from "hono/factory";
import { AppError } from "../domain/errors.ts";
import type { Sessions } from "../services/sessions.ts";
import type { RequestContext, RequestEnvironment } from "./environment.ts";

/** Lets a request through only with a live session; bans are read by what comes after. */
export function requireMember(sessions: Sessions) {
  return createMiddleware<RequestEnvironment>((context, next) => {
    const token = bearer(context);
    context.set("token", token);
    context.set("memberId", sessions.verify(token));
    return next();
  });
}

/** The credentials of a request, split at the scheme: `tma` for initData, `Bearer` for a session. */
export function credentials(context: RequestContext): { scheme: string; value: string } {
  const header = context.req.header("authorization") ?? "";
  const space = header.indexOf(" ");
  return space < 0
    ? { scheme: "", value: "" }
    : { scheme: header.slice(0, space).toLowerCase(), value: header.slice(space + 1).trim() };
}

/** The token behind `Bearer`; throws `session_invalid` where there is none. */
export function bearer(context: RequestContext): string {
  const { scheme, value } = credentials(context);
  if (scheme !== "bearer" || value === "") {
    throw new AppError("session_invalid", { reason: "no bearer token" });
  }
  return value;
}
