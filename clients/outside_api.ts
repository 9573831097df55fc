import { z } from "zod";
import { AppError } from "../domain/errors.ts";
import { Deadline } from "./deadline.ts";
import { readJson, Unlucky } from "./json_answer.ts";

/** A question to a named service of the outside that answers in JSON. */
export interface ApiQuestion<Schema extends z.ZodType> {
  url: URL;
  headers?: Record<string, string>;
  /** What an answer of the status 200 holds. */
  schema: Schema;
  /** The time for all of it, in milliseconds; 4000 by default. */
  timeoutMilliseconds?: number;
  /**
   * Judges a refusal by its status and body: what it returns is the answer, and undefined means that
   * it is a failure.
   */
  refusal?: (status: number, body: unknown) => { answer: undefined } | undefined;
  signal: AbortSignal;
}

const MOST_BYTES = 1_000_000;
const ATTEMPTS = 2;

/**
 * Asks a service, once more where the connection breaks or the service has an error of its own.
 *
 * Returns undefined where `refusal` says so. Errors: `outside_failed` with a `reason` in words and,
 * where there was one, the `status`; the signal's reason once it aborts. A redirect is an error: it
 * would carry a key elsewhere.
 */
export async function askApi<Schema extends z.ZodType>(
  question: ApiQuestion<Schema>,
): Promise<z.infer<Schema> | undefined> {
  const deadline = new Deadline(question.signal, question.timeoutMilliseconds ?? 4_000);
  try {
    for (let attempt = 1;; attempt += 1) {
      try {
        return await ask(question, deadline.signal);
      } catch (error) {
        question.signal.throwIfAborted();
        if (deadline.passed) throw failed("it took too long");
        if (error instanceof AppError) throw error;
        if (attempt === ATTEMPTS) throw failed(error instanceof Unlucky ? error.message : "broken");
      }
    }
  } finally {
    deadline.clear();
  }
}

async function ask<Schema extends z.ZodType>(
  { url, headers, schema, refusal }: ApiQuestion<Schema>,
  signal: AbortSignal,
): Promise<z.infer<Schema> | undefined> {
  // What `fetch` throws quotes the address, and with it the question.
  const response = await fetch(url, {
    headers: { Accept: "application/json", ...headers },
    redirect: "error",
    signal,
  }).catch(() => {
    throw new Unlucky("it cannot be reached");
  });
  const body = await readJson(response, signal, {
    mostBytes: MOST_BYTES,
    tooLong: () => failed("its answer is too long"),
  });
  const { status } = response;
  if (status !== 200) {
    const judged = refusal?.(status, body);
    if (judged) return judged.answer;
    if (status >= 500) throw new Unlucky(`it had an error of its own, status ${status}`);
    throw failed(reasonOf(status), status);
  }
  const read = schema.safeParse(body);
  if (!read.success) throw failed("its answer is not of the form it promises");
  return read.data;
}

function reasonOf(status: number): string {
  if (status === 401 || status === 403) return "the key was refused";
  if (status === 418 || status === 429) return "it was asked too often";
  if (status === 451) return "it is not offered where this server runs";
  return "the question was refused";
}

function failed(reason: string, status?: number): AppError {
  return new AppError("outside_failed", status === undefined ? { reason } : { reason, status });
}
