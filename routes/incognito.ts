import { getLogger } from "@logtape/logtape";
import { Hono } from "hono";
import type { Incognito } from "../services/incognito.ts";
import { checkIncognitoRequest } from "./checks.ts";
import type { RequestEnvironment } from "./environment.ts";
import { streamEvents } from "./event_stream.ts";
import type { RateLimit } from "./limits.ts";

const log = getLogger(["sfera", "http"]);

/** `POST /incognito`: a message and its answer, of which nothing is kept but the charge. */
export function incognitoRoutes(deps: { incognito: Incognito; limit: RateLimit }) {
  const { incognito, limit } = deps;
  return new Hono<RequestEnvironment>()
    .post("/incognito", checkIncognitoRequest, async (context) => {
      const memberId = context.get("memberId");
      limit.count(memberId);
      const { message: text, earlier } = context.req.valid("json");
      const read = await incognito.send({ memberId, text, earlier });
      context.header("Cache-Control", "no-store");
      return streamEvents(context, read, () => {
        log.error("An incognito answer of {memberId} broke off", { memberId });
      });
    });
}
