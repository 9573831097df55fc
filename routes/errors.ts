import { getLogger } from "@logtape/logtape";
import type { z } from "zod";
import type { ErrorHandler } from "hono";
import { HTTPException } from "hono/http-exception";
import type { ContentfulStatusCode } from "hono/utils/http-status";
import type { Language } from "../domain/community.ts";
import { AppError, type ErrorCode, type ErrorDetails } from "../domain/errors.ts";
import type { Texts } from "../services/texts.ts";
import { type RequestEnvironment, requestLanguage } from "./environment.ts";
import type { Problem } from "./schemas.ts";

const log = getLogger(["sfera", "http"]);

/** Details that help whoever asked; reasons of a refusal stay in the log. */
const TOLD: Partial<Record<ErrorCode, boolean>> = {
  bad_request: true,
  allowance_exhausted: true,
  call_live: true,
  call_ended: true,
  turn_gap: true,
  rate_limited: true,
  body_too_large: true,
  not_found: true,
  gradings_exhausted: true,
  promo_refused: true,
  quote_changed: true,
  not_sold: true,
  refund_refused: true,
};

/** Turns whatever was thrown into a `Problem`; what nobody expected is logged with the request id. */
export function createErrorHandler(
  texts: Texts,
  defaultLanguage: Language,
  /** The sentence for a code that is not taken, which says why. */
  whyRefused?: (language: Language, details: ErrorDetails) => Promise<string>,
): ErrorHandler<RequestEnvironment> {
  return async (caught, context) => {
    const error = expected(caught);
    const requestId = context.get("requestId");
    if (error.status >= 500) {
      const { method, routePath } = context.req;
      log.error("{method} {route} failed, {requestId}: {error}", {
        method,
        route: context.get("route") ?? routePath,
        requestId,
        error: caught,
      });
    }
    const language = requestLanguage(context, defaultLanguage);
    const message = error.code === "promo_refused" && whyRefused
      ? await whyRefused(language, error.details)
      : await texts.format(language, `error-${error.code}`);
    const problem: Problem = { error: { code: error.code, message, requestId } };
    if (TOLD[error.code]) problem.error.details = error.details;
    const retryAfter = error.details.retryAfterSeconds;
    if (typeof retryAfter === "number") {
      context.header("Retry-After", String(Math.ceil(retryAfter)));
    }
    return context.json(problem, error.status as ContentfulStatusCode);
  };
}

function expected(caught: unknown): AppError {
  if (caught instanceof AppError) return caught;
  if (caught instanceof HTTPException && caught.status === 400) {
    return new AppError("bad_request", { expected: "a JSON body", received: "something else" });
  }
  return new AppError("internal");
}

/** A hook for `zValidator`: what does not fit becomes a `bad_request` that says where and why. */
export function refuseInvalid(
  result: { success: true } | { success: false; error: { issues: readonly z.core.$ZodIssue[] } },
): void {
  if (result.success) return;
  throw new AppError("bad_request", { problems: describeIssues(result.error.issues) });
}

function describeIssues(issues: readonly z.core.$ZodIssue[]): ErrorDetails[] {
  return issues.slice(0, 10).map((issue) => ({
    field: issue.path.join(".") || "body",
    problem: issue.message,
  }));
}
