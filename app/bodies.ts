import type { MiddlewareHandler } from "hono";
import { bodyLimit } from "hono/body-limit";
import { AppError } from "../domain/errors.ts";
import { DOCUMENTS_PATH } from "../routes/limits.ts";

/** Largest body of a request, in bytes: 4,096 characters of any script fit many times. */
const USUAL = 64 * 1024;
/** An incognito message comes with the talk before it, forty turns at most. */
const TALK = 2 * 1024 * 1024;
/** What was said while the service was away comes at once. */
const AGENT = 512 * 1024;
const UPDATE = 1024 * 1024;
/** Longest path, in characters: the store has no key for longer names of things. */
const LONGEST_PATH = 500;

const limitUsual = limitTo(USUAL);
const limitTalk = limitTo(TALK);
const limitAgent = limitTo(AGENT);

/** Limits the body of an update of the bot, and of what LiveKit tells. */
export const limitUpdate = limitTo(UPDATE);

/** Refuses a path in which something is named that cannot be there. */
export const limitPath: MiddlewareHandler = (context, next) => {
  if (context.req.path.length > LONGEST_PATH) throw new AppError("not_found", { what: "page" });
  return next();
};

/** Limits a body of `/api` by what its route takes; files have a limit in their own route. */
export const limitBody: MiddlewareHandler = (context, next) => {
  const { path } = context.req;
  if (path === `/api${DOCUMENTS_PATH}`) return next();
  if (path.startsWith("/api/agent/")) return limitAgent(context, next);
  return (path === "/api/incognito" ? limitTalk : limitUsual)(context, next);
};

function limitTo(mostBytes: number): MiddlewareHandler {
  return bodyLimit({
    maxSize: mostBytes,
    onError: () => {
      throw new AppError("body_too_large", { mostBytes });
    },
  });
}
