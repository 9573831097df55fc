import type { Context } from "hono";
import type { ContentfulStatusCode } from "hono/utils/http-status";
import { z } from "zod";
import { AppError } from "../../domain/errors.ts";
import type { ErrorAnswer } from "./answers.ts";

/** Turns whatever was thrown into `{error: {code, message}}` with a plain sentence. */
export function answerError(error: unknown, c: Context): Response {
  if (error instanceof AppError) {
    const reason = error.details.reason;
    return answer(c, error.code, error.status, typeof reason === "string" ? reason : error.message);
  }
  return answer(c, "internal", 500, error instanceof Error ? error.message : String(error));
}

/**
 * Reads the JSON body of a request by a schema.
 *
 * Errors: `bad_request` that names the field and what was expected.
 */
export async function readBody<T>(c: Context, schema: z.ZodType<T>): Promise<T> {
  const body = await c.req.json().catch(() => {
    throw new AppError("bad_request", { reason: "expected a JSON body" });
  });
  return parse(body, schema);
}

/** Reads the fields of a form by a schema. Errors: `bad_request` as above. */
export async function readForm<T>(c: Context, schema: z.ZodType<T>): Promise<T> {
  const form = await c.req.parseBody().catch(() => {
    throw new AppError("bad_request", { reason: "expected a form" });
  });
  return parse(form, schema);
}

/** Reads query parameters by a schema. Errors: `bad_request` as above. */
export function readQuery<T>(c: Context, schema: z.ZodType<T>): T {
  return parse(c.req.query(), schema);
}

function parse<T>(value: unknown, schema: z.ZodType<T>): T {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const reason = result.error.issues
    .map((issue) => `${issue.path.join(".") || "body"}: ${issue.message}`)
    .join("; ");
  throw new AppError("bad_request", { reason });
}

function answer(c: Context, code: string, status: number, message: string): Response {
  return c.json<ErrorAnswer>({ error: { code, message } }, status as ContentfulStatusCode);
}
