import { Hono } from "hono";
import { AppError } from "../../domain/errors.ts";
import type { InitDataAnswer } from "./answers.ts";
import { chatRoutes } from "./chat.ts";
import { parseDuration } from "./clock.ts";
import { answerError, readBody, readQuery } from "./errors.ts";
import { type Changes, createChanges } from "./events.ts";
import { onlyFromHere } from "./guard.ts";
import { type ClockMoves, createClockMoves } from "./moves.ts";
import type { BoxDependencies } from "./ports.ts";
import * as requests from "./requests.ts";
import { starsRoutes } from "./stars.ts";
import { clockAnswer, faultsAnswer } from "./state.ts";

const LOG_LINES = 200;

/**
 * Builds the HTTP API of the box, to be mounted at `/box` beside the service.
 *
 * It serves the page, tests and scripts; every answer is JSON, an error is
 * `{error: {code, message}}`.
 */
export function createBoxApi(deps: BoxDependencies): Hono {
  const changes = createChanges(deps.signal);
  const moves = createClockMoves(deps, changes);
  void deps.voiceChanged?.then(() => changes.announce());
  return new Hono()
    .onError(answerError)
    .use(onlyFromHere(deps.port))
    .use(async (c, next) => {
      await next();
      c.header("cache-control", "no-store");
    })
    .route("/api", chatRoutes(deps, changes, moves))
    .route("/api", starsRoutes(deps))
    .route("/api", clockRoutes(deps, moves))
    .route("/api", serviceRoutes(deps, changes))
    .get("/api/init-data", async (c) => {
      const query = readQuery(c, requests.initDataQuery);
      const answer = await freshInitData(deps, query.member, query.startParam);
      const plain = c.req.header("accept")?.startsWith("text/plain") ?? false;
      return plain ? c.text(answer.initData) : c.json<InitDataAnswer>(answer);
    })
    .get("/api/events", (c) => changes.stream(c))
    .all("/api/*", () => {
      throw new AppError("not_found", { reason: "the box has no such address" });
    });
}

async function freshInitData(
  deps: BoxDependencies,
  memberId: number,
  startParam?: string,
): Promise<InitDataAnswer> {
  if (!deps.telegram || deps.services.some((s) => s.name === "telegram" && s.mode === "real")) {
    throw new AppError("forbidden", {
      reason: "a real bot token is in use, so only Telegram itself signs initData",
    });
  }
  const member = deps.telegram.members().find((member) => member.id === memberId);
  if (!member) throw new AppError("not_found", { reason: `there is no member ${memberId} here` });
  const authDate = Math.floor(deps.clock.now() / 1000);
  return {
    initData: await deps.signInitData({
      member,
      mayWrite: deps.telegram.mayWrite(memberId),
      authDate,
      startParam,
    }),
    member,
    authDate,
  };
}

function clockRoutes(deps: BoxDependencies, moves: ClockMoves): Hono {
  return new Hono()
    .get("/clock", (c) => c.json(clockAnswer(deps)))
    .post("/clock", async (c) => {
      const body = await readBody(c, requests.clockMove);
      await moves.move("advance" in body ? parseDuration(body.advance) : null);
      return c.json(clockAnswer(deps));
    });
}

function serviceRoutes(deps: BoxDependencies, changes: Changes): Hono {
  return new Hono()
    .get("/faults", (c) => c.json(faultsAnswer(deps)))
    .post("/faults", async (c) => {
      const { service, times, ...fault } = await readBody(c, requests.faultRequest);
      const faults = deps.faults[service];
      if (!faults) {
        throw new AppError("conflict", {
          reason: `${service} is real here and cannot be told to fail`,
        });
      }
      faults.add({ ...fault, times: times === "always" ? Infinity : times });
      changes.announce();
      return c.json(faultsAnswer(deps));
    })
    .delete("/faults", (c) => {
      const { service } = readQuery(c, requests.faultsQuery);
      for (const [name, faults] of Object.entries(deps.faults)) {
        if (service === undefined || service === name) faults?.clear();
      }
      changes.announce();
      return c.json(faultsAnswer(deps));
    })
    .get("/log", (c) => c.json({ lines: deps.log().slice(-LOG_LINES) }))
    .post("/restart", async (c) => {
      await deps.restart();
      changes.announce();
      return c.json({ restarted: true });
    });
}
