import { z } from "zod";
import { AppError } from "../domain/errors.ts";
import { envelope } from "./cryptomus_answers.ts";
import { signOf } from "./cryptomus_sign.ts";
import { Deadline } from "./deadline.ts";
import { readJson, Unlucky } from "./json_answer.ts";

export interface CryptomusAccount {
  /** The UUID of the merchant. */
  merchant: string;
  /** The payment API key; payouts have another one. */
  apiKey: string;
  /** Without a slash at the end: Cryptomus, or Heleket, its twin. */
  baseUrl: string;
  /** How long one attempt may take, in milliseconds; 10,000 by default. */
  timeoutMilliseconds?: number;
}

/** A request to Cryptomus. */
export interface CryptomusQuestion {
  path: string;
  /** What is asked; without it the body is empty. */
  body?: Record<string, unknown>;
  /** Whether asking twice does no more than asking once, so that an unlucky attempt is repeated. */
  repeatable: boolean;
  signal: AbortSignal;
}

/** What Cryptomus refuses, as `refusal` of an error's details. */
export type Refusal = { status: number; message: string; fields: Record<string, string[]> };

const TIMEOUT_MILLISECONDS = 10_000;
const ATTEMPTS = 2;
const MOST_BYTES = 2_000_000;
const MOST_MESSAGE = 200;

/** What the operator is to look at where a field was refused. */
const FIELD_HINTS: Record<string, string> = {
  amount: "the price, or the least that the chosen coin allows",
  currency: "the currency of the plan's price, one that the processor knows",
  order_id: "1 to 128 letters, digits, - and _",
  lifetime: "300 to 43200 seconds",
  url_callback: "PUBLIC_URL, which the processor must be able to reach",
  url_return: "PUBLIC_URL",
  url_success: "PUBLIC_URL",
  network: "a network that takes this coin",
  to_currency: "a coin's code",
  address: "the address of the chosen network that the member gave",
  merchant: "CRYPTOMUS_MERCHANT",
};

/**
 * Asks Cryptomus and returns what is in `result`.
 *
 * Errors: `payments_unavailable` with a `reason` where it did not answer, or had an error of its own:
 * what was asked may or may not have been done; `payments_refused` with a `reason` and a `refusal`
 * where it did not want to; the signal's reason once it aborts. None of them holds a key.
 */
export async function askCryptomus(
  account: CryptomusAccount,
  question: CryptomusQuestion,
): Promise<unknown> {
  const { signal, repeatable } = question;
  // Once made, so that what is signed and what is sent are the same bytes, in every attempt.
  const body = question.body === undefined ? "" : JSON.stringify(question.body);
  for (let attempt = 1;; attempt += 1) {
    const milliseconds = account.timeoutMilliseconds ?? TIMEOUT_MILLISECONDS;
    const deadline = new Deadline(signal, milliseconds);
    try {
      return await ask(account, question.path, body, deadline.signal);
    } catch (error) {
      signal.throwIfAborted();
      if (error instanceof AppError) throw error;
      if (!repeatable || attempt === ATTEMPTS) {
        const reason = deadline.passed
          ? "it took too long"
          : error instanceof Unlucky
          ? error.message
          : "it cannot be reached";
        throw new AppError("payments_unavailable", { reason });
      }
    } finally {
      deadline.clear();
    }
  }
}

async function ask(
  { merchant, apiKey, baseUrl }: CryptomusAccount,
  path: string,
  body: string,
  signal: AbortSignal,
): Promise<unknown> {
  // What `fetch` throws quotes the address; a redirect would carry the signature elsewhere.
  const response = await fetch(`${baseUrl}${path}`, {
    method: "POST",
    headers: {
      merchant,
      sign: signOf(body, apiKey),
      "Content-Type": "application/json",
      Accept: "application/json",
    },
    body,
    redirect: "error",
    signal,
  }).catch(() => {
    throw new Unlucky("it cannot be reached");
  });
  const { status } = response;
  const answer = await readJson(response, signal, { mostBytes: MOST_BYTES, tooLong: unexpected });
  const read = envelope.safeParse(answer);
  if (status >= 500) throw new Unlucky(`it had an error of its own, status ${status}`);
  if (status === 200 && read.success && (read.data.state ?? 0) === 0) return read.data.result;
  if (status === 200 && !read.success) throw unexpected();
  throw refused(status, read.data, [apiKey, merchant]);
}

/** What came has not the form that Cryptomus promises. */
export function unexpected(): AppError {
  return new AppError("payments_unavailable", {
    reason: "its answer is not of the form it promises",
  });
}

function refused(
  status: number,
  told: z.infer<typeof envelope> | undefined,
  secrets: string[],
): AppError {
  const fields = Object.fromEntries(
    Object.entries(told?.errors ?? {}).slice(0, 20).map(([field, problems]) => [
      printable(field, secrets),
      [problems].flat().slice(0, 5).map((problem) => printable(problem, secrets)),
    ]),
  );
  const message = printable(told?.message ?? "", secrets);
  const refusal: Refusal = { status, message, fields };
  if (status === 429) {
    const reason = "it was asked too often";
    return new AppError("payments_unavailable", { reason, refusal });
  }
  return new AppError("payments_refused", { reason: reasonOf(refusal), refusal });
}

/** What the operator reads. */
function reasonOf({ status, message, fields }: Refusal): string {
  const named = Object.entries(fields).map(([field, problems]) => {
    const hint = Object.hasOwn(FIELD_HINTS, field) ? `; look at ${FIELD_HINTS[field]}` : "";
    return `${field} (${problems.join(", ")}${hint})`;
  });
  if (named.length > 0) return `it refused ${named.join(" and ")}`;
  const words = message === "" ? "" : `: "${message}"`;
  if (status === 401 || status === 403 || /\bsign\b|merchant|unauthori[sz]ed/i.test(message)) {
    return `it refused the key; look at CRYPTOMUS_MERCHANT and CRYPTOMUS_API_KEY${words}`;
  }
  return `it refused with status ${status}${words}`;
}

/** Words of a stranger on one line, without what must not be repeated. */
function printable(words: string, secrets: string[]): string {
  const hidden = secrets.filter((secret) => secret !== "")
    .reduce((text, secret) => text.replaceAll(secret, "…"), words);
  return hidden.replace(/[\p{Cc}\p{Cf}\s]+/gu, " ").trim().slice(0, MOST_MESSAGE);
}
